"""The Import/Export service as a plain ASGI application: `POST /` or `GET /?…`, answered in XML.

    app = create_app()                      the demo's world, now, for the demo's key

In process through httpx.ASGITransport, or served by any ASGI server. The answers carry a Date of their own,
by the given clock; a server that would add another one has to be told not to (uvicorn: `date_header=False`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from types import MappingProxyType
from typing import Final

from ie_tui.emulator import answers
from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY
from ie_tui.emulator.operations import OPERATIONS, Call
from ie_tui.emulator.refusals import RefusalError
from ie_tui.emulator.request import Receive, Request, Scope, Send, read_request
from ie_tui.emulator.signatures import verify
from ie_tui.emulator.world import World

DEMO_KEYS: Final[Mapping[str, str]] = MappingProxyType({DEMO_ACCESS_KEY_ID: DEMO_SECRET_ACCESS_KEY})


def _now() -> datetime:
    return datetime.now(UTC)


def _new_request_id() -> str:
    return str(uuid.uuid4())


def create_app(
    world: World | None = None,
    *,
    clock: Callable[[], datetime] = _now,
    keys: Mapping[str, str] = DEMO_KEYS,
    request_ids: Callable[[], str] = _new_request_id,
) -> Emulator:
    """An Import/Export service.

    Args:
        world: its jobs; the demo's when absent.
        clock: the time as the service sees it; aware. It moves the jobs and judges signatures.
        keys: the secret access key of each access key id.
        request_ids: gives the RequestId of each answer.
    """
    return Emulator(World() if world is None else world, clock, keys, request_ids)


class Emulator:
    """An ASGI application; make it with `create_app`."""

    def __init__(
        self,
        world: World,
        clock: Callable[[], datetime],
        keys: Mapping[str, str],
        request_ids: Callable[[], str],
    ) -> None:
        self._world = world
        self._clock = clock
        self._keys = keys
        self._request_ids = request_ids

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's start and stop."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._respond(scope, receive, send)
        else:
            raise ValueError(f"This service speaks HTTP, not {scope['type']}")

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = self._request_ids()
        try:
            request = await read_request(scope, receive)
            if request is None:
                return
            at = self._clock()
            http_status, body = 200, self._answer(request, at, request_id)
        except RefusalError as refusal:
            at = self._clock()
            http_status = refusal.http_status
            body = answers.failure(refusal.code, refusal.message, request_id)
        headers = [
            (b"content-type", b"text/xml"),
            (b"content-length", str(len(body)).encode()),
            (b"date", format_datetime(at.astimezone(UTC), usegmt=True).encode()),
        ]
        await send({"type": "http.response.start", "status": http_status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, request: Request, at: datetime, request_id: str) -> bytes:
        if request.path != "/":
            raise RefusalError("MalformedQueryString", f"Requests go to /, and nothing is at {request.path}")
        if request.method not in ("GET", "POST"):
            raise RefusalError("MethodNotAllowed", f"Requests are sent by POST or GET, not {request.method}")
        verify(request, self._keys, at)
        parameters = request.parameters
        name = parameters.get("Action") or parameters.get("Operation")
        if not name:
            raise RefusalError("MissingAction", "The request names no Action")
        operation = OPERATIONS.get(name)
        if operation is None:
            raise RefusalError("InvalidAction", f"There is no operation {name} here")
        return answers.success(name, operation(Call(self._world, parameters, at)), request_id)


async def _live(receive: Receive, send: Send) -> None:
    """The lifespan protocol: there is nothing to start and nothing to stop."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
