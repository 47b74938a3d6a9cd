"""First paint with 1,000 cached jobs against a bare Textual app: from fork to bytes on a real terminal."""

from __future__ import annotations

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
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fcntl import ioctl
from pathlib import Path
from typing import Final

from ie_tui.api.models import Job, JobId, KeptStatus
from ie_tui.cache.cache import Cache
from ie_tui.credentials.fingerprint import configuration_fingerprint
from ie_tui.jobs.row import Identity

RUNS: Final = 15
MARKER: Final = b"Marker of the bare app"
BARE_APP: Final = f"""
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("{MARKER.decode()}")
Bare().run()
"""
GOAL: Final = 1.15


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as home:
        environ = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        marker = _fill_cache(Path(home, ".cache", "ie-tui", "jobs.sqlite3"), environ)
        program = [sys.executable, "-m", "ie_tui", "--offline"]
        bare = [sys.executable, "-c", BARE_APP]
        ratios = []
        for _ in range(RUNS):
            ours = _seconds_to(marker, program, environ)
            ratios.append(ours / _seconds_to(MARKER, bare, environ))
    median = statistics.median(ratios)
    print(  # noqa: T201
        "First paint, 1,000 cached jobs (500 with statuses), detail painted / bare Textual app: "
        f"{median:.2f} "
        f"(min {min(ratios):.2f}, max {max(ratios):.2f}, {RUNS} runs in turn; goal <= {GOAL})"
    )


def _fill_cache(path: Path, environ: dict[str, str]) -> bytes:
    """Cache 1,000 jobs, every second one with a status; returns a text from the newest one's detail pane."""
    cache = Cache.open(path)
    me, at = Identity("bench"), datetime(2026, 3, 5, 12, tzinfo=UTC)
    cache.remember(configuration_fingerprint(None, None, environ), "scope", me, at)
    jobs = [Job(JobId(f"J{n:04}"), "Import", at - timedelta(hours=n), False) for n in range(1_000)]
    cache.keep_page(me, jobs, at)
    cache.finish_walk(me, at, at)
    manifest = Path(__file__).with_name("manifest.txt").read_text(encoding="utf-8")
    for n, job in enumerate(jobs[::2]):
        kept = KeptStatus(
            job_id=job.job_id,
            job_type="Import",
            location_code="NotReceived",
            progress_code="Pending",
            signature=f"O8WnNGMfs6cwbpQHvJ0qX{n:06}=",
            current_manifest=manifest,
        )
        cache.keep_status(me, job.job_id, kept, at)
    cache.close()
    return b"O8WnNGMfs6cwbpQHvJ0qX000000="


def _seconds_to(marker: bytes, command: Sequence[str], environ: dict[str, str]) -> float:
    """Seconds from fork until the marker has been written; the terminal's queries are answered."""
    began = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.execvpe(command[0], list(command), environ)  # noqa: S606
    try:
        return _read_until(marker, fd, began)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)


def _read_until(marker: bytes, fd: int, began: float) -> float:
    came = bytearray()
    answered = 0
    while marker not in came:
        if not select.select([fd], [], [], 30)[0]:
            raise TimeoutError(f"{marker!r} never came; the last bytes were {bytes(came[-300:])!r}")
        came += os.read(fd, 65_536)
        while (query := came.find(b"\x1b[?2026$p", answered)) >= 0:
            os.write(fd, b"\x1b[?2026;2$y")
            answered = query + 1
    return time.perf_counter() - began
