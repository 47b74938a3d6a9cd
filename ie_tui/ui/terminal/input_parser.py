"""Parses bytes from a terminal into keys, mouse reports and pastes;
all other sequences are swallowed whole (docs/terminal.md 16).

A control sequence may arrive in pieces. Pieces arrive in bursts; typed keys arrive one by one. So an
incomplete sequence waits for its end while bytes arrive in bursts, and a while longer; keys typed in
between do not prolong that, so a sequence that never ends blocks the keyboard no longer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

from ie_tui.ui.terminal.sequences import SgrMouse, understood

SEQUENCE_PATIENCE_S: Final = 1.0
"""How long the next piece of a sequence may take; covers the resending of a lost packet."""
PASTE_PATIENCE_S: Final = 5.0
"""The same for a paste: the rest of one must not become keys because a link stalled."""
BURST_S: Final = 0.02
"""Keys never repeat this fast, and a serial line of 9,600 baud sends a byte each millisecond."""
_LONGEST_CSI: Final = 256

_MANY_BYTES: Final = (
    rb"\xc2[\xa0-\xbf]|[\xc3-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
"""A non-ASCII character in UTF-8, without C1."""
_CHARACTERS: Final = re.compile(rb"(?:[\x00-\x1a\x1c-\x7f]|" + _MANY_BYTES + rb")+")
_BEGUN_CHARACTER: Final = re.compile(
    rb"[\xc2-\xf4]|[\xe1-\xec\xee\xef\xf1-\xf3][\x80-\xbf]|\xe0[\xa0-\xbf]|\xed[\x80-\x9f]|\xf0[\x90-\xbf]"
    rb"|\xf4[\x80-\x8f]|\xf0[\x90-\xbf][\x80-\xbf]|[\xf1-\xf3][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf]"
)
_C1: Final = re.compile(rb"\xc2?([\x80-\x9f])")
"""Eight-bit control characters, raw or as UTF-8."""
_CSI: Final = re.compile(rb"\x1b\[(?:\[[@-~]|[0-?]*[ -/]*[@-~])")
_BEGUN_CSI: Final = re.compile(rb"\x1b\[(?:\[|[0-?]*[ -/]*)")
_X10_MOUSE: Final = re.compile(rb"\x1b\[M([\x00\x20-\xff]{3})")
"""xterm sends 0 for a position beyond column or line 223."""
_BEGUN_X10_MOUSE: Final = re.compile(rb"\x1b\[M[\x00\x20-\xff]{0,2}")
_RXVT_KEY: Final = re.compile(rb"\x1b\[\d+\$")
"""rxvt ends these with a byte that by the standard is not final."""
_SS3: Final = re.compile(rb"\x1bO[0-9;]*[@-~]")
_BEGUN_SS3: Final = re.compile(rb"\x1bO[0-9;]*")
_IN_STRING: Final = re.compile(rb"(?:[\x00-\x06\x08-\x17\x19\x1c-\x7f]|" + _MANY_BYTES + rb")+")
_ANSWER_WITHOUT_ESC: Final = re.compile(
    rb"\[[0-?]+[ -/]*[@-~]|[\]P_^X][^\x1b\x07]+(?:\x07|\x1b\\)", re.DOTALL
)
_PASTE_START: Final = "\x1b[200~"
_PASTE_END: Final = b"\x1b[201~"
_ESC: Final = b"\x1b"
_BEL: Final = b"\x07"
_CANCELS: Final = (b"\x18", b"\x1a")


@dataclass(frozen=True, slots=True)
class EscapeKey:
    """ESC alone."""


@dataclass(frozen=True, slots=True)
class AltKey:
    """A character after ESC."""

    character: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """A whole paste; nothing in it is a key or a sequence."""

    text: str


Token: TypeAlias = str | EscapeKey | AltKey | Pasted
"""A str is for Textual's parser: typed characters, or one complete sequence that it understands."""


