"""A peer on loopback that answers with bytes of our choice, and a client for it."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from ie_tui.api.client import ImportExportClient
from ie_tui.api.endpoint import parse_endpoint
from ie_tui.api.models import JobId
from ie_tui.api.retry import Deadlines
from ie_tui.api.signing import Credentials

JOB = JobId("QX7ZD")
XML = (
    b"<GetStatusResponse><GetStatusResult><JobId>QX7ZD</JobId></GetStatusResult>"
    b"<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetStatusResponse>"
)
REFUSAL = b"<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code></Error></ErrorResponse>"

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


def http(body: bytes = XML, status: bytes = b"200 OK", *headers: bytes) -> bytes:
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join((*lines, b"", body))


class Peer:
    """Answers each request with the next script, the last one again and again."""

    def __init__(self, *scripts: bytes | Script) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.url = ""
        self.has_request = asyncio.Event()
        self._scripts = scripts
        self._talks: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._talks[asyncio.current_task()] = writer
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                self.requests.append(head + await reader.readexactly(int(length[1]) if length else 0))
                self.has_request.set()
                script = self._scripts[min(len(self.requests), len(self._scripts)) - 1]
                if isinstance(script, bytes):
                    writer.write(script)
                else:
                    await asyncio.wait_for(script(writer), 10)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the client is done with this connection
        finally:
            writer.close()

    async def hang_up(self) -> None:
        for writer in self._talks.values():
            writer.transport.abort()
        await asyncio.gather(*(task for task in self._talks if task))


@asynccontextmanager
async def listening(peer: Peer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    server = await asyncio.start_server(peer.talk, "127.0.0.1", 0, ssl=tls)
    scheme, port = "https" if tls else "http", server.sockets[0].getsockname()[1]
    peer.url = f"{scheme}://127.0.0.1:{port}"
    try:
        yield peer
    finally:
        server.close()
        await peer.hang_up()


async def no_wait(_: float) -> None:
    """A back-off that is over at once."""


def client_of(peer: Peer | str, **options: Any) -> ImportExportClient:
    url = peer if isinstance(peer, str) else peer.url
    settings: dict[str, Any] = {"deadlines": Deadlines(attempt_s=5, action_s=10), "sleep": no_wait, **options}
    return ImportExportClient(parse_endpoint(url), Credentials("AKIDTEST", "secret", "token"), **settings)


async def closes(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def resets(writer: asyncio.StreamWriter) -> None:
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.close()


async def hangs(writer: asyncio.StreamWriter) -> None:
    await writer.wait_closed()


def sends(data: bytes, then: Script) -> Script:
    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await then(writer)

    return script


async def trickles(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def never_ends(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" " * 2**16)
        await writer.drain()
