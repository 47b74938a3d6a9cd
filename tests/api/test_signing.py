"""Signatures against published vectors and against botocore's own signers."""

from __future__ import annotations

import time
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.auth import SigV2Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from ie_tui.api.signing import Credentials, host_of, sign_v2, sign_v4, string_to_sign_v2
from tests.api.random_requests import V2Request, V4Request, random_v2_request, random_v4_request
from tests.figures import CountFigure

V4_REQUESTS = 5_000
V2_REQUESTS = 20_000

ENDPOINT = "https://importexport.amazonaws.com"
AT = datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)
KEY = Credentials("AKIDTESTVECTOR000001", "test-secret-key")
ASK = {"Action": "GetStatus", "JobId": "QX7ZD", "Version": "2010-06-01"}
UPDATE = ASK | {
    "Action": "UpdateJob",
    "JobType": "Import",
    "ValidateOnly": "false",
    "Manifest": "bucket: café *~\n",
}
CREATE_2010 = {
    "JobType": "Import",
    "Manifest": "--- {}\n\n",
    "Operation": "CreateJob",
    "SignatureMethod": "HmacSHA1",
    "Timestamp": "2010-09-20T05:10:35+00:00",
}


@pytest.mark.parametrize(
    ("url", "params", "credentials", "signature"),
    [
        pytest.param(ENDPOINT, ASK, KEY, "Y/ohBGHMGb7bzH8SMcl2X5cDD2NCFG4jVvCJ164miSo=", id="A"),
        pytest.param(
            "http://127.0.0.1:8099/",
            ASK,
            KEY,
            "e333seRSovQmDWuf4kkitnSNRv9ArE9TMd10+HSv2Ew=",
            id="A-with-a-port",
        ),
        pytest.param(
            ENDPOINT,
            UPDATE,
            Credentials("AKIDTESTVECTOR000001", "test-secret-key", "tok/+=x"),
            "zi/JhW4dosdc65kqUqvCuUfZ3Ku4oMC5RMQFcfABsuY=",
            id="B",
        ),
        pytest.param(
            ENDPOINT, CREATE_2010, Credentials("ABC-123", "123-ABC"), "hmgL0julWxoVXeYHHqFQAbvmaL4=", id="C"
        ),
    ],
)
def test_version_2_gives_the_published_signature(
    url: str, params: dict[str, str], credentials: Credentials, signature: str
) -> None:
    assert sign_v2("POST", url, params, credentials, AT)["Signature"] == signature


def test_the_string_to_sign_of_version_2_is_the_published_one() -> None:
    params = sign_v2("POST", ENDPOINT, ASK, KEY, AT)
    assert string_to_sign_v2("POST", ENDPOINT, params) == (
        "POST\nimportexport.amazonaws.com\n/\nAWSAccessKeyId=AKIDTESTVECTOR000001&Action=GetStatus&JobId=QX7ZD"
        "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-02-03T04%3A05%3A06Z&Version=2010-06-01"
    )


def test_version_2_encodes_all_but_the_unreserved_characters() -> None:
    assert "Manifest=bucket%3A%20caf%C3%A9%20%2A~%0A&" in string_to_sign_v2("POST", ENDPOINT, UPDATE)


def test_version_4_signs_as_botocore_does(monkeypatch: pytest.MonkeyPatch, count_figure: CountFigure) -> None:
    random = Random(4)
    for number in range(V4_REQUESTS):
        request = random_v4_request(random)
        ours = sign_v4(*request[:6], region=request.region, service=request.service)
        assert _lowered(ours) == _botocore_v4(request, monkeypatch), f"request {number}: {request}"
    count_figure("Version 4 requests signed as by botocore", V4_REQUESTS, V4_REQUESTS)


