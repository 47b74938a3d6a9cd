"""The job list as displayed, newest first, and the part of it that matches a filter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from ie_tui.api.models import Job, JobId, KeptStatus, readable
from ie_tui.jobs.next_move import Holder, NextMove, next_move, next_move_until, urgency
from ie_tui.jobs.row import Handled, JobRow, Note

_NO_DATE = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)


class JobIndex:
    """Rows by position and positions by JobId.

    The service lists newest first and does not define the order of equal dates, so those stay in arrival
    order (docs/service.md 3.6); jobs with unreadable dates go last.
    """

    def __init__(self, rows: Iterable[JobRow] = (), now: datetime = _NO_DATE) -> None:
        """`now` is the time for moves that depend on it."""
        self._rows: dict[JobId, JobRow] = {row.job_id: row for row in rows}
        self._order: list[JobId] = []
        self._positions: dict[JobId, int] = {}
        self._known_count = sum(row.fetched_at is not None for row in self._rows.values())
        self._texts: list[str] | None = None
        self._yours: dict[JobId, int] = {}
        self._most_urgent_first: list[int] | None = None
        self._now = now
        self._next_due = _NEVER
        self._decide_all()
        self._sort()

    def __len__(self) -> int:
        return len(self._order)

    def at(self, position: int) -> JobRow:
        """The row at a position from 0. Raises IndexError."""
        return self._rows[self._order[position]]

    def window(self, start: int, stop: int) -> list[JobRow]:
        """The rows from `start` up to `stop`, clipped to the list."""
        return [self._rows[job_id] for job_id in self._order[max(0, start) : stop]]

    @property
    def known_count(self) -> int:
        """How many jobs have a fetched status."""
        return self._known_count

    @property
    def need_count(self) -> int:
        """How many jobs have you as the holder of the next move."""
        return len(self._yours)

    def needing(self) -> Iterator[JobId]:
        """The ids of these jobs, in no order."""
        return iter(self._yours)

    def needs_you(self, job_id: JobId) -> bool:
        """The next move of this job is yours."""
        return job_id in self._yours

    @property
    def now(self) -> datetime:
        """The time for which the moves were decided."""
        return self._now

    def next_move(self, row: JobRow) -> NextMove:
        """Who has the next move of a job, as of `now`."""
        return next_move(row, self._now)

    def get(self, job_id: JobId) -> JobRow | None:
        """The row of a job, if it is in the list."""
        return self._rows.get(job_id)

    def position(self, job_id: JobId) -> int | None:
        """Where a job stands, from 0."""
        return self._positions.get(job_id)

    def merge(self, jobs: Sequence[Job], known_rows: Iterable[JobRow] = ()) -> None:
        """Merge a page of ListJobs, keeping the known statuses.

        `known_rows`: cached rows of jobs that are new to the list.
        """
        for row in known_rows:
            self._known_count += row.fetched_at is not None
            self._rows[row.job_id] = row
        for job in jobs:
            known = self._rows.get(job.job_id)
            row = JobRow(*job) if known is None else known._replace(**job._asdict(), is_listed=True)
            self._rows[job.job_id] = row
            self._decide(row)
        self._sort()

    def mark_unlisted(self, seen: set[JobId]) -> None:
        """A complete walk returned only `seen`: the others stay, marked as no longer listed."""
        for job_id, row in self._rows.items():
            if job_id not in seen and row.is_listed:
                self._rows[job_id] = row._replace(is_listed=False)

    def put_status(self, job_id: JobId, status: KeptStatus, at: datetime) -> None:
        """Show a newer status in the job's row; a job that is not in the list stays out of it."""
        row = self._rows.get(job_id)
        if row is not None:
            self._known_count += row.fetched_at is None
            self._put(row.with_status(status, at))

    def put_note(self, job_id: JobId, note: Note | None) -> None:
        """Update the note in the job's row."""
        row = self._rows.get(job_id)
        if row is not None:
            self._put(row._replace(note=note))

    def put_handled(self, job_id: JobId, handled: Handled | None) -> bool:
        """Update the handled mark in the job's row. Returns whether it differs."""
        row = self._rows.get(job_id)
        if row is None or row.handled == handled:
            return False
        self._put(row._replace(handled=handled))
        return True

    def mark_noticed(self, job_id: JobId) -> None:
        """The user has opened the job."""
        row = self._rows.get(job_id)
        if row is not None:
            self._put(row._replace(is_unnoticed=False))

    def as_of(self, now: datetime) -> bool:
        """Advance to `now`. Returns whether any job's need or urgency changed."""
        self._now = now
        if now < self._next_due:
            return False
        before = dict(self._yours)
        self._decide_all()
        return self._yours != before

    def positions_of(self, wanted: Filter) -> Sequence[int]:
        """The positions of the matching rows: in list order, or by urgency if `needs_you`."""
        if not wanted.text:
            return self._urgent() if wanted.needs_you else range(len(self._order))
        needle, texts = wanted.text.casefold(), self._folded()
        if not wanted.needs_you:
            return [position for position, text in enumerate(texts) if needle in text]
        return [position for position in self._urgent() if needle in texts[position]]

    def _urgent(self) -> Sequence[int]:
        """The positions of the jobs whose next move is yours, the most urgent first, then the oldest."""
        if self._most_urgent_first is None:
            keys = sorted((place, -self._positions[job_id]) for job_id, place in self._yours.items())
            self._most_urgent_first = [-negative for _place, negative in keys]
        return self._most_urgent_first

    def _put(self, row: JobRow) -> None:
        self._rows[row.job_id] = row
        self._decide(row)
        if self._texts is not None:
            self._texts[self._positions[row.job_id]] = _folded(row)

    def _folded(self) -> list[str]:
        """The casefolded row texts, cached: each key press matches the filter against all of them."""
        if self._texts is None:
            self._texts = [_folded(self._rows[job_id]) for job_id in self._order]
        return self._texts

    def _decide_all(self) -> None:
        self._next_due = _NEVER
        for row in self._rows.values():
            if row.fetched_at is not None:
                self._decide(row)

    def _decide(self, row: JobRow) -> None:
        move, until = next_move_until(row, self._now)
        place = urgency(move) if move.holder is Holder.YOU else None
        if place != self._yours.get(row.job_id):
            self._most_urgent_first = None
            if place is None:
                del self._yours[row.job_id]
            else:
                self._yours[row.job_id] = place
        if until is not None and self._now < until < self._next_due:
            self._next_due = until

    def _sort(self) -> None:
        self._order = sorted(self._rows, key=self._newest_first, reverse=True)
        self._positions = {job_id: position for position, job_id in enumerate(self._order)}
        self._texts = self._most_urgent_first = None

    def _newest_first(self, job_id: JobId) -> datetime:
        return readable(self._rows[job_id].created_at) or _NO_DATE


