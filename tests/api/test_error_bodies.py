"""Errors in the envelopes of other services, bare refusals, and messages that quote a manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ie_tui.api.errors import BadAnswer, Denied, Expired, Refused, ServiceError, Throttled, WrongKey
from ie_tui.api.responses import read_error, read_job_page, read_job_status
from ie_tui.crash_report import keep_details, summary
from ie_tui.exit_statuses import Exit, exit_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
DOCUMENTED = (
    b"<ErrorResponse xmlns='http://importexport.amazonaws.com/doc/2010-06-01/'><Error><Type>Sender</Type>"
    b"<Code>%s</Code><Message>Why.</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
)

ENVELOPES: dict[str, bytes] = {
    "EC2": b"<Response><Errors><Error><Code>%s</Code><Message>Why.</Message></Error></Errors>"
    b"<RequestID>r-1</RequestID></Response>",
    "EC2 with a namespace": b"<Response xmlns='x'><Errors><Error><Code>%s</Code><Message>Why.</Message>"
    b"</Error></Errors><RequestID>r-1</RequestID></Response>",
    "no namespace": b"<ErrorResponse><Error><Code>%s</Code><Message>Why.</Message></Error>"
    b"<RequestId>r-1</RequestId></ErrorResponse>",
    "another namespace": b"<e:ErrorResponse xmlns:e='y'><e:Error><e:Code>%s</e:Code><e:Message>Why."
    b"</e:Message></e:Error><e:RequestId>r-1</e:RequestId></e:ErrorResponse>",
    "S3": b"<?xml version='1.0'?><Error><Code>%s</Code><Message>Why.</Message><RequestId>r-1</RequestId>"
    b"<HostId>h</HostId></Error>",
    "lower case": b"<Error><code>%s</code><message>Why.</message><requestId>r-1</requestId></Error>",
    "without Error": b"<ErrorResponse><Code>%s</Code><Message>Why.</Message><RequestId>r-1</RequestId>"
    b"</ErrorResponse>",
    "JSON 1.1": b'{"__type":"%s","message":"Why.","requestId":"r-1"}',
    "JSON with a namespace": b'{"__type":"com.amazon.coral.service#%s","Message":"Why.","RequestId":"r-1"}',
    "JSON with an address": b'{"code":"%s:http://internal.amazon.com/","message":"Why.","requestId":"r-1"}',
    "JSON in Error": b'{"Error":{"Code":"%s","Message":"Why."},"RequestId":"r-1"}',
    "JSON in Errors": b'{"Response":{"Errors":[{"Code":"%s","Message":"Why."}],"RequestID":"r-1"}}',
    "JSON with a mark": b'\xef\xbb\xbf {"errorCode":"%s","errorMessage":"Why.","request_id":"r-1"}\n',
}
CODES = ("SignatureDoesNotMatch", "ExpiredTokenException", "InvalidJobIdException", "Throttling", "NewCode")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("envelope", ENVELOPES)
def test_an_error_means_the_same_in_any_envelope(envelope: str, code: str) -> None:
    body = ENVELOPES[envelope].replace(b"%s", code.encode())
    read = read_error(body, 400)
    documented = read_error(DOCUMENTED % code.encode(), 400)
    assert isinstance(read, Refused)
    assert isinstance(documented, Refused)
    assert (type(read), read.sentence, read.advice) == (
        type(documented),
        documented.sentence,
        documented.advice,
    )
    assert (read.code, read.message, read.request_id) == (code, "Why.", "r-1")


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("read", [read_job_status, read_job_page])
def test_an_error_counts_even_with_status_200(envelope: str, read: Callable[[bytes], object]) -> None:
    with pytest.raises(Throttled):
        read(ENVELOPES[envelope].replace(b"%s", b"Throttling"))


def test_the_envelope_of_ec2_is_read_as_it_came() -> None:
    read = read_error((FIXTURES / "error-response-errors.xml").read_bytes(), 403)
    assert type(read) is WrongKey
    assert read.request_id == "c2c9a2cc-0001"
    assert "SignatureDoesNotMatch: The request signature we calculated does not match)" in read.sentence
    assert read.advice


def test_an_element_named_after_the_exception_is_an_error() -> None:
    body = b"<AccessDeniedException><Message>Unable to determine service</Message></AccessDeniedException>"
    read = read_error(body, 403)
    assert type(read) is Denied
    assert (read.code, read.message) == ("AccessDeniedException", "Unable to determine service")
    output = b'{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException","message":null}}'
    refused = read_error(output, 404)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.message) == ("UnknownOperationException", "")


NO_ERRORS: dict[str, bytes] = {
    "an answer of EC2": b"<Response><Code>ok</Code></Response>",
    "an Error without a code": b"<Error><Message>x</Message></Error>",
    "a feed": b"<rss><Error><Code>AccessDenied</Code></Error></rss>",
    "a page": b"<html><Error><Code>AccessDenied</Code></Error></html>",
    "an exception": b"<Exception><Message>x</Message></Exception>",
    "a DOCTYPE": b"<!DOCTYPE x><Error><Code>AccessDenied</Code></Error>",
    "another encoding": b"<?xml version='1.0' encoding='latin-1'?><Error><Code>AccessDenied</Code></Error>",
    "an ill-formed one": b"<Response><Errors><Error><Code>A</Code><Odd>x</Even></Error></Errors></Response>",
    "a cut one": b"<Response><Errors><Error><Code>AccessDenied</Code>",
    "words in JSON": b'{"message": "no"}',
    "a number for a code": b'{"code": 403, "__type": {}, "errorCode": []}',
    "a list": b'[{"__type": "AccessDenied"}]',
    "cut JSON": b'{"__type": "AccessDenied"',
    "deep JSON": b'{"a":' * 50_000 + b'{"__type":"AccessDenied"}' + b"}" * 50_000,
    "too deep": b'{"a":' * 9 + b'{"__type":"AccessDenied"}' + b"}" * 9,
    "long JSON": b'{"__type": "AccessDenied", "a": "' + b"x" * 2**20 + b'"}',
    "a huge number": b'{"__type": "AccessDenied", "a": ' + b"9" * 5_000 + b"}",
    "two encodings": b'{"__type": "AccessDenied\xff"}',
}


@pytest.mark.parametrize("case", NO_ERRORS)
def test_what_is_no_error_of_aws_is_a_bad_answer(case: str) -> None:
    assert type(read_error(NO_ERRORS[case], 400)) is BadAnswer
    with pytest.raises(BadAnswer):
        read_job_status(NO_ERRORS[case])


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", ""),
        (b" \r\n", ""),
        (b"Forbidden", ": Forbidden"),
        (b"No.\nPOST\nx-amz-security-token:secret", ": No"),
        (b'{"message":"Forbidden"}', ": Forbidden"),
    ],
)
def test_a_bare_refusal_is_told_with_its_advice_and_status_5(status: int, body: bytes, told: str) -> None:
    read = read_error(body, status)
    assert type(read) is Denied
    assert read.sentence == f"This account or user is not allowed to do that (HTTP {status}{told})."
    assert "importexport:ListJobs" in read.advice
    assert exit_of(read) is Exit.NOT_ACCEPTED


@pytest.mark.parametrize(
    "body", [b"<html>Log in", b"<!DOCTYPE html><html></html>", b"<rss/>", b"\xff\xfe\x00", b"\x00\x00"]
)
def test_a_refusal_as_a_page_or_as_no_text_may_come_from_something_in_between(body: bytes) -> None:
    assert type(read_error(body, 403)) is BadAnswer


def test_a_code_of_any_length_stays_a_line() -> None:
    body = json.dumps({"__type": "x\ny" * 5_000, "message": "m" * 5_000}).encode()
    assert len(read_error(body, 400).sentence) < 500


MANIFESTS = {
    "one line": "Invalid: manifestVersion: 2.0 pinCode: 777 bucket: b",
    "lines": "Your manifest\nmanifestVersion: 2.0\npinCode: 777\nbucket: b",
    "the value below": "Bad value in pinCode:\n  777",
    "quoted": 'Bad manifest {"pinCode": "777", "bucket": "b"}',
    "escaped line ends": "Bad manifest 'manifestVersion: 2.0\\npinCode: 777\\nbucket: b'",
    "as a form": "Action=CreateJob&Manifest=manifestVersion%3A+2.0%0ApinCode%3A+777%0Abucket%3A+b",
    "as a form with quotes": "Manifest=%7B%22pinCode%22%3A%20%22777%22%7D",
    "the other secret": "Invalid field trueCryptPassword=777",
}


@pytest.mark.parametrize("case", MANIFESTS)
@pytest.mark.parametrize("code", ["MalformedManifestException", "AccessDenied", "", "NewCode"])
def test_a_message_that_quotes_a_manifest_comes_masked(case: str, code: str) -> None:
    body = json.dumps({"__type": code, "message": MANIFESTS[case]}).encode()
    for read in (read_error(body, 400), read_error(body, 403), read_error(body, 500)):
        told = [read.sentence, read.advice, getattr(read, "message", "")]
        assert not [words for words in told if "777" in words]


@pytest.mark.parametrize("case", MANIFESTS)
def test_what_a_status_says_comes_masked_too(case: str) -> None:
    words = MANIFESTS[case].replace("&", "&amp;")
    read = read_job_status(
        (
            "<GetStatusResponse><GetStatusResult><JobId>QX7ZD</JobId>"
            f"<LocationMessage>{words}</LocationMessage><ProgressMessage>{words}</ProgressMessage>"
            f"<WarningMessage>{words}</WarningMessage><ArtifactList><member><Description>{words}"
            "</Description><URL>u</URL></member></ArtifactList></GetStatusResult></GetStatusResponse>"
        ).encode()
    )
    assert read.warning_message is not None
    assert "••••" in read.warning_message
    assert "777" not in str((read.location_message, read.progress_message, read.warning_message))
    assert "777" not in str(read.artifacts)


def test_the_manifest_of_a_status_is_kept_as_sent() -> None:
    manifest = "<CurrentManifest>pinCode: 777</CurrentManifest>"
    body = f"<GetStatusResponse><GetStatusResult>{manifest}</GetStatusResult></GetStatusResponse>".encode()
    assert read_job_status(body).current_manifest == "pinCode: 777"


def test_the_file_about_a_fault_holds_no_secret_that_its_message_quotes(tmp_path: Path) -> None:
    # The frames show the lines of this file, so the secrets must not stand in them.
    first, second = str(700 + 77), str(700 + 78)

    def fail() -> None:
        try:
            raise ValueError(f"illegal line: bytearray(b'bucket: b\\npinCode: {first}')")
        except ValueError as error:
            raise RuntimeError(f"while reading\n  trueCryptPassword: {second}\nname: x") from error

    with pytest.raises(RuntimeError) as caught:
        fail()
    keep_details(caught.value, tmp_path, datetime(2026, 3, 5, tzinfo=UTC))
    (written,) = (path.read_text() for path in tmp_path.glob("fault-*"))
    assert first not in written
    assert second not in written
    assert "illegal line" in written
    assert 'raise RuntimeError(f"while reading' in written
    assert first not in summary(ValueError(f"pinCode: {first}"))


def test_expired_credentials_are_known_in_any_envelope() -> None:
    read: ServiceError = read_error(ENVELOPES["S3"] % b"ExpiredToken", 400)
    assert type(read) is Expired
