"""The values that the cache gives and takes besides those of the service."""

from __future__ import annotations

import json
from datetime import datetime
from enum import IntFlag, StrEnum
from hashlib import sha256
from typing import NamedTuple, NewType

from ie_tui.api.models import JobId, KeptStatus, Location, Progress, Unreadable, location_of, progress_of

Identity = NewType("Identity", str)
"""Whose jobs these are: a hash of account, endpoint and API version."""


class Finding(IntFlag):
    """What in a status a person should look into. It is kept as a number: no bit ever changes its meaning."""

    ERRORS = 1
    """An error count that is not 0, or that could not be read."""
    WARNING = 2
    REPAIRED = 4
    """The answer was ill-formed."""
    DISAGREES = 8
    """The answer, or the SIGNATURE file in it, names another job or another signature."""

    @classmethod
    def of(cls, status: KeptStatus, asked: JobId) -> Finding:
        """All that this answer holds; `asked` is the job that was asked for."""
        found = cls(0)
        if status.error_count:
            found |= cls.ERRORS
        if status.warning_message and status.warning_message.strip():
            found |= cls.WARNING
        if status.repairs:
            found |= cls.REPAIRED
        if status.job_id != asked or status.disagreements(asked):
            found |= cls.DISAGREES
        return found


class Ending(StrEnum):
    """How a job ends without its owner having a hand in it."""

    RETURNED = "Returned"
    EXPIRED = "Expired"

    @classmethod
    def of(cls, location_code: str | None, progress_code: str | None) -> Ending | None:
        """None while the job goes on, and for one that was cancelled before its device came."""
        if location_of(location_code or "") is Location.RETURNED:
            return cls.RETURNED
        return cls.EXPIRED if progress_of(progress_code or "") is Progress.EXPIRED else None


class Note(NamedTuple):
    """What a person wrote down about a job: private, the service knows none of it."""

    text: str = ""
    carrier: str = ""
    """Who carries the parcel that one sent oneself."""
    tracking_number: str = ""


class Handled(NamedTuple):
    """A person marked what a job asked for as done; it holds as long as the status says the same."""

    at: datetime
    kinds: tuple[str, ...]
    """What was handled, by names of the caller's; whatever else comes up is open."""
    fingerprint: str
    """Of the status that was handled."""


def status_fingerprint(status: KeptStatus) -> str:
    """Of all that a person would want to look at again once it changes."""
    watched = (
        status.job_id,
        status.location_code,
        status.progress_code,
        status.error_count,
        status.carrier,
        status.tracking_number,
        status.warning_message,
        status.signature,
        status.signature_file(),
        status.aws_shipping_address,
        bool(status.repairs),
    )
    return sha256(json.dumps(watched).encode()).hexdigest()[:16]


class JobRow(NamedTuple):
    """One line of the job list: the listed job and the little of its newest status that the list shows."""

    job_id: JobId
    job_type: str
    created_at: datetime | Unreadable | None
    is_canceled: bool | Unreadable | None
    is_listed: bool = True
    """False once a complete walk of the list no longer brought this job."""
    progress_code: str | None = None
    location_code: str | None = None
    findings: Finding = Finding(0)
    """What in the newest status needs a look."""
    fetched_at: datetime | None = None
    """When the newest status came; None: this job was never asked for."""
    is_unnoticed: bool = False
    """We saw the job end, and nobody has opened it since."""
    note: Note | None = None
    handled: Handled | None = None

    @property
    def ending(self) -> Ending | None:
        """How the job ended, as far as its newest status tells."""
        return Ending.of(self.location_code, self.progress_code)

    def with_status(self, status: KeptStatus, at: datetime) -> JobRow:
        """The row as a newer status makes it."""
        ending = Ending.of(status.location_code, status.progress_code)
        has_just_ended = self.fetched_at is not None and ending not in (None, self.ending)
        return self._replace(
            progress_code=status.progress_code,
            location_code=status.location_code,
            findings=Finding.of(status, self.job_id),
            fetched_at=at,
            is_unnoticed=has_just_ended or (self.is_unnoticed and ending is self.ending),
            handled=self.handled
            if self.handled and self.handled.fingerprint == status_fingerprint(status)
            else None,
        )


class NoteChanged(Exception):
    """Another window wrote a note after this one was read; nothing was written over it."""

    def __init__(self, there: Note | None) -> None:
        super().__init__("The note was changed in another window.")
        self.there = there


class KeptRecord(NamedTuple):
    """A status from the cache and when it was fetched."""

    status: KeptStatus
    fetched_at: datetime


class Change(NamedTuple):
    """One value of a job that we saw become another."""

    field: str
    """`location_code`, `progress_code`, `error_count`, `carrier` or `tracking_number` of KeptStatus."""
    old: str | None
    new: str | None
    not_before: datetime | None
    """When the old value was last seen; None for the first sight of the job."""
    seen_at: datetime
    """When the new value was first seen: the change happened between the two."""