class Filter(NamedTuple):
    """Which jobs to show; all if empty."""

    text: str = ""
    """Matched anywhere in the row, ignoring case."""
    needs_you: bool = False
    """Only those whose next move is yours, the most urgent first."""

    def __bool__(self) -> bool:
        return bool(self.text) or self.needs_you


class JobView:
    """The rows that match a filter, each at a place from 0."""

    def __init__(
        self,
        index: JobIndex,
        wanted: Filter = Filter(),  # noqa: B008
        keep: JobId | None = None,
        keep_at: int = 0,
    ) -> None:
        """`keep`: the selected job, which stays even if it no longer matches.

        `keep_at`: its place from 0, if urgency no longer gives one.
        """
        self._index = index
        self._positions = index.positions_of(wanted)
        self._places: dict[int, int] | None = None
        self._is_by_urgency = wanted.needs_you
        kept = None if keep is None else index.position(keep)
        if kept is not None and bool(wanted) and self.place(keep) is None:
            place = keep_at if self._is_by_urgency else bisect_left(self._positions, kept)
            self._positions = [*self._positions[:place], kept, *self._positions[place:]]
            self._places = None

    def __len__(self) -> int:
        return len(self._positions)

    def at(self, place: int) -> JobRow:
        """The row at a place. Raises IndexError."""
        return self._index.at(self._positions[place])

    def window(self, start: int, stop: int) -> list[JobRow]:
        """The rows from `start` up to `stop`, clipped to the list."""
        return [self._index.at(position) for position in self._positions[max(0, start) : max(0, stop)]]

    def place(self, job_id: JobId | None) -> int | None:
        """Where a job stands; None when it is not shown."""
        position = None if job_id is None else self._index.position(job_id)
        if position is None:
            return None
        if self._is_by_urgency:
            if self._places is None:
                self._places = {at: place for place, at in enumerate(self._positions)}
            return self._places.get(position)
        place = bisect_left(self._positions, position)
        return place if place < len(self) and self._positions[place] == position else None

    def place_near(self, job_id: JobId | None) -> int | None:
        """The place to select instead of a job that is not shown: the next older one, or the oldest.

        By urgency, the most urgent. None for a job that is not in the list.
        """
        position = None if job_id is None else self._index.position(job_id)
        if position is None or not len(self):
            return None
        return 0 if self._is_by_urgency else min(bisect_left(self._positions, position), len(self) - 1)


def _folded(row: JobRow) -> str:
    said = (row.job_id, row.job_type, row.progress_code or "", row.location_code or "", *(row.note or ()))
    return " ".join(said).casefold()
