"""The show gate: the one door through which text that others wrote reaches a screen, a terminal or a log.

What a terminal would obey, hide or reorder is made visible; nothing is lost silently. Copying and saving use
the original. Source: threats and faults, section 1.
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
_JOINERS: Final = frozenset("\u200c\u200d")
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
        else:
            shown.append(character)
    return "".join(shown)


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
