"""Answers of GetStatus, and errors, read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from ie_tui.api.errors import (
    BadAnswer,
    Denied,
    Expired,
    Refused,
    Throttled,
    Unavailable,
    UnknownJob,
    WrongKey,
)
from ie_tui.api.models import Artifact, JobStatus, UnknownElement, Unreadable
from ie_tui.api.responses import read_error, read_job_status
from tests.api.botocore_oracle import same_fields, status_by_botocore
from tests.api.random_responses import random_job_status
from tests.figures import CountFigure

STATUSES = 2_500
FIXTURES = Path(__file__).parents[1] / "fixtures"
RETURNED = (FIXTURES / "get-status-returned.xml").read_bytes()
NO_SUCH_JOB = (FIXTURES / "error-no-such-job.xml").read_bytes()


def status(result: str, beside: str = "") -> JobStatus:
    document = f"<GetStatusResponse><GetStatusResult>{result}</GetStatusResult>{beside}</GetStatusResponse>"
    return read_job_status(document.encode())


def error(code: str, message: str = "", http_status: int = 400) -> Refused:
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    read = read_error(body.encode(), http_status)
    assert isinstance(read, Refused)
    return read


def test_a_status_is_read_with_all_that_it_tells() -> None:
    assert read_job_status(RETURNED) == JobStatus(
        job_id="QX7ZD",  # type: ignore[arg-type]
        job_type="Import",
        created_at=datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC),
        location_code="Returned",
        location_message="Your device was returned.",
        progress_code="SuccessWithErrors",
        progress_message="2 files could not be loaded; see demo-logs/import-log-QX7ZD.",
        carrier="UPS",
        tracking_number="1Z999AA10123456784",
        log_bucket="demo-logs",
        log_key="import-log-QX7ZD",
        error_count=2,
        signature="4O3pgJPEcIFNDXzOyboFrv/ltoo=",
        signature_file_contents="\nversion:2.0\nsigningMethod:HmacSHA1\njobId:QX7ZD\n"
        "signature:4O3pgJPEcIFNDXzOyboFrv/ltoo=\n  ",
        current_manifest="\nmanifestVersion: 2.0\nbucket: demo-archive-in\ndeviceId: R&D <7>\n",
        artifacts=(
            Artifact("Barcode", "https://example.com/barcode.pdf"),
            Artifact("", "https://example.com/label.pdf"),
        ),
        aws_shipping_address="Example Loading Dock\n      JOBID QX7ZD",
        warning_message="Device will be erased before being returned.",
        request_id="33333333-4444-4555-8666-777777777777",
        unknown_elements=(UnknownElement("Pages", "2"), UnknownElement("Dock", "7b")),
    )


def test_statuses_are_read_as_botocore_reads_them(count_figure: CountFigure) -> None:
    random = Random(11)
    for number in range(STATUSES):
        body = random_job_status(random)
        assert same_fields(read_job_status(body)) == status_by_botocore(body), f"status {number}: {body!r}"
    count_figure("GetStatus answers read as by botocore", STATUSES, STATUSES)


@pytest.mark.parametrize(
    ("number", "error_count"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("", None),
        ("seven", Unreadable("seven")),
        ("-1", Unreadable("-1")),
        ("1_000", Unreadable("1_000")),
        ("٣", Unreadable("٣")),
        ("9" * 5000, Unreadable("9" * 5000)),
    ],
)
def test_a_number_that_cannot_be_read_spoils_its_own_field_alone(
    number: str, error_count: int | Unreadable | None
) -> None:
    read = status(f"<JobId>QX7ZD</JobId><ErrorCount>{number}</ErrorCount><Signature>abc=</Signature>")
    assert read.error_count == error_count
    assert (read.job_id, read.signature) == ("QX7ZD", "abc=")


def test_an_element_not_sent_is_none_and_an_empty_one_is_empty() -> None:
    read = status("<JobId>QX7ZD</JobId><Carrier/><LogKey>  </LogKey><CurrentManifest> </CurrentManifest>")
    assert (read.carrier, read.log_key, read.current_manifest) == ("", "", " ")
    assert (read.tracking_number, read.signature_file_contents, read.request_id) == (None, None, None)


def test_a_status_that_names_no_job_is_still_a_status() -> None:
    assert status("<ProgressCode>Pending</ProgressCode>").job_id == ""


def test_a_result_without_any_known_element_is_no_status() -> None:
    with pytest.raises(BadAnswer, match="says nothing about a job"):
        status("<Weather>fine</Weather>")


def test_a_second_element_of_one_name_is_kept_as_unknown() -> None:
    read = status("<JobId>QX7ZD</JobId><Signature>first</Signature><Signature>second</Signature>")
    assert read.signature == "first"
    assert read.unknown_elements == (UnknownElement("Signature", "second"),)


def test_an_element_inside_a_text_is_told() -> None:
    read = status("<JobId>QX7ZD</JobId><LocationMessage>At <b>AWS</b> now</LocationMessage>")
    assert read.location_message == "At AWS now"
    assert read.unknown_elements == (UnknownElement("b", "AWS"),)


def test_a_warning_beside_the_result_is_read() -> None:
    read = status("<JobId>QX7ZD</JobId>", "<WarningMessage>Will be erased.</WarningMessage><Host>a1</Host>")
    assert read.warning_message == "Will be erased."
    assert read.unknown_elements == (UnknownElement("Host", "a1"),)


@pytest.mark.parametrize(
    ("code", "kind", "advised"),
    [
        ("InvalidJobIdException", UnknownJob, "profile"),
        ("CanceledJobIdException", Refused, ""),
        ("InvalidAccessKeyIdException", Denied, "AWS_ACCESS_KEY_ID"),
        ("InvalidAccessIdException", Denied, "AWS_ACCESS_KEY_ID"),
        ("InvalidClientTokenId", WrongKey, "AWS_ACCESS_KEY_ID"),
        ("InvalidClientTokenIdException", WrongKey, "AWS_ACCESS_KEY_ID"),
        ("SignatureDoesNotMatch", WrongKey, "secret access key"),
        ("AccessDenied", Denied, "importexport:"),
        ("AccessDeniedException", Denied, "importexport:"),
        ("RequestExpired", Denied, "date and time"),
        ("ExpiredToken", Expired, "Renew them"),
        ("ExpiredTokenException", Expired, "Renew them"),
        ("Throttling", Throttled, "again"),
        ("ThrottlingException", Throttled, "again"),
        ("RequestThrottledException", Throttled, "again"),
        ("SlowDown", Throttled, "again"),
        ("ServiceUnavailable", Unavailable, "again"),
        ("InternalFailure", Unavailable, "again"),
        ("RequestTimeoutException", Unavailable, "again"),
        ("CreateJobQuotaExceededException", Refused, "tomorrow"),
        ("InvalidManifestFieldException", Refused, "manifest"),
        ("ValidationError", Refused, "report"),
        ("SomethingNew", Refused, ""),
    ],
)
def test_a_code_tells_the_kind_of_error_and_what_to_do(code: str, kind: type[Refused], advised: str) -> None:
    read = error(code, "Words of the service.")
    assert type(read) is kind
    assert advised in read.advice
    assert f"({code}: Words of the service)." in read.sentence
    assert (read.code, read.message, read.http_status) == (code, "Words of the service.", 400)


@pytest.mark.parametrize(
    ("code", "http_status", "kind"),
    [
        ("SomethingNew", 503, Unavailable),
        ("SomethingNew", 429, Throttled),
        ("SomethingNew", 403, Denied),
        ("InvalidJobIdException", 429, UnknownJob),
        ("Throttling", 503, Throttled),
        ("InternalFailure", 400, Unavailable),
        ("", 500, Unavailable),
    ],
)
def test_a_known_code_counts_more_than_the_status(code: str, http_status: int, kind: type[Refused]) -> None:
    assert type(error(code, http_status=http_status)) is kind


def test_an_error_is_an_error_under_status_200_too() -> None:
    with pytest.raises(UnknownJob, match="No such job QX7ZD") as caught:
        read_job_status(NO_SUCH_JOB)
    assert caught.value.http_status == 200
    assert caught.value.request_id == "66666666-7777-4888-8999-aaaaaaaaaaaa"


def test_a_signature_refusal_does_not_repeat_the_signed_request() -> None:
    told = error(
        "SignatureDoesNotMatch", "It does not match.\n\nThe Canonical String was\nx-amz-security-token:tok"
    )
    assert told.message == "It does not match."
    assert "tok" not in told.sentence


def test_a_long_message_is_cut_in_the_sentence_and_whole_in_the_error() -> None:
    told = error("InvalidParameterException", "very " * 1000)
    assert len(told.sentence) < 400
    assert told.message == ("very " * 1000).strip()


@pytest.mark.parametrize(
    ("http_status", "body", "kind", "sentence"),
    [
        (503, b"<html><body>Bad gateway</body></html>", Unavailable, "unavailable (HTTP 503)"),
        (500, b"", Unavailable, "unavailable (HTTP 500)"),
        (429, b"slow down", Throttled, "throttling requests (HTTP 429: slow down)"),
        (404, b"<!DOCTYPE html><html>", BadAnswer, "HTTP 404: the response is a web page"),
        (404, b"", BadAnswer, "HTTP 404: the response is empty"),
        (400, RETURNED, BadAnswer, "HTTP 400: the response is a GetStatusResponse"),
    ],
)
def test_without_an_error_of_the_service_the_status_tells(
    http_status: int, body: bytes, kind: type[Exception], sentence: str
) -> None:
    read = read_error(body, http_status)
    assert type(read) is kind
    assert sentence in read.sentence
