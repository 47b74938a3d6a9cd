"""The next move of a job in sentences: whose it is, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.api.models import (
    KeptStatus,
    Location,
    Progress,
    Unreadable,
    location_of,
    progress_of,
)
from ie_tui.jobs.log_location import log_address
from ie_tui.jobs.next_move import Holder, MoveKind, NextMove, expiry, next_move
from ie_tui.jobs.record import JobRow, Note, Record
from ie_tui.text import iso_day


class Reason(NamedTuple):
    """Why the next move is whose it is. The texts may quote foreign text; not gated."""

    kind: MoveKind
    sentence: str
    advice: str
    """What to do; empty if there is nothing to do."""


class Explained(NamedTuple):
    """The next move of a job with its reasons."""

    holder: Holder | None
    """None if unknown."""
    reasons: tuple[Reason, ...]
    """At least one; several only if the move is yours, most urgent first."""
    handled_at: datetime | None
    """When the user marked this job's needs as handled."""


def explained(record: Record, now: datetime) -> Explained:
    """The next move of a job, with reasons."""
    row = newest_row(record)
    return _explained(next_move(row, now), row, record.status or _status_of(row))


def explained_by_row(row: JobRow, now: datetime) -> Explained:
    """The same from the row alone; the sentences omit what only a status contains."""
    return _explained(next_move(row, now), row, _status_of(row))


def reasons(record: Record, now: datetime) -> tuple[Reason, ...]:
    """Why a job needs you, most urgent first; empty if the next move is not yours."""
    move = explained(record, now)
    return move.reasons if move.holder is Holder.YOU else ()


def newest_move(record: Record, now: datetime) -> NextMove:
    """The next move of a job, without sentences."""
    return next_move(newest_row(record), now)


def in_short(row: JobRow, now: datetime, days_left: int | None) -> str:
    """The reason for the next move in a few words, for the list.

    `days_left`: days until the 30-day rule ends the job, in the user's time zone; None if unknown.
    """
    move = next_move(row, now)
    first, more = move.kinds[0], len(move.kinds) - 1
    if first in (MoveKind.EXPIRES, MoveKind.SHIP):
        words = _time_to_ship("ship now" if first is MoveKind.EXPIRES else "ship", days_left)
    elif first is MoveKind.ABORTED:
        words = _ABORTED_IN_SHORT[row.progress_code or ""]
    else:
        words = _IN_SHORT.get(first, first.value)
    return f"{words} +{more}" if more else words


def _time_to_ship(ship: str, days_left: int | None) -> str:
    if days_left is None:
        return f"{ship} the device"
    if days_left < 0:
        return "no device in 30 days"
    left = {0: "the last day", 1: "1 day left"}.get(days_left, f"{days_left} days left")
    return f"{ship}, {left}"


def _explained(move: NextMove, row: JobRow, status: KeptStatus) -> Explained:
    found = tuple(Reason(kind, *_SAID[kind](row, status)) for kind in move.kinds)
    return Explained(move.holder, found, row.handled.at if row.handled else None)


def newest_row(record: Record) -> JobRow:
    """The row updated from the record: another window may have cached a newer status."""
    status = record.status
    created_at, job_type = (status.created_at, status.job_type or "") if status else (None, "")
    row = record.row or JobRow(record.job_id, job_type, created_at, None)
    row = row._replace(note=record.note, handled=record.handled)
    return row if status is None else row.with_status(status, record.fetched_at or record.at)


def _status_of(row: JobRow) -> KeptStatus:
    """The part of a status that the row holds."""
    return KeptStatus(job_id=row.job_id, progress_code=row.progress_code, location_code=row.location_code)


_Said = tuple[str, str]
"""Sentence and advice."""

