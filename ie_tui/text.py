"""Escapes foreign text before it reaches a screen, a terminal or a log.

Characters that a terminal would obey, hide or reorder are made visible, and nothing is dropped silently.
Terminals disagree on the width of joined emoji (a family: 2 or 6 cells) and of those with a variation
selector (a heart: 1 or 2), so these are shown one by one in the plain form, which has the same width
everywhere. Copying and saving use the original text.
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
"""Combining marks per base character; more would reach into the lines above."""

_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_JOINER: Final = "\u200d"
_JOINERS: Final = frozenset(("\u200c", _JOINER))
_LOOKS: Final = frozenset("\ufe0e\ufe0f")
"""Variation selectors: show the character before as text (1 cell) or as emoji (2 cells)."""
_KEYCAPS: Final = frozenset("0123456789#*")
_SKIN_TONES: Final = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS: Final = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Regional indicators. A pair is a flag of 2 cells, or two letters of 1 or 2 cells each."""
_OF_DISPUTED_WIDTH: Final = frozenset(_JOINER) | _LOOKS | _SKIN_TONES | _FLAG_LETTERS
_SHORT_SIGNS: Final = {"\x1b": "\\e", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": "\\0"}


def printable(text: str) -> str:
    """The text with non-printing characters escaped, except LF and TAB."""
    return _gate(text, keep="\n\t")


def printable_line(text: str) -> str:
    """As `printable`, for a single line: LF and TAB are escaped too."""
    return _gate(text, keep="")


def control_signs(text: str, *, keep: str = "") -> tuple[str, ...]:
    """The escapes of the hidden or control characters in `text`, each once, in order of appearance.

    Characters in `keep` are left out: LF and TAB in a multi-line text.
    """
    if text.isascii() and text.isprintable():
        return ()
    hidden = (c for i, c in enumerate(text) if c not in keep and _is_hidden(text, i))
    return tuple(dict.fromkeys(_sign(c) for c in hidden))


def age(seconds: float) -> str:
    """A time span in one unit: `8 s`, `12 min`, `3 h`, `5 d`. Negative spans give `0 s`.

    From 10 s on, seconds are rounded down to tens: a number that changes every second distracts, and each
    change is sent to the terminal.
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
    """The date as YYYY-MM-DD; `%Y` alone does not pad years before 1000."""
    return f"{at.year:04}-{at:%m-%d}"


def fit(text: str, cells: int) -> str:
    """The text padded to exactly `cells` terminal cells, or cut with an ellipsis."""
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
    """The replacement for a character of disputed width; empty if it only modifies the one before."""
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
    """A flag as its country code, `⟨DE⟩`; adjacent flags share one pair of brackets."""
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
    """Whether ZWJ or ZWNJ has a use beside this character: a letter, mark or symbol outside ASCII."""
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
