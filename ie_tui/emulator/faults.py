"""A service that misbehaves, as far as HTTP can express it: wrappers around the emulator, by name.

    app = with_fault(create_app(clock=clock_of("slow-head", clock)), "slow-head")

Each is the same at every run and bounded in size and time. Only those that spoil a true answer ask the
service for one: what is refused must not have been done all the same. Source: docs/faults.md 9.
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
"""Waits for so many seconds."""

SLOW_S: Final = 90.0
"""Longer than an attempt may take: ie-tui gives it 30 s, botocore waits 60 s for a sign of life."""
ENDLESS_BYTES: Final = 16 << 20
"""What "endless" comes to: twice what the strictest reader should take."""
BOMB_BYTES: Final = 64 << 20
_PIECE_BYTES: Final = 1 << 16
_SLOW_PIECES: Final = 120
_GZIP_HEADER_BYTES: Final = 10
_STORM_REQUESTS: Final = 2
_CLOCK_OFF: Final = timedelta(minutes=20)
_REQUEST_ID: Final = "00000000-0000-4000-8000-000000000000"
_ROOT: Final = re.compile(rb"<(\w+)Response\b")


class FaultyResponse(NamedTuple):
    """A whole answer; its Content-Length is reckoned when it is sent."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"text/xml"),)


class Wire(NamedTuple):
    """The client's end of one exchange, its request taken in."""

    receive: Receive
    send: Send
    pause: Pause

    async def begin(self, answer: FaultyResponse, *, is_measured: bool = True) -> None:
        """The head, with or without a Content-Length."""
        length = ((b"content-length", str(len(answer.body)).encode()),) if is_measured else ()
        headers = [*answer.headers, *length]
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})

    async def go_on(self, piece: bytes, *, is_last: bool = False) -> None:
        """Some of the body."""
        await self.send({"type": "http.response.body", "body": piece, "more_body": not is_last})

    async def whole(self, answer: FaultyResponse) -> None:
        """All of it at once."""
        await self.begin(answer)
        await self.go_on(answer.body, is_last=True)

    async def outlasts(self, seconds: float) -> bool:
        """Wait, but not for a client that has gone; whether it is still there."""
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
        # A server may tell the end of the body twice.
        while (await self.receive())["type"] != "http.disconnect":
            pass


Spoil = Callable[[FaultyResponse, Wire], Awaitable[None]]
Wrap = Callable[[App, Pause], App]


class Fault(NamedTuple):
    """One way to misbehave."""

    sentence: str
    wrap: Wrap
    clock_off: timedelta = timedelta()
    """How far the service's clock is ahead."""


def with_fault(app: App, name: str, *, pause: Pause = asyncio.sleep) -> App:
    """The application, with the fault of that name. Raises KeyError when there is none.

    The two clock faults lie in the clock that the application was made with: see `clock_of`.
    """
    return FAULTS[name].wrap(app, pause)


def clock_of(name: str, clock: Clock) -> Clock:
    """The clock of a service with the fault of that name. Raises KeyError when there is none."""
    off = FAULTS[name].clock_off
    return lambda: clock() + off


def _sound(app: App, _: Pause) -> App:
    return app


def _instead(answer: Callable[[], FaultyResponse], *, times: int | None = None) -> Wrap:
    """Answer so, and do not ask the service; the first `times` requests, or every one."""

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
    """Let the service answer, and spoil that."""

    def wrap(app: App, pause: Pause) -> App:
        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
            elif answer := await _answer_of(app, scope, receive):
                await spoil(answer, Wire(receive, send, pause))

        return respond

    return wrap


async def _answer_of(app: App, scope: Scope, receive: Receive) -> FaultyResponse | None:
    """What the service says, or None when the client has gone before it could."""
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
    packed[_GZIP_HEADER_BYTES] = 0xFF  # a block of a kind that there is not
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
    """A page of a captive portal."""
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
_UNAVAILABLE: Final = _refusal(503, "ServiceUnavailable", "The service is not available for the moment")

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "slow-head": Fault("The answer begins 90 s late.", _spoilt(_slow_head)),
        "slow-body": Fault("The answer trickles in over 90 s.", _spoilt(_slow_body)),
        "endless-body": Fault("The answer goes on for 16 MiB.", _unasked(_endless_body)),
        "huge-headers": Fault("The answer has 200 kB of headers.", _spoilt(_huge_headers)),
        "gzip-bomb": Fault("64 kB of unasked-for gzip that unpack to 64 MiB.", _instead(_gzip_bomb)),
        "broken-gzip": Fault("The answer is unasked-for gzip, and broken.", _spoilt(_broken_gzip)),
        "redirect": Fault("Every request is sent elsewhere, by 302.", _instead(lambda: _LOGIN)),
        "portal-html": Fault("A login page answers, in HTML.", _instead(_page("<!DOCTYPE html>\n<html>"))),
        "portal-xhtml": Fault("A login page answers, in well-formed XHTML.", _instead(_page(_XHTML))),
        "empty": Fault("The answer is empty.", _instead(lambda: FaultyResponse(200, b""))),
        "other-operation": Fault("The answer is another operation's.", _spoilt(_other_operation)),
        "error-with-200": Fault(
            "AccessDenied comes with status 200.",
            _instead(_refusal(200, "AccessDenied", "You may not do this")),
        ),
        "storm-that-heals": Fault(
            "The first two requests get 503.", _instead(_UNAVAILABLE, times=_STORM_REQUESTS)
        ),
        "storm": Fault("Every request gets 503.", _instead(_UNAVAILABLE)),
        "too-many-requests": Fault(
            "Every request gets 429, and x-amz-retry-after asks for 1.5 s.",
            _instead(
                _refusal(
                    429, "TooManyRequestsException", "Too many requests", (b"x-amz-retry-after", b"1500")
                )
            ),
        ),
        "throttling": Fault(
            "Every request gets Throttling, with status 400.",
            _instead(_refusal(400, "Throttling", "Rate exceeded")),
        ),
        "clock-ahead": Fault("The service's clock is 20 minutes ahead.", _sound, _CLOCK_OFF),
        "clock-behind": Fault("The service's clock is 20 minutes behind.", _sound, -_CLOCK_OFF),
        "expired-token": Fault(
            "The credentials have expired, whatever they are.",
            _instead(_refusal(403, "ExpiredToken", "The security token included in the request is expired")),
        ),
    }
)
"""In the order of docs/faults.md 9: F15 to F18, F20 to F22, F25 to F36."""
