"""What `ie-tui jobs`, `status` and `signature` share: cached if there is anything, else fetched.

`--fetch` and `--cached` decide otherwise. stderr says which, and how old it is.
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
    """What is known of the job, asked for if need be; says how old it is, or that there is nothing."""
    job_id = JobId(typed.job_id)
    record = tracker.record(job_id)
    if typed.fetch or not (typed.cached or record.status):
        try:
            record = run_fetch(tracker, lambda: tracker.refresh_status(job_id))
        except UnknownJob:
            _say_case(job_id)
            raise
    if record.status is None or record.fetched_at is None:
        say_nothing_cached(tracker, typed, f"Nothing is cached of job {printable_line(job_id)}")
        _say_case(job_id)
        return None
    say_age(tracker, typed, record.fetched_at)
    return record


def run_fetch(tracker: JobTracker, work: Callable[[], Awaitable[T]]) -> T:
    """Run what fetches; what is good to know of the configuration is said before the first request."""
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
    """Where the result comes from; `at` is when it was fetched."""
    if tracker.overview.is_checked:
        say("fetched now")
        return
    say_notices(tracker)
    hint = "" if typed.offline else "; --fetch asks the service"
    say(f"from the cache, {age((tracker.clock() - at).total_seconds())} old{hint}")


def say_nothing_cached(tracker: JobTracker, typed: argparse.Namespace, sentence: str) -> None:
    """What is not cached, and the reason if there is one."""
    say_notices(tracker)
    if typed.no_cache:
        say(f"{sentence}, since --no-cache was given.")
    elif tracker.has_stranger:
        say(f"{sentence} under the present AWS settings; what is cached may be of another account.")
    else:
        say(f"{sentence}{' that could be read' if tracker.overview.notices else ''}.")


def say_notices(tracker: JobTracker, told: set[str] | None = None) -> None:
    """What is not in `told` yet."""
    overview, told = tracker.overview, set() if told is None else told
    for notice in (*overview.remarks, *overview.notices):
        if notice not in told:
            told.add(notice)
            say(printable_line(notice))


def _say_case(job_id: JobId) -> None:
    """Job ids are told apart by case, and the service makes them in capitals alone."""
    if job_id != job_id.upper():
        say(f"Job ids are upper case: did you mean {printable_line(job_id.upper())}?")


def _mfa_code(serial: str) -> str:
    """Ask on the terminal, in the thread of a look-up."""
    print(f"ie-tui: MFA code of {printable_line(serial)}: ", end="", file=sys.stderr, flush=True)  # noqa: T201
    # sys.stdin would hold a lock that Python cannot get when ctrl+c ends the program meanwhile.
    typed = os.read(sys.stdin.fileno(), 1024).decode("ascii", "replace").strip()
    if not typed:
        raise MfaDeclined
    return typed
