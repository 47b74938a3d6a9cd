"""Each fault does what its name says, calls the service only if it should, and ends by itself."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from ie_tui.emulator.app import create_app
from ie_tui.emulator.faults import BOMB_BYTES, ENDLESS_BYTES, FAULTS, SLOW_S, App, clock_of, with_fault

from .caller import Answer, Sent, ask, outcome, signed_v2
from .served import served

REFUSALS = {
    "error-with-200": (200, "AccessDenied"),
    "storm": (503, "ServiceUnavailable"),
    "too-many-requests": (429, "TooManyRequestsException"),
    "throttling": (400, "Throttling"),
    "expired-token": (403, "ExpiredToken"),
}
NEVER_ASK = {
    *REFUSALS,
    "endless-body",
    "gzip-bomb",
    "redirect",
    "portal-html",
    "portal-xhtml",
    "empty",
}


async def at_once(_: float) -> None:
    """A pause that returns at once."""


async def exchange(
    app: App,
    *,
    request: Sent | None = None,
    receive: Callable[[], Awaitable[Any]] | None = None,
) -> list[dict[str, Any]]:
    """All messages of a response; the client stays connected unless `receive` says otherwise."""
    request = request or ask("ListJobs", MaxJobs="2")
    pieces = [request.body[:20], request.body[20:]]
    messages: list[dict[str, Any]] = []

    async def stay() -> dict[str, Any]:
        if not pieces:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def keep(message: Any) -> None:
        messages.append(dict(message))

    headers = [(name.encode(), value.encode()) for name, value in request.headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    async with asyncio.timeout(10):
        await app(scope, receive or stay, keep)
    return messages


def gathered(messages: list[dict[str, Any]]) -> Answer:
    """Combine the messages into a response, checked as a server would."""
    start, *pieces = messages
    assert start["type"] == "http.response.start"
    assert [piece.get("more_body", False) for piece in pieces] == [True] * (len(pieces) - 1) + [False]
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    body = b"".join(piece["body"] for piece in pieces)
    assert headers.get("content-length", str(len(body))) == str(len(body))
    return Answer(start["status"], headers, body)


async def answer(name: str, app: App | None = None) -> Answer:
    return gathered(await exchange(with_fault(app or create_app(), name, pause=at_once)))


@contextmanager
def on_loopback(name: str) -> Iterator[Callable[[], int]]:
    """Returns a function that sends a request to an emulator with that fault and returns the status."""
    app = with_fault(create_app(), name)
    limit_s = 0.3 if name.startswith("slow") else 10
    with served(app) as url, httpx.Client(trust_env=False, timeout=limit_s) as client:
        yield lambda: client.post(url, content=b"Action=ListJobs").status_code


async def unasked(*_: object) -> None:
    pytest.fail("the service was asked")


@pytest.mark.parametrize("name", sorted(NEVER_ASK))
async def test_what_refuses_does_not_let_the_service_do_it_all_the_same(name: str) -> None:
    await answer(name, unasked)


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refusal_has_its_status_and_its_code(name: str) -> None:
    assert outcome(await answer(name)) == REFUSALS[name]


async def test_429_says_when_to_come_again() -> None:
    assert (await answer("too-many-requests")).headers["x-amz-retry-after"] == "1500"


async def test_a_storm_that_heals_is_over_after_two_requests() -> None:
    app = with_fault(create_app(), "storm-that-heals")
    assert [gathered(await exchange(app)).http_status for _ in range(4)] == [503, 503, 200, 200]
    again = with_fault(create_app(), "storm-that-heals")
    assert gathered(await exchange(again)).http_status == 503


async def test_a_redirect_names_another_host() -> None:
    redirect = await answer("redirect")
    assert (redirect.http_status, redirect.body) == (302, b"")
    assert redirect.headers["location"] == "https://portal.example/login"


@pytest.mark.parametrize(
    ("name", "opening"), [("portal-html", b"<!DOCTYPE html>"), ("portal-xhtml", b"<?xml")]
)
async def test_a_portal_shows_its_login_page_with_200(name: str, opening: bytes) -> None:
    page = await answer(name)
    assert (page.http_status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.body.startswith(opening)
    assert page.root.tag.endswith("html")


async def test_an_empty_answer_is_a_success_of_nothing() -> None:
    empty = await answer("empty")
    assert (empty.http_status, empty.body) == (200, b"")


@pytest.mark.parametrize(("asked", "answered"), [("ListJobs", "CancelJob"), ("CancelJob", "UpdateJob")])
async def test_another_operation_answers_than_was_asked(asked: str, answered: str) -> None:
    async def service(scope: Any, receive: Any, send: Any) -> None:
        body = f"<{asked}Response/>".encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    other = await answer("other-operation", service)
    assert (other.http_status, other.text("Success")) == (200, "true")
    assert other.root.tag.endswith(f"}}{answered}Response")


async def test_huge_headers_come_before_the_true_answer() -> None:
    huge = await answer("huge-headers")
    assert sum(len(name) + len(value) for name, value in huge.headers.items()) > 200_000
    assert len(huge.texts("member")) == 2


async def test_an_endless_body_has_no_announced_length_and_ends_after_all() -> None:
    messages = await exchange(with_fault(create_app(), "endless-body"))
    endless = gathered(messages)
    assert "content-length" not in endless.headers
    assert ENDLESS_BYTES <= len(endless.body) < ENDLESS_BYTES + 100
    assert max(len(message.get("body", b"")) for message in messages) <= 1 << 16


async def test_a_gzip_bomb_is_small_on_the_wire_and_unpacks_to_what_it_says() -> None:
    bomb = await answer("gzip-bomb")
    assert bomb.headers["content-encoding"] == "gzip"
    assert len(bomb.body) < 100_000
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    size = 0
    piece = unpacker.decompress(bomb.body, 1 << 20)
    while piece:
        size += len(piece)
        piece = unpacker.decompress(unpacker.unconsumed_tail, 1 << 20)
    assert (size, unpacker.eof) == (BOMB_BYTES, True)


async def test_broken_gzip_cannot_be_unpacked() -> None:
    broken = await answer("broken-gzip")
    assert broken.headers["content-encoding"] == "gzip"
    with pytest.raises((zlib.error, gzip.BadGzipFile, EOFError)):
        gzip.decompress(broken.body)


@pytest.mark.parametrize("name", ["slow-head", "slow-body"])
async def test_a_slow_answer_is_the_true_one_when_it_has_come(name: str) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    now = datetime.now(UTC)
    app = create_app(clock=lambda: now, request_ids=lambda: "the-same")
    slow = gathered(await exchange(with_fault(app, name, pause=pause)))
    assert slow == gathered(await exchange(app))
    assert pauses == ([SLOW_S] if name == "slow-head" else [SLOW_S / 120] * 120)


@pytest.mark.parametrize(("name", "sent_before"), [("slow-head", 0), ("slow-body", 2)])
async def test_nothing_waits_for_a_client_that_has_gone(name: str, sent_before: int) -> None:
    was_given_up = asyncio.Event()

    async def pause(_: float) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            was_given_up.set()

    body = ask("ListJobs").body
    coming: list[dict[str, object]] = [
        {"type": "http.request", "body": body},
        {"type": "http.request"},
        {"type": "http.disconnect"},
    ]

    async def leave() -> dict[str, object]:
        await asyncio.sleep(0)
        return coming.pop(0)

    app = with_fault(create_app(), name, pause=pause)
    assert len(await exchange(app, receive=leave)) == sent_before
    await asyncio.wait_for(was_given_up.wait(), 10)


async def test_a_client_that_goes_before_its_request_is_whole_gets_nothing() -> None:
    async def leave() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert await exchange(with_fault(create_app(), "slow-head"), receive=leave) == []


@pytest.mark.parametrize(("name", "minutes"), [("clock-ahead", 20), ("clock-behind", -20)])
async def test_a_clock_that_is_off_refuses_and_tells_its_time_and_takes_a_signature_of_that_time(
    name: str, minutes: int
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    app = with_fault(create_app(clock=clock_of(name, lambda: now)), name)
    refused = gathered(await exchange(app))
    assert refused.http_status == 400
    theirs = parsedate_to_datetime(refused.headers["date"])
    assert theirs - now == timedelta(minutes=minutes)
    corrected = signed_v2({"Action": "ListJobs", "Version": "2010-06-01"}, at=theirs)
    assert gathered(await exchange(app, request=corrected)).http_status == 200


async def test_a_server_starts_and_stops_through_any_fault() -> None:
    for name in FAULTS:
        coming = ["lifespan.startup", "lifespan.shutdown"]
        going: list[str] = []

        async def receive(coming: list[str] = coming) -> dict[str, Any]:
            return {"type": coming.pop(0)}

        async def send(message: Any, going: list[str] = going) -> None:
            going.append(message["type"])

        await with_fault(create_app(), name)({"type": "lifespan"}, receive, send)
        assert going == ["lifespan.startup.complete", "lifespan.shutdown.complete"], name


def test_a_fault_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        with_fault(create_app(), "earthquake")
    with pytest.raises(KeyError):
        clock_of("earthquake", lambda: datetime.now(UTC))


@pytest.mark.parametrize(
    ("name", "meets"),
    [
        ("slow-head", httpx.ReadTimeout),
        ("slow-body", httpx.ReadTimeout),
        ("huge-headers", httpx.RemoteProtocolError),
        ("broken-gzip", httpx.DecodingError),
        ("redirect", 302),
        ("empty", 200),
        ("storm", 503),
    ],
)
def test_a_client_on_a_real_socket_meets_the_fault(name: str, meets: type[Exception] | int) -> None:
    with on_loopback(name) as post:
        for _ in range(2):  # the server survives it
            if isinstance(meets, int):
                assert post() == meets
            else:
                with pytest.raises(meets):
                    post()


def test_a_client_may_leave_an_endless_body_in_the_middle() -> None:
    app = with_fault(create_app(), "endless-body")
    with served(app) as url, httpx.Client(trust_env=False) as client:
        for _ in range(2):
            with client.stream("POST", url, content=b"Action=ListJobs") as answer:
                assert next(answer.iter_raw()).startswith(b"<ListJobsResponse>")
