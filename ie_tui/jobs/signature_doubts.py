"""What a person must know before a job's SIGNATURE text goes onto a device."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ie_tui.api.models import Location, Progress, location_of, progress_of
from ie_tui.jobs.attention import newest_row
from ie_tui.jobs.next_move import MoveKind, by_codes, facts_of
from ie_tui.jobs.record import Record
from ie_tui.text import control_signs

_AT_AWS: Final = "The device of this job is at AWS already."
_GONE: Final = MappingProxyType(
    {
        MoveKind.SENT: "You noted that the device of this job was sent.",
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
    """Where the SIGNATURE file names another job or signature than the answer does
    (docs/service.md 13.13)."""
    return record.status.disagreements(record.job_id) if record.status else ()


def device_is_gone(record: Record) -> str:
    """Where the device is if not with its owner, in a sentence; empty where it may still be shipped."""
    if record.status is None:
        return ""
    _holder, kind = by_codes(facts_of(newest_row(record), record.at))
    if location_of(record.status.location_code or "") is Location.RETURNED:
        return "The device of this job was sent back: another job has a SIGNATURE file of its own."
    if kind is MoveKind.OVER:
        return _OVER.get(progress_of(record.status.progress_code or ""), "The job was canceled.")
    return _GONE.get(kind, "")


def doubts(record: Record) -> tuple[str, ...]:
    """Why not to save the file without a second thought, one sentence each; not gated."""
    return tuple(filter(None, (device_is_gone(record), *answer_doubts(record))))


def answer_doubts(record: Record) -> tuple[str, ...]:
    """The same of the answer alone, wherever the device is."""
    text = (record.status.signature_file() if record.status else None) or ""
    found = [*record.remarks(), *disagreements(record)]
    if signs := control_signs(text, keep="\n"):
        found.append(f"The file holds characters that no SIGNATURE file has: {' '.join(signs)}.")
    return tuple(found)
