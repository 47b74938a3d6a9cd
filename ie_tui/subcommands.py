"""`ie-tui jobs` and `ie-tui status`: results to stdout, all else to stderr.

Cached if there is anything, else fetched; `--fetch` and `--cached` decide otherwise. stderr says which, and
how old it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from ie_tui.exits import Exit
from ie_tui.jobs.tracker import JobTracker
from ie_tui.output import field_text, jobs_json, jobs_table, status_json, status_text
from ie_tui.service.models import JobId, KeptStatus
from ie_tui.text import age, printable, printable_line

T = TypeVar("T")


def run(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    """Carry out the subcommand and give the exit status. Raises ServiceError."""
    try:
        return _jobs(tracker, typed) if typed.command == "jobs" else _status(tracker, typed)
    finally:
        tracker.close()


def _jobs(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    if typed.fetch or not (typed.cached or tracker.overview.listed_at):
        _await(tracker, lambda: _walk(tracker))
    else:
        tracker.read_rest_now()
    overview = tracker.overview
    if overview.listed_at is None:
        _say("No list of jobs was ever kept for this account.")
        return Exit.NO_SUCH
    _say_age(tracker, (tracker.clock() - overview.listed_at).total_seconds(), fetched=overview.is_checked)
    rows = tracker.index.window(0, len(tracker.index))
    _print(jobs_json(rows, overview) if typed.json else jobs_table(rows))
    return Exit.DONE


def _status(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    job_id = JobId(typed.job_id)
    record = tracker.record(job_id)
    if typed.fetch or not (typed.cached or record.status):
        record = _await(tracker, lambda: tracker.refresh_status(job_id))
    if record.status is None or record.fetched_at is None:
        _say(f"Nothing was ever kept of job {printable_line(job_id)}.")
        return Exit.NO_SUCH
    _say_age(
        tracker, (tracker.clock() - record.fetched_at).total_seconds(), fetched=tracker.overview.is_checked
    )
    for remark in record.remarks():
        _say(printable_line(remark))
    if typed.field is not None:
        return _print_field(job_id, record.status, typed.field)
    _print(status_json(record) if typed.json else status_text(record))
    return Exit.DONE


def _print_field(job_id: JobId, status: KeptStatus, name: str) -> Exit:
    value = field_text(status, name)
    if value is None:
        _say(f"The service gave no {name} for job {printable_line(job_id)}.")
        return Exit.NO_SUCH
    # A pipe gets the value as sent, for the program behind it; a terminal would obey what is in it.
    _print(printable(value) if sys.stdout.isatty() else value)
    return Exit.DONE


async def _walk(tracker: JobTracker) -> None:
    async for _ in tracker.walk():
        pass


def _await(tracker: JobTracker, work: Callable[[], Awaitable[T]]) -> T:
    import asyncio

    async def work_and_leave() -> T:
        try:
            return await work()
        finally:
            await tracker.disconnect()

    return asyncio.run(work_and_leave())


def _say_age(tracker: JobTracker, seconds: float, *, fetched: bool) -> None:
    for notice in tracker.overview.notices:
        _say(printable_line(notice))
    _say("fetched now" if fetched else f"from the cache, {age(seconds)} old; --fetch asks the service")


def _say(sentence: str) -> None:
    print(f"ie-tui: {sentence}", file=sys.stderr)  # noqa: T201


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201
