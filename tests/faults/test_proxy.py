"""The fault proxy breaks what its script says, and nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.api.loopback_peer import XML, Peer, http, listening
from tests.faults import breakages
from tests.faults.proxy import Exchange, FaultProxy, Script, Way

ASKED = b"Action=GetStatus&JobId=QX7ZD"
REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(ASKED), ASKED)


@asynccontextmanager
async def door(answer: Script | None = None) -> AsyncIterator[FaultProxy]:
    """A fault proxy before a service that always sends the same response."""
    async with listening(Peer(http())) as peer:
        upstream = ("127.0.0.1", int(peer.url.rpartition(":")[2]))
        async with FaultProxy(upstream, Way(answer) if answer else Way()) as proxy:
            yield proxy


async def all_that_comes(proxy: FaultProxy, request: bytes = REQUEST, *, limit_s: float = 10) -> bytes:
    """Send one request; returns all bytes until the proxy closes the connection or the time is over."""
    return await _converse(proxy, request, -1, limit_s)


async def first_bytes(proxy: FaultProxy, count: int, request: bytes = REQUEST) -> bytes:
    """Send one request; returns so many bytes, and any that came with them."""
    return await _converse(proxy, request, count, limit_s=10)


async def _converse(proxy: FaultProxy, request: bytes, count: int, limit_s: float) -> bytes:
    came = bytearray()
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        async with asyncio.timeout(limit_s):
            writer.write(request)
            while data := await reader.read(2**16):
                came += data
                if 0 <= count <= len(came):
                    await proxy.drop_connections()
    except TimeoutError:
        return bytes(came)
    finally:
        writer.close()
    return bytes(came)


async def test_it_hands_on_requests_and_answers_as_they_are() -> None:
    async with door() as proxy:
        assert await first_bytes(proxy, len(http())) == http()
        assert proxy.actions == ["GetStatus"]
        assert proxy.connections == 1


BROKEN: dict[str, tuple[Script, bytes]] = {
    "an answer cut short": (breakages.closes_inside_the_body, http()[:-40]),
    "no length, cut short": (
        breakages.closes_inside_a_body_without_length,
        b"HTTP/1.1 200 OK\r\n\r\n" + XML[:-40],
    ),
    "more than announced": (breakages.sends_more_than_announced, http() + breakages.WEB_PAGE),
    "two lengths": (
        breakages.announces(lambda length: length - 7),
        http(XML, b"200 OK", b"Content-Length: %d" % (len(XML) - 7)),
    ),
    "a garbage chunk": (
        breakages.sends_a_garbage_chunk,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\nno number\r\n" % (len(XML), XML),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_it_breaks_an_answer_at_the_place_that_was_asked_for(case: str) -> None:
    script, expected = BROKEN[case]
    async with door(script) as proxy:
        assert await first_bytes(proxy, len(expected)) == expected


async def test_a_reset_is_a_reset_and_no_orderly_end() -> None:
    async with door(breakages.resets) as proxy:
        with pytest.raises(ConnectionResetError):
            await all_that_comes(proxy)


async def test_even_an_endless_body_ends() -> None:
    async with door(breakages.never_ends) as proxy:
        head, _, body = (await all_that_comes(proxy)).partition(b"\r\n\r\n")
        assert b"Content-Length" not in head
        assert len(body) == breakages.ENDLESS_BYTES


async def test_the_bomb_is_small_until_it_is_unpacked() -> None:
    async with door(breakages.sends_a_gzip_bomb) as proxy:
        head, _, body = (await first_bytes(proxy, 300_000)).partition(b"\r\n\r\n")
        assert b"Content-Encoding: gzip" in head
        assert len(body) < 400_000
        # Each member of a gzip file ends with its unpacked size, before the next one's magic number.
        sizes = [int.from_bytes(size, "little") for size in re.findall(rb"(?s)(....)\x1f\x8b", body)]
        assert sum(sizes) == 299 * 2**20


async def test_a_storm_passes_after_so_many_requests_of_each_action() -> None:
    storm = breakages.at_first(1, breakages.sends(b"broken"), then=breakages.sends(b"whole"))
    async with door(storm) as proxy:
        answers = [await first_bytes(proxy, 5) for _ in range(2)]
        other = await first_bytes(proxy, 5, REQUEST.replace(b"GetStatus", b"ListJobs1"))
        assert (answers, other) == ([b"broken", b"whole"], b"broken")


async def test_a_new_way_ends_the_connections_of_the_old_one() -> None:
    served = asyncio.Event()

    async def hangs(exchange: Exchange) -> None:
        served.set()
        await breakages.hangs(exchange)

    async with door(hangs) as proxy:
        asking = asyncio.create_task(all_that_comes(proxy))
        await served.wait()
        await proxy.take(Way(breakages.sends(b"new")))
        assert await asking == b""
        assert (proxy.actions, proxy.connections, proxy.open_connections) == ([], 0, 0)
        assert await first_bytes(proxy, 3) == b"new"


async def test_shut_it_refuses_and_reopened_it_serves_at_the_same_port() -> None:
    async with door() as proxy:
        await proxy.shut()
        with pytest.raises(ConnectionRefusedError):
            await all_that_comes(proxy)
        proxy.reopen()
        assert await first_bytes(proxy, len(http())) == http()


async def test_silent_it_lets_nobody_in_and_reopened_it_does() -> None:
    async with door() as proxy:
        await proxy.fall_silent()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.open_connection("127.0.0.1", proxy.port), 0.2)
        proxy.reopen()
        assert await first_bytes(proxy, len(http())) == http()


async def test_nobody_is_served_while_the_gate_is_closed() -> None:
    async with door() as proxy:
        proxy.gate.clear()
        assert await all_that_comes(proxy, limit_s=0.1) == b""
        proxy.gate.set()
        assert await first_bytes(proxy, len(http())) == http()


async def test_asked_to_connect_it_joins_both_sides() -> None:
    async with door() as proxy:
        request = b"CONNECT service.example:443 HTTP/1.1\r\n\r\n" + REQUEST
        joined = b"HTTP/1.1 200 Connection established\r\n\r\n" + http()
        assert await first_bytes(proxy, len(joined), request) == joined
