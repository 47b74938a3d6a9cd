"""A service played by a function, and a client for it whose clock and waits are its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import Any
from urllib.parse import parse_qsl

import httpx

from ie_tui.api.client import ImportExportClient, RetryNotice
from ie_tui.api.endpoint import parse_endpoint
from ie_tui.api.models import JobId
from ie_tui.api.signing import Credentials

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
JOB = JobId("QX7ZD")
KEYS = Credentials("AKIDTEST", "secret", "token")
STATUS = b"<GetStatusResponse><GetStatusResult><JobId>QX7ZD</JobId></GetStatusResult></GetStatusResponse>"
PAGE = (
    b"<ListJobsResponse><ListJobsResult><Jobs><member><JobId>QX7ZD</JobId><JobType>Import</JobType>"
    b"<CreationDate>2011-02-03T04:05:06Z</CreationDate><IsCanceled>false</IsCanceled></member></Jobs>"
    b"<IsTruncated>true</IsTruncated></ListJobsResult></ListJobsResponse>"
)
OK = httpx.Response(200, content=STATUS)

Reply = httpx.Response | Exception


def refusal(code: str, http_status: int = 400, **headers: str) -> httpx.Response:
    body = f"<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>"
    return httpx.Response(
        http_status, content=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


class Service:
    """Gives the replies in turn, the last one again and again, and notes what came."""

    def __init__(self, *replies: Reply) -> None:
        self.requests: list[httpx.Request] = []
        self.waits_s: list[float] = []
        self.retries: list[RetryNotice] = []
        self.now = NOW
        self._replies: Iterator[Reply] = chain(replies, repeat(replies[-1]))

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = next(self._replies)
        if isinstance(reply, Exception):
            raise reply
        # Unread, as from a network: a response made with `content` counts as read.
        stream = httpx.ByteStream(reply.content)
        return httpx.Response(reply.status_code, headers=reply.headers, stream=stream)

    async def sleep(self, seconds: float) -> None:
        self.waits_s.append(seconds)
        self.now += timedelta(seconds=seconds)

    def client(self, url: str = "https://service.example", **options: Any) -> ImportExportClient:
        settings: dict[str, Any] = {
            "credentials": KEYS,
            "transport": httpx.MockTransport(self.answer),
            "clock": lambda: self.now,
            "random": lambda: 1.0,
            "sleep": self.sleep,
            "on_retry": self.retries.append,
            **options,
        }
        return ImportExportClient(parse_endpoint(url), **settings)

    def forms(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(request.content.decode())) for request in self.requests]
