"""Faults of the service that HTTP can express: wrappers around the emulator, by name.

    app = with_fault(create_app(clock=clock_of("slow-head", clock)), "slow-head")

Each fault is deterministic and bounded in size and time. The emulator handles a request only if the fault
spoils its response: a request that is refused must not take effect. Source: docs/faults.md 9.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import count, pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.emulator import xml_answers
from ie_tui.emulator.request import Message, Receive, Scope, Send

App = Callable[[Scope, Receive, Send], Awaitable[None]]
Clock = Callable[[], datetime]
Pause = Callable[[float], Awaitable[object]]
"""Waits for the given number of seconds."""

SLOW_S: Final = 90.0
"""Longer than clients wait: ie-tui gives an attempt 30 s, and botocore's read timeout is 60 s."""
ENDLESS_BYTES: Final = 16 << 20
"""The size of an "endless" body: twice what a reader should accept at most."""
BOMB_BYTES: Final = 64 << 20
_PIECE_BYTES: Final = 1 << 16
_SLOW_PIECES: Final = 120
_GZIP_HEADER_BYTES: Final = 10
_STORM_REQUESTS: Final = 2
_CLOCK_OFF: Final = timedelta(minutes=20)
_REQUEST_ID: Final = "00000000-0000-4000-8000-000000000000"
_ROOT: Final = re.compile(rb"<(\w+)Response\b")


class FaultyResponse(NamedTuple):
    """A complete response; its Content-Length is computed when it is sent."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"text/xml"),)


class Wire(NamedTuple):
    """One exchange with a client whose request has been read."""

    receive: Receive
    send: Send
    pause: Pause

    async def begin(self, answer: FaultyResponse, *, is_measured: bool = True) -> None:
        """Send the status and headers, with or without a Content-Length."""
        length = ((b"content-length", str(len(answer.body)).encode()),) if is_measured else ()
        headers = [*answer.headers, *length]
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})

    async def go_on(self, piece: bytes, *, is_last: bool = False) -> None:
        """Send a part of the body."""
        await self.send({"type": "http.response.body", "body": piece, "more_body": not is_last})

    async def whole(self, answer: FaultyResponse) -> None:
        """Send the response at once."""
        await self.begin(answer)
        await self.go_on(answer.body, is_last=True)

    async def outlasts(self, seconds: float) -> bool:
        """Wait, but stop if the client disconnects; returns whether it is still connected."""
        pausing = asyncio.ensure_future(self.pause(seconds))
        leaving = asyncio.ensure_future(self._until_gone())
        try:
            done, _ = await asyncio.wait((pausing, leaving), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            return leaving not in done
        finally:
            pausing.cancel()
            leaving.cancel()

    async def _until_gone(self) -> None:
        # A server may report the end of the body more than once.
        while (await self.receive())["type"] != "http.disconnect":
            pass


Spoil = Callable[[FaultyResponse, Wire], Awaitable[None]]
Wrap = Callable[[App, Pause], App]


class Fault(NamedTuple):
    """A fault that `--fault` can simulate."""

    sentence: str
    wrap: Wrap
    clock_off: timedelta = timedelta()
    """How far the service's clock is ahead; negative if it is behind."""


def with_fault(app: App, name: str, *, pause: Pause = asyncio.sleep) -> App:
    """The application with the fault `name`. Raises KeyError for an unknown one.

    The two clock faults need an application that was created with the clock of `clock_of`.
    """
    return FAULTS[name].wrap(app, pause)


def clock_of(name: str, clock: Clock) -> Clock:
    """The clock for a service with the fault `name`. Raises KeyError for an unknown one."""
    off = FAULTS[name].clock_off
    return lambda: clock() + off


def _sound(app: App, _: Pause) -> App:
    return app


def _instead(answer: Callable[[], FaultyResponse], *, times: int | None = None) -> Wrap:
    """Send this response to the first `times` requests, or to all, without calling the service."""

    async def deliver(wire: Wire) -> None:
        await wire.whole(answer())

    return _unasked(deliver, times=times)


def _unasked(deliver: Callable[[Wire], Awaitable[None]], *, times: int | None = None) -> Wrap:
    def wrap(app: App, pause: Pause) -> App:
        numbers = count()

        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or (times is not None and next(numbers) >= times):
                await app(scope, receive, send)
                return
            message = await receive()
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()
            await deliver(Wire(receive, send, pause))

        return respond

    return wrap


def _spoilt(spoil: Spoil) -> Wrap:
    """Call the service and spoil its response."""

    def wrap(app: App, pause: Pause) -> App:
        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
            elif answer := await _answer_of(app, scope, receive):
                await spoil(answer, Wire(receive, send, pause))

        return respond

    return wrap


async def _answer_of(app: App, scope: Scope, receive: Receive) -> FaultyResponse | None:
    """The service's response, or None if the client disconnected before."""
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, keep)
    if not sent:
        return None
    headers = tuple((name, value) for name, value in sent[0]["headers"] if name != b"content-length")
    return FaultyResponse(sent[0]["status"], b"".join(message["body"] for message in sent[1:]), headers)


async def _slow_head(answer: FaultyResponse, wire: Wire) -> None:
    if await wire.outlasts(SLOW_S):
        await wire.whole(answer)


