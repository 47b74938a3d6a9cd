"""Requests and answers as bytes: faults that only a real connection can have, on loopback."""

from __future__ import annotations

import asyncio
import socket

import pytest

from ie_tui import __version__
from ie_tui.api.endpoint import parse_endpoint
from ie_tui.api.errors import (
    BadAnswer,
    Denied,
    Offline,
    ServiceError,
    UnknownJob,
)
from ie_tui.api.retry import Deadlines
from tests.api.loopback_peer import (
    JOB,
    REFUSAL,
    XML,
    Peer,
    Script,
    client_of,
    closes,
    hangs,
    http,
    listening,
    never_ends,
    resets,
    sends,
    trickles,
)

CUT = http()[:-20]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

# What a peer does, the error, a part of its sentence, and whether it is tried again.
FAULTS: dict[str, tuple[bytes | Script, type[ServiceError], str, bool]] = {
    "F8 reset before the answer": (resets, Offline, "The connection to {host} was lost", True),
    "F8 closed before the answer": (closes, Offline, "{host} closed the connection without", True),
    "F9 reset inside the body": (sends(CUT, resets), Offline, "The connection to {host} was lost", True),
    "F10 cut short": (sends(CUT, closes), Offline, "response from {host} was cut short", True),
    "F10 cut short in a chunk": (
        sends(CHUNKED + b"ff\r\n<Get", closes),
        Offline,
        "response from {host} was cut short",
        True,
    ),
    "F11 cut short without a length": (
        sends(b"HTTP/1.1 200 OK\r\n\r\n" + XML[:-20], closes),
        BadAnswer,
        "{host}: The response was cut short",
        False,
    ),
    "F13 two lengths": (http(XML, b"200 OK", b"Content-Length: 7"), Offline, "valid HTTP response", True),
    "F14 garbage for a chunk": (CHUNKED + b"zz\r\n", Offline, "valid HTTP response", True),
    "F15 slow head": (hangs, Offline, "{host} did not send a complete response within 0.2 s", True),
    "F16 slow body": (trickles, Offline, "{host} did not send a complete response within 0.2 s", True),
    "F17 endless body": (never_ends, BadAnswer, "{host} sent more than 8 MiB", False),
    "F18 endless headers": (
        b"HTTP/1.1 200 OK\r\n" + b"X: %s\r\n" % (b"x" * 1000) * 300,
        Offline,
        "{host} sent headers that are too large",
        True,
    ),
    "F19 another protocol": (
        sends(b"SSH-2.0-OpenSSH_9.6\r\n", hangs),
        Offline,
        "{host} did not send a complete response within 0.2 s",
        True,
    ),
    "F20 compressed": (
        http(b"\x1f\x8b", b"200 OK", b"Content-Encoding: gzip"),
        BadAnswer,
        "{host} sent a response compressed as gzip",
        False,
    ),
    "F22 redirect": (
        http(b"", b"302 Found", b"Location: http://evil.example/x"),
        BadAnswer,
        "{host} redirects to evil.example",
        False,
    ),
    "F22 redirect to nowhere": (
        http(b"", b"301 Moved", b"Location: http://["),
        BadAnswer,
        "{host} redirects to another address",
        False,
    ),
    "F25 captive portal": (
        http(b"<!DOCTYPE html><html><body>Log in</body></html>"),
        BadAnswer,
        "{host}: The response is a web page",
        False,
    ),
    "F27 empty": (http(b""), BadAnswer, "{host}: The response is empty", False),
    "F28 another operation": (
        http(b"<ListJobsResponse><ListJobsResult/></ListJobsResponse>"),
        BadAnswer,
        "{host}: The response is a ListJobsResponse",
        False,
    ),
    "F29 an error under status 200": (
        http(REFUSAL % b"InvalidJobIdException"),
        UnknownJob,
        "no such job",
        False,
    ),
    "wrong secret": (
        http(REFUSAL % b"SignatureDoesNotMatch", b"403 Forbidden"),
        Denied,
        "does not match",
        False,
    ),
    "HTML under 403": (http(b"<html>no</html>", b"403 Forbidden"), ServiceError, "", False),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_ends_with_its_sentence(fault: str) -> None:
    script, kind, sentence, is_tried_again = FAULTS[fault]
    deadlines = Deadlines(attempt_s=0.2 if "0.2 s" in sentence else 5, action_s=10)
    async with listening(Peer(script)) as peer, client_of(peer, deadlines=deadlines) as client:
        with pytest.raises(kind) as caught:
            await client.get_status(JOB)
        assert sentence.format(host=parse_endpoint(peer.url).host) in caught.value.sentence
        assert len(peer.requests) == (3 if is_tried_again else 1)


async def test_a_fault_that_passes_is_survived() -> None:
    scripts = (resets, sends(CUT, closes), http())
    async with listening(Peer(*scripts)) as peer, client_of(peer) as client:
        assert (await client.get_status(JOB)).job_id == JOB
        assert len(peer.requests) == 3


async def test_more_than_was_announced_never_reaches_the_next_answer() -> None:
    other = XML.replace(b"QX7ZD", b"OTHER")
    async with listening(Peer(http() + b"surplus", http(other))) as peer, client_of(peer) as client:
        assert (await client.get_status(JOB)).job_id == JOB
        assert (await client.get_status(JOB)).job_id == "OTHER"


async def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    async with client_of(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(Offline, match=f"Cannot reach 127.0.0.1:{port}: connection refused"):
            await client.list_jobs()


async def test_a_request_is_sent_as_it_was_signed() -> None:
    async with listening(Peer(http())) as peer, client_of(peer) as client:
        await client.get_status(JOB)
        head, _, body = peer.requests[0].decode().partition("\r\n\r\n")
        request, *lines = head.split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        assert request == "POST / HTTP/1.1"
        assert body == "Action=GetStatus&Version=2010-06-01&JobId=QX7ZD"
        assert headers["host"] == parse_endpoint(peer.url).host
        assert headers["content-type"] == "application/x-www-form-urlencoded; charset=utf-8"
        assert headers["accept-encoding"] == "identity"
        assert headers["user-agent"] == f"ie-tui/{__version__}"
        assert headers["x-amz-security-token"] == "token"


async def test_a_lane_keeps_its_connection_and_no_cookies() -> None:
    answer = http(XML, b"200 OK", b"Set-Cookie: tracked=yes")
    async with listening(Peer(answer)) as peer, client_of(peer) as client:
        for _ in range(3):
            await client.get_status(JOB)
        assert peer.connections == 1
        assert b"tracked" not in b"".join(peer.requests)


async def test_a_refusal_keeps_the_connection_too() -> None:
    answers = (http(REFUSAL % b"InvalidJobIdException", b"400 Bad Request"), http())
    async with listening(Peer(*answers)) as peer, client_of(peer) as client:
        with pytest.raises(UnknownJob):
            await client.get_status(JOB)
        await client.get_status(JOB)
        assert peer.connections == 1


@pytest.mark.parametrize("lanes", [1, 3])
async def test_actions_run_side_by_side_as_far_as_there_are_lanes(lanes: int) -> None:
    running = busiest = 0

    async def counts(writer: asyncio.StreamWriter) -> None:
        nonlocal running, busiest
        running += 1
        busiest = max(busiest, running)
        for _ in range(20):
            await asyncio.sleep(0)
        running -= 1
        writer.write(http())

    async with listening(Peer(counts)) as peer, client_of(peer, lanes=lanes) as client:
        await asyncio.gather(*(client.get_status(JOB) for _ in range(9)))
        assert (busiest, peer.connections) == (lanes, lanes)


async def test_cancelling_an_action_cancels_its_request_and_frees_its_lane() -> None:
    async with listening(Peer(hangs, http())) as peer, client_of(peer) as client:
        asking = asyncio.create_task(client.get_status(JOB))
        await peer.has_request.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await client.get_status(JOB)).job_id == JOB


async def test_cancelling_at_any_moment_leaves_the_client_whole() -> None:
    async with listening(Peer(http())) as peer, client_of(peer) as client:
        for turns in range(40):
            asking = asyncio.create_task(client.get_status(JOB))
            for _ in range(turns):
                await asyncio.sleep(0)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        assert (await client.get_status(JOB)).job_id == JOB
