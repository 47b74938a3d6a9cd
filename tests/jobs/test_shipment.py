"""Which device, and which parcel."""

from __future__ import annotations

import pytest

from ie_tui.api.models import JobId, KeptStatus
from ie_tui.jobs.row import Note
from ie_tui.jobs.shipment import Shipment, shipment

MANIFEST = "manifestVersion:2.0\ndeviceId:disk-7\n"
JOB = JobId("A36BC")
SENT = Note("", "UPS", "1ZTHERE")


@pytest.mark.parametrize(
    ("status", "note", "known"),
    [
        (None, None, Shipment()),
        (None, SENT, Shipment("", "1ZTHERE")),
        (KeptStatus(job_id=JOB, current_manifest=MANIFEST), SENT, Shipment("disk-7", "1ZTHERE")),
        (KeptStatus(job_id=JOB, tracking_number="1ZBACK"), SENT, Shipment("", "1ZBACK")),
        (
            KeptStatus(job_id=JOB, current_manifest=MANIFEST, tracking_number="1ZBACK"),
            None,
            Shipment("disk-7", "1ZBACK"),
        ),
    ],
)
def test_the_parcel_on_its_way_back_counts_before_the_one_that_was_sent(
    status: KeptStatus | None, note: Note | None, known: Shipment
) -> None:
    assert shipment(status, note) == known
