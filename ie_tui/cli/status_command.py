"""`ie-tui status`: one job or one of its values on stdout, everything else on stderr."""

from __future__ import annotations

import argparse
import sys

from ie_tui.cli.fetching import read_record
from ie_tui.cli.global_flags import Subparsers, add_fetch_flags, add_global_flags
from ie_tui.cli.output import FIELDS, field_text, known_field, status_text, table_zone
from ie_tui.exit_statuses import Exit
from ie_tui.jobs.json_form import status_json
from ie_tui.jobs.record import Record
from ie_tui.system.streams import put, say
from ie_tui.text import printable, printable_line
from ie_tui.tracking.tracker import JobTracker


def add_parser(commands: Subparsers) -> None:
    """Add the `status` subcommand."""
    parser = commands.add_parser("status", help="print one job", description="Print one job.")
    parser.add_argument("job_id", metavar="JOBID")
    parser.add_argument(
        "--field",
        type=_field,
        metavar="NAME",
        help=f"print one value: {', '.join(FIELDS)}, or a JSON name such as LocationCode",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="with --field: print the value even if the response is about another job",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_fetch_flags(parser)
    add_global_flags(parser, defaults=False)


def _field(typed: str) -> str:
    try:
        return known_field(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def run(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    """Print the job. Raises ServiceError."""
    record = read_record(tracker, typed)
    if record is None or record.status is None:
        return Exit.NO_SUCH
    for remark in record.remarks():
        say(printable_line(remark))
    if typed.field is not None:
        return _print_field(record, typed)
    put(status_json(record) if typed.json else status_text(record, table_zone(is_utc=typed.utc)))
    return Exit.DONE


def _print_field(record: Record, typed: argparse.Namespace) -> Exit:
    value = field_text(record, typed.field)
    if value is None:
        say(f"Job {printable_line(record.job_id)} has no {typed.field}.")
        return Exit.NO_SUCH
    if record.is_about_another_job and not typed.force:
        say("Nothing was printed; use --force to print it anyway.")
        return Exit.ANOTHER_JOB
    # A pipe gets the value as sent; a terminal would obey escape sequences in it.
    put(printable(value) if sys.stdout.isatty() else value)
    return Exit.DONE
