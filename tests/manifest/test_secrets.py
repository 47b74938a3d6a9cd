"""Secrets of a manifest never get past the mask, whatever shape the text has."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

import pytest

from ie_tui.manifest.reader import mask_secrets, read_manifest, shown_value

CANARY = "CANARY"

MASKED = {
    "blank after the colon": ("pinCode: 0123\nname: x", "pinCode: ••••\nname: x", 1),
    "no blank": ("pinCode:0123", "pinCode:••••", 1),
    "both names": ("trueCryptPassword: a\npinCode: b", "trueCryptPassword: ••••\npinCode: ••••", 2),
    "any case": ("PINCODE: a\ntruecryptPASSWORD: b", "PINCODE: ••••\ntruecryptPASSWORD: ••••", 2),
    "any depth": ("a:\n  b:\n    pinCode: x\n", "a:\n  b:\n    pinCode: ••••\n", 1),
    "semicolon": ("pinCode: 0123;\nname: x", "pinCode: ••••\nname: x", 1),
    "CR LF": ("pinCode: 0123\r\nname: x\r\n", "pinCode: ••••\r\nname: x\r\n", 1),
    "CR": ("pinCode: 0123\rname: x", "pinCode: ••••\rname: x", 1),
    "tabs and blanks stay": ("\tpinCode :\t01 23 \t\n", "\tpinCode :\t•••• \t\n", 1),
    "value with colons and commas": ("trueCryptPassword: a: b, c", "trueCryptPassword: ••••", 1),
    "quoted value": ('pinCode: "01\'23" ', "pinCode: •••• ", 1),
    "quoted names": ('"pinCode": "1"\n\'pinCode\': 2', "\"pinCode\": ••••\n'pinCode': ••••", 2),
    "list item": ("- pinCode: 1\n-pinCode:2", "- pinCode: ••••\n-pinCode:••••", 2),
    "comment after the value": ("pinCode: 1 # mine", "pinCode: ••••", 1),
    "commented out": ("#pinCode: 1\n# pinCode: 2", "#pinCode: ••••\n# pinCode: ••••", 2),
    "equals sign": ("pinCode=0123", "pinCode=••••", 1),
    "no separator": ("pinCode 0123", "pinCode ••••", 1),
    "tag and anchor": ("pinCode: !!str 0123\nname: x", "pinCode: ••••\nname: x", 1),
    "byte order mark": ("\ufeffpinCode: 1", "\ufeffpinCode: ••••", 1),
    "braces": ("{pinCode: 1}", "{pinCode: ••••}", 1),
    "braces, several": ("a: {pinCode: 1, name: x}", "a: {pinCode: ••••, name: x}", 1),
    "braces, both": (
        '{"pinCode":"1","trueCryptPassword":"2"}',
        '{"pinCode":••••,"trueCryptPassword":••••}',
        2,
    ),
    "braces, comma in it": ('{"pinCode": "1, name: 2", "name": "x"}', '{"pinCode": ••••, "name": "x"}', 1),
    "brackets in braces": ("[{pinCode: 1}]", "[{pinCode: ••••}]", 1),
    "next line": ("pinCode:\n0123\nname: x", "pinCode:\n••••\nname: x", 1),
    "next line, indented": ("pinCode:\n  a: b\nname: x", "pinCode:\n  ••••\nname: x", 1),
    "next line after blanks and a comment": ("pinCode:\n\n# this\n01\n", "pinCode:\n\n# this\n••••\n", 1),
    "next line that looks like a comment": ("pinCode:\n#0123\nname: x", "pinCode:\n••••\nname: x", 1),
    "next line after a tag": ("pinCode: !!str\n  01\nname: x", "pinCode: ••••\n  ••••\nname: x", 1),
    "list of values": ("pinCode:\n- 1\n- 2\nname: x", "pinCode:\n••••\n••••\nname: x", 1),
    "block": ("pinCode: |\n  1\n\n   2\nname: x", "pinCode: ••••\n  ••••\n\n   ••••\nname: x", 1),
    "block without indentation": ("pinCode: >-\n1\n2\nname: x", "pinCode: ••••\n••••\n••••\nname: x", 1),
    "block with a known name in it": ("pinCode: |\n  name: x\nname: x", "pinCode: ••••\n  ••••\nname: x", 1),
    "plain over lines": ("pinCode: 1\n  2\nname: x", "pinCode: ••••\n  ••••\nname: x", 1),
    "quotation over lines": ('pinCode: "1\n2"\nname: x', "pinCode: ••••\n••••\nname: x", 1),
    "single quotation over lines": ("pinCode: 'it''s\n2'\nname: x", "pinCode: ••••\n••••\nname: x", 1),
    "bracket over lines": ("pinCode: [1,\n2]\nname: x", "pinCode: ••••\n••••\nname: x", 1),
    "explicit key": ("? pinCode\n: 1\nname: x", "? pinCode\n••••\nname: x", 1),
    "tabs below blanks": ("    pinCode: 1\n\t2\nname: x", "    pinCode: ••••\n\t••••\nname: x", 1),
    "secret inside a secret": ("pinCode:\n  pinCode: 1\n2\nname: x", "pinCode:\n  ••••\n••••\nname: x", 1),
    "secret that begins with braces": ("pinCode: {1}\nname: x", "pinCode: ••••\nname: x", 1),
}

UNTOUCHED = {
    "empty": "pinCode:\nname: x",
    "empty at the end": "name: x\npinCode: ",
    "empty quotes": "pinCode: \"\"\ntrueCryptPassword: ''",
    "empty in braces": "{pinCode: , name: x}",
    "before a list of known names": "pinCode:\noperations:\n- exportBucket: a",
    "before a comment with a known name": "pinCode:\n# bucket: yours\nbucket: x",
    "longer names": "pinCodeHint: 1\nmyPinCode: 2\nspincode: 3",
    "the name as a word": "dataDescription: disks with a pinCode each",
    "nothing": "",
    "no line end": "bucket: x",
}


@pytest.mark.parametrize(("text", "masked", "count"), MASKED.values(), ids=MASKED)
def test_a_secret_of_this_shape_is_masked_and_nothing_else(text: str, masked: str, count: int) -> None:
    assert mask_secrets(text) == (masked, count)


@pytest.mark.parametrize(("text", "masked", "count"), MASKED.values(), ids=MASKED)
def test_masking_a_masked_text_changes_nothing_and_counts_the_same(
    text: str, masked: str, count: int
) -> None:
    assert mask_secrets(masked) == (masked, count)


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED)
def test_a_text_without_secrets_comes_back_as_it_is(text: str) -> None:
    assert mask_secrets(text) == (text, 0)


NAMES = [
    quoted(name) for name in ("pinCode", "trueCryptPassword", "PINCODE") for quoted in (str, '"{}"'.format)
]
VALUES = (
    "{}",
    '"{}"',
    "'{}'",
    "{};",
    "{} # note",
    "#{}",
    "!{}",
    "a:{}",
    "a, {}",
    "[{}]",
    "!!str {}",
    "&a {}",
    "a {} b",
)
NOISE = (
    "bucket: x",
    "returnAddress:",
    "name: Pat",
    "    name: Pat",
    "operations:",
    "  - exportBucket:a",
    "- exportBucket: a",
    "    prefix: p",
    "",
    "# c",
    "ignore:",
    "  - .*",
    "foo: 1",
    "  bar: 2",
    "foo:",
    "text",
    "contentTypes:",
    "  .jpg: x",
    "contentTypes:\n.jpg: x",
    'substitutions:\n"\\\\" : "_"\n" " : "_"',
    "returnAddress:\n    name: Pat\nstaticMetadata:\nowner: me",
    "\tcity: z",
    "---",
    "{",
    "}",
    "eraseDevice: no;",
    "dataDescription: |",
    "   more",
)
Shape = Callable[[str, str, str], str]
SHAPES: tuple[Shape, ...] = (
    lambda key, value, deep: f"{key}: {value}",
    lambda key, value, deep: f"{key}:{value}",
    lambda key, value, deep: f"{key} :\t{value}",
    lambda key, value, deep: f"{key}:\n{CANARY}",
    lambda key, value, deep: f"{key}:\n\n{deep}{value}",
    lambda key, value, deep: f"{key}: |-\n{deep}a\n\n{deep}{CANARY}",
    lambda key, value, deep: f'{key}: "a\n{deep}{CANARY}"',
    lambda key, value, deep: f"{{{key}: {CANARY}}}",
    lambda key, value, deep: f'foo: {{bar: 1, {key}: "{CANARY}, b", name: x}}',
    lambda key, value, deep: f"# {key}: {CANARY}",
    lambda key, value, deep: f"? {key}\n: {CANARY}",
)


def random_manifest(chance: random.Random) -> str:
    """Lines that make no sense together, some with a canary as the secret."""
    parts = []
    for _ in range(chance.randrange(1, 10)):
        if chance.random() < 0.6:
            parts.append(chance.choice(NOISE))
            continue
        lead = " " * chance.choice((0, 0, 2, 4)) + chance.choice(("", "", "- ", "-"))
        shape, deep = chance.choice(SHAPES), " " * (len(lead) + 2)
        parts.append(lead + shape(chance.choice(NAMES), chance.choice(VALUES).format(CANARY), deep))
    return chance.choice(("\n", "\r\n", "\r")).join("\n".join(parts).split("\n"))


@pytest.mark.parametrize("seed", range(5))
def test_no_canary_gets_through_the_mask_or_a_shown_field(seed: int) -> None:
    chance = random.Random(seed)
    canaries = 0
    for _ in range(1_000):
        text = random_manifest(chance)
        canaries += text.count(CANARY)
        masked, count = mask_secrets(text)
        assert CANARY not in masked, text
        assert mask_secrets(masked) == (masked, count), text
        for item in read_manifest(text).fields:
            seen = (item.name, item.path, item.remarks, shown_value(item))
            assert CANARY not in repr(seen) + repr(item), text
    assert canaries > 1_000


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_hides_each_value_between_known_fields(shape: Shape) -> None:
    for name, value in product(NAMES, VALUES):
        masked, count = mask_secrets(f"bucket: x\n{shape(name, value.format(CANARY), '    ')}\ndeviceId: y\n")

        assert CANARY not in masked
        assert count == 1
        assert masked.startswith("bucket: x\n")
        assert masked.endswith("\ndeviceId: y\n")


LONG = {
    "names in a row": "pinCode:",
    "names in braces": "{pinCode:1,",
    "names without a separator": "x pinCode ",
    "empty names": "pinCode:\n",
    "blocks": "pinCode: |\n",
    "skipped comments": "pinCode:\n# \n",
    "one letter": "a",
    "blanks": " ",
    "open brackets": "(",
    "quotes": 'pinCode: "\\',
    "tags": "pinCode: !a ",
    "line ends": "\n",
}


@pytest.mark.parametrize("part", LONG.values(), ids=LONG)
def test_a_quarter_of_a_megabyte_is_masked_in_one_pass(part: str) -> None:
    # Any quadratic step would take minutes here.
    text = part * (256 * 1024 // len(part)) + "\npinCode: CANARY\n"
    assert CANARY not in mask_secrets(text)[0]