class _Inside(Enum):
    """The context of the next byte."""

    NOTHING = auto()
    LONG_CSI = auto()
    OSC = auto()
    STRING = auto()
    """DCS, APC, PM or SOS."""
    PASTE = auto()


class InputParser:
    """Incremental parser. Times are in seconds of one monotonic clock."""

    def __init__(self, escape_delay_s: float, *, kitty: bool) -> None:
        """ESC becomes a key once nothing follows it for `escape_delay_s`; `kitty` as in `understood`."""
        self._escape_delay_s = escape_delay_s
        self._kitty = kitty
        self._mouse = SgrMouse()
        self._inside = _Inside.NOTHING
        self._pending = b""
        self._pasted: list[bytes] = []
        self._read_at = self._burst_at = self._escaped_at = float("-inf")
        self._readers: dict[_Inside, Callable[[], Iterator[Token]]] = {
            _Inside.NOTHING: self._read_input,
            _Inside.LONG_CSI: self._skip_csi,
            _Inside.OSC: self._skip_string,
            _Inside.STRING: self._skip_string,
            _Inside.PASTE: self._read_paste,
        }

    @property
    def deadline(self) -> float | None:
        """When to call `tick` if no bytes arrive before; None: never."""
        if self._inside is _Inside.PASTE:
            return self._burst_at + PASTE_PATIENCE_S
        if self._inside is _Inside.NOTHING and self._pending == _ESC:
            return self._burst_at + self._escape_delay_s
        if self._pending or self._inside is not _Inside.NOTHING:
            return self._burst_at + SEQUENCE_PATIENCE_S
        return None

    def feed(self, data: bytes, now: float) -> Iterator[Token]:
        """The tokens that these bytes complete; they arrived at `now`."""
        is_idle = self._inside is _Inside.NOTHING and not self._pending
        if is_idle or len(data) > 1 or now - self._read_at < BURST_S:
            self._burst_at = now
        self._read_at = now
        is_after_escape = is_idle and now - self._escaped_at < SEQUENCE_PATIENCE_S
        if is_after_escape and _ANSWER_WITHOUT_ESC.match(data):
            data = _ESC + data  # A sequence cut after its first byte; nobody types this at once.
        self._pending += data
        while self._pending:
            before = self._pending, self._inside
            yield from self._readers[self._inside]()
            if (self._pending, self._inside) == before:
                break

    def tick(self, now: float) -> Iterator[Token]:
        """Stop waiting for the rest of a sequence, if its time is up."""
        if self.deadline is None or now < self.deadline:
            return
        inside, pending = self._inside, self._pending
        self._inside, self._pending = _Inside.NOTHING, b""
        if inside is _Inside.PASTE:
            yield from self._end_paste(pending)
        elif inside is _Inside.NOTHING and pending == _ESC:
            self._escaped_at = now
            yield EscapeKey()

    def _read_input(self) -> Iterator[Token]:
        pending = self._pending
        if found := _CHARACTERS.match(pending):
            self._pending = pending[found.end() :]
            yield found[0].decode()
        elif pending.startswith(_ESC):
            yield from self._read_escape()
        elif found := _C1.match(pending):
            seven_bits = bytes([found[1][0] - 0x40])
            introducer = _ESC + seven_bits if seven_bits in b"O[P]X^_" else b""
            self._pending = introducer + pending[found.end() :]
        elif not _BEGUN_CHARACTER.fullmatch(pending):
            self._pending = pending[1:]

    def _read_escape(self) -> Iterator[Token]:
        pending = self._pending
        second = pending[1:2]
        if second == b"[":
            yield from self._read_csi()
        elif second == b"O":
            yield from self._read_ss3()
        elif second and second in b"P]X^_":
            self._inside = _Inside.OSC if second == b"]" else _Inside.STRING
            self._pending = pending[2:]
        elif second == b"\\":  # The end of a string that was abandoned.
            self._pending = pending[2:]
        elif found := _CHARACTERS.match(pending, 1):
            character = found[0].decode()[0]
            self._pending = pending[1 + len(character.encode()) :]
            yield from _alt(character)
        elif second and not _BEGUN_CHARACTER.fullmatch(pending, 1):
            self._pending = pending[1:]
            yield EscapeKey()

    def _read_csi(self) -> Iterator[Token]:
        pending = self._pending
        if found := _X10_MOUSE.match(pending):
            self._pending = pending[found.end() :]
            yield from self._mouse.from_x10(found[1])
        elif _BEGUN_X10_MOUSE.fullmatch(pending) or pending == b"\x1b[[":
            return
        elif found := _CSI.match(pending):
            self._pending = pending[found.end() :]
            yield from self._read_sequence(found[0].decode())
        elif _RXVT_KEY.fullmatch(pending) and pending.decode() in ANSI_SEQUENCES_KEYS:
            self._pending = b""
            yield pending.decode()
        elif (begun := _BEGUN_CSI.match(pending)) and begun.end() < len(pending):
            self._pending = pending[begun.end() :]
        elif len(pending) > _LONGEST_CSI:
            self._pending, self._inside = b"", _Inside.LONG_CSI

    def _read_sequence(self, sequence: str) -> Iterator[Token]:
        if sequence == _PASTE_START:
            self._inside = _Inside.PASTE
        else:
            yield from understood(sequence, kitty=self._kitty) or self._mouse.from_urxvt(sequence)

    def _read_ss3(self) -> Iterator[Token]:
        pending = self._pending
        if found := _SS3.match(pending):
            self._pending = pending[found.end() :]
            yield from understood(found[0].decode(), kitty=self._kitty)
        elif (begun := _BEGUN_SS3.match(pending)) and begun.end() < len(pending):
            self._pending = pending[begun.end() :]

    def _skip_csi(self) -> Iterator[Token]:
        rest = self._pending.lstrip(bytes(range(0x20, 0x40)))
        if rest:
            self._inside = _Inside.NOTHING
        self._pending = rest[1:] if b"@" <= rest[:1] <= b"~" else rest
        yield from ()

    def _skip_string(self) -> Iterator[Token]:
        """Drop everything up to the string's end, or to an ESC that begins something else."""
        pending = self._pending
        if found := _IN_STRING.match(pending):
            pending = pending[found.end() :]
        first = pending[:1]
        if first == _ESC and len(pending) > 1:
            self._inside = _Inside.NOTHING
            pending = pending[2:] if pending[1:2] == b"\\" else pending
        elif (first == _BEL and self._inside is _Inside.OSC) or first in _CANCELS or _is_st(pending):
            self._inside = _Inside.NOTHING
            pending = pending[2 if first == b"\xc2" else 1 :]
        elif pending and first != _ESC and not _BEGUN_CHARACTER.fullmatch(pending):
            pending = pending[1:]
        self._pending = pending
        yield from ()

    def _read_paste(self) -> Iterator[Token]:
        pasted, end, rest = self._pending.partition(_PASTE_END)
        if end:
            self._inside, self._pending = _Inside.NOTHING, rest
            yield from self._end_paste(pasted)
            return
        kept = next(size for size in range(len(_PASTE_END) - 1, -1, -1) if pasted.endswith(_PASTE_END[:size]))
        whole = len(pasted) - kept
        self._pasted.append(pasted[:whole])
        self._pending = pasted[whole:]

    def _end_paste(self, last: bytes) -> Iterator[Token]:
        text = b"".join((*self._pasted, last)).decode("utf-8", "ignore").replace("\x00", "")
        self._pasted.clear()
        if text:
            yield Pasted(text)


def _alt(character: str) -> Iterator[Token]:
    if (sequence := f"\x1b{character}") in ANSI_SEQUENCES_KEYS:
        yield sequence
    elif character.isprintable():
        yield AltKey(character)


def _is_st(pending: bytes) -> bool:
    """Whether it starts with the eight-bit string terminator."""
    return pending.startswith((b"\x9c", b"\xc2\x9c"))
