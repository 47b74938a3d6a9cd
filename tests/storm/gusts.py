"""The events of a storm, generated from a seed: keys, clicks, pastes and resizes in gusts.

A gust is written to the terminal in one piece, so that the app reads it in one turn of its event loop. Most
gusts open a dialog and choose in it at once; the rest is any key at any time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import Final, NamedTuple

from tests.unrequested import UNREQUESTED


class Bytes(NamedTuple):
    """Input from the terminal, sent in one piece."""

    data: bytes


class Resize(NamedTuple):
    """A new window size in cells."""

    columns: int
    lines: int


class AskForCode(NamedTuple):
    """A prompt for an MFA code."""


class Rest(NamedTuple):
    """A pause until the app has drawn everything."""


class CatchUp(NamedTuple):
    """A pause until the app has read all input."""


Event = Bytes | Resize | AskForCode | Rest | CatchUp
_KINDS: Final[dict[str, type[Event]]] = {
    kind.__name__: kind for kind in (Bytes, Resize, AskForCode, Rest, CatchUp)
}

ENTER: Final = "\r"
ESC: Final = "\x1b[27u"
"""As in the kitty protocol, so that a key right after it does not become an alt key."""
_NAMED: Final = {
    "down": "\x1b[B",
    "up": "\x1b[A",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pgup": "\x1b[5~",
    "pgdn": "\x1b[6~",
    "delete": "\x1b[3~",
    "shift+tab": "\x1b[Z",
    "f1": "\x1bOP",
    "shift+up": "\x1b[1;2A",
    "ctrl+left": "\x1b[1;5D",
}
_CONTROL: Final = "".join(chr(code) for code in range(1, 27) if chr(code + 96) not in "cjmqz")
"""ctrl+a to ctrl+y, except enter and the keys that leave the app: ctrl+c, ctrl+q and ctrl+z."""
_LETTERS: Final = "".join(chr(code) for code in range(32, 127) if chr(code) != "q") + "é日\t\x7f"
_KEYS: Final = (*_LETTERS, *_CONTROL, *_NAMED.values(), ENTER, ESC, "\x1b")
_OPENERS: Final = ("c", "x", "V", "e", "E", ":", "\x10", "?", "/", "2/", "2t", "2u", "y", "Y", "!", "\r")
_CHOICES: Final = (
    *(
        ENTER,
        ENTER * 2,
        ENTER * 3,
        ESC,
        "y",
        "yy",
        "s",
        "c",
        "r",
        "i",
        "m",
        "n",
        "x",
        ":",
        "\x10",
        "?",
        "g",
        "G",
    ),
    *("\x1b[B", "\x1b[A", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F", "\t", "\x1b[Z", "j", "k", "\x0e"),
    *(
        "G\r",
        "G\rsub\ry",
        "G\rdisk\r\r",
        "disk\r",
        "file\r",
        "theme\r",
        "fetch\r",
        "save\r",
        "no such thing\r",
    ),
)
_SIZES: Final = (
    *((120, 40), (120, 40), (80, 24), (80, 24), (100, 30), (60, 18), (50, 15), (220, 60), (40, 12)),
    *((30, 8), (20, 5), (10, 3), (1, 1), (2, 1), (1, 50), (300, 2), (5, 40), (3, 3), (59, 17), (99, 18)),
)
_PASTES: Final = (
    "jjxy",
    "one\ntwo\r\nthree",
    "",
    "é日👩‍👩‍👧",
    "q" * 400,
    "\t",
    ":fetch\r",
    "/",
    "~",
    "\x1b[31m",
)
_NOISE: Final = (
    *UNREQUESTED.values(),
    b"\xe9",  # invalid UTF-8
    b"\xff",
    b"\x1b[M \xff!",  # a click right of column 95 in the legacy encoding
    b"\x1b[1092::97;5u",  # ctrl with a Cyrillic letter, and a key release, in the kitty protocol
    b"\x1b[97;1:3u",
)


def storm(seed: int, count: int) -> list[Event]:
    """`count` events with pauses, deterministic for a seed."""
    rng = random.Random(seed)
    gusts, weights = zip(*_WEIGHTS, strict=True)
    events: list[Event] = []
    size = Resize(120, 40)
    sent = 0
    while sent < count:
        gust: list[Event] = rng.choices(gusts, weights)[0](rng, size)
        for event in gust:
            size = event if isinstance(event, Resize) else size
            sent += not isinstance(event, Rest | CatchUp)
        events += gust
        if rng.random() < 0.6:
            events.append(Rest())
    return events


def to_json(events: Iterable[Event]) -> str:
    """A line for each event; what `from_json` reads."""
    rows = ([type(event).__name__, *(_plain(value) for value in event)] for event in events)
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def from_json(text: str) -> list[Event]:
    """The events of `to_json`."""
    return [_event(*json.loads(line)) for line in text.splitlines() if line.strip()]


def _plain(value: bytes | int) -> str | int:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _event(kind: str, *values: str | int) -> Event:
    return _KINDS[kind](*(value.encode("latin-1") if isinstance(value, str) else value for value in values))  # type: ignore[arg-type]


def _dialog(rng: random.Random, _size: Resize) -> list[Event]:
    """Usually close what is open; then open something and choose in it, nearly at once."""
    sent: list[Event] = []
    if rng.random() < 0.8:
        sent = [Bytes(ESC.encode() * 4), *([CatchUp()] if rng.random() < 0.9 else [])]
    keys = [rng.choice(_OPENERS), *rng.choices(_CHOICES, k=rng.randint(1, 4))]
    cut = rng.randint(1, 2 * len(keys))
    for part in filter(None, (keys[:cut], keys[cut:])):
        sent += [Bytes("".join(part).encode()), Rest()]
    return sent[:-1]


def _keys(rng: random.Random, _size: Resize) -> list[Event]:
    return [Bytes("".join(rng.choices(_KEYS, k=rng.randint(1, 8))).encode())]


def _clicks(rng: random.Random, size: Resize) -> list[Event]:
    """A click, double click, drag or wheel, anywhere including borders."""
    column, line = rng.randint(1, size.columns), rng.randint(1, size.lines)
    button = rng.choice((0, 0, 0, 0, 1, 2, 4, 16, 64, 65, 66))
    press, release = f"\x1b[<{button};{column};{line}M", f"\x1b[<{button};{column};{line}m"
    kind = rng.random()
    if kind < 0.4:
        sent = press + release
    elif kind < 0.7:
        sent = (press + release) * rng.randint(2, 3)
    elif kind < 0.9:
        to_column, to_line = rng.randint(1, size.columns), rng.randint(1, size.lines)
        moves = (f"\x1b[<32;{column};{to_line}M", f"\x1b[<32;{to_column};{to_line}M")
        sent = "".join((press, *moves, f"\x1b[<0;{to_column};{to_line}m"))
    else:
        sent = f"\x1b[<35;{column};{line}M" + press
    return [Bytes((sent + rng.choice(("", "", ENTER, ESC, ":"))).encode())]


def _paste(rng: random.Random, _size: Resize) -> list[Event]:
    return [Bytes(f"\x1b[200~{rng.choice(_PASTES)}\x1b[201~".encode())]


def _resize(rng: random.Random, _size: Resize) -> list[Event]:
    """A resize with keys before the app notices, then a usable size."""
    keys = Bytes((rng.choice(_OPENERS) + rng.choice(_CHOICES)).encode())
    return [Resize(*rng.choice(_SIZES)), keys, Rest(), Resize(*rng.choice(_SIZES[:9]))]


def _window(rng: random.Random, _size: Resize) -> list[Event]:
    """The window loses or gets the focus."""
    return [Bytes(rng.choice((b"\x1b[O", b"\x1b[I", b"\x1b[O\x1b[I", b"\x1b[I\x1b[O\x1b[I")))]


def _noise(rng: random.Random, _size: Resize) -> list[Event]:
    """An unrequested sequence from the terminal, followed by a key."""
    return [Bytes(rng.choice(_NOISE) + rng.choice(_CHOICES).encode())]


def _code(_rng: random.Random, _size: Resize) -> list[Event]:
    return [AskForCode()]


_WEIGHTS: Final = (
    (_dialog, 30),
    (_keys, 8),
    (_clicks, 8),
    (_resize, 3),
    (_paste, 2),
    (_window, 2),
    (_noise, 2),
    (_code, 1),
)
"""Weights of the kinds of gusts."""
