"""The device of a job, and the parcel that it travels in."""

from __future__ import annotations

from typing import NamedTuple

from ie_tui.api.models import KeptStatus
from ie_tui.jobs.addresses import return_address
from ie_tui.jobs.row import Note


class Shipment(NamedTuple):
    """Not gated; empty if unknown."""

    device_id: str = ""
    """As the manifest names it."""
    tracking_number: str = ""
    """Of the return parcel; before there is one, of the parcel that the user noted."""


def shipment(status: KeptStatus | None, note: Note | None) -> Shipment:
    """Taken from a job's newest status and its note."""
    device_id = return_address(status).device_id if status else ""
    back = status.tracking_number if status else None
    return Shipment(device_id, back or (note.tracking_number if note else ""))
