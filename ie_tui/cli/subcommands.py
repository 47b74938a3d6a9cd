"""`ie-tui jobs`, `ie-tui status` and `ie-tui signature`: results to stdout, all else to stderr.

Cached if there is anything, else fetched; `--fetch` and `--cached` decide otherwise. stderr says which, and
how old it is.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from ie_tui.api.errors import MfaDeclined, ServiceError, UnknownJob
from ie_tui.api.models import JobId
from ie_tui.cli.output import field_text, jobs_json, jobs_table, status_text
from ie_tui.exit_statuses import Exit
from ie_tui.jobs.attention import Explained, explained, explained_by_row
from ie_tui.jobs.json_form import status_json
from ie_tui.jobs.next_move import next_move
from ie_tui.jobs.record import JobRow, Record
from ie_tui.jobs.signature_doubts import doubts
from ie_tui.system import signals
from ie_tui.system.streams import put as _print
from ie_tui.system.streams import say as _say
from ie_tui.system.zone import SystemZone
from ie_tui.text import age, printable, printable_line
from ie_tui.tracking.tracker import JobTracker

if TYPE_CHECKING:
    from ie_tui.devices.folder import Found
    from ie_tui.devices.safe_save import SavePlan

T = TypeVar("T")


def run(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    """Carry out the subcommand and give the exit status. Raises ServiceError."""
    try:
        return _COMMANDS[typed.command](tracker, typed)
    finally:
        tracker.close()


def _jobs(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    if typed.fetch or not (typed.cached or tracker.overview.listed_at):
        try:
            _await(tracker, lambda: _walk(tracker))
        except ServiceError:
            _say_cached(tracker, typed)
            raise
    else:
        tracker.read_rest_now()
    overview = tracker.overview
    if overview.listed_at is None and not overview.job_count:
        _say_nothing_cached(tracker, typed, "No list of jobs is cached")
        return Exit.NO_SUCH
    if overview.listed_at is None:
        _say_notices(tracker)
        _say("from the cache; the list was never fetched to its end, so there may be more jobs")
    else:
        _say_age(tracker, typed, overview.listed_at)
    rows = tracker.index.window(0, len(tracker.index))
    if typed.json:
        _print(jobs_json(rows, overview, _moves(tracker, rows)))
    else:
        _print(jobs_table(rows, tracker.clock(), _zone(typed)))
    return Exit.DONE


def _say_cached(tracker: JobTracker, typed: argparse.Namespace) -> None:
    """The list could not be fetched, or not to its end: say how to see what is cached of it."""
    if (count := tracker.overview.job_count) and not typed.no_cache:
        _say(f"{count:,} job{'s are' if count != 1 else ' is'} cached; --cached prints what is known.")


def _moves(tracker: JobTracker, rows: Iterable[JobRow]) -> dict[JobId, Explained]:
    """The next move of each job; the status adds nothing to those of AWS and of nobody."""
    now = tracker.clock()
    return {
        row.job_id: explained(tracker.record(row.job_id), now)
        if next_move(row, now).may_be_handled
        else explained_by_row(row, now)
        for row in rows
    }


def _status(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    record = _record(tracker, typed)
    if record is None or record.status is None:
        return Exit.NO_SUCH
    for remark in record.remarks():
        _say(printable_line(remark))
    if typed.field is not None:
        return _print_field(record, typed)
    _print(status_json(record) if typed.json else status_text(record, _zone(typed)))
    return Exit.DONE


def _signature(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    record = _record(tracker, typed)
    if record is None or record.status is None:
        return Exit.NO_SUCH
    found = doubts(record)
    for doubt in found:
        _say(printable_line(doubt))
    text = record.status.signature_file()
    if text is None:
        _say(f"The service gave no SIGNATURE file for job {printable_line(record.job_id)}.")
        return Exit.NO_SUCH
    if record.is_about_another_job and not typed.force:
        _say(f"Nothing was {'printed' if typed.save is None else 'saved'}; --force does it all the same.")
        return Exit.ANOTHER_JOB
    if typed.save is not None:
        return _save(typed.save, text, is_in_doubt=bool(found), force=typed.force)
    shown = printable(text) if sys.stdout.isatty() else text
    _print(shown.removesuffix("\n"))
    return Exit.DONE


def _save(directory: Path, text: str, *, is_in_doubt: bool, force: bool) -> Exit:
    """Save the SIGNATURE file and print its SHA-256 and path; what is in doubt only by `force`."""
    from ie_tui.devices.safe_save import State, plan_save

    plan = plan_save(directory, text)
    for warning in (*plan.warnings, *(plan.changes if force else ())):
        _say(printable_line(warning))
    if plan.state is State.REFUSED:
        _say(printable_line(plan.reason))
        return Exit.FAILED
    if plan.state is State.DIFFERENT and not force:
        return _leave_alone(plan)
    if plan.state is State.SAME:
        _say("The same file was there already.")
    elif (is_in_doubt or plan.warnings) and not force:
        _say("SIGNATURE was not saved; --force saves it all the same.")
        return Exit.IN_DOUBT
    elif (failed := _write(directory, text, plan.seen)) is not None:
        return failed
    _print(f"{sha256(text.encode(errors='surrogatepass')).hexdigest()}  {printable_line(str(plan.path))}")
    return Exit.DONE


def _leave_alone(plan: SavePlan) -> Exit:
    """Another SIGNATURE is there: say what differs."""
    what = "a symbolic link" if plan.seen and plan.seen.link_target is not None else "another file"
    _say(f"{printable_line(str(plan.path))} is {what} and was left alone; --force replaces it. It differs:")
    for line in plan.diff:
        _say(f"  {printable_line(line)}")
    return Exit.NOT_REPLACED


def _write(directory: Path, text: str, seen: Found | None) -> Exit | None:
    """Save where nothing is, or in the place of what was seen; None once it is done."""
    from ie_tui.devices.safe_save import SaveFailed, SignatureChanged, replace_signature, save_signature

    try:
        saved = replace_signature(directory, text, seen) if seen else save_signature(directory, text)
    except SaveFailed as error:
        _say(printable_line(str(error)))
        return Exit.NOT_REPLACED if isinstance(error, SignatureChanged) else Exit.FAILED
    for remark in saved.remarks:
        _say(printable_line(remark))
    return None


_COMMANDS: Final = {"jobs": _jobs, "status": _status, "signature": _signature}


def _record(tracker: JobTracker, typed: argparse.Namespace) -> Record | None:
    """What is known of the job, asked for if need be; says how old it is, or that there is nothing."""
    job_id = JobId(typed.job_id)
    record = tracker.record(job_id)
    if typed.fetch or not (typed.cached or record.status):
        try:
            record = _await(tracker, lambda: tracker.refresh_status(job_id))
        except UnknownJob:
            _say_case(job_id)
            raise
    if record.status is None or record.fetched_at is None:
        _say_nothing_cached(tracker, typed, f"Nothing is cached of job {printable_line(job_id)}")
        _say_case(job_id)
        return None
    _say_age(tracker, typed, record.fetched_at)
    return record


def _say_nothing_cached(tracker: JobTracker, typed: argparse.Namespace, sentence: str) -> None:
    """What is not cached, and the reason if there is one."""
    _say_notices(tracker)
    if typed.no_cache:
        _say(f"{sentence}, since --no-cache was given.")
    elif tracker.has_stranger:
        _say(f"{sentence} under the present AWS settings; what is cached may be of another account.")
    else:
        _say(f"{sentence}{' that could be read' if tracker.overview.notices else ''}.")


def _say_case(job_id: JobId) -> None:
    """Job ids are told apart by case, and the service makes them in capitals alone."""
    if job_id != job_id.upper():
        _say(f"Job ids are upper case: did you mean {printable_line(job_id.upper())}?")


def _print_field(record: Record, typed: argparse.Namespace) -> Exit:
    value = field_text(record, typed.field)
    if value is None:
        _say(f"Job {printable_line(record.job_id)} has no {typed.field}.")
        return Exit.NO_SUCH
    if record.is_about_another_job and not typed.force:
        _say("Nothing was printed; --force prints it all the same.")
        return Exit.ANOTHER_JOB
    # A pipe gets the value as sent, for the program behind it; a terminal would obey what is in it.
    _print(printable(value) if sys.stdout.isatty() else value)
    return Exit.DONE


async def _walk(tracker: JobTracker) -> None:
    async for _ in tracker.walk():
        pass


def _await(tracker: JobTracker, work: Callable[[], Awaitable[T]]) -> T:
    """Run what fetches; what is good to know of the configuration is said before the first request."""
    told: set[str] = set()
    is_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    tracker.attend(_mfa_code if is_terminal else None, lambda: _say_notices(tracker, told))

    async def work_and_leave() -> T:
        try:
            return await work()
        finally:
            await tracker.disconnect()
            _say_notices(tracker, told)

    return signals.run(work_and_leave())


def _say_age(tracker: JobTracker, typed: argparse.Namespace, at: datetime) -> None:
    if tracker.overview.is_checked:
        _say("fetched now")
        return
    _say_notices(tracker)
    hint = "" if typed.offline else "; --fetch asks the service"
    _say(f"from the cache, {age((tracker.clock() - at).total_seconds())} old{hint}")


def _zone(typed: argparse.Namespace) -> tzinfo:
    """The zone of times in tables; it is the screen's."""
    return UTC if typed.utc else SystemZone()


def _say_notices(tracker: JobTracker, told: set[str] | None = None) -> None:
    """What is not in `told` yet."""
    overview, told = tracker.overview, set() if told is None else told
    for notice in (*overview.remarks, *overview.notices):
        if notice not in told:
            told.add(notice)
            _say(printable_line(notice))


def _mfa_code(serial: str) -> str:
    """Ask on the terminal, in the thread of a look-up."""
    print(f"ie-tui: MFA code of {printable_line(serial)}: ", end="", file=sys.stderr, flush=True)  # noqa: T201
    # sys.stdin would hold a lock that Python cannot get when ctrl+c ends the program meanwhile.
    typed = os.read(sys.stdin.fileno(), 1024).decode("ascii", "replace").strip()
    if not typed:
        raise MfaDeclined
    return typed
