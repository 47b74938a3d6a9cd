"""The driver's input thread: reads from the terminal and posts Textual's input messages."""

from __future__ import annotations

import errno
import os
import select
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.keys import _character_to_key
from textual.message import Message

from ie_tui.ui.terminal.input_parser import AltKey, EscapeKey, InputParser, Pasted, Token

_POLL_S: Final = 0.1
"""How soon the thread notices that it must end."""
_READ_BYTES: Final = 4096
_GONE: Final = (errno.EIO, errno.ENXIO, errno.ENODEV, errno.EBADF)
"""Errors of reading once the terminal is gone."""


def read_input(descriptor: int, ended: threading.Event, process: Callable[[Message], None]) -> bool:
    """Read until `ended` or until the terminal is gone; return whether it is still there."""
    parser = InputParser(constants.ESCAPE_DELAY, kitty=not constants.DISABLE_KITTY_KEY)
    textual_parser = XTermParser()
    while not ended.is_set():
        if _wait(descriptor, parser.deadline):
            data = _read(descriptor)
            if data == b"":
                return False
            tokens = parser.feed(data, time.monotonic()) if data else ()
        else:
            tokens = parser.tick(time.monotonic())
        for token in tokens:
            for message in messages_of(token, textual_parser):
                process(message)
    return True


def _wait(descriptor: int, deadline: float | None) -> bool:
    wait_s = _POLL_S if deadline is None else min(_POLL_S, max(0.0, deadline - time.monotonic()))
    try:
        return bool(select.select([descriptor], [], [], wait_s)[0])
    except OSError as error:
        if error.errno in _GONE:
            return True
        raise


def _read(descriptor: int) -> bytes | None:
    """The bytes read; empty once the terminal is gone, None if there were none after all."""
    try:
        return os.read(descriptor, _READ_BYTES)
    except BlockingIOError:  # Another program on this terminal set O_NONBLOCK meanwhile.
        return None
    except OSError as error:
        if error.errno in _GONE:
            return b""
        raise


def messages_of(token: Token, textual_parser: XTermParser) -> Iterable[Message]:
    """The messages that Textual's own driver would post for a token."""
    match token:
        case EscapeKey():
            return [events.Key("escape", "\x1b")]
        case AltKey(character):
            return [events.Key(_alt_name(character), None)]
        case Pasted(text):
            return [events.Paste(text)]
        case _:
            return textual_parser.feed(token)


def _alt_name(character: str) -> str:
    shift = "shift+" if character.isupper() else ""
    return f"alt+{shift}{_character_to_key(character.lower())}"
