"""Which jobs need a person, why, and what to do about it.

One rule decides the mark in the list, the count, the filter and what stands on top of the detail. It reads
the row alone, so that a list of any length can be decided; the sentences need the status too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.jobs.log_place import log_address
from ie_tui.jobs.record import JobRow, Record
from ie_tui.service.models import (
    KeptStatus,
    Location,
    Progress,
    Unreadable,
    is_over,
    location_of,
    progress_of,
    readable,
)
from ie_tui.store.records import Ending, Finding
from ie_tui.text import iso_day

EXPIRES_AFTER: Final = timedelta(days=30)
"""The life of a job whose device does not come (fact sheet 9)."""
EXPIRES_SOON: Final = timedelta(days=10)
"""What is left of it when a person should know."""


class Kind(Enum):
    """Why a job needs a person, the most pressing first; the value says it in a column of a table."""

    EXPIRES = "expires soon"
    ABORTED = "aborted"
    DISAGREES = "signature in doubt"
    ERRORS = "errors"
    WARNING = "warning"
    RETURNED = "sent back"
    EXPIRED = "expired"
    REPAIRED = "repaired answer"


class Reason(NamedTuple):
    """Why this job needs a person. The texts may be foreign and have not passed the show gate."""

    kind: Kind
    sentence: str
    advice: str
    """What to do."""


def kinds(row: JobRow, now: datetime) -> tuple[Kind, ...]:
    """All that needs a person, the most pressing first; nothing of a job that was never asked for."""
    if row.fetched_at is None:
        return ()
    found = _lasting(row.progress_code, row.location_code, row.findings, row.is_unnoticed)
    soon = soon_from(row)
    return found if soon is None or now < soon else (Kind.EXPIRES, *found)


def reasons(record: Record, now: datetime) -> tuple[Reason, ...]:
    """The same for one job, in sentences."""
    status, at = record.status, record.fetched_at
    if status is None or at is None:
        return ()
    row = record.row or JobRow(record.job_id, status.job_type or "", status.created_at, None)
    row = row.with_status(status, at)
    return tuple(Reason(kind, *_SAID[kind](record, status, row)) for kind in kinds(row, now))


def soon_from(row: JobRow) -> datetime | None:
    """From when on a job needs a person because no device came; None where the 30-day rule is not for it."""
    if row.is_canceled is True or not awaits_device(row.location_code, row.progress_code):
        return None
    at = expiry(row.created_at)
    return None if at is None else at - EXPIRES_SOON


def expiry(created_at: datetime | Unreadable | None) -> datetime | None:
    """When the 30-day rule would end a job whose device does not come: expected, not the service's word."""
    created = readable(created_at)
    try:
        return None if created is None else created + EXPIRES_AFTER
    except OverflowError:
        return None


@lru_cache(maxsize=1024)
def awaits_device(location_code: str | None, progress_code: str | None) -> bool:
    """The job goes on, and its device has not come."""
    is_waiting = progress_of(progress_code or "") in (Progress.WAITING, Progress.UNKNOWN)
    return is_waiting and location_of(location_code or "") is Location.NOT_RECEIVED


@lru_cache(maxsize=1024)
def _lasting(
    progress_code: str | None, location_code: str | None, findings: Finding, is_unnoticed: bool
) -> tuple[Kind, ...]:
    """What needs a person whatever the time is; kept, since long lists hold few different rows."""
    progress, ending = progress_of(progress_code or ""), Ending.of(location_code, progress_code)
    needs = {
        Kind.ABORTED: progress is Progress.ABORTED,
        Kind.DISAGREES: Finding.DISAGREES in findings,
        Kind.ERRORS: progress is Progress.DONE_WITH_ERRORS or Finding.ERRORS in findings,
        # A warning is about what is still to come.
        Kind.WARNING: Finding.WARNING in findings and not is_over(location_code, progress_code),
        Kind.RETURNED: is_unnoticed and ending is Ending.RETURNED,
        Kind.EXPIRED: is_unnoticed and ending is Ending.EXPIRED,
        Kind.REPAIRED: Finding.REPAIRED in findings,
    }
    return tuple(kind for kind, is_so in needs.items() if is_so)