async def _slow_body(answer: FaultyResponse, wire: Wire) -> None:
    await wire.begin(answer)
    ends = [len(answer.body) * number // _SLOW_PIECES for number in range(_SLOW_PIECES + 1)]
    for start, end in pairwise(ends):
        await wire.go_on(answer.body[start:end])
        if not await wire.outlasts(SLOW_S / _SLOW_PIECES):
            return
    await wire.go_on(b"", is_last=True)


async def _endless_body(wire: Wire) -> None:
    await wire.begin(FaultyResponse(200, b""), is_measured=False)
    await wire.go_on(b"<ListJobsResponse>")
    blanks = b" " * _PIECE_BYTES
    for _ in range(ENDLESS_BYTES // _PIECE_BYTES):
        await wire.go_on(blanks)
    await wire.go_on(b"", is_last=True)


async def _huge_headers(answer: FaultyResponse, wire: Wire) -> None:
    padding = tuple((b"x-padding-%d" % number, b"x" * 1024) for number in range(200))
    await wire.whole(answer._replace(headers=answer.headers + padding))


async def _broken_gzip(answer: FaultyResponse, wire: Wire) -> None:
    packed = bytearray(gzip.compress(answer.body, mtime=0))
    packed[_GZIP_HEADER_BYTES] = 0xFF  # an invalid deflate block type
    headers = (*answer.headers, (b"content-encoding", b"gzip"))
    await wire.whole(answer._replace(body=bytes(packed), headers=headers))


async def _other_operation(answer: FaultyResponse, wire: Wire) -> None:
    root = _ROOT.search(answer.body)
    other = "UpdateJob" if root and root[1] == b"CancelJob" else "CancelJob"
    body = xml_answers.success(other, "<Success>true</Success>", _REQUEST_ID)
    await wire.whole(answer._replace(status=200, body=body))


@cache
def _gzip_bomb() -> FaultyResponse:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    blanks = b" " * (1 << 20)
    body = b"".join((*(packer.compress(blanks) for _ in range(BOMB_BYTES >> 20)), packer.flush()))
    return FaultyResponse(200, body, ((b"content-type", b"text/xml"), (b"content-encoding", b"gzip")))


def _page(opening: str) -> Callable[[], FaultyResponse]:
    """The login page of a captive portal."""
    body = (
        f"{opening}<head><title>Welcome</title></head>"
        "<body><h1>Welcome to our network</h1><p>Please log in.</p></body></html>\n"
    )
    return lambda: FaultyResponse(200, body.encode(), ((b"content-type", b"text/html; charset=utf-8"),))


def _refusal(
    status: int, code: str, message: str, *more: tuple[bytes, bytes]
) -> Callable[[], FaultyResponse]:
    headers = ((b"content-type", b"text/xml"), *more)
    return lambda: FaultyResponse(
        status, xml_answers.failure(code, message, _REQUEST_ID, http_status=status), headers
    )


_LOGIN: Final = FaultyResponse(302, b"", ((b"location", b"https://portal.example/login"),))
_XHTML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'
_UNAVAILABLE: Final = _refusal(503, "ServiceUnavailable", "The service is temporarily unavailable")

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "slow-head": Fault("The response starts 90 s late.", _spoilt(_slow_head)),
        "slow-body": Fault("The response trickles in over 90 s.", _spoilt(_slow_body)),
        "endless-body": Fault("The response is 16 MiB long.", _unasked(_endless_body)),
        "huge-headers": Fault("The response has 200 kB of headers.", _spoilt(_huge_headers)),
        "gzip-bomb": Fault(
            "The response is 64 kB of unrequested gzip that expands to 64 MiB.", _instead(_gzip_bomb)
        ),
        "broken-gzip": Fault("The response is unrequested gzip, and corrupt.", _spoilt(_broken_gzip)),
        "redirect": Fault("Every request is redirected with status 302.", _instead(lambda: _LOGIN)),
        "portal-html": Fault(
            "A login page in HTML replaces the response.", _instead(_page("<!DOCTYPE html>\n<html>"))
        ),
        "portal-xhtml": Fault(
            "A login page in well-formed XHTML replaces the response.", _instead(_page(_XHTML))
        ),
        "empty": Fault("The response is empty.", _instead(lambda: FaultyResponse(200, b""))),
        "other-operation": Fault("The response is for another operation.", _spoilt(_other_operation)),
        "error-with-200": Fault(
            "Every request gets AccessDenied with status 200.",
            _instead(_refusal(200, "AccessDenied", "You may not do this")),
        ),
        "storm-that-heals": Fault(
            "The first two requests get 503.", _instead(_UNAVAILABLE, times=_STORM_REQUESTS)
        ),
        "storm": Fault("Every request gets 503.", _instead(_UNAVAILABLE)),
        "too-many-requests": Fault(
            "Every request gets 429 with an x-amz-retry-after of 1.5 s.",
            _instead(
                _refusal(
                    429, "TooManyRequestsException", "Too many requests", (b"x-amz-retry-after", b"1500")
                )
            ),
        ),
        "throttling": Fault(
            "Every request gets Throttling with status 400.",
            _instead(_refusal(400, "Throttling", "Rate exceeded")),
        ),
        "clock-ahead": Fault("The service's clock is 20 minutes ahead.", _sound, _CLOCK_OFF),
        "clock-behind": Fault("The service's clock is 20 minutes behind.", _sound, -_CLOCK_OFF),
        "expired-token": Fault(
            "Every request gets ExpiredToken.",
            _instead(_refusal(403, "ExpiredToken", "The security token included in the request is expired")),
        ),
    }
)
"""In the order of docs/faults.md 9: F15 to F18, F20 to F22, F25 to F36."""
