"""What is known about a job, and about the whole list, at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from ie_tui.api.errors import Offline, ServiceError
from ie_tui.api.models import JobId, KeptStatus, is_final
from ie_tui.jobs.row import Change, Handled, JobRow, Note, NoteChanged

__all__ = [
    "FRESH",
    "FRESH_WHEN_OVER",
    "QUIET",
    "Change",
    "FetchFailure",
    "Handled",
    "JobRow",
    "Note",
    "NoteChanged",
    "Overview",
    "Record",
    "RetryState",
    "needs_refresh",
]

FRESH: Final = timedelta(seconds=60)
"""A status younger than this is not refreshed when the cursor rests on its job."""
FRESH_WHEN_OVER: Final = timedelta(hours=24)
"""The same for a job in its final state."""
QUIET: Final = timedelta(minutes=5)
"""An unfinished job's status older than this is refreshed in the background while its row is visible."""


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """Why the last fetch failed."""

    error: ServiceError
    at: datetime
    since: datetime | None = None
    """Since when the service has been unreachable; None for other failures."""

    def then(self, error: ServiceError, at: datetime) -> FetchFailure:
        """The failure after another failed fetch."""
        goes_on = isinstance(self.error, Offline) and isinstance(error, Offline)
        return FetchFailure(error, at, self.since or self.at if goes_on else None)


class RetryState(NamedTuple):
    """A failed attempt that will be retried."""

    job_id: JobId | None
    """None for the list."""
    attempt: int
    """The next attempt; the first was 1."""
    max_attempts: int
    wait_s: float
    """Before the next attempt."""
    reason: str
    """Why the last attempt failed, in one sentence; not gated."""


@dataclass(frozen=True, slots=True)
class Record:
    """One job: its row, its newest status, and the failure of the last fetch, if any."""

    job_id: JobId
    row: JobRow | None = None
    """None if the job was fetched by id and never listed."""
    status: KeptStatus | None = None
    """None if it was never fetched."""
    fetched_at: datetime | None = None
    failure: FetchFailure | None = None
    """None once a later fetch succeeds."""
    history: tuple[Change, ...] = ()
    """All changes seen on this machine, newest first."""
    note: Note | None = None
    """The user's note."""
    handled: Handled | None = None
    """What the user marked as handled, if the status has not changed since."""
    at: datetime = field(default=datetime.min.replace(tzinfo=UTC), compare=False)
    """When this record was built."""

    def is_fresh(self, now: datetime) -> bool:
        """Whether resting the cursor on this job fetches nothing."""
        if self.status is None or self.fetched_at is None or self.failure is not None:
            return False
        over = is_final(self.status.location_code, self.status.progress_code)
        return now - self.fetched_at < (FRESH_WHEN_OVER if over else FRESH)

    @property
    def is_about_another_job(self) -> bool:
        """Whether the response names a job other than the requested one, or none."""
        return self.status is not None and self.status.job_id != self.job_id

    def remarks(self) -> tuple[str, ...]:
        """What to know before trusting or sharing this response, one sentence each."""
        if self.status is None:
            return ()
        found = []
        if not self.status.job_id:
            found.append(f"Requested {self.job_id}, but the response names no job.")
        elif self.is_about_another_job:
            found.append(f"Requested {self.job_id}, but the response is about {self.status.job_id}.")
        if self.status.repairs:
            found.append(
                "The response was malformed; ie-tui repaired it: " + "; ".join(self.status.repairs) + "."
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Overview:
    """Summary of the whole list."""

    account: str
    """Whose jobs: the profile, or `demo`."""
    endpoint: str
    """Host and port of the service."""
    is_checked: bool = False
    """False until credentials confirm that the rows shown belong to this account."""
    is_fetching: bool = False
    """The list is being fetched now."""
    is_unfinished: bool = False
    """The last fetch neither succeeded nor failed: it is running, or the user canceled it."""
    trying: RetryState | None = None
    """The request that is being retried."""
    job_count: int = 0
    known_count: int = 0
    """Jobs whose status has been fetched."""
    need_count: int = 0
    """Jobs whose next move is yours."""
    listed_at: datetime | None = None
    """When the list was last fetched completely."""
    failure: FetchFailure | None = None
    """Why the last fetch of the list failed."""
    needs_credentials: bool = False
    """No usable credentials: nothing is fetched until the user retries."""
    notices: tuple[str, ...] = ()
    """Cache problems and clock skew; not gated."""
    remarks: tuple[str, ...] = ()
    """Remarks on the configuration, to show once; not gated."""


def needs_refresh(row: JobRow, now: datetime) -> bool:
    """Whether a visible row's status is due for a background refresh."""
    if row.fetched_at is None:
        return True
    return not is_final(row.location_code, row.progress_code) and now - row.fetched_at >= QUIET
