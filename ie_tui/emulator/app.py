"""The Import/Export service as a plain ASGI application: `POST /` or `GET /?…`, answered in XML.

    app = create_app()                      the demo's world, now, for the demo's key

It keeps what its callers create and change in memory. Where the documents are silent, each operation says in
its docstring what it does instead; `buckets` tells which names of buckets lead to which refusal.

In process through httpx.ASGITransport, or served by any ASGI server. The answers carry a Date of their own,
by the given clock; a server that would add another one has to be told not to (uvicorn: `date_header=False`).
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

from ie_tui.emulator import xml_answers
from ie_tui.emulator.keys import DEMO_ACCOUNT, DEMO_KEYS, Key
from ie_tui.emulator.operations.call import Call
from ie_tui.emulator.operations.dispatch import perform
from ie_tui.emulator.request import Receive, Request, Scope, Send, read_request
from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.signatures import verify
from ie_tui.emulator.world.jobs_of_seed import FREE_NUMBERS, World
from ie_tui.emulator.world.ledger import Ledger


def utc_now() -> datetime:
    """The wall clock: aware, in UTC."""
    return datetime.now(UTC)


def _new_request_id() -> str:
    return str(uuid.uuid4())


def create_app(
    world: World | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    keys: Mapping[str, Key] = DEMO_KEYS,
    request_ids: Callable[[], str] = _new_request_id,
    first_number: int | None = None,
) -> Emulator:
    """An Import/Export service.

    Args:
        world: the jobs of the account `demo`; the demo's when absent. Other accounts begin without jobs.
        clock: the time as the service sees it; aware. It moves the jobs and judges signatures.
        keys: by access key id, who may ask.
        request_ids: gives the RequestId of each answer.
        first_number: 0 or more; the ids of created jobs follow from it. When absent they begin anywhere, so
            that an emulator started anew does not give out ids that a client knows as other jobs.
    """
    numbers = count(secrets.randbelow(len(FREE_NUMBERS)) if first_number is None else first_number)
    seeded = World() if world is None else world
    empty = World(seed=seeded.seed, count=0)
    ledgers = {
        account: Ledger(seeded if account == DEMO_ACCOUNT else empty, numbers)
        for account in {key.account for key in keys.values()}
    }
    return Emulator(ledgers, clock, keys, request_ids)


class Emulator:
    """An ASGI application; make it with `create_app`."""

    def __init__(
        self,
        ledgers: Mapping[str, Ledger],
        clock: Callable[[], datetime],
        keys: Mapping[str, Key],
        request_ids: Callable[[], str],
    ) -> None:
        self._ledgers = ledgers
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
            body = xml_answers.failure(refusal.code, refusal.message, request_id, http_status=http_status)
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
        sender = verify(request, self._keys, at)
        name = sender.parameters.get("Action") or sender.parameters.get("Operation")
        if not name:
            raise RefusalError("MissingAction", "The request names no Action")
        call = Call(self._ledgers[sender.account], sender.access_key_id, sender.parameters, at)
        return xml_answers.success(name, perform(name, call), request_id)


async def _live(receive: Receive, send: Send) -> None:
    """The lifespan protocol: there is nothing to start and nothing to stop."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
