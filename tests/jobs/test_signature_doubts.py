"""Why not to save a SIGNATURE file without a second thought."""

from __future__ import annotations

import pytest

from ie_tui.api.models import JobId, JobStatus, KeptStatus
from ie_tui.jobs.record import JobRow, Note, Record
from ie_tui.jobs.signature_doubts import answer_doubts, device_is_gone, doubts
from tests.devices.fake_devices import OTHER, TEXT

VALUE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, []),
        ({"signature": None}, []),
        ({"signature": f" {VALUE}\n"}, []),
        ({"signature_file_contents": f"\r\n{TEXT}".replace("\n", "\r\n")}, []),
        ({"signature_file_contents": OTHER}, ["The file is for job M4T9B, not for QX7ZD."]),
        ({"signature": "other"}, ["The signature in the file differs from the one in the response."]),
        ({"job_id": JobId("M4T9B")}, ["Requested QX7ZD, but the response is about M4T9B."]),
        ({"job_id": JobId("")}, ["Requested QX7ZD, but the response names no job."]),
        (
            {"repairs": ("line 4: mended",)},
            ["The response was malformed; ie-tui repaired it: line 4: mended."],
        ),
        (
            {"signature_file_contents": f"{TEXT}\t\x9b\n."},
            ["The file contains characters that no SIGNATURE file has: \\t ⟨U+009B⟩."],
        ),
    ],
)
def test_each_doubt_is_one_sentence(fields: dict[str, object], told: list[str]) -> None:
    usual = {"job_id": JobId("QX7ZD"), "signature": VALUE, "signature_file_contents": TEXT}
    status = JobStatus(**{**usual, **fields})  # type: ignore[arg-type]
    assert list(doubts(Record(JobId("QX7ZD"), status=status.for_keeping()))) == told


def test_a_job_never_fetched_leaves_nothing_to_doubt() -> None:
    assert doubts(Record(JobId("QX7ZD"))) == ()


JOB = JobId("QX7ZD")
AT_AWS = "This job's device is already at AWS."
BACK = "This job's device was sent back; a new job needs its own SIGNATURE file."


@pytest.mark.parametrize(
    ("location", "progress", "told"),
    [
        ("NotReceived", "Pending", ""),
        ("NotReceived", "Verifying", ""),
        ("NotReceived", None, ""),
        ("InTransit", "Pending", ""),
        (None, None, ""),
        ("AtAWS", "Pending", AT_AWS),
        ("AtAWS", "Verifying", AT_AWS),
        ("AtAWS", "InProgress", AT_AWS),
        ("AtAWS", "InvalidSignature", AT_AWS),
        ("AtAWS", "Expired", AT_AWS),
        (None, "InProgress", AT_AWS),
        ("Returned", "Complete", BACK),
        ("Returned", "InvalidSignature", BACK),
        ("NotReceived", "Canceled", "The job was canceled."),
        ("NotReceived", "MissingDevice", "The job was aborted."),
        (
            "NotReceived",
            "Expired",
            "The job has expired: a device that arrives now is sent back at your cost.",
        ),
    ],
)
def test_a_device_that_is_gone_is_told_first(location: str | None, progress: str | None, told: str) -> None:
    record = Record(JOB, status=KeptStatus(job_id=JOB, location_code=location, progress_code=progress))
    assert device_is_gone(record) == told
    assert doubts(record) == ((told,) if told else ())
    assert answer_doubts(record) == ()


def test_the_list_and_the_note_say_too_that_a_device_is_gone() -> None:
    waiting = KeptStatus(job_id=JOB, location_code="NotReceived", progress_code="Pending")
    canceled = Record(JOB, JobRow(JOB, "Import", None, True), waiting)
    assert device_is_gone(canceled) == "The job was canceled."
    noted = Record(JOB, JobRow(JOB, "Import", None, False), waiting, note=Note("", "UPS"))
    assert device_is_gone(noted) == "You noted that this job's device was shipped."
