"""Passes requests to the verifier alone, with the keys of these tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from botocore.credentials import Credentials

from ie_tui.emulator.keys import DEMO_KEYS, DEMO_SECRET_ACCESS_KEY, Key
from ie_tui.emulator.request import Request, read_request
from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.signatures import Signed, verify

from .caller import Sent

TOKEN = "session/token+with=signs"
SESSION = Credentials("ASIASESSION", "secret-of-a-session", TOKEN)
SESSION_ENDS = datetime(2100, 1, 1, tzinfo=UTC)
KEYS = {
    **DEMO_KEYS,
    "AKIDTESTVECTOR000001": Key("test-secret-key"),
    "ABC-123": Key("123-ABC"),
    SESSION.access_key: Key(SESSION.secret_key, "crew", TOKEN, SESSION_ENDS),
}
ASK: dict[str, str] = {"Action": "GetStatus", "JobId": "QX7ZD", "Version": "2010-06-01"}


async def received(sent: Sent) -> Request:
    """The request as the emulator reads it."""
    parts = urlsplit(sent.url)
    scope = {
        "type": "http",
        "method": sent.method,
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.headers.items()],
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": sent.body}

    request = await read_request(scope, receive)
    assert request is not None
    return request


async def verified(sent: Sent, *, at: datetime | None = None, keys: Mapping[str, Key] = KEYS) -> Signed:
    return verify(await received(sent), keys, datetime.now(UTC) if at is None else at)


async def who(sent: Sent, *, at: datetime | None = None) -> str:
    return (await verified(sent, at=at)).access_key_id


async def refusal(sent: Sent, *, at: datetime | None = None) -> str:
    with pytest.raises(RefusalError) as caught:
        await verified(sent, at=at)
    assert DEMO_SECRET_ACCESS_KEY not in caught.value.message
    return f"{caught.value.http_status} {caught.value.code}"
