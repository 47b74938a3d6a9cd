"""The values that the cache gives and takes besides those of the service."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, NewType

from ie_tui.service.models import JobId, KeptStatus, Unreadable

Identity = NewType("Identity", str)
"""Whose jobs these are: a hash of account, endpoint and API version."""


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
    needs_look: bool = False
    """The newest status holds errors, a warning or a repair."""
    fetched_at: datetime | None = None
    """When the newest status came; None: this job was never asked for."""

    def with_status(self, status: KeptStatus, at: datetime) -> JobRow:
        """The row as a newer status makes it."""
        return self._replace(
            progress_code=status.progress_code,
            location_code=status.location_code,
            needs_look=bool(status.error_count or status.warning_message or status.repairs),
            fetched_at=at,
        )


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
