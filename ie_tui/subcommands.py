"""`ie-tui jobs`, `ie-tui status` and `ie-tui signature`: results to stdout, all else to stderr.

Cached if there is anything, else fetched; `--fetch` and `--cached` decide otherwise. stderr says which, and
how old it is.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

from ie_tui import signals
from ie_tui.exits import Exit
from ie_tui.jobs.as_json import status_json
from ie_tui.jobs.attention import Reason, reasons
from ie_tui.jobs.record import Record
from ie_tui.jobs.signature_file import doubts
from ie_tui.jobs.tracker import JobTracker
from ie_tui.output import field_text, jobs_json, jobs_table, status_text
from ie_tui.service.errors import MfaDeclined
from ie_tui.service.models import JobId, KeptStatus
from ie_tui.streams import put as _print
from ie_tui.streams import say as _say
from ie_tui.text import age, printable, printable_line

T = TypeVar("T")


def run(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    """Carry out the subcommand and give the exit status. Raises ServiceError."""
    if sys.stdin.isatty() and sys.stderr.isatty():
        tracker.attend(_mfa_code)
    try:
        return _COMMANDS[typed.command](tracker, typed)
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
    _print(jobs_json(rows, overview, _needs(tracker)) if typed.json else jobs_table(rows, tracker.clock()))
    return Exit.DONE


def _needs(tracker: JobTracker) -> dict[JobId, tuple[Reason, ...]]:
    """Why those jobs need a person that do."""
    records = (tracker.record(job_id) for job_id in tracker.index.needing())
    return {record.job_id: reasons(record, record.at) for record in records}


def _status(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    record = _record(tracker, typed)
    if record is None or record.status is None:
        return Exit.NO_SUCH
    for remark in record.remarks():
        _say(printable_line(remark))
    if typed.field is not None:
        return _print_field(record.job_id, record.status, typed.field)
    _print(status_json(record) if typed.json else status_text(record))
    return Exit.DONE


def _signature(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    record = _record(tracker, typed)
    if record is None or record.status is None:
        return Exit.NO_SUCH
    for doubt in doubts(record):
        _say(printable_line(doubt))
    text = record.status.signature_file()
    if text is None:
        _say(f"The service gave no SIGNATURE file for job {printable_line(record.job_id)}.")
        return Exit.NO_SUCH
    if typed.save is not None:
        return _save(typed.save, text)
    shown = printable(text) if sys.stdout.isatty() else text
    _print(shown.removesuffix("\n"))
    return Exit.DONE


def _save(directory: Path, text: str) -> Exit:
    """Save the SIGNATURE file where there is none; prints its SHA-256 and path."""
    from ie_tui.local.device import SaveFailed, SignatureChanged, State, plan_save, save_signature

    plan = plan_save(directory, text)
    for warning in plan.warnings:
        _say(printable_line(warning))
    if plan.state is State.REFUSED:
        _say(printable_line(plan.reason))
        return Exit.FAILED
    if plan.state is State.DIFFERENT:
        _say(f"{printable_line(str(plan.path))} is another file and was left alone. It differs:")
        for line in plan.diff:
            _say(f"  {printable_line(line)}")
        return Exit.NOT_REPLACED
    if plan.state is State.SAME:
        _say("The same file was there already.")
    else:
        try:
            saved = save_signature(directory, text)
        except SaveFailed as error:
            _say(printable_line(str(error)))
            return Exit.NOT_REPLACED if isinstance(error, SignatureChanged) else Exit.FAILED
        for remark in saved.remarks:
            _say(printable_line(remark))
    _print(f"{sha256(text.encode(errors='surrogatepass')).hexdigest()}  {printable_line(str(plan.path))}")
    return Exit.DONE


_COMMANDS: Final = {"jobs": _jobs, "status": _status, "signature": _signature}


def _record(tracker: JobTracker, typed: argparse.Namespace) -> Record | None:
    """What is known of the job, asked for if need be; says how old it is, or that there is nothing."""
    job_id = JobId(typed.job_id)
    record = tracker.record(job_id)
    if typed.fetch or not (typed.cached or record.status):
        record = _await(tracker, lambda: tracker.refresh_status(job_id))
    if record.status is None or record.fetched_at is None:
        _say(f"Nothing was ever kept of job {printable_line(job_id)}.")
        return None
    seconds = (tracker.clock() - record.fetched_at).total_seconds()
    _say_age(tracker, seconds, fetched=tracker.overview.is_checked)
    return record


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
    async def work_and_leave() -> T:
        try:
            return await work()
        finally:
            await tracker.disconnect()
            _say_notices(tracker)

    return signals.run(work_and_leave())


def _say_age(tracker: JobTracker, seconds: float, *, fetched: bool) -> None:
    if not fetched:
        _say_notices(tracker)
    _say("fetched now" if fetched else f"from the cache, {age(seconds)} old; --fetch asks the service")


def _say_notices(tracker: JobTracker) -> None:
    overview = tracker.overview
    for notice in (*overview.remarks, *overview.notices):
        _say(printable_line(notice))


def _mfa_code(serial: str) -> str:
    """Ask on the terminal, in the thread of a look-up."""
    print(f"ie-tui: MFA code of {printable_line(serial)}: ", end="", file=sys.stderr, flush=True)  # noqa: T201
    # sys.stdin would hold a lock that Python cannot get when ctrl+c ends the program meanwhile.
    typed = os.read(sys.stdin.fileno(), 1024).decode("ascii", "replace").strip()
    if not typed:
        raise MfaDeclined(advice="Run it again to be asked again.")
    return typed
