"""What the client asks, and as whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from ie_tui.api.client import SIGNERS, ImportExportClient, asgi_transport
from ie_tui.api.endpoint import Endpoint
from ie_tui.api.errors import (
    NoCredentials,
    NotSent,
    Offline,
    Unavailable,
)
from ie_tui.api.models import JobId
from ie_tui.api.retry import Deadlines
from ie_tui.api.signers import CredentialScope
from ie_tui.api.signing import Credentials, sign_v4
from tests.api.stand_in import JOB, KEYS, NOW, OK, PAGE, STATUS, Service, refusal


async def test_list_jobs_asks_for_the_page_after_the_marker() -> None:
    service = Service(httpx.Response(200, content=PAGE))
    async with service.client() as client:
        first = await client.list_jobs()
        await client.list_jobs(marker=first.jobs[-1].job_id, max_jobs=50)
    common = {"Action": "ListJobs", "Version": "2010-06-01"}
    assert service.forms() == [common | {"MaxJobs": "1000"}, common | {"MaxJobs": "50", "Marker": "QX7ZD"}]
    assert first.is_truncated


async def test_get_status_asks_for_the_job_exactly_as_named() -> None:
    service = Service(OK)
    async with service.client() as client:
        status = await client.get_status(JobId("a b&c=é\n%"))
    assert service.forms()[0]["JobId"] == "a b&c=é\n%"
    assert status.job_id == JOB


@pytest.mark.parametrize(
    "url", ["https://SERVICE.example:443", "http://[::1]:8099/base", "http://localhost:80"]
)
async def test_version_4_signs_the_host_that_is_sent(url: str) -> None:
    service = Service(OK)
    async with service.client(url, scope=CredentialScope("eu-west-1", "importexport")) as client:
        await client.get_status(JOB)
    request = service.requests[0]
    signed = {name: request.headers[name] for name in ("Content-Type", "Host")}
    expected = sign_v4(
        "POST",
        str(request.url),
        signed,
        request.content,
        KEYS,
        NOW,
        region="eu-west-1",
        service="importexport",
    )
    assert request.headers["Authorization"] == expected["Authorization"]
    assert request.headers["X-Amz-Security-Token"] == "token"


async def test_version_2_signs_in_the_form() -> None:
    service = Service(OK)
    async with service.client(signer=SIGNERS[2]) as client:
        await client.get_status(JOB)
    form = service.forms()[0]
    assert "Authorization" not in service.requests[0].headers
    assert form["SignatureVersion"] == "2"
    assert form["SecurityToken"] == "token"
    assert form["Timestamp"] == "2026-11-23T12:00:00Z"
    assert form["Signature"]


@pytest.mark.parametrize("version", [4, 2])
async def test_each_attempt_freezes_the_credentials_and_is_signed_anew(version: int) -> None:
    class Rotating:
        count = 0

        async def freeze(self) -> Credentials:
            self.count += 1
            return Credentials(f"AKID{self.count}", "secret")

    service = Service(refusal("SlowDown", 503), refusal("SlowDown", 503), OK)
    async with service.client(credentials=Rotating(), signer=SIGNERS[version]) as client:
        await client.get_status(JOB)
    sent = [
        request.headers.get("Authorization", "") + request.content.decode() for request in service.requests
    ]
    assert ["AKID1" in sent[0], "AKID2" in sent[1], "AKID3" in sent[2]] == [True] * 3
    times = [
        request.headers.get("X-Amz-Date") or form["Timestamp"]
        for request, form in zip(service.requests, service.forms(), strict=True)
    ]
    assert len(set(times)) == 3


async def test_credentials_that_fail_end_the_action_before_anything_is_sent() -> None:
    class Nobody:
        async def freeze(self) -> Credentials:
            raise NoCredentials("the login has expired")

    service = Service(OK)
    async with service.client(credentials=Nobody()) as client:
        with pytest.raises(NoCredentials, match="has expired"):
            await client.get_status(JOB)
    async with service.client(credentials=Credentials("AKID\n", "secret")) as client:
        with pytest.raises(NoCredentials, match="no AWS key has"):
            await client.get_status(JOB)
    assert service.requests == []


@pytest.mark.parametrize("version", [4, 2])
async def test_a_job_id_that_is_no_text_is_told(version: int) -> None:
    service = Service(OK)
    async with service.client(signer=SIGNERS[version]) as client:
        with pytest.raises(NotSent, match="cannot be sent"):
            await client.get_status(JobId("\udcff"))
    assert service.requests == []


async def test_an_action_ends_in_time_whatever_its_attempts_do() -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    service = Service(OK)
    transport = httpx.MockTransport(hang)
    async with service.client(transport=transport, deadlines=Deadlines(attempt_s=9, action_s=0.05)) as client:
        with pytest.raises(
            Offline, match=r"service\.example did not send a complete response within 0\.05 s"
        ):
            await client.get_status(JOB)


async def test_an_application_in_this_process_is_spoken_to_without_a_network() -> None:
    async def app(
        scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        if (await receive())["body"].endswith(b"BOOM"):
            raise RuntimeError("a fault of the application")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": STATUS})

    endpoint = Endpoint("https://demo.invalid/")
    transport = asgi_transport(app)
    async with ImportExportClient(endpoint, KEYS, transport=transport, max_attempts=1, lanes=2) as client:
        statuses = await asyncio.gather(*(client.get_status(JOB) for _ in range(5)))
        assert [status.job_id for status in statuses] == [JOB] * 5
        with pytest.raises(Unavailable):
            await client.get_status(JobId("BOOM"))
