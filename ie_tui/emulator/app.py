"""The Import/Export service as a plain ASGI application: `POST /` or `GET /?…`, answered in XML.

    app = create_app()                      the demo's jobs and access key, with the system clock

Changes by callers are kept in memory. Where the documentation is silent, the docstring of each operation says
what it does; `buckets` lists the bucket names that lead to errors.

Use it in process through httpx.ASGITransport, or serve it with any ASGI server. Responses have a Date header
from the given clock, so turn off the server's own (uvicorn: `date_header=False`).
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
    """The current time: aware, in UTC."""
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
    """Create the service.

    Args:
        world: the jobs of the account `demo`; by default the demo's. Other accounts start without jobs.
        clock: returns the service's time; aware. Jobs progress and signatures expire by it.
        keys: the accepted keys by access key id.
        request_ids: returns the RequestId of each response.
        first_number: 0 or more; the ids of created jobs follow from it. By default it is random, so that a
            restarted emulator does not reuse ids that a client knows as other jobs.
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
    """An ASGI application; create it with `create_app`."""

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
        """Handle one HTTP request or the lifespan protocol. Raises ValueError for any other scope."""
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
            raise RefusalError("MalformedQueryString", f"The only path is /, not {request.path}")
        if request.method not in ("GET", "POST"):
            raise RefusalError("MethodNotAllowed", f"The method must be POST or GET, not {request.method}")
        sender = verify(request, self._keys, at)
        name = sender.parameters.get("Action") or sender.parameters.get("Operation")
        if not name:
            raise RefusalError("MissingAction", "The request names no Action")
        call = Call(self._ledgers[sender.account], sender.access_key_id, sender.parameters, at)
        return xml_answers.success(name, perform(name, call), request_id)


async def _live(receive: Receive, send: Send) -> None:
    """Acknowledge startup and shutdown; neither needs any work."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
