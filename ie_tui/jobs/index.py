"""The list as a person sees it: newest job first, each at one position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ie_tui.service.models import Job, JobId, KeptStatus, readable
from ie_tui.store.records import JobRow

_NO_DATE = datetime.min.replace(tzinfo=UTC)


class JobIndex:
    """Rows by position and positions by JobId.

    The service lists newest first and says nothing of equal dates, so those stay in the order in which they
    came (fact sheet 3.6); jobs whose date cannot be read go last.
    """

    def __init__(self, rows: Iterable[JobRow] = ()) -> None:
        self._rows: dict[JobId, JobRow] = {row.job_id: row for row in rows}
        self._order: list[JobId] = []
        self._positions: dict[JobId, int] = {}
        self._known_count = sum(row.fetched_at is not None for row in self._rows.values())
        self._sort()

    def __len__(self) -> int:
        return len(self._order)

    def at(self, position: int) -> JobRow:
        """The row at a position from 0. Raises IndexError."""
        return self._rows[self._order[position]]

    def window(self, start: int, stop: int) -> list[JobRow]:
        """The rows from `start` up to `stop`, as far as there are any."""
        return [self._rows[job_id] for job_id in self._order[max(0, start) : stop]]

    @property
    def known_count(self) -> int:
        """How many jobs a status was ever seen of."""
        return self._known_count

    def get(self, job_id: JobId) -> JobRow | None:
        """The row of a job, if it is in the list."""
        return self._rows.get(job_id)

    def position(self, job_id: JobId) -> int | None:
        """Where a job stands, from 0."""
        return self._positions.get(job_id)

    def merge(self, jobs: Sequence[Job]) -> None:
        """Take in a page of ListJobs; what is known of a job's status stays with it."""
        for job in jobs:
            known = self._rows.get(job.job_id)
            self._rows[job.job_id] = (
                JobRow(*job) if known is None else known._replace(**job._asdict(), is_listed=True)
            )
        self._sort()

    def mark_unlisted(self, seen: set[JobId]) -> None:
        """A complete walk brought only `seen`: the others stay, marked as no longer listed."""
        for job_id, row in self._rows.items():
            if job_id not in seen and row.is_listed:
                self._rows[job_id] = row._replace(is_listed=False)

    def put_status(self, job_id: JobId, status: KeptStatus, at: datetime) -> None:
        """Show a newer status in the job's row; a job that is not in the list stays out of it."""
        row = self._rows.get(job_id)
        if row is not None:
            self._known_count += row.fetched_at is None
            self._rows[job_id] = row.with_status(status, at)

    def _sort(self) -> None:
        self._order = sorted(self._rows, key=self._newest_first, reverse=True)
        self._positions = {job_id: position for position, job_id in enumerate(self._order)}

    def _newest_first(self, job_id: JobId) -> datetime:
        return readable(self._rows[job_id].created_at) or _NO_DATE
