"""The show gate: the one door through which text that others wrote reaches a screen, a terminal or a log.

What a terminal would obey, hide or reorder is made visible; nothing is lost silently. Terminals disagree on
how many cells joined pictures take (a family: 2 or 6) and those with a variant (a heart: 1 or 2): they are
shown one by one, in the plain form that has one width everywhere. Copying and saving use the original.
Source: docs/faults.md 1.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from unicodedata import category

from rich.cells import cell_len, set_cell_size

MAX_CHARACTERS: Final = 1_000_000
MAX_LINES: Final = 10_000
MAX_MARKS: Final = 8
"""Combining marks on one base; more would climb over the lines above."""

_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_JOINER: Final = "\u200d"
_JOINERS: Final = frozenset(("\u200c", _JOINER))
_LOOKS: Final = frozenset("\ufe0e\ufe0f")
"""Variation selectors: the sign before them as text or as a picture, of 1 or of 2 cells."""
_KEYCAPS: Final = frozenset("0123456789#*")
_SKIN_TONES: Final = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS: Final = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Two of them are a flag of 2 cells, or two letters of 1 or of 2."""
_OF_DISPUTED_WIDTH: Final = frozenset(_JOINER) | _LOOKS | _SKIN_TONES | _FLAG_LETTERS
_SHORT_SIGNS: Final = {"\x1b": "\\e", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": "\\0"}


def printable(text: str) -> str:
    """The text with every character that does not simply print shown as a sign; LF and TAB stay."""
    return _gate(text, keep="\n\t")


def printable_line(text: str) -> str:
    """As `printable`, for places of one line: LF and TAB are signs too."""
    return _gate(text, keep="")


def control_signs(text: str, *, keep: str = "") -> tuple[str, ...]:
    """The signs of the characters that a paste would obey or hide, each once, in order of first sight.

    `keep` holds those that belong into this value: LF and TAB in a text of several lines.
    """
    if text.isascii() and text.isprintable():
        return ()
    hidden = (c for i, c in enumerate(text) if c not in keep and _is_hidden(text, i))
    return tuple(dict.fromkeys(_sign(c) for c in hidden))


def age(seconds: float) -> str:
    """A time span in one unit, as people say it: `8 s`, `12 min`, `3 h`, `5 d`. Never negative.

    From ten seconds on it moves in steps of ten: a figure that moves each second draws the eye, and is sent.
    """
    whole = max(0, int(seconds))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if whole >= size * (2 if unit == "d" else 1):
            return f"{whole // size} {unit}"
    return f"{whole if whole < 10 else whole // 10 * 10} s"


def moment(at: datetime) -> str:
    """A time with its zone, to the minute: `2010-04-17 00:09 UTC`."""
    return f"{iso_day(at)} {at:%H:%M %Z}"


def iso_day(at: datetime) -> str:
    """The day with a year of four digits, which `%Y` alone does not give before the year 1000."""
    return f"{at.year:04}-{at:%m-%d}"


def fit(text: str, cells: int) -> str:
    """The text in exactly so many terminal cells: padded, or cut with an ellipsis."""
    if cells <= 0:
        return ""
    if cell_len(text) <= cells:
        return set_cell_size(text, cells)
    return set_cell_size(text, cells - 1) + "…"


def _gate(text: str, keep: str) -> str:
    if text.isascii() and text.isprintable():
        return text if len(text) <= MAX_CHARACTERS else _cap(text)
    shown: list[str] = []
    marks = 0
    capped = _cap(text)
    for position, character in enumerate(capped):
        marks = marks + 1 if category(character)[0] == "M" else 0
        if marks > MAX_MARKS:
            continue
        if character not in keep and _is_hidden(capped, position):
            shown.append(_sign(character))
        elif character in _OF_DISPUTED_WIDTH:
            shown.append(_plain_form(capped, position))
        else:
            shown.append(character)
    return "".join(shown)


def _plain_form(text: str, position: int) -> str:
    """What stands for a character of disputed width; nothing where it only changes the sign before it."""
    character = text[position]
    if character in _FLAG_LETTERS:
        return _flag_letter(text, position)
    before = text[position - 1] if position else ""
    if character == _JOINER:
        return ""
    if character in _SKIN_TONES:
        changes_it = before in _LOOKS or _is_picture(before)
    else:
        changes_it = before in _KEYCAPS or not (before.isascii() or _is_hidden(text, position - 1))
    return "" if changes_it else _sign(character)


def _flag_letter(text: str, position: int) -> str:
    """A flag as the letters of its country, `⟨DE⟩`; those of flags side by side stand together."""
    is_first = not position or text[position - 1] not in _FLAG_LETTERS
    is_last = text[position + 1 : position + 2] not in _FLAG_LETTERS
    letter = chr(ord(text[position]) - 0x1F1E6 + ord("A"))
    return f"{'⟨' * is_first}{letter}{'⟩' * is_last}"


def _is_picture(character: str) -> bool:
    return not character.isascii() and category(character)[0] == "S"


def _is_hidden(text: str, position: int) -> bool:
    character = text[position]
    if character in _JOINERS:
        return not (_joins(text, position - 1) and _joins(text, position + 1))
    return category(character) in _HIDDEN_CATEGORIES or character in _BLANK_LETTERS


def _joins(text: str, position: int) -> bool:
    """Letters, marks and pictures outside ASCII are what ZWJ and ZWNJ are made for."""
    if not 0 <= position < len(text) or text[position].isascii():
        return False
    return category(text[position])[0] in "LMS"


def _sign(character: str) -> str:
    if character in _SHORT_SIGNS:
        return _SHORT_SIGNS[character]
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x80 else f"⟨U+{number:04X}⟩"


def _cap(text: str) -> str:
    short = text[:MAX_CHARACTERS]
    if short.count("\n") >= MAX_LINES:
        short = "\n".join(short.split("\n", MAX_LINES)[:MAX_LINES])
    if len(short) == len(text):
        return text
    return f"{short} … {len(text) - len(short)} more characters are not shown"
