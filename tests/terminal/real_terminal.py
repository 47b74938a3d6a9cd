"""Runs a program on a pseudo-terminal: its screen, and every byte that it wrote."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyte

KEYS: Final = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "ctrl+d": "\x04",
    "ctrl+z": "\x1a",
}
LIMIT_S: Final = 30.0
"""How long a screen may take to appear: far longer than it needs on a busy machine."""

QUIET_S: Final = 0.3
"""Longer than the gaps within one paint, and shorter than the second after which ages change."""

_MODE: Final = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_ON_BY_ITSELF: Final = frozenset({7, 25})
"""Line wrap and the cursor; every other mode that a program uses is off before it."""


def modes_left_behind(output: bytes) -> list[str]:
    """The terminal modes that a program set and did not reset, from its output."""
    is_on: dict[int, bool] = {}
    for numbers, switch in _MODE.findall(output):
        for number in numbers.split(b";"):
            is_on[int(number)] = switch == b"h"
    left = [f"?{n}{'h' if on else 'l'}" for n, on in is_on.items() if on != (n in _ON_BY_ITSELF)]
    # The alternate screen has its own keyboard mode, which is popped before leaving it.
    pushed = 0
    for sequence in re.findall(rb"\x1b\[>\d+u|\x1b\[<u|\x1b\[\?1049l", output):
        if sequence.endswith(b"l"):
            left += ["keyboard mode"] if pushed > 0 else []
            pushed = 0
        else:
            pushed += 1 if b">" in sequence else -1
    return left + (["keyboard mode"] if pushed > 0 else [])


class _Screen(pyte.Screen):
    """pyte's screen without the private sequences that it would misread."""

    def report_device_status(self, *args: object, **kwargs: object) -> None:
        """Ignore Textual's queries: a terminal need not answer them."""

    def select_graphic_rendition(self, *attributes: int, **how: object) -> None:
        """Colours and styles, ignoring the private forms that set keyboard modes."""
        if not how.get("private"):
            super().select_graphic_rendition(*attributes)


class RealTerminal:
    """Starts the program on entering and kills it on exit."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 120,
        lines: int = 40,
        directory: Path | None = None,
    ) -> None:
        """`directory` is the program's working directory; by default that of the test."""
        self._command = command
        self._environ = {**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self._directory = directory
        self._size = (columns, lines)
        self._screen = _Screen(columns or 120, lines or 40)  # 0: a terminal that does not know its size
        self._stream = pyte.ByteStream(self._screen)
        self._pid = 0
        self._fd = -1
        self.received = bytearray()
        """The program's output so far."""

    def __enter__(self) -> Self:
        columns, lines = self._size
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            if self._directory is not None:
                os.chdir(self._directory)
            os.execvpe(self._command[0], list(self._command), self._environ)  # noqa: S606
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        if self._fd >= 0:
            os.close(self._fd)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._pid

    @property
    def attributes(self) -> list[Any]:
        """The terminal's attributes from `termios.tcgetattr`."""
        return termios.tcgetattr(self._fd)

    def kill(self, *signals: signal.Signals) -> None:
        """Send signals to the program in order."""
        for number in signals:
            os.kill(self._pid, number)

    @property
    def text(self) -> str:
        """The current screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, *keys: str) -> None:
        """Type keys: single characters, or names from KEYS."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def send(self, *pieces: bytes) -> None:
        """Send bytes from the terminal; each piece is read by the program before the next is sent."""
        programs_side = os.open(f"/proc/{self._pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        try:
            end = time.monotonic() + LIMIT_S
            for piece in pieces:
                os.write(self._fd, piece)
                while struct.unpack("i", fcntl.ioctl(programs_side, termios.FIONREAD, bytes(4)))[0]:
                    assert time.monotonic() < end, "the program does not read"
                    self._read(time.monotonic() + 0.001)
        finally:
            os.close(programs_side)

    def resize(self, columns: int, lines: int) -> None:
        """Resize the terminal."""
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def go_away(self) -> None:
        """Close the terminal, as when a connection breaks: reads and writes fail from then on."""
        os.close(self._fd)
        self._fd = -1

    def wait_until_ended(self, within_s: float) -> tuple[int, float]:
        """Exit status of a program whose terminal is closed, and its total CPU time in seconds."""
        end = time.monotonic() + within_s
        while not (ended := os.wait4(self._pid, os.WNOHANG))[0]:
            assert time.monotonic() < end, f"the program still runs after {within_s:g} s"
            select.select([], [], [], 0.01)
        self._pid = 0
        return os.waitstatus_to_exitcode(ended[1]), ended[2].ru_utime + ended[2].ru_stime

    def cpu_s(self) -> float:
        """The program's CPU time so far, in seconds."""
        fields = Path(f"/proc/{self._pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_for(self, pattern: str) -> str:
        """Read until the screen shows `pattern`; returns the screen."""
        end = time.monotonic() + LIMIT_S
        while not re.search(pattern, self.text):
            if time.monotonic() > end or not self._read(end):
                raise AssertionError(f"{pattern!r} never came on the screen:\n{self.text}")
        return self.text

    def wait_until(self, holds: Callable[[str], object]) -> str:
        """Read until a condition holds for the screen; returns the screen."""
        end = time.monotonic() + LIMIT_S
        while not holds(self.text):
            if time.monotonic() > end or not self._read(end):
                raise AssertionError(f"it never came to hold for the screen:\n{self.text}")
        return self.text

    def wait_until_gone(self, pattern: str) -> None:
        """Read until the screen no longer shows `pattern`."""
        end = time.monotonic() + LIMIT_S
        while re.search(pattern, self.text):
            if time.monotonic() > end or not self._read(end):
                raise AssertionError(f"{pattern!r} is still on the screen:\n{self.text}")

    def wait_for_bytes(self, wanted: bytes) -> None:
        """Read until these bytes arrive."""
        end = time.monotonic() + LIMIT_S
        while wanted not in self.received:
            if time.monotonic() > end or not self._read(end):
                raise AssertionError(f"{wanted!r} never came; the screen shows:\n{self.text}")

    def forget(self) -> None:
        """Clear the screen, so that it shows only later output."""
        self._screen.reset()

    def wait_until_quiet(self, background_after_s: float = QUIET_S) -> str:
        """Read until there is no output for so long, so that no paint is partial; returns the screen."""
        end = time.monotonic() + LIMIT_S
        while select.select([self._fd], [], [], background_after_s)[0] and self._read(end):
            if time.monotonic() > end:
                raise AssertionError(f"it never was quiet:\n{self.text}")
        return self.text

    def wait_for_exit(self) -> int:
        """Read until the program ends; returns its exit status, or the negative number of its signal."""
        end = time.monotonic() + LIMIT_S
        while self._read(end):
            if time.monotonic() > end:
                raise AssertionError(f"the program did not end:\n{self.text}")
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def _read(self, end: float) -> bool:
        """Read available output; False once the program has closed the terminal."""
        if not select.select([self._fd], [], [], max(0.0, end - time.monotonic()))[0]:
            return True
        try:
            came = os.read(self._fd, 65_536)
        except OSError:
            return False
        self.received += came
        self._stream.feed(came)
        return bool(came)
