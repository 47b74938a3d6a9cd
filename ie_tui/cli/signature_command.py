"""`ie-tui signature`: print a job's SIGNATURE file, or save it to a device."""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ie_tui.cli.fetching import read_record
from ie_tui.cli.global_flags import Subparsers, add_fetch_flags, add_global_flags
from ie_tui.exit_statuses import Exit
from ie_tui.jobs.signature_doubts import doubts
from ie_tui.system.streams import put, say
from ie_tui.text import printable, printable_line
from ie_tui.tracking.tracker import JobTracker

if TYPE_CHECKING:
    from ie_tui.devices.folder import ExistingFile
    from ie_tui.devices.safe_save import SavePlan


def add_parser(commands: Subparsers) -> None:
    """Add the `signature` subcommand."""
    parser = commands.add_parser(
        "signature",
        help="print or save a job's SIGNATURE file",
        description="Print the SIGNATURE file that the device must carry, or save it there. "
        "Without --force, nothing is saved if there are warnings, and a different file is not replaced.",
    )
    parser.add_argument("job_id", metavar="JOBID")
    parser.add_argument(
        "--save",
        type=_directory,
        metavar="DIRECTORY",
        help="save it as SIGNATURE in this directory, the root of the device",
    )
    parser.add_argument("--force", action="store_true", help="print, save or replace it despite the warnings")
    add_fetch_flags(parser)
    add_global_flags(parser, defaults=False)


def _directory(typed: str) -> Path:
    # An unset variable in a script must not mean the current directory.
    if not typed:
        raise argparse.ArgumentTypeError("the directory name is empty")
    return Path(typed)


def run(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    """Print the file, or save it. Raises ServiceError."""
    record = read_record(tracker, typed)
    if record is None or record.status is None:
        return Exit.NO_SUCH
    found = doubts(record)
    for doubt in found:
        say(printable_line(doubt))
    text = record.status.signature_file()
    if text is None:
        say(f"The service sent no SIGNATURE file for job {printable_line(record.job_id)}.")
        return Exit.NO_SUCH
    if record.is_about_another_job and not typed.force:
        verb, done = ("print", "printed") if typed.save is None else ("save", "saved")
        say(f"Nothing was {done}; use --force to {verb} it anyway.")
        return Exit.ANOTHER_JOB
    if typed.save is not None:
        return _save(typed.save, text, is_in_doubt=bool(found), force=typed.force)
    shown = printable(text) if sys.stdout.isatty() else text
    put(shown.removesuffix("\n"))
    return Exit.DONE


def _save(directory: Path, text: str, *, is_in_doubt: bool, force: bool) -> Exit:
    """Save the SIGNATURE file and print its SHA-256 and path; `force` overrides warnings."""
    from ie_tui.devices.safe_save import State, plan_save

    plan = plan_save(directory, text)
    for warning in (*plan.warnings, *(plan.changes if force else ())):
        say(printable_line(warning))
    if plan.state is State.REFUSED:
        say(printable_line(plan.reason))
        return Exit.FAILED
    if plan.state is State.DIFFERENT and not force:
        return _leave_alone(plan)
    if plan.state is State.SAME:
        say("This SIGNATURE file was already there.")
    elif (is_in_doubt or plan.warnings) and not force:
        say("SIGNATURE was not saved; use --force to save it anyway.")
        return Exit.IN_DOUBT
    elif (failed := _write(directory, text, plan.seen)) is not None:
        return failed
    put(f"{sha256(text.encode(errors='surrogatepass')).hexdigest()}  {printable_line(str(plan.path))}")
    return Exit.DONE


def _leave_alone(plan: SavePlan) -> Exit:
    """Report how the SIGNATURE file that is there differs."""
    what = "a symbolic link" if plan.seen and plan.seen.link_target is not None else "a different file"
    path = printable_line(str(plan.path))
    say(f"{path} is {what} and was not replaced; use --force to replace it. Differences:")
    for line in plan.diff:
        say(f"  {printable_line(line)}")
    return Exit.NOT_REPLACED


def _write(directory: Path, text: str, seen: ExistingFile | None) -> Exit | None:
    """Save a new file, or replace the one in `seen` if it is unchanged; None on success."""
    from ie_tui.devices.safe_save import SaveFailed, SignatureChanged, replace_signature, save_signature

    try:
        saved = replace_signature(directory, text, seen) if seen else save_signature(directory, text)
    except SaveFailed as error:
        say(printable_line(str(error)))
        return Exit.NOT_REPLACED if isinstance(error, SignatureChanged) else Exit.FAILED
    for remark in saved.remarks:
        say(printable_line(remark))
    return None
