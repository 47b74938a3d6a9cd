"""Filters complete control sequences: input alone, in the one form that Textual's parser reads safely.

Textual's parser raises on sub-fields of the kitty protocol, takes unknown function keys for letters, and
passes unknown sequences on as single keys. So only what this file names reaches it: everything else that
a terminal sends is a reply to another program's query (docs/terminal.md 16 and
17).

Sources: ECMA-48 5.4; the kitty keyboard protocol; xterm's ctlseqs (mouse, modifyOtherKeys, DECRPM); in-band
resize, mode 2048.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

_FOCUS: Final = ("\x1b[I", "\x1b[O")
_SGR_MOUSE: Final = re.compile(r"\x1b\[<\d{1,4};-?\d{1,6};-?\d{1,6}[Mm]")
_URXVT_MOUSE: Final = re.compile(r"\x1b\[(\d{1,3});(\d{1,4});(\d{1,4})M")
_MODE_REPORT: Final = re.compile(r"\x1b\[\?(?:2026|2048);\d\$y")
"""Textual queries these: synchronized output and in-band resize."""
_RESIZE: Final = re.compile(r"\x1b\[48((?:;\d{1,5}(?::[\d:]*)?){4})t")
_CURSOR_POSITION: Final = re.compile(r"\x1b\[\d+;\d+R")
"""F3 with modifiers looks the same; Textual would shift every click by that position."""
_MODIFY_OTHER_KEYS: Final = re.compile(r"\x1b\[27;(\d+);(\d+)~")
_EXTENDED_KEY: Final = re.compile(r"\x1b\[([\d:;]*)([u~ABCDEFHPQS])")

_SHIFT: Final = 0b1
_LOCKS: Final = 0b1100_0000
"""Caps lock and num lock are ignored."""
_RELEASED: Final = 3
_X10_OFFSET: Final = 32
_X10_RELEASE: Final = 3
_MOTION_OR_WHEEL: Final = 32 | 64


def understood(sequence: str, *, kitty: bool) -> tuple[str, ...]:
    """The sequences to feed to Textual's parser for a complete CSI or SS3 sequence; none if it is not input.

    Mouse reports of the older forms give none: `SgrMouse` translates them.

    Args:
        kitty: Whether Textual reads keys of the kitty protocol.
    """
    if sequence in _FOCUS or _SGR_MOUSE.fullmatch(sequence) or _MODE_REPORT.fullmatch(sequence):
        return (sequence,)
    if resize := _RESIZE.fullmatch(sequence):
        return _resize(resize[1])
    if other := _MODIFY_OTHER_KEYS.fullmatch(sequence):
        sequence = f"\x1b[{other[2]};{other[1]}u"
    if kitty and (extended := _EXTENDED_KEY.fullmatch(sequence)):
        return _keys(extended[1], extended[2])
    if _CURSOR_POSITION.fullmatch(sequence):
        return ()
    return (sequence,) if sequence in ANSI_SEQUENCES_KEYS else ()


class SgrMouse:
    """Translates the X10 and urxvt forms of mouse reports, which Textual drops, into the SGR form."""

    def __init__(self) -> None:
        self._pressed = 0

    def from_x10(self, report: bytes) -> tuple[str, ...]:
        """`report`: the three bytes after `ESC [ M`, each offset by 32."""
        code, x, y = (byte - _X10_OFFSET for byte in report)
        return self._translated(code, x, y)

    def from_urxvt(self, sequence: str) -> tuple[str, ...]:
        """Empty if the sequence is not such a report."""
        if not (found := _URXVT_MOUSE.fullmatch(sequence)):
            return ()
        code, x, y = map(int, found.groups())
        return self._translated(code - _X10_OFFSET, x, y)

    def _translated(self, code: int, x: int, y: int) -> tuple[str, ...]:
        if code < 0 or x < 1 or y < 1:
            return ()
        if code & _MOTION_OR_WHEEL:
            return (f"\x1b[<{code};{x};{y}M",)
        if code & 3 == _X10_RELEASE:  # Does not name the button.
            return (f"\x1b[<{code & ~3 | self._pressed};{x};{y}m",)
        self._pressed = code & 3
        return (f"\x1b[<{code};{x};{y}M",)


def _resize(fields: str) -> tuple[str, ...]:
    """A resize report; a terminal that sends no pixels is given one per cell.

    Textual divides by the size in pixels.
    """
    height, width, pixel_height, pixel_width = (
        int(field.partition(":")[0]) for field in fields[1:].split(";")
    )
    if not (height and width):
        return ()
    if not (pixel_height and pixel_width):
        pixel_height, pixel_width = height, width
    return (f"\x1b[48;{height};{width};{pixel_height};{pixel_width}t",)


class _KeyReport(NamedTuple):
    """A key in the long form: `code : shifted : base layout ; modifiers : event ; text : text …`."""

    code: int
    """0: none was given."""
    shifted: int
    base_layout: int
    modifiers: int
    """As bits, without the locks."""
    text: str


def _keys(fields: str, final: str) -> tuple[str, ...]:
    """A key for Textual's parser: typed characters, or a code with at most one modifier field."""
    report = _read_key(fields)
    if report is None:
        return ()
    code = report.code or int(final not in "u~")
    name = f"{code}{final}"
    if name in FUNCTIONAL_KEYS:
        return (_coded(code, report.modifiers, final),)
    if final != "u":
        return ()
    if report.text and not report.modifiers & ~_SHIFT & ~0b10:  # alt is how some layouts reach a character
        return (report.text,)
    if not report.modifiers & ~_SHIFT:
        return _typed(report)
    if not chr(code).isascii() and chr(report.base_layout).isalnum():
        code = report.base_layout
    return (_coded(code, report.modifiers, final),) if _is_character(code) else ()


def _read_key(fields: str) -> _KeyReport | None:
    """None for a key release, and for what is not a key."""
    groups = [[_number(part) for part in field.split(":")] for field in fields.split(";")]
    if len(groups) > 3:
        return None
    codes, (modifiers, event, *_), texts = (
        [*group, 0, 0, 0] for group in (*groups, *([[]] * (3 - len(groups))))
    )
    if event == _RELEASED:
        return None
    text = "".join(chr(code) for code in texts if _is_character(code))
    bits = max(0, modifiers - 1) & 0xFF & ~_LOCKS
    return _KeyReport(codes[0], codes[1], codes[2], bits, text)


def _number(digits: str) -> int:
    """A code point or modifiers; 0 if out of range or missing."""
    return int(digits) if 0 < len(digits) < 8 and int(digits) <= 0x10FFFF else 0


def _typed(report: _KeyReport) -> tuple[str, ...]:
    """The character of a key that was reported without its text."""
    code = report.code
    if report.modifiers & _SHIFT:
        upper = chr(code).upper()
        code = report.shifted or (ord(upper) if len(upper) == 1 else code)
    return (chr(code),) if _is_character(code) else ()


def _is_character(code: int) -> bool:
    """Not a control character, a surrogate, or a private code that names a key."""
    return code >= 0x20 and not (0x7F <= code < 0xA0 or 0xD800 <= code < 0xF900)


def _coded(code: int, modifiers: int, final: str) -> str:
    if modifiers:
        return f"\x1b[{code};{modifiers + 1}{final}"
    return f"\x1b[{code}{final}"
