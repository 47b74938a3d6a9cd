"""Serves the emulator on a local port to the AWS CLI, boto3 and ie-tui itself.

Needs uvicorn: install the extra `emulator`.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import string
from collections.abc import Callable, Mapping
from itertools import repeat
from typing import Final, NamedTuple

import uvicorn

from ie_tui.emulator.app import create_app, utc_now
from ie_tui.emulator.faults import App, clock_of, with_fault
from ie_tui.emulator.keys import Key
from ie_tui.emulator.request import MAX_BODY_BYTES, Message, Receive, Scope, Send
from ie_tui.emulator.world.jobs_of_seed import World

HOST: Final = "127.0.0.1"
_REGION: Final = "us-east-1"
_GRACE_S: Final = 1
"""How long pending responses may take after a stop; a slow fault would take 90 s."""
_CODE_WITHIN_BYTES: Final = 1 << 10
_OPERATION: Final = re.compile(rb"(?:^|&)(?:Action|Operation)=(\w{1,40})(?:&|$)", re.ASCII)
_CODE: Final = re.compile(rb"<Code>(\w{1,60})</Code>", re.ASCII)


class FreshKey(NamedTuple):
    """An access key generated for one run."""

    access_key_id: str
    key: Key


def fresh_key() -> FreshKey:
    """Generate a key for the demo account, without characters that a shell treats specially."""
    letters = string.ascii_uppercase + string.digits
    access_key_id = "AKID" + "".join(map(secrets.choice, repeat(letters, 16)))
    return FreshKey(access_key_id, Key(secrets.token_hex(20)))


def listen(port: int) -> socket.socket:
    """A socket listening on 127.0.0.1; port 0 means any free port. Raises OSError."""
    # asyncio sets TCP_NODELAY only if the protocol is given; without it a request takes 40 ms longer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # A restarted emulator can reuse its port at once. On Windows, two processes could share it.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def environment(listener: socket.socket, fresh: FreshKey) -> Mapping[str, str]:
    """The variables that make AWS clients on this machine use the emulator behind `listener`."""
    return {
        "AWS_ENDPOINT_URL_IMPORTEXPORT": f"http://{HOST}:{listener.getsockname()[1]}",
        "AWS_ACCESS_KEY_ID": fresh.access_key_id,
        "AWS_SECRET_ACCESS_KEY": fresh.key.secret_access_key,
        # botocore and AWS CLI 1 read AWS_DEFAULT_REGION; newer clients prefer AWS_REGION.
        "AWS_REGION": _REGION,
        "AWS_DEFAULT_REGION": _REGION,
    }


def emulation(jobs: int | None, fault: str | None, fresh: FreshKey) -> App:
    """The service for that key; `jobs` None means the demo's jobs. Raises ValueError for too many."""
    world, keys = World(count=jobs), {fresh.access_key_id: fresh.key}
    if fault is None:
        return create_app(world, keys=keys)
    return with_fault(create_app(world, clock=clock_of(fault, utc_now), keys=keys), fault)


def run(app: App, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then close the listener and all connections.

    `ready` is called once the signal handlers are set; requests that come earlier wait in the listener.
    """
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        date_header=False,
        log_config=None,
        log_level="critical",
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn raises the signals that it caught again when it has stopped; these handlers ignore them then.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ready()
        server.run(sockets=[listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def logged(app: App, log: Callable[[str], None]) -> App:
    """The application; `log` gets a line per request: operation, HTTP status and error code."""

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        asked = bytearray(scope["query_string"] + b"&")
        answered = bytearray()
        status = 0

        async def note_request() -> Message:
            message = await receive()
            asked.extend(message.get("body", b"")[: MAX_BODY_BYTES - len(asked)])
            return message

        async def note_answer(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answered.extend(message.get("body", b"")[: _CODE_WITHIN_BYTES - len(answered)])
            await send(message)

        try:
            await app(scope, note_request, note_answer)
        except Exception as error:
            log(f"{_line(scope['method'], asked, status, answered)}. The emulator failed: {error!r}")
            raise
        log(_line(scope["method"], asked, status, answered))

    return respond


def _line(method: str, asked: bytearray, status: int, answered: bytearray) -> str:
    operation, code = _OPERATION.search(asked), _CODE.search(answered)
    words = (operation[1].decode() if operation else method, str(status) if status else "no response")
    return " ".join((*words, code[1].decode()) if code else words)
