"""Broken responses as scripts for the fault proxy; each sends a bounded number of bytes.

The numbers are those of the network faults of docs/faults.md 9.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
import struct
from collections.abc import Callable
from functools import cache
from typing import Final

from tests.faults.proxy import Exchange, Script

ENDLESS_BYTES: Final = 32 * 2**20
"""Four times what any client should accept."""
WEB_PAGE: Final = b"<!DOCTYPE html>\n<html><head><title>Hotel Wi-Fi</title></head><body>Log in</body></html>"
XHTML: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'
    b"<head><title>Wi-Fi</title></head><body><p>Log in</p></body></html>"
)
_OTHER: Final = {
    "GetStatus": b"<ListJobsResponse><ListJobsResult><Jobs/></ListJobsResult></ListJobsResponse>",
    "ListJobs": b"<GetStatusResponse><GetStatusResult><JobId>A</JobId></GetStatusResult></GetStatusResponse>",
}
_BLOCK: Final = b" " * 2**16
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *\d+")


def http(body: bytes, status: bytes = b"200 OK", *headers: bytes) -> bytes:
    """A complete response."""
    head = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Content-Type: text/xml", *headers)
    return b"\r\n".join((*head, b"", body))


def refusal(code: bytes, status: bytes, *headers: bytes) -> Script:
    """An error response of the service."""
    error = b"<Error><Type>Sender</Type><Code>%s</Code><Message>Said by a test</Message></Error>" % code
    body = b"<ErrorResponse>%s<RequestId>fault-1</RequestId></ErrorResponse>" % error
    return sends(http(body, status, *headers))


def sends(data: bytes) -> Script:
    """Send these bytes as the response and keep the connection open."""

    async def script(exchange: Exchange) -> None:
        exchange.writer.write(data)

    return script


async def hangs(exchange: Exchange) -> None:
    """Send nothing more until the client disconnects."""
    await exchange.reader.read()


async def resets(exchange: Exchange) -> None:
    """Reset the connection at once."""
    linger = struct.pack("ii", 1, 0)
    exchange.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    exchange.writer.transport.abort()


async def resets_inside_the_body(exchange: Exchange) -> None:
    await _send_most(exchange, await exchange.service_answer())
    await resets(exchange)


async def closes_inside_the_body(exchange: Exchange) -> None:
    await _send_most(exchange, await exchange.service_answer())
    exchange.writer.close()


async def closes_inside_a_body_without_length(exchange: Exchange) -> None:
    """Only the end of the connection marks the end of the body."""
    await _send_most(exchange, _LENGTH.sub(b"", await exchange.service_answer()))
    exchange.writer.close()


async def sends_more_than_announced(exchange: Exchange) -> None:
    exchange.writer.write(await exchange.service_answer() + WEB_PAGE)


def announces(change: Callable[[int], int]) -> Script:
    """A second Content-Length, computed from the first."""

    async def script(exchange: Exchange) -> None:
        answer = await exchange.service_answer()
        head, end, body = answer.partition(b"\r\n\r\n")
        exchange.writer.write(head + b"\r\nContent-Length: %d" % change(len(body)) + end + body)

    return script


async def sends_a_garbage_chunk(exchange: Exchange) -> None:
    head, end, body = (await exchange.service_answer()).partition(b"\r\n\r\n")
    chunked = _LENGTH.sub(b"\r\nTransfer-Encoding: chunked", head)
    exchange.writer.write(chunked + end + b"%x\r\n" % len(body) + body + b"\r\nno number\r\n")


async def trickles(exchange: Exchange) -> None:
    """Send a byte now and then: each read succeeds, but the response never ends."""
    exchange.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(500):
        exchange.writer.write(b" ")
        await exchange.writer.drain()
        await asyncio.sleep(0.06)


async def never_ends(exchange: Exchange) -> None:
    exchange.writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(ENDLESS_BYTES // len(_BLOCK)):
        exchange.writer.write(_BLOCK)
        await exchange.writer.drain()
    exchange.writer.close()


async def sends_huge_headers(exchange: Exchange) -> None:
    exchange.writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(300):
        exchange.writer.write(b"X-Filler-%d: %s\r\n" % (number, b"x" * 1000))
        await exchange.writer.drain()
    exchange.writer.write(b"\r\n")


async def sends_a_gzip_bomb(exchange: Exchange) -> None:
    exchange.writer.write(http(_bomb(), b"200 OK", b"Content-Encoding: gzip"))


async def sends_another_operation(exchange: Exchange) -> None:
    exchange.writer.write(http(_OTHER[exchange.action]))


def at_first(times: int, broken: Script, then: Script) -> Script:
    """Only the first `times` requests of each action meet the fault."""

    async def script(exchange: Exchange) -> None:
        await (broken if exchange.number <= times else then)(exchange)

    return script


async def _send_most(exchange: Exchange, answer: bytes) -> None:
    exchange.writer.write(answer[:-40])
    await exchange.writer.drain()


@cache
def _bomb() -> bytes:
    """300 kB that expand to 300 MB: a gzip file may have several members."""
    return gzip.compress(bytes(2**20)) * 300
