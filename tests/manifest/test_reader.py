"""The manifest reader takes any shape of docs/service.md 6.2 apart and changes no character."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ie_tui.manifest.reader import MASK, MAX_CHARACTERS, Field, Group, read_manifest, shown_value

FIXTURES = Path(__file__).parent.parent / "fixtures"

AS_FIELDS = tuple[tuple[tuple[str | int, ...], str], ...]


def fields_of(text: str) -> AS_FIELDS:
    return tuple((item.path, item.value) for item in read_manifest(text).fields)


ADDRESS = ((("returnAddress", "name"), "Pat"), (("returnAddress", "country"), "USA"))
BUCKET = (("bucket",), "b")

SHAPES: dict[str, tuple[str, AS_FIELDS]] = {
    "as the documents ask": (
        "bucket: b\nreturnAddress:\n    name: Pat\n    country: USA\n",
        (BUCKET, *ADDRESS),
    ),
    "no blank after the colon": (
        "bucket:b\nreturnAddress:\n    name:Pat\n    country:USA",
        (BUCKET, *ADDRESS),
    ),
    "mixed": ("bucket:b\nreturnAddress:\n  name: Pat\n  country:USA", (BUCKET, *ADDRESS)),
    "blanks before the colon": ("bucket : b", (BUCKET,)),
    "lost indentation": ("returnAddress:\nname: Pat\ncountry: USA\nbucket: b", (*ADDRESS, BUCKET)),
    "lost, then a stranger": (
        "returnAddress:\nname: Pat\ndoor: 5\ncountry: USA",
        (ADDRESS[0], (("door",), "5"), ADDRESS[1]),
    ),
    "address without its header": ("name: Pat\ncountry: USA\nbucket: b", (*ADDRESS, BUCKET)),
    "address too deep": (
        "returnAddress:\n  name: Pat\n  bucket: b\n  country: USA",
        (ADDRESS[0], BUCKET, ADDRESS[1]),
    ),
    "all of it indented": (
        "  bucket: b\n  returnAddress:\n    name: Pat\n    country: USA",
        (BUCKET, *ADDRESS),
    ),
    "tabs": ("\tbucket:\tb\n\treturnAddress:\n\t\tname:\tPat\n\t\tcountry: USA", (BUCKET, *ADDRESS)),
    "CR LF": ("bucket: b\r\nreturnAddress:\r\n  name: Pat\r\n  country: USA\r\n", (BUCKET, *ADDRESS)),
    "CR": ("bucket: b\rreturnAddress:\r  name: Pat\r  country: USA\r", (BUCKET, *ADDRESS)),
    "comments and markers": ("# template: mine\n---\nbucket: b\n  # more\n...\n", (BUCKET,)),
    "byte order mark": ("\ufeffbucket: b", (BUCKET,)),
    "trailing semicolon": ("manifestVersion: 2.0;", ((("manifestVersion",), "2.0;"),)),
    "empty value": ("accessKeyId:\nbucket: b", ((("accessKeyId",), ""), BUCKET)),
    "value on the next line": ("bucket:\nb\ndeviceId:\n\n  D 1\n", (BUCKET, (("deviceId",), "D 1"))),
    "address on the next line": ("logPrefix:\n  s3:x\nbucket: b", ((("logPrefix",), "s3:x"), BUCKET)),
    "web address on the next line": (
        "generator:\nhttp://x\nbucket: b",
        ((("generator",), "http://x"), BUCKET),
    ),
    "first colon splits": ("generator: a: b:c", ((("generator",), "a: b:c"),)),
    "values stay text": (
        "eraseDevice: no\npostalCode: 02134\nexpires: 12:30:45\nlogPrefix: !!python/x",
        (
            (("eraseDevice",), "no"),
            (("returnAddress", "postalCode"), "02134"),
            (("expires",), "12:30:45"),
            (("logPrefix",), "!!python/x"),
        ),
    ),
    "quotes stay": ("\"bucket\": \"b\"\n'prefix': 'p'", ((("bucket",), '"b"'), (("prefix",), "'p'"))),
    "JSON": ('{\n  "bucket": "b",\n}', (((), "{"), (("bucket",), '"b",'), ((), "}"))),
    "names in capitals": ("BUCKET: b\nReturnaddress:\n  NAME: Pat", (BUCKET, ADDRESS[0])),
    "block": (
        "customs:\n  dataDescription: |\n    a: 1\n\n    b\nbucket: b",
        ((("customs", "dataDescription"), "|\n    a: 1\n\n    b"), BUCKET),
    ),
    "goes on below": ("deviceId: a\n    b\nbucket: b", ((("deviceId",), "a\n    b"), BUCKET)),
    "same name twice": ("bucket: b\nbucket: b", (BUCKET, BUCKET)),
    "a line that is nothing": ("bucket: b\nhello there\n: x", (BUCKET, ((), "hello there"), ((), ": x"))),
    "flow": ("returnAddress: {name: Pat}", ((("returnAddress",), "{name: Pat}"),)),
    "header without lines": ("customs:\nbucket: b", ((("customs",), ""), BUCKET)),
    "empty text": ("", ()),
}

OPERATIONS: dict[str, tuple[str, AS_FIELDS]] = {
    "list": (
        "operations:\n  - exportBucket: a\n    prefix: p\n  - exportBucket: b\n",
        (
            (("operations", 0, "exportBucket"), "a"),
            (("operations", 0, "prefix"), "p"),
            (("operations", 1, "exportBucket"), "b"),
        ),
    ),
    "item without blank": (
        "operations:\n    - exportBucket:a\n    -exportBucket:b",
        ((("operations", 0, "exportBucket"), "a"), (("operations", 1, "exportBucket"), "b")),
    ),
    "dash at the header's column": (
        "operations:\n- exportBucket: a\n  prefix: p\nprefix: q",
        ((("operations", 0, "exportBucket"), "a"), (("operations", 0, "prefix"), "p"), (("prefix",), "q")),
    ),
    "lost indentation": (
        "operations:\n- exportBucket:a\nprefix:p\n- exportBucket:b\nfileSystem:NTFS",
        (
            (("operations", 0, "exportBucket"), "a"),
            (("operations", 0, "prefix"), "p"),
            (("operations", 1, "exportBucket"), "b"),
            (("fileSystem",), "NTFS"),
        ),
    ),
    "dash alone": ("operations:\n  -\n    exportBucket: a", ((("operations", 0, "exportBucket"), "a"),)),
    "no dash": ("operations:\n  destination: glacier", ((("operations", 0, "destination"), "glacier"),)),
    "top-level directory": (
        "operations:\n  - exportBucket: a\ntargetDirectory: d",
        ((("operations", 0, "exportBucket"), "a"), (("targetDirectory",), "d")),
    ),
    "patterns": ("ignore:\n  - .*:x\n  - \\.psd$\n", ((("ignore", 0), ".*:x"), (("ignore", 1), "\\.psd$"))),
    "map": (
        "contentTypes:\n  .jpg: image/jpeg\n  name: x\nbucket: b",
        ((("contentTypes", ".jpg"), "image/jpeg"), (("contentTypes", "name"), "x"), BUCKET),
    ),
    "patterns and a flat list, an address indented": (
        "returnAddress:\n  name: Pat\n  country: USA\n"
        "operations:\n- exportBucket: a\nprefix: p\nlogBucket: l",
        (
            *ADDRESS,
            (("operations", 0, "exportBucket"), "a"),
            (("operations", 0, "prefix"), "p"),
            (("logBucket",), "l"),
        ),
    ),
    "items indented, the last lines not": (
        "operations:\n  - exportBucket: a\n    prefix: p\n  - exportBucket: b\nprefix: q\nfileSystem: NTFS",
        (
            (("operations", 0, "exportBucket"), "a"),
            (("operations", 0, "prefix"), "p"),
            (("operations", 1, "exportBucket"), "b"),
            (("prefix",), "q"),
            (("fileSystem",), "NTFS"),
        ),
    ),
    "map, lost indentation beside an indented address": (
        "returnAddress:\n  name: Pat\n  country: USA\n"
        "contentTypes:\nflv:video/x-flv\njpg: image/jpeg\nbucket: b",
        (
            *ADDRESS,
            (("contentTypes", "flv"), "video/x-flv"),
            (("contentTypes", "jpg"), "image/jpeg"),
            BUCKET,
        ),
    ),
    "map, lost indentation before an indented address": (
        "staticMetadata:\nowner: me\ncustoms:\n  deviceValue: 1\ncontentTypes: \nflv:x\nreturnAddress:\n"
        "  name: Pat\n  country: USA",
        (
            (("staticMetadata", "owner"), "me"),
            (("customs", "deviceValue"), "1"),
            (("contentTypes", "flv"), "x"),
            *ADDRESS,
        ),
    ),
    "a map with a value ends": (
        "contentTypes: none\nflv: x\nbucket: b",
        ((("contentTypes",), "none"), (("flv",), "x"), BUCKET),
    ),
    "a map with indented lines ends": (
        "contentTypes:\n  flv: x\njpg: y",
        ((("contentTypes", "flv"), "x"), (("jpg",), "y")),
    ),
    "map, lost indentation": (
        "contentTypes:\n.jpg: image/jpeg\nbucket: b",
        ((("contentTypes", ".jpg"), "image/jpeg"), BUCKET),
    ),
    "strangers": (
        "foo:\n  bar:\n    baz: 1\nlist:\n  - a\n  - k: v\n    l: w\nbucket: b",
        (
            (("foo", "bar", "baz"), "1"),
            (("list", 0), "a"),
            (("list", 1, "k"), "v"),
            (("list", 1, "l"), "w"),
            BUCKET,
        ),
    ),
}


KEYS_OF_SUBSTITUTIONS = {
    '"\\\\"': "\\\\",
    '" "': " ",
    '"  "': "  ",
    '""': "",
    '":"': ":",
    '"/"': "/",
    "'\"'": '"',
    '"\\""': '\\"',
    '"\\":"': '\\":',
    '"A"': "A",
    '"a"': "a",
    "$COLON$": "$COLON$",
}


@pytest.mark.parametrize("indent", ["", "  "])
def test_keys_of_substitutions_differ_in_every_character(indent: str) -> None:
    lines = [f'{indent}{written} : "_"' for written in KEYS_OF_SUBSTITUTIONS]
    text = "\n".join(("returnAddress:", "  name: Pat", "substitutions:", *lines, "bucket: b"))
    manifest = read_manifest(text, "Export")
    found = [item for item in manifest.fields if item.path[0] == "substitutions"]
    assert [item.path for item in found] == [("substitutions", key) for key in KEYS_OF_SUBSTITUTIONS.values()]
    assert [item.value for item in found] == ['"_"'] * len(found)
    assert not [item.remarks for item in found if item.remarks]


def test_a_key_that_comes_twice_is_named() -> None:
    first, second = read_manifest('substitutions:\n  " " : "a"\n  " " : "b"').fields
    assert not first.remarks
    assert second.remarks == ("Already set in line 2; the documentation does not say which one applies.",)


MANIFESTS = sorted((FIXTURES / "manifests").iterdir())


@pytest.mark.parametrize("path", MANIFESTS, ids=[path.stem for path in MANIFESTS])
def test_a_manifest_as_people_write_it_has_no_stranger_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    manifest = read_manifest(text, "Export" if "export" in path.stem else "Import")
    assert manifest.text == text
    remarks = " ".join(remark for item in manifest.fields for remark in item.remarks)
    assert not re.search("No edition|Outside|Indented|Already set|neither an option|does not list", remarks)
    assert all(item.path for item in manifest.fields)
    assert len(manifest.fields) == len(
        [line for line in text.splitlines() if not re.fullmatch(r"\s*\w+:", line)]
    )


@pytest.mark.parametrize(("text", "expected"), SHAPES.values(), ids=SHAPES)
def test_a_text_of_this_shape_gives_its_fields(text: str, expected: AS_FIELDS) -> None:
    assert fields_of(text) == expected


@pytest.mark.parametrize(("text", "expected"), OPERATIONS.values(), ids=OPERATIONS)
def test_lists_and_maps_give_their_items(text: str, expected: AS_FIELDS) -> None:
    assert fields_of(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in (*SHAPES.values(), *OPERATIONS.values())])
def test_the_text_is_untouched_and_each_value_is_a_part_of_it(text: str) -> None:
    manifest = read_manifest(text)

    assert manifest.text == text
    lines = re.split("\r\n|\r|\n", text)
    for item in manifest.fields:
        assert item.value in text
        assert item.name in lines[item.line - 1]


def documented_manifest() -> str:
    answer = (FIXTURES / "get-status-documented.xml").read_text()
    return answer.partition("<CurrentManifest>")[2].partition("</CurrentManifest>")[0]


def test_the_documented_sample_ends_its_unindented_address_before_erase_device() -> None:
    manifest = read_manifest(documented_manifest(), "Import")

    assert manifest.version == "2.0"
    assert [(group, [item.name for item in items]) for group, items in manifest.groups] == [
        (Group.JOB, ["manifestVersion", "accessKeyId"]),
        (Group.DESTINATION, ["bucket"]),
        (Group.DEVICE, ["deviceId", "eraseDevice"]),
        (Group.RETURN_ADDRESS, ["name", "street1", "city", "stateOrProvince", "postalCode", "country"]),
    ]
    erase = manifest.field("eraseDevice")
    assert erase is not None
    assert (erase.value, erase.line) == ("no", 12)


def test_names_are_kept_as_written_beside_the_spelling_of_the_documents() -> None:
    item = read_manifest('"POSTALCODE" : 02134').fields[0]

    assert (item.name, item.path) == ('"POSTALCODE"', ("returnAddress", "postalCode"))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("manifestVersion: '3.0'", "3.0"),
        ("manifestVersion:2.0;", "2.0"),
        ("manifestVersion:", None),
        ("", None),
    ],
)
def test_the_version_is_read_without_its_wrapping(text: str, version: str | None) -> None:
    assert read_manifest(text).version == version


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pinCode: 0123", MASK),
        ("trueCryptPassword:\npass word", MASK),
        ("pinCode:", ""),
        ("foo: {bar: 1, pinCode: 2}", MASK),
        ("{pinCode: 1}", MASK),
        ("accessKeyId: AKIDTESTVECTOR000001;", f"{MASK}0001"),
        ("accessKeyId: short", MASK),
        ("accessKeyId:", ""),
        ("deviceId: D1", "D1"),
    ],
)
def test_only_what_may_be_seen_is_shown(text: str, shown: str) -> None:
    assert [shown_value(item) for item in read_manifest(text).fields] == [shown]


def test_a_value_that_holds_a_commented_secret_is_secret_as_a_whole() -> None:
    text = "customs:\n  dataDescription: |\n    # pinCode: 0123\n    more\n"
    (item,) = read_manifest(text).fields

    assert "0123" in item.value
    assert item.is_secret
    assert "0123" not in repr(item)


def test_nesting_ends_at_a_depth_of_fifty_with_a_remark() -> None:
    text = "".join(" " * depth + f"level{depth}:\n" for depth in range(200)) + " " * 200 + "last: here"
    fields = read_manifest(text).fields

    assert max(len(item.path) for item in fields) == 51
    assert fields[-1].value == "here"
    assert any("deeper than 50" in remark for item in fields for remark in item.remarks)


def test_a_text_beyond_the_limit_is_read_up_to_its_last_whole_line_there() -> None:
    text = "bucket: b\n" + "# filler of one line\n" * (MAX_CHARACTERS // 20) + "deviceId: D1\n"
    manifest = read_manifest(text)

    assert manifest.text == text
    assert [item.name for item in manifest.fields] == ["bucket"]
    assert "Only the first" in manifest.remarks[0]


@pytest.mark.parametrize(
    ("start", "part"),
    [
        ("bucket: |\n", " x\n"),
        ("", "street1: a\n b\n"),
        ("", "operations:\n- "),
        ("", "returnAddress:\nname: x\n"),
        ("pinCode: |\n", " x\n"),
        ("", " "),
        ("", ":"),
        ('"', "\\"),
        ("", "- - "),
    ],
)
def test_a_quarter_of_a_megabyte_is_read_in_one_pass(start: str, part: str) -> None:
    # Any quadratic step would take minutes here.
    text = start + part * (MAX_CHARACTERS // len(part) - len(start))
    manifest = read_manifest(text)

    assert manifest.text == text
    assert sum(len(items) for _, items in manifest.groups) == len(manifest.fields)


def test_a_field_keeps_its_value_out_of_its_repr() -> None:
    item: Field = read_manifest("deviceId: D1").fields[0]
    assert "D1" not in repr(item)
