"""Bytes sent to the terminal and CPU time per key press, and bytes per idle second.

On a pseudo-terminal of 120x40 with 1,000 cached jobs, alternating with `data_table_app`.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from ie_tui.api.models import Job
from ie_tui.cache.cache import Cache
from ie_tui.credentials.fingerprint import configuration_fingerprint
from ie_tui.jobs.row import Identity
from tests.benchmarks import data_table_app
from tests.benchmarks.thousand_jobs import statuses

STEPS: Final = 30
"""As many rows as the list shows without scrolling."""
PAGES: Final = 12
ROUNDS: Final = 2
IDLE_S: Final = 10.0
_QUIET_S: Final = 0.12
"""A key is handled after this much silence; shorter than the debounce, so that no request is counted."""
_LIMIT_S: Final = 30.0


class Cost(NamedTuple):
    """The cost of one key or one second."""

    byte_count: int
    cpu_ms: float


class Terminal:
    """A program on a terminal that answers Textual's queries and counts bytes."""

    def __init__(self, pid: int, fd: int) -> None:
        self._pid = pid
        self._fd = fd

    def wait_for(self, marker: bytes) -> None:
        """Read until these bytes arrive, then until silence."""
        came, end = bytearray(), time.monotonic() + _LIMIT_S
        while marker not in came:
            if time.monotonic() > end:
                raise TimeoutError(f"{marker!r} never came; the last bytes were {bytes(came[-300:])!r}")
            came += self._read(0.1)
        while self._read(1.0):
            pass

    def press(self, key: str) -> Cost:
        """The cost of a key, up to the silence after it."""
        before = self._cpu_ns()
        os.write(self._fd, key.encode())
        byte_count = 0
        while came := self._read(_QUIET_S):
            byte_count += len(came)
        return Cost(byte_count, (self._cpu_ns() - before) / 1e6)

    def rest(self, seconds: float) -> list[Cost]:
        """The cost of each idle second."""
        return [self._second() for _ in range(round(seconds))]

    def _second(self) -> Cost:
        before, end, byte_count = self._cpu_ns(), time.monotonic() + 1.0, 0
        while (left := end - time.monotonic()) > 0:
            byte_count += len(self._read(left))
        return Cost(byte_count, (self._cpu_ns() - before) / 1e6)

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._fd], [], [], seconds)[0]:
            return b""
        came = os.read(self._fd, 1 << 20)
        if b"\x1b[?2026$p" in came:
            os.write(self._fd, b"\x1b[?2026;2$y")
        return came

    def _cpu_ns(self) -> int:
        tasks = Path(f"/proc/{self._pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks)


def main() -> None:
    """Print a line per figure, with its goal."""
    with tempfile.TemporaryDirectory() as home:
        environ = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        _print_keys(environ)
        _print_idle(environ)


def fill_cache(environ: Mapping[str, str]) -> None:
    """Cache 1,000 different jobs with fresh statuses, so that none is fetched during the measurement."""
    path = Path(environ["HOME"], ".cache", "ie-tui", "jobs.sqlite3")
    path.unlink(missing_ok=True)
    cache = Cache.open(path)
    me, at = Identity("bench"), datetime.now(UTC)
    cache.remember(configuration_fingerprint(None, None, environ), "scope", me, at)
    kept = statuses(at)
    jobs = [Job(status.job_id, "Import", status.created_at, False) for status in kept]
    cache.keep_page(me, jobs, at)
    cache.finish_walk(me, at, at)
    for status in kept:
        cache.keep_status(me, status.job_id, status, at)
    cache.close()


@contextmanager
def program(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[Terminal]:
    """The program on a terminal of 120x40; it is ended on exit."""
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.execvpe(command[0], list(command), dict(environ))  # noqa: S606
    try:
        yield Terminal(pid, fd)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)


def _print_keys(environ: Mapping[str, str]) -> None:
    ours = [sys.executable, "-m", "ie_tui", "--offline"]
    peer = [sys.executable, "-m", data_table_app.__name__]
    steps: list[Cost] = []
    alone: list[Cost] = []
    pages: list[Cost] = []
    scrolled: list[Cost] = []
    peers: list[Cost] = []
    for _ in range(ROUNDS):
        fill_cache(environ)
        with program(ours, environ) as terminal:
            terminal.wait_for(b"J0000")
            steps += [terminal.press("j") for _ in range(STEPS)]
            pages += [terminal.press("\x1b[6~") for _ in range(PAGES)]
            scrolled += [terminal.press("j") for _ in range(STEPS)]
            terminal.press("g")
            terminal.press("z")
            alone += [terminal.press("j") for _ in range(STEPS)]
        with program(peer, environ) as terminal:
            terminal.wait_for(b"J0000")
            peers += [terminal.press("\x1b[B") for _ in range(STEPS)]
    ratio = _cpu(steps) / _cpu(peers)
    _print("a step, detail changes", steps, "bytes <= 8,000")
    _print("a step, the list scrolls", scrolled, "bytes <= 8,000")
    _print("a step, detail does not change", alone, "bytes <= 2,000")
    _print("a page", pages, "bytes <= 30,000, CPU <= 20 ms")
    _print("a step of the DataTable app", peers, "")
    print(f"CPU of a step / DataTable app in turn: {ratio:.2f} (goal <= 0.75)")  # noqa: T201


def _print_idle(environ: Mapping[str, str]) -> None:
    for name, flags in (("offline", ["--offline"]), ("demo, online", ["--demo"])):
        with program([sys.executable, "-m", "ie_tui", *flags], environ) as terminal:
            terminal.wait_for(b"quit")
            terminal.rest(15.0)
            _print(f"a second of idleness, {name}", terminal.rest(IDLE_S), "bytes <= 200")
            terminal.press("?")
            terminal.rest(2.0)
            _print(f"the same with a dialog, {name}", terminal.rest(IDLE_S), "bytes <= 200")


def _print(name: str, costs: Sequence[Cost], goal: str) -> None:
    byte_counts = [cost.byte_count for cost in costs]
    print(  # noqa: T201
        f"Traffic, {name}: median {statistics.median(byte_counts):,.0f} bytes, mean "
        f"{statistics.mean(byte_counts):,.0f}, most {max(byte_counts):,}; CPU {_cpu(costs):.1f} ms"
        + (f" (goal: {goal})" if goal else "")
    )


def _cpu(costs: Sequence[Cost]) -> float:
    return statistics.median(cost.cpu_ms for cost in costs)


if __name__ == "__main__":
    main()
