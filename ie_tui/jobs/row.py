"""The values that the cache stores besides those of the service."""

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
    """Problems found in a status. Stored as a number: no bit may change its meaning."""

    ERRORS = 1
    """A nonzero or unreadable error count."""
    WARNING = 2
    REPAIRED = 4
    """The response was malformed."""
    DISAGREES = 8
    """The response, or its SIGNATURE file, names another job or signature."""

    @classmethod
    def of(cls, status: KeptStatus, asked: JobId) -> Finding:
        """The findings of this response; `asked` is the requested job."""
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
    """How a job ends without its owner's doing."""

    RETURNED = "Returned"
    EXPIRED = "Expired"

    @classmethod
    def of(cls, location_code: str | None, progress_code: str | None) -> Ending | None:
        """None for an unfinished job, and for one canceled before its device arrived."""
        if location_of(location_code or "") is Location.RETURNED:
            return cls.RETURNED
        return cls.EXPIRED if progress_of(progress_code or "") is Progress.EXPIRED else None


class Note(NamedTuple):
    """The user's note on a job: private, never sent to the service."""

    text: str = ""
    carrier: str = ""
    """Carrier of the parcel that the user sent."""
    tracking_number: str = ""


class Handled(NamedTuple):
    """What the user marked as handled; valid while the status is unchanged."""

    at: datetime
    kinds: tuple[str, ...]
    """Names of the kinds that were handled; any other kind is open."""
    fingerprint: str
    """Fingerprint of the status that was handled."""


def status_fingerprint(status: KeptStatus) -> str:
    """A hash of everything whose change should reopen a handled job."""
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
    """One row of the job list: the listed job and the part of its newest status that the list shows."""

    job_id: JobId
    job_type: str
    created_at: datetime | Unreadable | None
    is_canceled: bool | Unreadable | None
    is_listed: bool = True
    """False once a complete fetch of the list no longer contains this job."""
    progress_code: str | None = None
    location_code: str | None = None
    findings: Finding = Finding(0)
    """Problems in the newest status."""
    fetched_at: datetime | None = None
    """When the newest status was fetched; None if never."""
    is_unnoticed: bool = False
    """The job was seen to end and has not been opened since."""
    note: Note | None = None
    handled: Handled | None = None

    @property
    def ending(self) -> Ending | None:
        """How the job ended, by its newest status."""
        return Ending.of(self.location_code, self.progress_code)

    def with_status(self, status: KeptStatus, at: datetime) -> JobRow:
        """The row updated with a newer status."""
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
    """Another window changed the note after it was read; nothing was overwritten."""

    def __init__(self, there: Note | None) -> None:
        super().__init__("The note was changed in another window.")
        self.there = there


class KeptRecord(NamedTuple):
    """A status from the cache and when it was fetched."""

    status: KeptStatus
    fetched_at: datetime


class Change(NamedTuple):
    """An observed change of one value of a job."""

    field: str
    """`location_code`, `progress_code`, `error_count`, `carrier` or `tracking_number` of KeptStatus."""
    old: str | None
    new: str | None
    not_before: datetime | None
    """When the old value was last seen; None for the first fetch of the job."""
    seen_at: datetime
    """When the new value was first seen: the change happened in between."""
