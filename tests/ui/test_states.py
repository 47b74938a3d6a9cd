"""What the screen says while there is nothing, or nothing new, to show."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta, timezone

import pytest

from ie_tui.api.errors import Denied, NoCredentials, Offline
from ie_tui.jobs.record import FetchFailure, Overview
from ie_tui.ui.app import IeTui
from ie_tui.ui.rendering.glyphs import UNICODE
from ie_tui.ui.widgets.notices import notices
from ie_tui.ui.widgets.status_bar import lay_out, left_parts, right_parts
from tests.ui.conftest import (
    NEVER_BY_ITSELF,
    NOW,
    Stage,
    jobs,
    screen_lines,
    screen_text,
    settle,
    status,
    until,
)

DOWN = Offline("The service could not be reached: connection refused.", advice="Check the network.")


async def test_the_first_time_it_says_that_it_is_fetching(stage: Stage) -> None:
    stage.service.gates["list"] = asyncio.Event()
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "Fetching your jobs…" in screen_text(pilot.app))
        assert "No job is selected" in screen_text(pilot.app)
        assert "copy signature" not in screen_text(pilot.app)


async def test_an_account_without_jobs_is_told_so(stage: Stage) -> None:
    stage.service.pages = [()]
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        assert "No jobs" in screen_text(pilot.app)
        assert "R to fetch again" in screen_text(pilot.app)


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (DOWN, "Offline, and nothing cached"),
        (NoCredentials("No credentials were found.", advice="Run `aws configure`."), "No credentials yet"),
        (Denied("The key is not known.", code="X", advice="Use another."), "Could not fetch the list"),
    ],
)
async def test_an_empty_list_says_why_and_what_to_do(stage: Stage, error: Offline, title: str) -> None:
    stage.connect_error = error
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        text = " ".join(screen_text(pilot.app).replace("│", " ").split())
        assert title in text
        assert error.advice in text
        stage.connect_error = None
        stage.service.pages = [jobs("A36BC")]
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert "A36BC" in screen_text(pilot.app)
        assert title not in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(120, 30), (80, 24), (50, 20), (40, 12)])
async def test_offline_the_cached_jobs_stay_with_age_reason_and_advice(
    stage: Stage, size: tuple[int, int]
) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(hours=3))
    stage.connect_error = DOWN
    async with stage.app().run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        text = " ".join(screen_text(pilot.app).split())
        for words in ("offline", "3 h ago", DOWN.sentence, DOWN.advice, "R tries again", "A36BC"):
            assert words in text
        stage.connect_error = None
        stage.service.pages = [jobs("A36BC")]
        await pilot.press("R")
        await settle(pilot.app, pilot)
        assert "connection refused" not in screen_text(pilot.app)


def test_what_happened_to_the_cache_is_said_as_it_is() -> None:
    told = Overview("prod", "host", notices=("The cache is [b]unreadable[/b].\x1b[2J",))
    assert notices(told, NOW, UNICODE).plain == "! The cache is [b]unreadable[/b].\\e[2J"


async def test_the_demo_says_so_at_every_width(stage: Stage) -> None:
    for width in (160, 80, 40):
        async with stage.app(badge="DEMO").run_test(size=(width, 24)) as pilot:
            assert "DEMO" in screen_lines(pilot.app)[0]


async def test_a_tick_of_the_clock_makes_the_list_older(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC")]
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        assert "listed 0 s ago" in screen_text(pilot.app)
        stage.clock.now += timedelta(minutes=5)
        pilot.app.screen.now = stage.clock.now  # type: ignore[attr-defined]
        await pilot.pause()
        assert "listed 5 min ago" in screen_text(pilot.app)


FULL = Overview(
    "production",
    "importexport.amazonaws.com",
    job_count=247,
    known_count=41,
    listed_at=NOW - timedelta(seconds=8),
    failure=FetchFailure(DOWN, NOW),
)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (
            160,
            "ie-tui · production · importexport.amazonaws.com|offline since 12:00 · "
            "account not checked yet · listed 8 s ago · 11:59:52 UTC · 41 of 247 known",
        ),
        (
            100,
            "production|offline since 12:00 · account not checked yet · listed 8 s ago · 41 of 247 known",
        ),
        (80, "offline · account not checked yet · listed 8 s ago · 41 of 247 known"),
        (50, "offline · listed 8 s ago · 41 of 247 known"),
        (40, "offline · listed 8 s ago"),
        (20, "offline"),
    ],
)
def test_the_first_line_keeps_what_matters_when_it_gets_narrow(width: int, line: str) -> None:
    content = lay_out(left_parts(FULL, ""), right_parts(FULL, NOW, UTC), width)
    assert content.cell_length <= width
    assert "|".join(part.strip() for part in content.plain.split("  ") if part.strip()) == line


def test_a_name_too_long_for_the_line_is_cut_with_a_sign() -> None:
    long = Overview("x" * 200, "", is_checked=True)
    assert "x" not in lay_out(left_parts(long, "DEMO"), [], 40).plain
    assert lay_out([left_parts(long, "")[1]], [], 40).plain.endswith("…")


def test_yesterday_is_said_with_its_day() -> None:
    old = Overview("prod", "host", listed_at=NOW - timedelta(days=3))
    assert any("2026-03-02 12:00 UTC" in part.text for part in right_parts(old, NOW, UTC))


async def test_times_in_list_and_first_line_are_in_the_chosen_zone_with_ascii_glyphs_on_request(
    stage: Stage,
) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(hours=3))
    stage.connect_error = DOWN
    tokyo = timezone(timedelta(hours=9), "JST")
    app = IeTui(stage.tracker(), environ={}, zone=tokyo, ascii_glyphs=True, pace=NEVER_BY_ITSELF)
    async with app.run_test(size=(160, 30)) as pilot:
        await settle(app, pilot)
        text = screen_text(app)
        assert "18:00:00 JST" in text
        assert ">~ A36BC  being loaded            Import  > InProgress" in text
        assert "x The service could not be reached" in text
        await pilot.press("z")
        await pilot.pause()
        assert "2026-03-05 21:00 JST" in screen_text(app)
