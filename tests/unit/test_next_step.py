"""What happens next: told where a document says it, and never where it says nothing."""

from __future__ import annotations

import pytest

from ie_tui.jobs.next_step import next_step
from ie_tui.service.models import PROGRESS_CODES, JobId, KeptStatus, Progress


@pytest.mark.parametrize(
    ("location", "progress", "says"),
    [
        ("NotReceived", "Pending", "Ship the device."),
        ("AtAWS", "Pending", "AWS starts the job."),
        ("AtAWS", "Started", "AWS finishes"),
        ("AtAWS", "Success", "AWS sends the device back. Nothing"),
        ("AtAWS", "SuccessWithErrors", "AWS sends the device back."),
        ("NotReceived", "Expired", "sent back at your cost"),
        ("NotReceived", "Canceled", "the job is over"),
        ("Returned", "DeviceError", "on its way to you"),
        ("AtAWS", "DeviceError", ""),
        ("AtAWS", "Canceled", ""),
        ("InTransit", "Pending", ""),
        (None, None, ""),
    ],
)
def test_the_next_step_of_a_job(location: str | None, progress: str | None, says: str) -> None:
    status = KeptStatus(job_id=JobId("QX7ZD"), location_code=location, progress_code=progress)
    assert (says in next_step(status)) if says else next_step(status) == ""


def test_a_device_to_be_shipped_needs_its_file_and_address_where_there_are_any() -> None:
    waiting = {"job_id": JobId("QX7ZD"), "location_code": "NotReceived", "progress_code": "Pending"}
    whole = KeptStatus(**waiting, signature_file_contents="jobId:QX7ZD", aws_shipping_address="Dock")  # type: ignore[arg-type]
    assert next_step(whole) == (
        "Save the SIGNATURE file in the root of the device and ship it to the address below."
    )


@pytest.mark.parametrize("code", [code for code, kind in PROGRESS_CODES.items() if kind is Progress.ABORTED])
def test_what_went_wrong_is_left_to_the_reasons(code: str) -> None:
    assert next_step(KeptStatus(job_id=JobId("X"), location_code="AtAWS", progress_code=code)) == ""
