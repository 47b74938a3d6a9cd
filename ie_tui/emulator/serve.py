"""The emulator on a port of this machine, for the AWS CLI, boto3 and ie-tui itself, until it is stopped.

Needs uvicorn: the extra `emulator`.
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
"""What answers under way get when the emulator is stopped; a slow fault would take 90 s."""
_CODE_WITHIN_BYTES: Final = 1 << 10
_OPERATION: Final = re.compile(rb"(?:^|&)(?:Action|Operation)=(\w{1,40})(?:&|$)", re.ASCII)
_CODE: Final = re.compile(rb"<Code>(\w{1,60})</Code>", re.ASCII)


class FreshKey(NamedTuple):
    """An access key made for one run: nothing else ever knew it."""

    access_key_id: str
    key: Key


def fresh_key() -> FreshKey:
    """A key of the account that owns the world; no character of it means anything to a shell."""
    letters = string.ascii_uppercase + string.digits
    access_key_id = "AKID" + "".join(map(secrets.choice, repeat(letters, 16)))
    return FreshKey(access_key_id, Key(secrets.token_hex(20)))


def listen(port: int) -> socket.socket:
    """A listening socket of this machine alone; port 0 is any free one. Raises OSError."""
    # asyncio switches Nagle's delay off only where the protocol is named: 40 ms a request.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # The port of an emulator that was just stopped is free at once; elsewhere this would share one.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def environment(listener: socket.socket, fresh: FreshKey) -> Mapping[str, str]:
    """What makes an AWS client of this machine ask the emulator behind `listener`."""
    return {
        "AWS_ENDPOINT_URL_IMPORTEXPORT": f"http://{HOST}:{listener.getsockname()[1]}",
        "AWS_ACCESS_KEY_ID": fresh.access_key_id,
        "AWS_SECRET_ACCESS_KEY": fresh.key.secret_access_key,
        # botocore and the first AWS CLI read the one, everything newer the other before it.
        "AWS_REGION": _REGION,
        "AWS_DEFAULT_REGION": _REGION,
    }


def emulation(jobs: int | None, fault: str | None, fresh: FreshKey) -> App:
    """The service for that key, with so many jobs; None are the demo's. Raises ValueError for too many."""
    world, keys = World(count=jobs), {fresh.access_key_id: fresh.key}
    if fault is None:
        return create_app(world, keys=keys)
    return with_fault(create_app(world, clock=clock_of(fault, utc_now), keys=keys), fault)


def run(app: App, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Answer requests until SIGINT or SIGTERM, then close the listener and all connections.

    `ready` is called once a signal would already be heeded; requests wait in the listener.
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

    # uvicorn hands the signals that it caught to these once it has ended: there they end nothing more.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ready()
        server.run(sockets=[listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def logged(app: App, log: Callable[[str], None]) -> App:
    """The application; `log` gets a line for each request: its operation, what it got, the error's code."""

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
            log(f"{_line(scope['method'], asked, status, answered)}. The emulator itself failed: {error!r}")
            raise
        log(_line(scope["method"], asked, status, answered))

    return respond


def _line(method: str, asked: bytearray, status: int, answered: bytearray) -> str:
    operation, code = _OPERATION.search(asked), _CODE.search(answered)
    words = (operation[1].decode() if operation else method, str(status) if status else "no answer")
    return " ".join((*words, code[1].decode()) if code else words)
