"""What the client makes of attempts that fail."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from ie_tui.api.errors import (
    BadAnswer,
    Denied,
    Expired,
    Offline,
    ServiceError,
    Throttled,
    Unavailable,
)
from ie_tui.api.retry import Quota
from ie_tui.api.signing import Credentials
from tests.api.botocore_retries import waits_by_botocore
from tests.api.stand_in import JOB, KEYS, NOW, OK, Reply, Service, refusal

BROKEN = httpx.ReadError("reset")
STORMS: dict[str, tuple[list[Reply], int, list[float], type[ServiceError] | None]] = {
    "heals": ([httpx.Response(503), httpx.Response(503), OK], 3, [0.05, 0.1], None),
    "does not heal": ([httpx.Response(503)], 3, [0.05, 0.1], Unavailable),
    "one attempt allowed": ([httpx.Response(503)], 1, [], Unavailable),
    "five allowed": ([BROKEN], 5, [0.05, 0.1, 0.2, 0.4], Offline),
    "throttled": ([refusal("Throttling"), refusal("Throttling"), OK], 3, [1.0, 2.0], None),
    "throttled for ever": ([refusal("TooBusy", 429)], 3, [1.0, 2.0], Throttled),
    "asked to wait": ([refusal("TooBusy", 429, x_amz_retry_after="4000"), OK], 3, [4.0], None),
    "asked to wait too long": (
        [refusal("TooBusy", 429, x_amz_retry_after="90000"), OK],
        3,
        [6.0],
        None,
    ),
    "broken, then throttled": ([BROKEN, refusal("SlowDown", 503), OK], 3, [0.05, 2.0], None),
    "refused": ([refusal("AccessDenied", 403)], 3, [], Denied),
    "HTML under 502": ([httpx.Response(502, content=b"<html>")], 3, [0.05, 0.1], Unavailable),
    "HTML under 200": ([httpx.Response(200, content=b"<html>")], 3, [], BadAnswer),
}


@pytest.mark.figure("retry counts and waits", 12)
@pytest.mark.parametrize("storm", STORMS)
async def test_attempts_and_waits_are_those_of_the_standard_mode(
    storm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies, max_attempts, waits_s, ends_with = STORMS[storm]
    service = Service(*replies)
    async with service.client(max_attempts=max_attempts) as client:
        if ends_with is None:
            await client.get_status(JOB)
        else:
            with pytest.raises(ends_with):
                await client.get_status(JOB)
    assert service.waits_s == pytest.approx(waits_s)
    assert len(service.requests) == len(waits_s) + 1
    asked, waited_s = waits_by_botocore(replies, max_attempts, monkeypatch)
    assert len(service.requests) == asked
    assert service.waits_s == pytest.approx(waited_s)


async def test_an_empty_429_counts_as_throttled_too() -> None:
    """botocore says so and gives up all the same: its parser fails on the empty body first."""
    service = Service(httpx.Response(429), OK)
    async with service.client() as client:
        await client.get_status(JOB)
    assert service.waits_s == [1.0]


async def test_a_retry_is_told_before_it_is_waited_for() -> None:
    service = Service(httpx.Response(503), OK)
    async with service.client() as client:
        await client.get_status(JOB)
    (retry,) = service.retries
    assert retry[:4] == ("GetStatus", 2, 3, 0.05)
    assert isinstance(retry.cause, Unavailable)


async def test_the_quota_is_shared_and_ends_a_storm_over_many_actions() -> None:
    service = Service(httpx.Response(503))
    async with service.client() as client:
        for _ in range(40):
            with pytest.raises(Unavailable):
                await client.get_status(JOB)
    assert len(service.waits_s) == Quota.CAPACITY // 14


@pytest.mark.parametrize("skew", [timedelta(minutes=20), timedelta(minutes=-20)])
async def test_a_clock_that_is_off_is_corrected_once_and_told(skew: timedelta) -> None:
    date = format_datetime(NOW + skew, usegmt=True)
    service = Service(refusal("RequestExpired", date=date), OK)
    async with service.client(max_attempts=1) as client:
        await client.get_status(JOB)
        await client.get_status(JOB)
        assert client.clock_offset == skew
    dates = [request.headers["X-Amz-Date"] for request in service.requests]
    assert dates == [f"{at:%Y%m%dT%H%M%SZ}" for at in (NOW, NOW + skew, NOW + skew)]
    assert service.waits_s == []


async def test_a_clock_that_cannot_be_corrected_is_tried_once_only() -> None:
    def confused(request: httpx.Request) -> httpx.Response:
        answer = service.answer(request)
        answer.headers["Date"] = format_datetime(NOW + timedelta(hours=len(service.requests)), usegmt=True)
        return answer

    service = Service(refusal("RequestTimeTooSkewed", 403))
    async with service.client(transport=httpx.MockTransport(confused)) as client:
        with pytest.raises(Denied, match="RequestTimeTooSkewed"):
            await client.get_status(JOB)
    assert len(service.requests) == 2


async def test_a_stranger_cannot_move_the_clock() -> None:
    date = format_datetime(NOW + timedelta(hours=5), usegmt=True)
    service = Service(httpx.Response(403, content=b"<html>RequestExpired</html>", headers={"Date": date}))
    async with service.client() as client:
        with pytest.raises(ServiceError):
            await client.get_status(JOB)
        assert client.clock_offset == timedelta()
    assert len(service.requests) == 1


@pytest.mark.parametrize(("renewed", "attempts"), [(True, 2), (False, 1)])
async def test_expired_credentials_are_tried_again_only_when_there_are_newer_ones(
    renewed: bool, attempts: int
) -> None:
    class Renewing:
        frozen = iter([KEYS, Credentials("AKIDNEW", "secret", "newer")] if renewed else [KEYS])

        async def freeze(self) -> Credentials:
            return next(self.frozen, Credentials("AKIDNEW", "secret", "newer") if renewed else KEYS)

    service = Service(refusal("ExpiredToken", 403))
    async with service.client(credentials=Renewing()) as client:
        with pytest.raises(Expired):
            await client.get_status(JOB)
    assert len(service.requests) == attempts
