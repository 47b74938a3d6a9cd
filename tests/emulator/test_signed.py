"""Sessions of a signature, and the parameters it covers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from botocore.credentials import Credentials

from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY
from ie_tui.emulator.service_errors import RefusalError

from .caller import ENDPOINT, Sent, signed_v2, signed_v4
from .verifier import ASK, KEYS, SESSION, TOKEN, refusal, verified

SESSIONS_REFUSED = [
    pytest.param(SESSION.access_key, SESSION.secret_key, None, id="no token"),
    pytest.param(SESSION.access_key, SESSION.secret_key, TOKEN + "x", id="another token"),
    pytest.param(DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY, TOKEN, id="a token with a lasting key"),
]


@pytest.mark.parametrize("sign", [signed_v2, signed_v4])
@pytest.mark.parametrize(("access_key_id", "secret", "token"), SESSIONS_REFUSED)
async def test_a_key_needs_its_own_session_token(
    sign: Callable[..., Sent], access_key_id: str, secret: str, token: str | None
) -> None:
    sent = sign(ASK, credentials=Credentials(access_key_id, secret, token))
    assert await refusal(sent) == "403 InvalidClientTokenIdException"


@pytest.mark.parametrize("sign", [signed_v2, signed_v4])
async def test_a_session_ends_at_its_time(sign: Callable[..., Sent]) -> None:
    sent, now = sign(ASK, credentials=SESSION), datetime.now(UTC)
    for left_s, expected in ((1, None), (0, "ExpiredToken"), (-1, "ExpiredToken")):
        ends = now + timedelta(seconds=left_s)
        keys = {SESSION.access_key: KEYS[SESSION.access_key]._replace(expires_at=ends)}
        if expected is None:
            assert (await verified(sent, at=now, keys=keys)).account == "crew"
            continue
        with pytest.raises(RefusalError) as caught:
            await verified(sent, at=now, keys=keys)
        assert (caught.value.http_status, caught.value.code) == (403, expected)


UNSIGNED_QUERIES = [
    pytest.param({"JobId": "QX7ZD"}, "Operation=GetStatus", {"Operation": "GetStatus"}, id="a name"),
    pytest.param(
        {"JobId": "QX7ZD"}, "Action=CancelJob&JobId=AAAAA&x=1", {"Action": "CancelJob"}, id="and more"
    ),
    pytest.param({"Operation": "GetStatus"}, "Action=CancelJob", {"Operation": "GetStatus"}, id="two names"),
    pytest.param({"Action": "GetStatus"}, "Action=CancelJob", {"Action": "GetStatus"}, id="one name twice"),
    pytest.param({"Action": "ListJobs"}, "Marker=AAAAA", {"Action": "ListJobs"}, id="no name"),
]


@pytest.mark.parametrize(("signed", "query", "asked"), UNSIGNED_QUERIES)
async def test_beside_a_version_2_signature_a_query_string_can_name_the_operation_and_nothing_else(
    signed: dict[str, str], query: str, asked: dict[str, str]
) -> None:
    sent = signed_v2(signed)._replace(url=f"{ENDPOINT}?{query}")
    parameters = (await verified(sent)).parameters
    known = {
        name: parameters[name]
        for name in ("Action", "Operation", "JobId", "Marker", "x")
        if name in parameters
    }
    assert known == signed | asked


async def test_under_a_version_4_signature_query_string_and_body_count_and_the_body_comes_first() -> None:
    sent = signed_v4({"JobId": "QX7ZD"}, url=f"{ENDPOINT}?Action=GetStatus&JobId=AAAAA")
    assert (await verified(sent)).parameters == {"Action": "GetStatus", "JobId": "QX7ZD"}


async def test_parameters_put_before_the_signed_ones_do_not_count() -> None:
    sent = signed_v2(ASK)
    parameters = (await verified(sent._replace(body=b"JobId=AAAAA&" + sent.body))).parameters
    assert parameters["JobId"] == "QX7ZD"
    assert await refusal(sent._replace(body=sent.body + b"&JobId=AAAAA")) == "403 SignatureDoesNotMatch"
