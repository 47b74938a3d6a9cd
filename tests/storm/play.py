"""Runs a storm on a pseudo-terminal and reports how the app came through."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, Self

from tests.storm.gusts import AskForCode, Bytes, CatchUp, Event, Resize, Rest

OPENED: Final = "opened.json"
"""The file with the number of times each screen was opened, by class name."""
ASK_SIGNAL: Final = signal.SIGUSR1
"""Makes the guarded app prompt for an MFA code."""
STUCK, BUSY = "stuck", "busy"
"""The file in which an app that does not quit reports what is open and what it is doing."""
OVER: Final = "over"
"""The app may quit once this file exists."""
_ROOT: Final = Path(__file__).parents[2]
_START_S: Final = 30.0
_TAKES_S: Final = 120.0
"""How long the app may leave input unread."""
_AHEAD: Final = 30
"""The most unread events, so that the event that ended the app is near the end of the list."""
_SILENT_S: Final = 0.02
_REST_S: Final = 0.4
"""How long to wait for drawing to end; an app that counts seconds is never silent for long."""
MARK_KEY, _MARK = "f12", b"\x1b[24~"
"""A key without a command; the guarded app reports when it reads it."""
_MARK_S: Final = 1.0
_LEAVE_S: Final = 60.0
_ESC_S: Final = 0.15
"""A lone ESC is a key after ESCDELAY, 100 ms."""
_KEPT: Final = 20_000
"""Bytes of output in which the last message is searched."""


class Ended(NamedTuple):
    """The outcome of a storm."""

    played: int
    """Events that were sent."""
    status: int | None
    """Exit status, negative for a signal; None: it did not quit."""
    is_dead: bool
    """Whether it ended before it was made to quit."""
    last_words: str
    opened: dict[str, int]
    """How often each screen was opened."""

    @property
    def is_well(self) -> bool:
        """Whether it survived the storm and quit by `q`."""
        return not self.is_dead and self.status == 0


def play(events: Sequence[Event], folder: Path) -> Ended:
    """Run the demo in `folder`, send the events and quit by `q`."""
    (folder / "disk").mkdir(parents=True)
    (folder / "sub").mkdir()
    with _Program(folder) as program:
        program.read_until(b"SIGNATURE", _START_S)
        for number, event in enumerate(events, 1):
            if number % _AHEAD == 0:
                program.catch_up()
            if not program.take(event):
                return program.ended(number, is_dead=True)
        program.catch_up()
        is_dead = not program.take(Rest())
        if not is_dead:
            program.leave()
        return program.ended(len(events), is_dead=is_dead)


class _Program:
    """The app at the other end of a pseudo-terminal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._pid, self._fd, self._marks = 0, -1, -1
        self._output = bytearray()
        self._is_open = True

    def __enter__(self) -> Self:
        self._marks, to_marks = os.pipe()
        os.set_inheritable(to_marks, True)
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.chdir(self._folder)
            module = [sys.executable, "-m", "tests.storm.guarded_app"]
            command = [*module, str(self._folder), str(to_marks), "--demo"]
            os.execve(command[0], command, self._environment())  # noqa: S606
        os.close(to_marks)
        os.set_blocking(self._fd, False)
        self._size(Resize(120, 40))
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._fd)
        os.close(self._marks)

    def take(self, event: Event) -> bool:
        """Send an event; False once the program has closed the terminal."""
        match event:
            case Bytes():
                self._type(event.data)
            case Resize():
                self._size(event)
            case AskForCode():
                os.kill(self._pid, ASK_SIGNAL)
            case Rest():
                self._rest()
            case CatchUp():
                self.catch_up()
        return self._is_open

    def read_until(self, wanted: bytes, limit_s: float) -> None:
        """Read until these bytes arrive."""
        end = time.monotonic() + limit_s
        while wanted not in self._output:
            if time.monotonic() > end or not self._is_open:
                raise AssertionError(f"{wanted!r} never came:\n{self.last_words()}")
            self._read(0.1)

    def leave(self) -> None:
        """Close whatever is open, then `q`, until the program ends."""
        (self._folder / OVER).touch()
        self._size(Resize(120, 40))
        end = time.monotonic() + _LEAVE_S
        while self._is_open and time.monotonic() < end:
            for _ in range(4):
                self._type(b"\x1b")
                self._read_for(_ESC_S)
                self.catch_up()
            self._type(b"q")
            self._read_for(_REST_S)
        if self._is_open:
            os.kill(self._pid, signal.SIGUSR2)
            os.kill(self._pid, ASK_SIGNAL)
            self._read_for(1)

    def ended(self, played: int, *, is_dead: bool) -> Ended:
        """The outcome."""
        status = self._status()
        told = self._folder / OPENED
        opened = json.loads(told.read_text()) if told.exists() else {}
        return Ended(played, status, is_dead, self.last_words(), opened)

    def _status(self) -> int | None:
        """Its exit status; None if it is still running."""
        end = time.monotonic() + _LEAVE_S
        while not self._is_open and time.monotonic() < end:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._pid = 0
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.01)
        return None

    def last_words(self) -> str:
        """The end of its output after the screen was restored, and the crash details it saved."""
        text = bytes(self._output).rpartition(b"\x1b[?1049l")[2].decode(errors="replace")
        kept = sorted(self._folder.glob("state/ie-tui/*"))[-1:]
        kept += [path for name in (STUCK, BUSY) if (path := self._folder / name).exists()]
        return "\n".join((text.strip()[-1000:], *(path.read_text()[-6000:] for path in kept)))

    def _environment(self) -> dict[str, str]:
        home = str(self._folder)
        (self._folder / "no-programs").mkdir()
        return {
            "PATH": str(self._folder / "no-programs"),
            "PYTHONPATH": str(_ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            **dict.fromkeys(("HOME", "TMPDIR"), home),
            **{f"XDG_{kind}_HOME": f"{home}/{kind.lower()}" for kind in ("CACHE", "STATE", "CONFIG", "DATA")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "TEXTUAL_ANIMATIONS": "none",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def _size(self, size: Resize) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size.lines, size.columns, 0, 0))

    def _type(self, data: bytes) -> None:
        end = time.monotonic() + _TAKES_S
        while data and self._is_open:
            self._read(0)
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                if time.monotonic() > end:
                    raise AssertionError(f"what is typed is left unread:\n{self.last_words()}") from None
                self._read(0.05)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                self._is_open = False

    def catch_up(self) -> None:
        """Wait until the app has read all input."""
        end = time.monotonic() + _TAKES_S
        while self._is_open and not self._mark_came():
            if time.monotonic() > end:
                raise AssertionError(f"what is typed is left unread:\n{self.last_words()}")

    def _rest(self) -> None:
        end = time.monotonic() + _REST_S
        while self._is_open and time.monotonic() < end:
            if not self._read(_SILENT_S):
                return

    def _mark_came(self) -> bool:
        """Type a mark and wait for it briefly; a lone ESC before it may have swallowed it."""
        self._type(_MARK)
        end = time.monotonic() + _MARK_S
        while self._is_open and time.monotonic() < end:
            self._read(_SILENT_S / 4)
            if select.select([self._marks], [], [], 0)[0]:
                os.read(self._marks, 1000)
                return True
        return False

    def _read_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self._is_open and (left := end - time.monotonic()) > 0:
            self._read(left)

    def _read(self, wait_s: float) -> bool:
        """Read output for up to this time; False if there was none."""
        if not self._is_open or not select.select([self._fd], [], [], wait_s)[0]:
            return False
        try:
            came = os.read(self._fd, 65_536)
        except OSError:
            came = b""
        self._is_open = bool(came)
        self._output += came
        del self._output[:-_KEPT]
        return True
