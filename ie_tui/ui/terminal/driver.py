"""The terminal as the app uses it: Textual's driver for Linux and macOS with an input side of our own."""

from __future__ import annotations

import errno
import os
import select
import time
from collections.abc import Callable, Iterable
from typing import IO, Any, Final

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import _character_to_key
from textual.message import Message

from ie_tui.ui.terminal.input_parser import AltKey, EscapeKey, InputParser, Pasted, Token
from ie_tui.ui.terminal.size import size_of

_POLL_S: Final = 0.1
"""How soon the input thread sees that it is to end."""
_READ_BYTES: Final = 4096
_GONE: Final = (errno.EIO, errno.ENXIO, errno.ENODEV, errno.EBADF)
"""What reading and writing give once there is no terminal any more."""


class TerminalDriver(LinuxDriver):
    """Hands on what a person did and nothing else; ends the app when the terminal has gone."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output = _TerminalFile(self._file, self._end_without_terminal)  # type: ignore[arg-type]
        self._file = self._output  # type: ignore[assignment]

    def start_application_mode(self) -> None:
        """Also after a suspension: an earlier program may have left O_NONBLOCK on the terminal."""
        for number in (self.fileno, self._output.fileno()):
            os.set_blocking(number, True)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def run_input_thread(self) -> None:
        """Read until the app is done with input, or there is nobody left to type."""
        parser = InputParser(constants.ESCAPE_DELAY, kitty=not constants.DISABLE_KITTY_KEY)
        textual_parser = XTermParser()
        while not self.exit_event.is_set():
            if self._wait_for_input(parser.deadline):
                data = self._read()
                if data == b"":
                    self._end_without_terminal()
                    return
                tokens = parser.feed(data, time.monotonic()) if data else ()
            else:
                tokens = parser.tick(time.monotonic())
            for token in tokens:
                for message in messages_of(token, textual_parser):
                    self.process_message(message)

    def _wait_for_input(self, deadline: float | None) -> bool:
        wait_s = _POLL_S if deadline is None else min(_POLL_S, max(0.0, deadline - time.monotonic()))
        try:
            return bool(select.select([self.fileno], [], [], wait_s)[0])
        except OSError as error:
            if error.errno in _GONE:
                return True
            raise

    def _read(self) -> bytes | None:
        """What came; empty once the terminal is gone, None if there was nothing after all."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except BlockingIOError:  # Another program that has this terminal set O_NONBLOCK meanwhile.
            return None
        except OSError as error:
            if error.errno in _GONE:
                return b""
            raise

    def _end_without_terminal(self) -> None:
        """Called in a thread of the driver. Whatever is open is closed as when a person quits."""
        self._app.call_later(self._app.exit, None, 1)

    def _run_input_thread(self) -> None:
        """A fault of this thread ends the app as one of its own would; Textual prints an object's repr."""

        def fail(error: BaseException) -> None:
            raise error

        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001
            self._app.call_later(fail, error)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Textual gives COLUMNS and LINES precedence over the terminal."""
        return size_of(os.environ)


class _TerminalFile:
    """What the writer thread writes to: that thread would die with its first error, and the app hang."""

    def __init__(self, file: IO[str], on_gone: Callable[[], None]) -> None:
        self._file = file
        self._on_gone = on_gone

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, text: str) -> None:
        self._attempt(lambda: self._file.write(text))

    def flush(self) -> None:
        self._attempt(self._file.flush)

    def _attempt(self, act: Callable[[], object]) -> None:
        try:
            act()
        except BlockingIOError:  # As in `_read`; Python keeps what was not written.
            os.set_blocking(self._file.fileno(), True)
        except OSError:
            # From now on all that goes there, also from Python at its end, goes nowhere.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._file.fileno())
            os.close(nowhere)
            self._on_gone()


def messages_of(token: Token, textual_parser: XTermParser) -> Iterable[Message]:
    """A token as the messages that Textual's own driver would post."""
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
