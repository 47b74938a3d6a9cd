"""Warnings to show before a job's SIGNATURE text is saved on a device."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ie_tui.api.models import Location, Progress, location_of, progress_of
from ie_tui.jobs.attention import newest_row
from ie_tui.jobs.next_move import MoveKind, by_codes, facts_of
from ie_tui.jobs.record import Record
from ie_tui.text import control_signs

_AT_AWS: Final = "This job's device is already at AWS."
_GONE: Final = MappingProxyType(
    {
        MoveKind.SENT: "You noted that this job's device was shipped.",
        MoveKind.STARTS: _AT_AWS,
        MoveKind.AT_AWS: _AT_AWS,
        MoveKind.LOADS: _AT_AWS,
        MoveKind.SENDS_BACK: _AT_AWS,
    }
)
_OVER: Final = MappingProxyType(
    {
        Progress.EXPIRED: "The job has expired: a device that arrives now is sent back at your cost.",
        Progress.ABORTED: "The job was aborted.",
    }
)


def disagreements(record: Record) -> tuple[str, ...]:
    """Where the SIGNATURE file contradicts the job or signature of the response
    (docs/service.md 13.13)."""
    return record.status.disagreements(record.job_id) if record.status else ()


def device_is_gone(record: Record) -> str:
    """A sentence on where the device is if not with its owner; empty if it can still be shipped."""
    if record.status is None:
        return ""
    _holder, kind = by_codes(facts_of(newest_row(record), record.at))
    if location_of(record.status.location_code or "") is Location.RETURNED:
        return "This job's device was sent back; a new job needs its own SIGNATURE file."
    if kind is MoveKind.OVER:
        return _OVER.get(progress_of(record.status.progress_code or ""), "The job was canceled.")
    return _GONE.get(kind, "")


def doubts(record: Record) -> tuple[str, ...]:
    """Reasons to think twice before saving the file, one sentence each; not gated."""
    return tuple(filter(None, (device_is_gone(record), *answer_doubts(record))))


def answer_doubts(record: Record) -> tuple[str, ...]:
    """The same from the response alone, wherever the device is."""
    text = (record.status.signature_file() if record.status else None) or ""
    found = [*record.remarks(), *disagreements(record)]
    if signs := control_signs(text, keep="\n"):
        found.append(f"The file contains characters that no SIGNATURE file has: {' '.join(signs)}.")
    return tuple(found)