def test_version_2_signs_as_botocore_does(monkeypatch: pytest.MonkeyPatch, count_figure: CountFigure) -> None:
    random = Random(2)
    for number in range(V2_REQUESTS):
        request = random_v2_request(random)
        assert sign_v2(*request) == _botocore_v2(request, monkeypatch), f"request {number}: {request}"
    count_figure("Version 2 requests signed as by botocore", V2_REQUESTS, V2_REQUESTS)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://ImportExport.AmazonAWS.com", "importexport.amazonaws.com"),
        ("https://importexport.amazonaws.com:443/", "importexport.amazonaws.com"),
        ("http://localhost:80", "localhost"),
        ("https://localhost:80", "localhost:80"),
        ("http://127.0.0.1:8099/", "127.0.0.1:8099"),
        ("https://user:password@example.com:8443/x", "example.com:8443"),
        ("http://[::1]:8099", "[::1]:8099"),
        ("https://[::1]:443", "[::1]"),
    ],
)
def test_the_signed_host_is_the_host_header_that_is_sent(url: str, host: str) -> None:
    assert host_of(url) == host
    assert string_to_sign_v2("POST", url, {}).splitlines()[1] == host


def test_a_time_in_another_zone_signs_the_same_moment() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-8)))
    assert sign_v4("POST", ENDPOINT, {}, b"", KEY, elsewhere) == sign_v4("POST", ENDPOINT, {}, b"", KEY, AT)
    assert sign_v2("POST", ENDPOINT, ASK, KEY, elsewhere) == sign_v2("POST", ENDPOINT, ASK, KEY, AT)


def test_a_naive_time_is_refused() -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        sign_v4("POST", ENDPOINT, {}, b"", KEY, naive)
    with pytest.raises(ValueError, match="aware"):
        sign_v2("POST", ENDPOINT, CREATE_2010, KEY, naive)


def test_a_request_signed_twice_carries_one_signature() -> None:
    later = AT + timedelta(seconds=1)
    once = sign_v4("POST", ENDPOINT, {"Content-Type": "x"}, b"", KEY, AT)
    assert sign_v4("POST", ENDPOINT, once, b"", KEY, later) == sign_v4(
        "POST", ENDPOINT, {"Content-Type": "x"}, b"", KEY, later
    )
    signed = sign_v2("POST", ENDPOINT, ASK, KEY, AT)
    assert sign_v2("POST", ENDPOINT, signed, KEY, AT) == signed


def test_what_was_given_to_the_signers_is_left_unchanged() -> None:
    headers, params = {"Content-Type": "x"}, dict(ASK)
    sign_v4("POST", ENDPOINT, headers, b"", KEY, AT)
    sign_v2("POST", ENDPOINT, params, KEY, AT)
    assert (headers, params) == ({"Content-Type": "x"}, ASK)


def test_credentials_show_neither_secret_nor_the_whole_key_id() -> None:
    shown = repr(Credentials("AKIDTESTVECTOR000001", "hidden-1", "hidden-2"))
    assert "0001" in shown
    assert "hidden" not in shown
    assert "AKID" not in shown
    assert "temporary" in shown


async def test_credentials_are_a_provider_of_themselves() -> None:
    assert await KEY.freeze() is KEY
    with pytest.raises(FrozenInstanceError):
        KEY.access_key_id = "other"  # type: ignore[misc]


def _botocore_v4(request: V4Request, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: request.at.replace(tzinfo=None))
    sent = AWSRequest(request.method, request.url, request.headers, request.body)
    SigV4Auth(_for_botocore(request.credentials), request.service, request.region).add_auth(sent)
    return _lowered(dict(sent.headers.items()))


def _botocore_v2(request: V2Request, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    clock = SimpleNamespace(strftime=time.strftime, gmtime=request.at.utctimetuple)
    monkeypatch.setattr("botocore.auth.time", clock)
    sent = AWSRequest(request.method, request.url, data=dict(request.params))
    SigV2Auth(_for_botocore(request.credentials)).add_auth(sent)
    return dict(sent.data)


def _for_botocore(credentials: Credentials) -> BotocoreCredentials:
    return BotocoreCredentials(
        credentials.access_key_id, credentials.secret_access_key, credentials.session_token
    )


def _lowered(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
