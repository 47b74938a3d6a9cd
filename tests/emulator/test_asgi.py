"""The ASGI protocol: body pieces, Date, lifespan and disconnects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from ie_tui.emulator.app import Emulator, create_app

from .caller import Clock, ask, call, outcome


async def test_a_body_in_many_pieces_is_one_request(app: Emulator) -> None:
    assert (await call(app, ask("ListJobs", MaxJobs="2"), piece_bytes=3)).http_status == 200


async def test_answers_are_dated_by_the_services_own_clock(app: Emulator, clock: Clock) -> None:
    for minutes in (0, 16):
        clock.now += timedelta(minutes=minutes)
        answer = await call(app, ask("ListJobs"))
        assert parsedate_to_datetime(answer.headers["date"]) == clock.now.replace(microsecond=0)
    assert outcome(answer) == (400, "RequestExpired")


async def test_request_ids_differ_unless_told_otherwise() -> None:
    app = create_app()
    ids = {(await call(app, ask("ListJobs"))).text("RequestId") for _ in range(3)}
    assert len(ids) == 3


async def test_without_arguments_the_demo_is_served() -> None:
    answer = await call(create_app(), ask("ListJobs"))
    assert 20 <= len(answer.texts("member")) <= 30
    assert answer.text("IsTruncated") == "false"


async def test_a_client_that_goes_away_gets_no_answer(app: Emulator) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pytest.fail(f"sent {message}")

    await app({"type": "http"}, receive, send)


async def test_the_lifespan_of_a_server_is_followed_to_its_end(app: Emulator) -> None:
    incoming: Iterator[str] = iter(["lifespan.startup", "lifespan.shutdown"])
    outgoing: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": next(incoming)}

    async def send(message: Any) -> None:
        outgoing.append(message["type"])

    await app({"type": "lifespan"}, receive, send)
    assert outgoing == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_protocol_that_is_not_http_is_an_error(app: Emulator) -> None:
    async def receive() -> dict[str, Any]:
        raise AssertionError

    async def send(message: Any) -> None:
        raise AssertionError

    with pytest.raises(ValueError, match="websocket"):
        await app({"type": "websocket"}, receive, send)