_ABORTED: Final = MappingProxyType(
    {
        "DeviceError": (
            "AWS could not use the device: it does not work properly.",
            "Check the device before you ship it again.",
        ),
        "InvalidSignature": (
            "The SIGNATURE file on the device is invalid.",
            "Save this job's SIGNATURE file on the device before you ship it again.",
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
"""Each code of the class (docs/service.md 4.2)."""


_ABORTED_IN_SHORT: Final = MappingProxyType(
    {
        "DeviceError": "check the device",
        "InvalidSignature": "invalid SIGNATURE",
        "MissingDevice": "device or part missing",
        "MissingSignature": "no SIGNATURE file",
        "UnsupportedDeviceType": "wrong connector",
        "UnsupportedFileFormat": "wrong file system",
        "UnsupportedPowerSupply": "wrong power supply",
    }
)
_IN_SHORT: Final = MappingProxyType(
    {
        MoveKind.ERRORS: "read the error log",
        MoveKind.WARNING: "read the warning",
        MoveKind.REPAIRED: "fetch it again",
    }
)


def _aborted(_row: JobRow, status: KeptStatus) -> _Said:
    return _ABORTED[status.progress_code or ""]


def _expires(row: JobRow, _status: KeptStatus) -> _Said:
    at = expiry(row.created_at)
    day = "near" if at is None else f"{iso_day(at)} UTC"
    sentence = f"No device has arrived. Under the 30-day rule the last day is {day}; the service decides."
    late = "a device that arrives later is sent back at your cost."
    if parcel := _parcel_sent(row):
        return sentence, f"Ask the carrier where the device is ({parcel}): {late}"
    return sentence, f"Ship the device in time: {late}"


def _disagrees(row: JobRow, status: KeptStatus) -> _Said:
    found = list(status.disagreements(row.job_id))
    if status.job_id != row.job_id:
        found.insert(0, f"Requested {row.job_id}, but the response is about {status.job_id or 'no job'}.")
    return " ".join(found), "Fetch it again, and compare before you copy or save the signature."


def _errors(_row: JobRow, status: KeptStatus) -> _Said:
    count = status.error_count
    if isinstance(count, Unreadable):
        sentence = f"The error count is unreadable: {count.text}."
    elif count:
        sentence = f"The service reports {count:,} error{'s' * (count != 1)}."
    else:
        sentence = "The job finished with errors."
    log = log_address(status)
    if log is None:
        return sentence, "Read the log; the service has not reported its location."
    return sentence, f"Read the log: {log}"


def _warning(_row: JobRow, status: KeptStatus) -> _Said:
    words = " ".join((status.warning_message or "").split())
    return f"The service warns: {words}", "Make sure that this is what you want."


def _expired(_row: JobRow, _status: KeptStatus) -> _Said:
    return (
        "The job has expired and has not been opened since.",
        "Create a new job if you still want to ship the device.",
    )


def _repaired(_row: JobRow, status: KeptStatus) -> _Said:
    return (
        f"The response was malformed; ie-tui repaired it: {'; '.join(status.repairs)}.",
        "Fetch it again, and compare before you rely on it.",
    )


def _ship(_row: JobRow, status: KeptStatus) -> _Said:
    sentence = "The device has not arrived at AWS."
    if status.signature_file():
        return sentence, "Save SIGNATURE in the root of the device and ship it."
    return sentence, "Ship the device."


def _sent(row: JobRow, _status: KeptStatus) -> _Said:
    return f"You shipped the device: {_parcel_sent(row)}.", "Nothing to do until it arrives."


def _returned(_row: JobRow, status: KeptStatus) -> _Said:
    parcel = " ".join(filter(None, (status.carrier, status.tracking_number)))
    return (
        "The device was sent back; this job has not been opened since.",
        f"Watch for the parcel: {parcel}" if parcel else "Watch for the parcel.",
    )


def _over(_row: JobRow, status: KeptStatus) -> _Said:
    if location_of(status.location_code or "") is Location.RETURNED:
        return "The device was sent back.", ""
    if progress_of(status.progress_code or "") is Progress.EXPIRED:
        return "The job has expired. A device that arrives now is sent back at your cost.", ""
    if progress_of(status.progress_code or "") is Progress.ABORTED:
        return "The job was aborted.", ""
    return "The job was canceled.", ""


def _not_said(_row: JobRow, status: KeptStatus) -> _Said:
    if status.location_code is None:
        return "The service has not reported where the device is.", ""
    return f"The service reports the undocumented location “{status.location_code}”.", ""


def _parcel_sent(row: JobRow) -> str:
    """Carrier and tracking number from the user's note."""
    return " ".join(filter(None, (row.note or Note())[1:]))


def _always(sentence: str, advice: str = "") -> Callable[[JobRow, KeptStatus], _Said]:
    return lambda _row, _status: (sentence, advice)


_SAID: Final[MappingProxyType[MoveKind, Callable[[JobRow, KeptStatus], _Said]]] = MappingProxyType(
    {
        MoveKind.EXPIRES: _expires,
        MoveKind.ABORTED: _aborted,
        MoveKind.DISAGREES: _disagrees,
        MoveKind.ERRORS: _errors,
        MoveKind.WARNING: _warning,
        MoveKind.EXPIRED: _expired,
        MoveKind.REPAIRED: _repaired,
        MoveKind.SHIP: _ship,
        MoveKind.SENT: _sent,
        MoveKind.RETURNED: _returned,
        MoveKind.STARTS: _always("The device is at AWS. AWS will start the job."),
        MoveKind.AT_AWS: _always("The device is at AWS."),
        MoveKind.LOADS: _always("AWS is loading the data and will send the device back."),
        MoveKind.SENDS_BACK: _always("AWS will send the device back."),
        MoveKind.OVER: _over,
        MoveKind.HANDLED: _always("Nothing left to do."),
        MoveKind.NOT_FETCHED: _always("The status has not been fetched."),
        MoveKind.NOT_SAID: _not_said,
    }
)
