"""`ie-tui jobs`: the list on stdout, everything else on stderr."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from ie_tui.api.errors import ServiceError
from ie_tui.api.models import JobId
from ie_tui.cli.fetching import run_fetch, say_age, say_nothing_cached, say_notices
from ie_tui.cli.global_flags import Subparsers, add_fetch_flags, add_global_flags
from ie_tui.cli.output import jobs_json, jobs_table, table_zone
from ie_tui.exit_statuses import Exit
from ie_tui.jobs.attention import Explained, explained, explained_by_row
from ie_tui.jobs.next_move import next_move
from ie_tui.jobs.row import JobRow
from ie_tui.system.streams import put, say
from ie_tui.tracking.tracker import JobTracker


def add_parser(commands: Subparsers) -> None:
    """Add the `jobs` subcommand."""
    parser = commands.add_parser("jobs", help="print the job list", description="Print the job list.")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_fetch_flags(parser)
    add_global_flags(parser, defaults=False)


def run(tracker: JobTracker, typed: argparse.Namespace) -> Exit:
    """Print the list. Raises ServiceError."""
    if typed.fetch or not (typed.cached or tracker.overview.listed_at):
        try:
            run_fetch(tracker, lambda: _walk(tracker))
        except ServiceError:
            _say_cached(tracker, typed)
            raise
    else:
        tracker.read_rest_now()
    overview = tracker.overview
    if overview.listed_at is None and not overview.job_count:
        say_nothing_cached(tracker, typed, "No job list is cached")
        return Exit.NO_SUCH
    if overview.listed_at is None:
        say_notices(tracker)
        say("from the cache; the list was never fetched in full, so there may be more jobs")
    else:
        say_age(tracker, typed, overview.listed_at)
    rows = tracker.index.window(0, len(tracker.index))
    if typed.json:
        put(jobs_json(rows, overview, _moves(tracker, rows)))
    else:
        put(jobs_table(rows, tracker.clock(), table_zone(is_utc=typed.utc)))
    return Exit.DONE


def _say_cached(tracker: JobTracker, typed: argparse.Namespace) -> None:
    """After a failed fetch: say how to print the jobs that are cached."""
    if (count := tracker.overview.job_count) and not typed.no_cache:
        jobs, them = ("job is", "it") if count == 1 else ("jobs are", "them")
        say(f"{count:,} {jobs} cached; use --cached to print {them}.")


def _moves(tracker: JobTracker, rows: Iterable[JobRow]) -> dict[JobId, Explained]:
    """The next move of each job. Only moves that can be handled need the record; else the row is enough."""
    now = tracker.clock()
    return {
        row.job_id: explained(tracker.record(row.job_id), now)
        if next_move(row, now).may_be_handled
        else explained_by_row(row, now)
        for row in rows
    }


async def _walk(tracker: JobTracker) -> None:
    async for _ in tracker.walk():
        pass
