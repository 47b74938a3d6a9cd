"""How often, and after what waits, botocore's own client asks when it gets the same replies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain, repeat
from typing import Any

import httpx
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError
from botocore.parsers import ResponseParserError
from botocore.retries.standard import ExponentialBackoff
from botocore.session import Session

from tests.api.stand_in import JOB, Reply

_URL = "https://service.example/"


def waits_by_botocore(
    replies: Sequence[Reply], max_attempts: int, patch: pytest.MonkeyPatch
) -> tuple[int, list[float]]:
    """Requests sent and seconds waited in standard mode, where chance always gives 1."""
    waits_s: list[float] = []
    patch.setattr("botocore.endpoint.time.sleep", waits_s.append)
    # Its source of chance is bound as a default argument; nothing else reaches it.
    defaults: tuple[Any, ...] = (20, lambda: 1.0, None, None)
    patch.setattr(ExponentialBackoff.__init__, "__defaults__", defaults)
    client = Session().create_client(
        "importexport",
        region_name="us-east-1",
        endpoint_url=_URL,
        aws_access_key_id="AKIDTEST",
        aws_secret_access_key="secret",
        config=Config(retries={"mode": "standard", "total_max_attempts": max_attempts}),
    )
    coming: Iterator[Reply] = chain(replies, repeat(replies[-1]))
    sent: list[Any] = []

    def answer(request: Any, **_: object) -> AWSResponse:
        sent.append(request)
        reply = next(coming)
        if isinstance(reply, Exception):
            raise ConnectionClosedError(endpoint_url=_URL)
        return AWSResponse(_URL, reply.status_code, httpx.Headers(reply.headers), _Raw(reply.content))

    client.meta.events.register("before-send.importexport", answer)
    try:
        client.get_status(JobId=JOB)
    except (BotoCoreError, ClientError, ResponseParserError):
        pass  # how it ends is told by the number of requests
    finally:
        client.close()
    return len(sent), waits_s


class _Raw(BytesIO):
    """As much of urllib3's response as botocore reads."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()
