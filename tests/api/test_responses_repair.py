"""Ill-formed answers: what is mended, what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from ie_tui.api.errors import BadAnswer, Remedy, ServiceError, UnknownJob
from ie_tui.api.responses import read_job_page, read_job_status
from tests.api.random_responses import plain_job_page

FIXTURES = Path(__file__).parents[1] / "fixtures"
DOCUMENTED = (FIXTURES / "get-status-documented.xml").read_bytes()
CORRECTED = DOCUMENTED.replace(b"</LocationDescription>", b"</LocationMessage>").replace(
    b"</ProgressDescription>", b"</ProgressMessage>"
)
GUARDED = {
    "job_id": "JobId",
    "signature": "Signature",
    "signature_file_contents": "SignatureFileContents",
    "current_manifest": "CurrentManifest",
    "aws_shipping_address": "AwsShippingAddress",
}
CUTS = 3000


def test_the_documented_answer_is_read_complete_and_says_what_was_mended() -> None:
    mended, right = read_job_status(DOCUMENTED), read_job_status(CORRECTED)
    assert mended.repairs == (
        "line 17: LocationMessage was closed as LocationDescription",
        "line 25: ProgressMessage was closed as ProgressDescription",
    )
    assert right.repairs == ()
    assert mended.for_keeping().repairs == mended.repairs
    for field in (field for field in right.__dataclass_fields__ if field != "repairs"):
        assert getattr(mended, field) == getattr(right, field), field
    assert right.location_message == "AWS has not received your device."
    assert right.progress_message == "The specified job has not started."
    assert right.aws_shipping_address is not None
    assert right.aws_shipping_address.splitlines()[1] == "JOBID A36BC"
    assert right.current_manifest is not None
    assert right.current_manifest.endswith("\neraseDevice: no")


def test_every_prefix_of_the_documented_answer_is_refused() -> None:
    for end in range(DOCUMENTED.rindex(b">")):
        with pytest.raises(BadAnswer, match=r"cut short|is empty"):
            read_job_status(DOCUMENTED[:end])


def test_white_space_after_the_end_is_no_damage() -> None:
    assert read_job_status(DOCUMENTED + b"\r\n\t ").repairs == read_job_status(DOCUMENTED).repairs


def test_a_prefix_on_the_root_is_no_damage() -> None:
    prefixed = re.sub(rb"<(/?)(?=\w)", rb"<\1ie:", DOCUMENTED).replace(b"xmlns=", b"xmlns:ie=")
    assert read_job_status(prefixed).repairs == read_job_status(DOCUMENTED).repairs


def test_a_page_with_a_wrong_end_tag_is_mended_too() -> None:
    read = read_job_page(plain_job_page(3).replace(b"</JobType>", b"</Kind>", 1))
    assert read.repairs == ("line 1: JobType was closed as Kind",)
    assert read.jobs == read_job_page(plain_job_page(3)).jobs


def test_a_mended_error_is_an_error() -> None:
    body = (FIXTURES / "error-no-such-job.xml").read_bytes().replace(b"</Type>", b"</Kind>")
    with pytest.raises(UnknownJob):
        read_job_status(body)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"</ErrorCount>", b"", id="an-end-tag-too-few"),
        pytest.param(b"</ErrorCount>", b"</ErrorCount></Odd>", id="an-end-tag-too-many"),
        pytest.param(b"</ErrorCount>", b"</ErrorCount></GetStatusResult>", id="the-result-closed-early"),
        pytest.param(b"Joe Random", b"Joe & Random", id="a-bare-ampersand"),
        pytest.param(b"Joe Random", b"Joe < Random", id="a-bare-less-than"),
        pytest.param(b"Joe Random", b"Joe &joe; Random", id="an-unknown-entity"),
        pytest.param(b"Joe Random", b"Joe \x1b Random", id="a-control-character"),
        pytest.param(b"Joe Random", b"Joe &#27; Random", id="a-forbidden-reference"),
        pytest.param(b"Joe Random", b"Joe \xff Random", id="not-UTF-8"),
        pytest.param(b"<JobId>", b"<JobId a=1>", id="an-attribute-without-quotes"),
        pytest.param(b"<GetStatusResult>", b"<!DOCTYPE x><GetStatusResult>", id="a-DOCTYPE"),
        pytest.param(b"</ProgressCode>", b"</LocationCode>", id="closed-as-another-known-element"),
        pytest.param(b"<ErrorCount>0", b"<ErrorCount><Odd>0</Even>", id="an-element-inside-a-text"),
        pytest.param(b"<JobId>", b"<!-- </Odd> --><JobId>", id="tags-that-do-not-add-up"),
        pytest.param(b"</JobId>", b"</Id>", id="JobId-closed-wrong"),
        pytest.param(b"</Signature>", b"</Signed>", id="Signature-closed-wrong"),
        pytest.param(b"</SignatureFileContents>", b"</File>", id="SignatureFileContents-closed-wrong"),
        pytest.param(b"</CurrentManifest>", b"</Manifest>", id="CurrentManifest-closed-wrong"),
        pytest.param(b"</AwsShippingAddress>", b"</Address>", id="AwsShippingAddress-closed-wrong"),
        pytest.param(b"</GetStatusResponse>", b"</GetStatusResponse><more/>", id="more-after-the-end"),
        pytest.param(b"</GetStatusResponse>", b"</ListJobsResponse>", id="another-end"),
    ],
)
def test_damage_that_may_lose_or_mix_up_values_is_refused(old: bytes, new: bytes) -> None:
    assert DOCUMENTED.count(old) == 1
    with pytest.raises(BadAnswer) as caught:
        read_job_status(DOCUMENTED.replace(old, new))
    assert caught.value.sentence.startswith("The response ")
    assert caught.value.advice or caught.value.remedy is Remedy.FETCH_AGAIN


def test_damage_behind_a_hundred_wrong_end_tags_does_not_go_unseen() -> None:
    wrong = b"<Note>x</Odd>" * 120
    with pytest.raises(BadAnswer, match="malformed"):
        read_job_status(
            CORRECTED.replace(b"<JobId>", wrong + b"<JobId>").replace(b"111 Nosuch", b"11 & Nosuch")
        )
    few = read_job_status(CORRECTED.replace(b"<JobId>", wrong[: len(wrong) // 2] + b"<JobId>"))
    assert len(few.repairs) == 60


def test_a_slice_cut_out_never_glues_two_values_together() -> None:
    random = Random(13)
    whole = read_job_status(CORRECTED)
    read = 0
    for _ in range(CUTS):
        start, end = sorted(random.sample(range(len(DOCUMENTED)), 2))
        if random.random() < 0.5:
            end = min(start + random.randrange(1, 120), end)
        try:
            found = read_job_status(DOCUMENTED[:start] + DOCUMENTED[end:])
        except ServiceError:
            continue
        read += 1
        for field, name in GUARDED.items():
            inside = re.search(rf"<{name}>(.*?)</{name}>".encode(), DOCUMENTED, re.DOTALL)
            assert inside is not None
            if inside.start(1) <= start and end <= inside.end(1):
                continue
            assert getattr(found, field) in (getattr(whole, field), None, ""), (field, start, end)
    assert read > CUTS / 100


@pytest.mark.parametrize("declared", ["UTF-16", "ISO-8859-1"])
def test_an_ill_formed_answer_in_another_encoding_is_not_mended(declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + DOCUMENTED.decode()
    with pytest.raises(BadAnswer):
        read_job_status(text.encode(declared))
