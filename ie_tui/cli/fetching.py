"""Where `ie-tui jobs`, `status` and `signature` get their data: from the cache, or fetched if it has none.

`--fetch` and `--cached` override that. stderr reports the source and the age of the data.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from ie_tui.api.errors import MfaDeclined, UnknownJob
from ie_tui.api.models import JobId
from ie_tui.jobs.record import Record
from ie_tui.system import signals
from ie_tui.system.streams import say
from ie_tui.text import age, printable_line
from ie_tui.tracking.tracker import JobTracker

T = TypeVar("T")


def read_record(tracker: JobTracker, typed: argparse.Namespace) -> Record | None:
    """The job's record, fetched if necessary; reports its age. None if nothing is cached."""
    job_id = JobId(typed.job_id)
    record = tracker.record(job_id)
    if typed.fetch or not (typed.cached or record.status):
        try:
            record = run_fetch(tracker, lambda: tracker.refresh_status(job_id))
        except UnknownJob:
            _say_case(job_id)
            raise
    if record.status is None or record.fetched_at is None:
        say_nothing_cached(tracker, typed, f"Nothing is cached for job {printable_line(job_id)}")
        _say_case(job_id)
        return None
    say_age(tracker, typed, record.fetched_at)
    return record


def run_fetch(tracker: JobTracker, work: Callable[[], Awaitable[T]]) -> T:
    """Run `work`; notices about the configuration are printed before the first request."""
    told: set[str] = set()
    is_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    tracker.set_callbacks(_mfa_code if is_terminal else None, lambda: say_notices(tracker, told))

    async def work_and_leave() -> T:
        try:
            return await work()
        finally:
            await tracker.disconnect()
            say_notices(tracker, told)

    return signals.run(work_and_leave())


def say_age(tracker: JobTracker, typed: argparse.Namespace, at: datetime) -> None:
    """Report where the result comes from; `at` is when it was fetched."""
    if tracker.overview.is_checked:
        say("fetched now")
        return
    say_notices(tracker)
    hint = "" if typed.offline else "; use --fetch to refresh"
    say(f"from the cache, {age((tracker.clock() - at).total_seconds())} old{hint}")


def say_nothing_cached(tracker: JobTracker, typed: argparse.Namespace, sentence: str) -> None:
    """Report what is not cached, with the reason if one is known."""
    say_notices(tracker)
    if typed.no_cache:
        say(f"{sentence}: --no-cache disables the cache.")
    elif tracker.has_stranger:
        say(f"{sentence} under the current AWS settings; the cached data may belong to another account.")
    else:
        say(f"{sentence}{' that could be read' if tracker.overview.notices else ''}.")


def say_notices(tracker: JobTracker, told: set[str] | None = None) -> None:
    """Print the notices that are not in `told` yet."""
    overview, told = tracker.overview, set() if told is None else told
    for notice in (*overview.remarks, *overview.notices):
        if notice not in told:
            told.add(notice)
            say(printable_line(notice))


def _say_case(job_id: JobId) -> None:
    """Job ids are case-sensitive, and the service only creates upper-case ones."""
    if job_id != job_id.upper():
        say(f"Job ids are upper case: did you mean {printable_line(job_id.upper())}?")


def _mfa_code(serial: str) -> str:
    """Read a code from the terminal. Runs in a worker thread. Raises MfaDeclined for an empty line."""
    print(f"ie-tui: MFA code for {printable_line(serial)}: ", end="", file=sys.stderr, flush=True)  # noqa: T201
    # Reading sys.stdin would hold a lock that Python cannot acquire if ctrl+c ends the program meanwhile.
    typed = os.read(sys.stdin.fileno(), 1024).decode("ascii", "replace").strip()
    if not typed:
        raise MfaDeclined
    return typed
