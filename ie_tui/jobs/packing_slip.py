"""The packing slip that goes into the parcel, as printable text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ie_tui.jobs.addresses import return_address
from ie_tui.jobs.record import Record

_COLUMN: Final = 13
_TO_FILL_IN: Final = "_" * 24
"""A blank to fill in by hand."""


def packing_slip(record: Record) -> str | None:
    """Job id, device id, both addresses and contact; None without a status. Not gated, one final LF."""
    status = record.status
    if status is None:
        return None
    back = return_address(status)
    rows = [
        *_row("JOB ID", [record.job_id]),
        *_row("DEVICE ID", [back.device_id]),
        *_row("SHIP TO", (status.aws_shipping_address or "").strip().splitlines()),
        *_row("RETURN TO", back.lines),
        *_row("CONTACT", [back.name, back.phone, back.email]),
    ]
    return "\n".join(("PACKING SLIP FOR AWS IMPORT/EXPORT", "", *rows)) + "\n"


def _row(name: str, lines: Iterable[str]) -> list[str]:
    """A name with its lines beside it, or a blank to fill in."""
    said = [line.strip() for line in lines if line.strip()] or [_TO_FILL_IN]
    return [f"{name if not number else '':{_COLUMN}}{line}" for number, line in enumerate(said)]
