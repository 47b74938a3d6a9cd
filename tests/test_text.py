"""Escaping of foreign text."""

from __future__ import annotations

import random
import sys
from unicodedata import category

import pytest
from rich.cells import cell_len

from ie_tui.text import MAX_LINES, age, control_signs, fit, printable, printable_line

SIGNS = {
    "\x1b]52;c;UFdORUQ=\x07": "\\e]52;c;UFdORUQ=\\x07",
    "\x1b[2J": "\\e[2J",
    "\x9b31m": "⟨U+009B⟩31m",
    "my\u202egnp.bucket": "my⟨U+202E⟩gnp.bucket",
    "a\u200bb": "a⟨U+200B⟩b",
    "a\x00b": "a\\0b",
    "Success\rFailed": "Success\\rFailed",
    "a\u00adb": "a⟨U+00AD⟩b",
    "\u3164": "⟨U+3164⟩",
    "\U000e0041": "⟨U+E0041⟩",
    "\ud800": "⟨U+D800⟩",
    "a\u200db": "a⟨U+200D⟩b",
    "one\u2028two": "one⟨U+2028⟩two",
    "\x7f": "\\x7f",
}


@pytest.mark.parametrize(("hostile", "shown"), SIGNS.items())
def test_what_a_terminal_would_obey_or_hide_is_shown_as_a_sign(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


@pytest.mark.parametrize(
    "plain", ["my[/b]bucket", "日本語", "Zürich", "हिन्दी", "👩🚀", "می‌خواهم", "e\u0301", "a\tb\nc"]
)
def test_what_people_write_stays_as_it_is(plain: str) -> None:
    assert printable(plain) == plain


PLAIN_FORMS = {
    "👨\u200d👩\u200d👧": "👨👩👧",
    "🏳\ufe0f\u200d🌈": "🏳🌈",
    "👩🏽\u200d🚀": "👩🚀",
    "🇩🇪": "⟨DE⟩",
    "🇩🇪🇫🇷!🇯": "⟨DEFR⟩!⟨J⟩",
    "❤\ufe0f": "❤",
    "⌚\ufe0e": "⌚",
    "1\ufe0f\u20e3": "1\u20e3",
    "👍🏽": "👍",
    "क्\u200dष": "क्ष",
    "🏽": "⟨U+1F3FD⟩",
    "a\ufe0f": "a⟨U+FE0F⟩",
    "\u202e\ufe0f": "⟨U+202E⟩⟨U+FE0F⟩",
}
"""Text with different widths in different terminals, and its replacement."""


@pytest.mark.parametrize(("disputed", "shown"), PLAIN_FORMS.items())
def test_what_terminals_give_different_widths_is_shown_in_a_plain_form(disputed: str, shown: str) -> None:
    assert printable(disputed) == shown
    assert cell_len(shown) == sum(map(cell_len, shown))


def test_a_place_of_one_line_never_gets_two() -> None:
    assert printable_line("ab\ncd\te") == "ab\\ncd\\te"


def test_no_hidden_character_passes_whatever_the_text() -> None:
    chance = random.Random(2010)
    for _ in range(300):
        text = "".join(chr(chance.randrange(sys.maxunicode + 1)) for _ in range(40))
        left = [c for c in printable_line(text) if category(c) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}]
        assert all(c == "\u200c" for c in left)


def test_a_tower_of_marks_is_cut_to_eight() -> None:
    assert printable("a" + "\u0301" * 1000) == "a" + "\u0301" * 8


def test_floods_are_capped_and_say_so() -> None:
    flood = printable("x\n" * (MAX_LINES + 50))
    assert flood.count("\n") == MAX_LINES - 1
    assert flood.endswith(f"{2 * 50 + 1} more characters are not shown")
    assert printable("y" * 1_000_007).endswith("… 7 more characters are not shown")


def test_a_value_names_the_characters_that_a_paste_would_obey() -> None:
    assert control_signs("rm -rf\n\x1b[A\n") == ("\\n", "\\e")
    assert control_signs("version:2.0\n\tx", keep="\n\t") == ()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (8.9, "8 s"),
        (19, "10 s"),
        (59, "50 s"),
        (60, "1 min"),
        (7_300, "2 h"),
        (100_000, "27 h"),
        (172_800, "2 d"),
    ],
)
def test_ages_are_said_in_one_unit(seconds: float, words: str) -> None:
    assert age(seconds) == words


@pytest.mark.parametrize(
    ("text", "cells", "fitted"),
    [("ab", 4, "ab  "), ("abcdef", 4, "abc…"), ("日本語", 4, "日 …"), ("日本", 4, "日本"), ("abc", 0, "")],
)
def test_text_fits_its_cells_and_a_cut_is_seen(text: str, cells: int, fitted: str) -> None:
    assert fit(text, cells) == fitted
