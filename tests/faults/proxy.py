"""A loopback proxy before a service: it forwards requests, or breaks the responses.

Everything is bounded and ends with the proxy: the time of a connection, the bytes that a script of
`breakages` sends, the tasks.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple, Self
from urllib.parse import parse_qs

LIMIT_S: Final = 20.0
"""The longest life of a connection."""
_BACKLOG: Final = 128


@dataclass(frozen=True, slots=True)
class Exchange:
    """A received request, and the ways to respond to it."""

    action: str
    """`GetStatus` or `ListJobs`; for requests to an HTTP proxy, the method."""
    number: int
    """Counts the requests for this action since the way was set, from 1."""
    request: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    upstream: Upstream

    async def service_answer(self) -> bytes:
        """The service's complete response to this request."""
        reader, writer = await asyncio.open_connection(*self.upstream)
        try:
            writer.write(self.request)
            return await _message(reader)
        finally:
            writer.close()

    async def tunnel(self) -> None:
        """Join both sides until either ends, as a proxy does when asked to CONNECT."""
        reader, writer = await asyncio.open_connection(*self.upstream)
        self.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pour(self.reader, writer), _pour(reader, self.writer))


Script = Callable[[Exchange], Awaitable[None]]
Upstream = tuple[str, int]
"""Host and port of the service behind the proxy."""


async def faithfully(exchange: Exchange) -> None:
    """Forward the service's response, or tunnel the connection."""
    if exchange.action == "CONNECT":
        await exchange.tunnel()
    else:
        exchange.writer.write(await exchange.service_answer())


class Way(NamedTuple):
    """How connections and their requests are handled."""

    answer: Script = faithfully
    greeting: bytes = b""
    """Sent on each connection before any request."""
    tls: ssl.SSLContext | None = None


class FaultProxy:
    """`async with FaultProxy(upstream) as door`: requests to `door.port` go the present `way`."""

    def __init__(self, upstream: Upstream, way: Way = Way()) -> None:  # noqa: B008  # it is a constant
        self.way = way
        self.gate = asyncio.Event()
        """While it is not set, connections and what they send wait."""
        self.gate.set()
        self.actions: list[str] = []
        """The action of each request since the way was set."""
        self.connections = 0
        """Connections accepted since the way was set."""
        self.port = 0
        self._upstream = upstream
        self._hears = asyncio.Event()
        self._place: socket.socket | None = None
        self._listener: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._callers: list[socket.socket] = []

    async def __aenter__(self) -> Self:
        # A bound socket that does not listen reserves the port while the proxy is shut.
        self._place = _bound(0)
        self.port = self._place.getsockname()[1]
        self.reopen()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._empty_queue()
        await self.shut()
        await self.drop_connections()
        if self._place is not None:
            self._place.close()

    @property
    def open_connections(self) -> int:
        """Open connections."""
        return len(self._talks)

    def reopen(self) -> None:
        """Listen, again after `shut` or `fall_silent`."""
        self._empty_queue()
        if self._listener is None:
            self._listener = _bound(self.port)
            self._accepting = asyncio.create_task(self._accept(self._listener))
        self._listener.listen(_BACKLOG)
        self._hears.set()

    async def shut(self) -> None:
        """Refuse new connections; open ones stay."""
        if self._accepting is not None and self._listener is not None:
            self._accepting.cancel()
            await asyncio.gather(self._accepting, return_exceptions=True)
            self._listener.close()
        self._accepting = self._listener = None

    async def fall_silent(self) -> None:
        """Let connection attempts time out: the queue is full, so they get no reply."""
        assert self._listener is not None
        self._hears.clear()
        self._listener.listen(0)
        while await self._is_let_into_queue():
            pass

    async def take(self, way: Way) -> None:
        """Change the way; connections of the old one are closed."""
        await self.drop_connections()
        self.way = way
        self.actions.clear()
        self.connections = 0

    async def drop_connections(self) -> None:
        """Close all connections."""
        while self._talks:
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)

    async def _is_let_into_queue(self) -> bool:
        caller = socket.socket()
        self._callers.append(caller)
        caller.setblocking(False)
        try:
            async with asyncio.timeout(0.05):
                await asyncio.get_running_loop().sock_connect(caller, ("127.0.0.1", self.port))
        except TimeoutError:
            return False
        return True

    def _empty_queue(self) -> None:
        while self._callers:
            self._callers.pop().close()

    async def _accept(self, listener: socket.socket) -> None:
        while True:
            caller, _ = await asyncio.get_running_loop().sock_accept(listener)
            try:
                await self._hears.wait()
                await self.gate.wait()
            except asyncio.CancelledError:
                caller.close()
                raise
            talk = asyncio.create_task(self._serve(caller))
            self._talks.add(talk)
            talk.add_done_callback(self._talks.discard)

    async def _serve(self, caller: socket.socket) -> None:
        self.connections += 1
        way = self.way
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        loop = asyncio.get_running_loop()
        with suppress(OSError, asyncio.IncompleteReadError):
            # The client has closed the connection, or its time is over: TimeoutError is an OSError.
            async with asyncio.timeout(LIMIT_S):
                transport, _ = await loop.connect_accepted_socket(lambda: protocol, caller, ssl=way.tls)
                writer = asyncio.StreamWriter(transport, protocol, reader, loop)
                try:
                    writer.write(way.greeting)
                    await self._talk(way, reader, writer)
                finally:
                    writer.close()

    async def _talk(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            request = await _message(reader)
            action = _action(request)
            self.actions.append(action)
            number = self.actions.count(action)
            await way.answer(Exchange(action, number, request, reader, writer, self._upstream))
            await writer.drain()


def _bound(port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only if the protocol is given.
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    place.setblocking(False)
    place.bind(("127.0.0.1", port))
    return place


def _action(request: bytes) -> str:
    named = parse_qs(request.partition(b"\r\n\r\n")[2].decode("ascii")).get("Action")
    return named[0] if named else request.split(b" ", 1)[0].decode("ascii")


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read a request or response that has a Content-Length or no body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return head + await reader.readexactly(int(length[1]) if length else 0)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(2**16):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
