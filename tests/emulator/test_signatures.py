"""The signature verifier against botocore's signers and published vectors (docs/service.md 2.3)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID
from ie_tui.emulator.keys import DEMO_SECRET_ACCESS_KEY as DEMO_SECRET

from .caller import DEMO, ENDPOINT, FORM, Sent, signed_v2, signed_v4, unsigned
from .verifier import ASK, KEYS, SESSION, received, refusal, verified, who

ODD = ASK | {"Manifest": "bucket: café *~ +/=&\r\n\t見本", "Empty": "", "jobIds.member.1": "A b", "a~b": "1"}
VECTOR_A = {
    "AWSAccessKeyId": "AKIDTESTVECTOR000001",
    "Action": "GetStatus",
    "JobId": "QX7ZD",
    "SignatureMethod": "HmacSHA256",
    "SignatureVersion": "2",
    "Timestamp": "2011-02-03T04:05:06Z",
    "Version": "2010-06-01",
}
VECTOR_B = VECTOR_A | {
    "Action": "UpdateJob",
    "JobType": "Import",
    "ValidateOnly": "false",
    "SecurityToken": "tok/+=x",
    "Manifest": "bucket: café *~\n",
}
VECTOR_C = {
    "AWSAccessKeyId": "ABC-123",
    "JobType": "Import",
    "Manifest": "--- {}\n\n",
    "Operation": "CreateJob",
    "SignatureMethod": "HmacSHA1",
    "SignatureVersion": "2",
    "Timestamp": "2010-09-20T05:10:35+00:00",
}
LOOPBACK = "http://127.0.0.1:8099/"
VECTORS = [
    pytest.param(VECTOR_A, ENDPOINT, "Y/ohBGHMGb7bzH8SMcl2X5cDD2NCFG4jVvCJ164miSo=", id="A"),
    pytest.param(VECTOR_A, LOOPBACK, "e333seRSovQmDWuf4kkitnSNRv9ArE9TMd10+HSv2Ew=", id="A with a port"),
    pytest.param(VECTOR_B, ENDPOINT, "zi/JhW4dosdc65kqUqvCuUfZ3Ku4oMC5RMQFcfABsuY=", id="B"),
    pytest.param(VECTOR_C, ENDPOINT, "hmgL0julWxoVXeYHHqFQAbvmaL4=", id="C, HmacSHA1"),
]


@pytest.mark.parametrize(("parameters", "url", "signature"), VECTORS)
async def test_published_vectors_are_accepted(parameters: dict[str, str], url: str, signature: str) -> None:
    at, access_key_id = datetime.fromisoformat(parameters["Timestamp"]), parameters["AWSAccessKeyId"]
    keys = {access_key_id: KEYS[access_key_id]._replace(session_token=parameters.get("SecurityToken"))}
    sent = unsigned(parameters | {"Signature": signature}, url=url)
    assert (await verified(sent, at=at, keys=keys)).access_key_id == access_key_id


@pytest.mark.parametrize("name", sorted(VECTOR_B))
async def test_a_changed_parameter_of_a_vector_is_refused(name: str) -> None:
    changed = VECTOR_B | {"Signature": "zi/JhW4dosdc65kqUqvCuUfZ3Ku4oMC5RMQFcfABsuY="}
    changed[name] = {"Timestamp": "2011-02-03T04:05:07Z", "SignatureMethod": "HmacSHA1"}.get(
        name, changed[name] + "1"
    )
    at = datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)
    expected = {
        "AWSAccessKeyId": "403 InvalidClientTokenIdException",
        "SignatureVersion": "400 IncompleteSignature",
    }
    assert await refusal(unsigned(changed), at=at) == expected.get(name, "403 SignatureDoesNotMatch")


async def test_a_host_signed_without_its_port_is_accepted() -> None:
    sent = unsigned(VECTOR_A | {"Signature": "Y/ohBGHMGb7bzH8SMcl2X5cDD2NCFG4jVvCJ164miSo="})
    with_port = sent._replace(headers=sent.headers | {"host": "ImportExport.amazonaws.com:8443"})
    assert await who(with_port, at=datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)) == "AKIDTESTVECTOR000001"


@pytest.mark.parametrize("sign", [signed_v2, signed_v4])
@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("url", [ENDPOINT, LOOPBACK])
@pytest.mark.parametrize("credentials", [DEMO, SESSION], ids=["lasting", "session"])
async def test_what_botocore_signs_is_accepted(
    sign: Callable[..., Sent], method: str, url: str, credentials: Credentials
) -> None:
    signed = await verified(sign(ODD, method=method, url=url, credentials=credentials))
    assert signed.access_key_id == credentials.access_key
    assert signed.account == KEYS[credentials.access_key].account
    assert signed.parameters.items() >= ODD.items()


@pytest.mark.parametrize("sign", [signed_v2, signed_v4])
async def test_a_thousand_random_requests_signed_by_botocore_are_accepted(sign: Callable[..., Sent]) -> None:
    chance = random.Random(11)
    letters = "abcXYZ019-_.~ *+/%&=:;\n\t'\"<>é見😀"
    for _ in range(500):
        names = {
            "P" + "".join(chance.choices(letters, k=chance.randrange(6))) for _ in range(chance.randrange(8))
        }
        parameters = {name: "".join(chance.choices(letters, k=chance.randrange(30))) for name in names}
        method = chance.choice(["GET", "POST"])
        assert await who(sign(ASK | parameters, method=method)) == DEMO_ACCESS_KEY_ID, (method, parameters)


@pytest.mark.parametrize("sign", [signed_v2, signed_v4])
async def test_strangers_and_wrong_secrets_are_refused(sign: Callable[..., Sent]) -> None:
    stranger = sign(ASK, credentials=Credentials("AKIDNOBODY", DEMO_SECRET))
    wrong = sign(ASK, credentials=Credentials(DEMO_ACCESS_KEY_ID, DEMO_SECRET + "x"))
    assert await refusal(stranger) == "403 InvalidClientTokenIdException"
    assert await refusal(wrong) == "403 SignatureDoesNotMatch"


@pytest.mark.parametrize("sign", [signed_v2, signed_v4])
async def test_a_skew_of_up_to_a_quarter_of_an_hour_is_accepted(sign: Callable[..., Sent]) -> None:
    sent, now = sign(ASK), datetime.now(UTC)
    for minutes in (-14, 14):
        assert await who(sent, at=now + timedelta(minutes=minutes)) == DEMO_ACCESS_KEY_ID
    for minutes in (-16, 16):
        assert await refusal(sent, at=now + timedelta(minutes=minutes)) == "400 RequestExpired"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unsigned_request_is_refused(method: str) -> None:
    assert await refusal(unsigned(ASK, method=method)) == "403 MissingAuthenticationToken"


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "aws-global"])
async def test_any_region_is_accepted_that_the_signature_was_made_for(region: str) -> None:
    sent = signed_v4(ASK, region=region)
    assert await who(sent) == DEMO_ACCESS_KEY_ID
    elsewhere = sent.headers["authorization"].replace(region, "us-west-2")
    assert await refusal(with_authorization(sent, elsewhere)) == "403 SignatureDoesNotMatch"


async def test_a_scope_of_another_service_is_refused() -> None:
    assert await refusal(signed_v4(ASK, service="importexport")) == "403 SignatureDoesNotMatch"


async def test_a_scope_of_another_day_than_the_requests_own_is_refused() -> None:
    sent, signer = signed_v4(ASK), SigV4Auth(DEMO, "IngestionService", "us-east-1")
    stamp = sent.headers["x-amz-date"]
    other_day = f"{datetime.now(UTC) - timedelta(days=2):%Y%m%d}"
    request = AWSRequest(
        "POST", url=sent.url, data=sent.body, headers={"Content-Type": FORM, "X-Amz-Date": stamp}
    )
    request.context["timestamp"] = stamp
    string_to_sign = signer.string_to_sign(request, signer.canonical_request(request))
    string_to_sign = string_to_sign.replace(f"{stamp[:8]}/us-east-1", f"{other_day}/us-east-1")
    request.context["timestamp"] = other_day
    signature = signer.signature(string_to_sign, request)
    claim = sent.headers["authorization"].replace(f"/{stamp[:8]}/", f"/{other_day}/").split("Signature=")[0]
    dated_back = with_authorization(sent, f"{claim}Signature={signature}")
    assert await refusal(dated_back) == "403 SignatureDoesNotMatch"


def with_authorization(sent: Sent, value: str) -> Sent:
    return sent._replace(headers=sent.headers | {"authorization": value})


V4_CHANGES: dict[str, Callable[[Sent], Sent]] = {
    "body": lambda sent: sent._replace(body=sent.body + b"1"),
    "query": lambda sent: sent._replace(url=sent.url + "?JobId=AAAAA"),
    "method": lambda sent: sent._replace(method="PUT"),
    "host": lambda sent: sent._replace(headers=sent.headers | {"host": "example.com"}),
    "content type": lambda sent: sent._replace(headers=sent.headers | {"content-type": "text/plain"}),
    "a token added": lambda sent: sent._replace(headers=sent.headers | {"x-amz-security-token": "t"}),
    "a signed header lost": lambda sent: sent._replace(
        headers={name: value for name, value in sent.headers.items() if name != "content-type"}
    ),
    "host not signed": lambda sent: with_authorization(
        sent, sent.headers["authorization"].replace("content-type;host;", "content-type;")
    ),
}


@pytest.mark.parametrize("change", V4_CHANGES.values(), ids=V4_CHANGES)
async def test_a_version_4_request_changed_on_its_way_is_refused(change: Callable[[Sent], Sent]) -> None:
    assert await refusal(change(signed_v4(ASK))) == "403 SignatureDoesNotMatch"


async def test_every_part_of_an_authorization_header_is_needed() -> None:
    sent = signed_v4(ASK)
    whole = sent.headers["authorization"]
    for broken in (
        "",
        "Basic abc",
        whole.replace("AWS4-HMAC-SHA256", "AWS4"),
        whole.split(", Signature")[0],
        whole + "0",
    ):
        assert await refusal(with_authorization(sent, broken)) == "400 IncompleteSignature", broken
    for stamp in ("", "today", "2026-11-23T19:30:00Z"):
        undated = sent._replace(headers=sent.headers | {"x-amz-date": stamp})
        assert await refusal(undated) == "400 IncompleteSignature", stamp


INCOMPLETE_V2 = [
    pytest.param({"Signature": ""}, "400 IncompleteSignature", id="no signature"),
    pytest.param({"Signature": "né"}, "400 IncompleteSignature", id="signature is no base64"),
    pytest.param({"AWSAccessKeyId": ""}, "400 IncompleteSignature", id="no key"),
    pytest.param({"SignatureVersion": "1"}, "400 IncompleteSignature", id="version 1"),
    pytest.param({"SignatureMethod": "HmacMD5"}, "400 IncompleteSignature", id="another method"),
    pytest.param({"Timestamp": "yesterday"}, "400 InvalidParameterValue", id="no time"),
    pytest.param({"Expires": "2036-01-01T00:00:00Z"}, "400 InvalidParameterCombination", id="both times"),
    pytest.param({"Timestamp": "0001-01-01T00:00:00+14:00"}, "400 RequestExpired", id="before all time"),
]


@pytest.mark.parametrize(("changes", "expected"), INCOMPLETE_V2)
async def test_a_version_2_signature_that_cannot_be_checked_says_why(
    changes: dict[str, str], expected: str
) -> None:
    sent = signed_v2(ASK)
    request = await received(sent)
    assert await refusal(unsigned(dict(request.form) | changes)) == expected


async def test_all_three_ways_to_write_a_timestamp_are_read() -> None:
    at = datetime(2011, 6, 20, 22, 31, tzinfo=UTC)
    for stamp in (
        "2011-06-20T22:30:59.556Z",
        "2011-06-20T22:30:59+00:00",
        "2011-06-21T00:30:59+02:00",
        "2011-06-20T22:30:59Z",
    ):
        sent = unsigned(VECTOR_A | {"Timestamp": stamp, "Signature": "AAAA"})
        assert await refusal(sent, at=at) == "403 SignatureDoesNotMatch", stamp
        assert await refusal(sent, at=at + timedelta(minutes=16)) == "400 RequestExpired", stamp


async def test_expires_is_an_alternative_to_timestamp() -> None:
    parameters = {name: value for name, value in VECTOR_A.items() if name != "Timestamp"}
    sent = unsigned(parameters | {"Expires": "2011-02-03T04:05:06Z", "Signature": "AAAA"})
    at = datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert await refusal(sent, at=at - timedelta(days=3)) == "403 SignatureDoesNotMatch"
    assert await refusal(sent, at=at + timedelta(seconds=1)) == "400 RequestExpired"


async def test_a_blank_may_come_as_plus_or_as_percent_20() -> None:
    sent = signed_v2(ASK | {"Manifest": "a b"})
    assert b"a+b" in sent.body
    assert await who(sent._replace(body=sent.body.replace(b"a+b", b"a%20b"))) == DEMO_ACCESS_KEY_ID
    assert await who(sent) == DEMO_ACCESS_KEY_ID
    assert (
        await refusal(sent._replace(body=sent.body.replace(b"a+b", b"a%2Bb"))) == "403 SignatureDoesNotMatch"
    )
