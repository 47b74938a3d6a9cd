"""Why not to save a SIGNATURE file without a second thought."""

from __future__ import annotations

import pytest

from ie_tui.jobs.record import Record
from ie_tui.jobs.signature_file import doubts
from ie_tui.service.models import JobId, JobStatus
from tests.unit.fake_devices import OTHER, TEXT

VALUE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, []),
        ({"signature": None}, []),
        ({"signature": f" {VALUE}\n"}, []),
        ({"signature_file_contents": f"\r\n{TEXT}".replace("\n", "\r\n")}, []),
        ({"signature_file_contents": OTHER}, ["The file is for job M4T9B, not for QX7ZD."]),
        ({"signature": "other"}, ["The signature in the file is not the one of the answer."]),
        ({"job_id": JobId("M4T9B")}, ["Asked for QX7ZD, the service answered about M4T9B."]),
        ({"job_id": JobId("")}, ["Asked for QX7ZD, the service answered without naming a job."]),
        (
            {"repairs": ("line 4: mended",)},
            ["The answer was ill-formed and has been repaired: line 4: mended."],
        ),
        (
            {"signature_file_contents": f"{TEXT}\t\x9b\n."},
            ["The file holds characters that no SIGNATURE file has: \\t ⟨U+009B⟩."],
        ),
    ],
)
def test_each_doubt_is_one_sentence(fields: dict[str, object], told: list[str]) -> None:
    usual = {"job_id": JobId("QX7ZD"), "signature": VALUE, "signature_file_contents": TEXT}
    status = JobStatus(**{**usual, **fields})  # type: ignore[arg-type]
    assert list(doubts(Record(JobId("QX7ZD"), status=status.for_keeping()))) == told


def test_a_job_never_fetched_leaves_nothing_to_doubt() -> None:
    assert doubts(Record(JobId("QX7ZD"))) == ()
