"""What is known of one job, and of the whole list, at one moment."""

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
"""A younger status is not asked for again by resting on the job."""
FRESH_WHEN_OVER: Final = timedelta(hours=24)
"""The same for a job to which nothing more will happen."""
QUIET: Final = timedelta(minutes=5)
"""An older status of an unfinished job is renewed quietly while its row is visible."""


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """The last try did not succeed."""

    error: ServiceError
    at: datetime
    since: datetime | None = None
    """When the service was found out of reach, if that has not changed; None for other failures."""

    def then(self, error: ServiceError, at: datetime) -> FetchFailure:
        """The next try failed too."""
        goes_on = isinstance(self.error, Offline) and isinstance(error, Offline)
        return FetchFailure(error, at, self.since or self.at if goes_on else None)


class RetryState(NamedTuple):
    """An attempt failed, and another one follows."""

    job_id: JobId | None
    """None: the list was asked for."""
    attempt: int
    """The one to come; the first was 1."""
    max_attempts: int
    wait_s: float
    """Between the two."""
    reason: str
    """Why the last one failed, in one sentence; not gated."""


@dataclass(frozen=True, slots=True)
class Record:
    """One job: its row in the list, its newest status, and how the last try for a newer one ended."""

    job_id: JobId
    row: JobRow | None = None
    """None: the job was never in a list, it was asked for by its id."""
    status: KeptStatus | None = None
    """None: never asked for, or never answered."""
    fetched_at: datetime | None = None
    failure: FetchFailure | None = None
    """None as soon as a later try succeeds."""
    history: tuple[Change, ...] = ()
    """Each change that was ever seen, newest first."""
    note: Note | None = None
    """What a person wrote down."""
    handled: Handled | None = None
    """What a person marked as handled, if the job has said nothing new since."""
    at: datetime = field(default=datetime.min.replace(tzinfo=UTC), compare=False)
    """The moment."""

    def is_fresh(self, now: datetime) -> bool:
        """Resting on this job asks the service nothing."""
        if self.status is None or self.fetched_at is None or self.failure is not None:
            return False
        over = is_final(self.status.location_code, self.status.progress_code)
        return now - self.fetched_at < (FRESH_WHEN_OVER if over else FRESH)

    @property
    def is_about_another_job(self) -> bool:
        """The service named another job than the one asked for, or none at all."""
        return self.status is not None and self.status.job_id != self.job_id

    def remarks(self) -> tuple[str, ...]:
        """What a person must know before trusting or handing on this answer, one sentence each."""
        if self.status is None:
            return ()
        found = []
        if not self.status.job_id:
            found.append(f"Asked for {self.job_id}, the service answered without naming a job.")
        elif self.is_about_another_job:
            found.append(f"Asked for {self.job_id}, the service answered about {self.status.job_id}.")
        if self.status.repairs:
            found.append(
                "The answer was ill-formed and has been repaired: " + "; ".join(self.status.repairs) + "."
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole list in a few figures."""

    account: str
    """Whose jobs: the profile, or `demo`."""
    endpoint: str
    """The host that is asked, as people read it."""
    is_checked: bool = False
    """False until credentials proved that the rows shown belong to who asks."""
    is_fetching: bool = False
    """The list is being fetched now."""
    is_unfinished: bool = False
    """The last try to fetch it has no end, good or bad: it is under way, or a person gave it up."""
    trying: RetryState | None = None
    """What is asked for a second or third time just now."""
    job_count: int = 0
    known_count: int = 0
    """Jobs of which a status was ever seen."""
    need_count: int = 0
    """Those of them whose next move is yours."""
    listed_at: datetime | None = None
    """End of the last complete walk of the list."""
    failure: FetchFailure | None = None
    """Why the list is not newer."""
    needs_credentials: bool = False
    """There are no credentials: nothing is asked until a person tells it to try again."""
    notices: tuple[str, ...] = ()
    """What happened to the cache, and how wrong the clock is; not gated."""
    remarks: tuple[str, ...] = ()
    """What is good to know once about the configuration; not gated."""


def needs_refresh(row: JobRow, now: datetime) -> bool:
    """A visible row whose status is worth asking for without being told to."""
    if row.fetched_at is None:
        return True
    return not is_final(row.location_code, row.progress_code) and now - row.fetched_at >= QUIET