_Said = tuple[str, str]
"""Sentence and advice."""

_ABORTED: Final = MappingProxyType(
    {
        "DeviceError": (
            "AWS could not work with the device: it does not function properly.",
            "Check the device before you ship it again.",
        ),
        "InvalidSignature": (
            "The SIGNATURE file on the device is not valid.",
            "Put this job's own SIGNATURE file on the device before you ship it again.",
        ),
        "MissingDevice": (
            "The device, its power supply or its connectors were missing.",
            "Ship the device with its power supply and connectors.",
        ),
        "MissingSignature": (
            "There is no SIGNATURE file on the device.",
            "Save the SIGNATURE file in the root of the device before you ship it again.",
        ),
        "UnsupportedDeviceType": (
            "AWS does not support this connector or drive.",
            "Use USB 2, eSATA or a 2.5 or 3.5 inch SATA drive.",
        ),
        "UnsupportedFileFormat": (
            "AWS does not support the file system of the device.",
            "Use a file system that the service supports.",
        ),
        "UnsupportedPowerSupply": (
            "AWS does not support the power supply of the device.",
            "Use its region's power supply: US 120 V 60 Hz; EU 230 V 50 Hz, Euro plug.",
        ),
    }
)
"""Each code of the class (fact sheet 4.2)."""


def _aborted(_record: Record, status: KeptStatus, _row: JobRow) -> _Said:
    return _ABORTED[status.progress_code or ""]


def _expires(_record: Record, _status: KeptStatus, row: JobRow) -> _Said:
    at = expiry(row.created_at)
    day = "near" if at is None else f"{iso_day(at)} UTC"
    return (
        f"No device has come. By the 30-day rule the last day for it is {day}; the service decides.",
        "Ship the device in time: one that comes later is sent back at your cost.",
    )


def _disagrees(record: Record, status: KeptStatus, _row: JobRow) -> _Said:
    found = list(status.disagreements(record.job_id))
    if status.job_id != record.job_id:
        found.insert(0, f"Asked for {record.job_id}, the service answered about {status.job_id or 'no job'}.")
    return " ".join(found), "Fetch it again, and compare before you copy or save the signature."


def _errors(_record: Record, status: KeptStatus, _row: JobRow) -> _Said:
    count = status.error_count
    if isinstance(count, Unreadable):
        sentence = f"How many errors there were cannot be read: {count.text}."
    elif count:
        sentence = f"The service counted {count:,} error{'s' * (count != 1)}."
    else:
        sentence = "The job is done, but with errors."
    log = log_address(status)
    if log is None:
        return sentence, "Look into the log; the service has not said where it is."
    return sentence, f"Look into the log: {log}"


def _warning(_record: Record, status: KeptStatus, _row: JobRow) -> _Said:
    words = " ".join((status.warning_message or "").split())
    return f"The service warns: {words}", "Make sure that this is what you want."


def _returned(_record: Record, status: KeptStatus, _row: JobRow) -> _Said:
    parcel = " ".join(filter(None, (status.carrier, status.tracking_number)))
    return (
        "The device was sent back, and nobody has opened this job since.",
        f"Look out for the parcel: {parcel}" if parcel else "Look out for the parcel.",
    )


def _expired(_record: Record, _status: KeptStatus, _row: JobRow) -> _Said:
    return (
        "The job has expired, and nobody has opened it since.",
        "Create a new job if the device is still to be shipped.",
    )


def _repaired(_record: Record, status: KeptStatus, _row: JobRow) -> _Said:
    return (
        f"The answer was ill-formed and has been repaired: {'; '.join(status.repairs)}.",
        "Fetch it again, and compare before you rely on it.",
    )


_SAID: Final[MappingProxyType[Kind, Callable[[Record, KeptStatus, JobRow], _Said]]] = MappingProxyType(
    {
        Kind.ABORTED: _aborted,
        Kind.EXPIRES: _expires,
        Kind.DISAGREES: _disagrees,
        Kind.ERRORS: _errors,
        Kind.WARNING: _warning,
        Kind.RETURNED: _returned,
        Kind.EXPIRED: _expired,
        Kind.REPAIRED: _repaired,
    }
)
