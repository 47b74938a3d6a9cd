"""What a person sees of asking, and how it is ended: attempts, a wrong clock, credentials that have ended."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

import pytest
from textual.app import App
from textual.pilot import Pilot

from ie_tui.api.client import RetryNotice
from ie_tui.api.errors import Expired, LoginExpired, NoCredentials, Offline, ServiceError
from ie_tui.api.models import JobId
from ie_tui.jobs.record import Overview, RetryState
from ie_tui.ui.advice import command_of
from ie_tui.ui.widgets.status_bar import lay_out, left_parts, right_parts
from tests.ui.conftest import (
    AT_ONCE,
    NOW,
    Stage,
    jobs,
    screen_lines,
    screen_text,
    settle,
    status,
    until,
)

REFUSED = Offline("Cannot reach importexport.amazonaws.com: connection refused.")
AGAIN = RetryNotice("GetStatus", 2, 3, 0.8, REFUSED)
SSO = LoginExpired(
    "The SSO login of profile prod has expired or is missing.",
    advice="Run `aws sso login --profile prod`, then try again.",
)


def said(app: App[None]) -> str:
    """The screen as running text."""
    return " ".join(screen_text(app).replace("│", " ").split())


async def test_an_attempt_that_is_made_again_is_in_the_first_line_until_its_question_ends(
    stage: Stage,
) -> None:
    stage.service.pages = [jobs("A36BC")]
    async with stage.app().run_test(size=(160, 30)) as pilot:
        await settle(pilot.app, pilot)
        stage.service.retry = AGAIN
        gate = stage.service.gates["A36BC"] = asyncio.Event()
        await pilot.press("r")
        words = "attempt 2 of 3, 0.8 s: Cannot reach importexport.amazonaws.com: connection"
        await until(pilot, lambda: words in screen_lines(pilot.app)[0])
        gate.set()
        await settle(pilot.app, pilot)
        assert "attempt" not in screen_text(pilot.app)
        assert "sigA36BC" in screen_text(pilot.app)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (
            160,
            "prod · host|attempt 2 of 3, 0.8 s: Cannot reach importexport.amazonaws.com: "
            "it \\e[2Jrefused the connection · "
            "listed 8 s ago · 41 of 247 known",
        ),
        (
            120,
            "prod|attempt 2 of 3, 0.8 s: Cannot reach importexport.amazonaws.com:… · "
            "listed 8 s ago · 41 of 247 known",
        ),
        (80, "prod|attempt 2 of 3, 0.8 s · listed 8 s ago · 41 of 247 known"),
        (50, "attempt 2 of 3, 0.8 s · listed 8 s ago"),
        (30, "attempt 2 of 3, 0.8 s"),
    ],
)
def test_the_attempt_stays_when_it_gets_narrow_and_its_reason_goes_early(width: int, line: str) -> None:
    reason = "Cannot reach importexport.amazonaws.com: it \x1b[2Jrefused the connection."
    trying = RetryState(JobId("A36BC"), 2, 3, 0.84, reason)
    overview = Overview(
        "prod",
        "host",
        is_checked=True,
        trying=trying,
        job_count=247,
        known_count=41,
        listed_at=NOW - timedelta(seconds=8),
    )
    content = lay_out(left_parts(overview, ""), right_parts(overview, NOW, UTC), width)
    assert content.cell_length <= width
    shown = "|".join(part.strip() for part in content.plain.split("  ") if part.strip())
    assert shown.removeprefix("ie-tui · ") == line


def test_a_wait_that_nobody_feels_is_not_told() -> None:
    overview = Overview("prod", "host", trying=RetryState(None, 3, 3, 0.04, "The service is unavailable."))
    parts = right_parts(overview, NOW, UTC)
    assert [part.text for part in parts] == ["attempt 3 of 3", "The service is unavailable"]


@pytest.mark.parametrize("key", ["r", "R"])
async def test_esc_ends_what_was_asked_before_it_undoes_anything_else(stage: Stage, key: str) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(hours=3))
    stage.service.pages = [jobs("A36BC")]
    async with stage.app().run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot.app, pilot)
        stage.service.gates = {"list": asyncio.Event(), "A36BC": asyncio.Event()}
        await pilot.press("enter", "z", key)
        await until(pilot, lambda: "fetching…" in screen_text(pilot.app))
        await pilot.press("escape")
        await settle(pilot.app, pilot)
        assert stage.service.given_up.total() == 1
        text = screen_text(pilot.app)
        assert "fetching…" not in text
        assert "sigA36BC" in text
        assert "stale · 3 h ago" in text
        assert "given up" not in text.lower()
        assert "✖" not in text
        await pilot.press("escape")
        await pilot.pause()
        assert "─ Jobs ─" in screen_text(pilot.app), "the second esc takes the zoom back"
        stage.service.gates.clear()
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "updated 0 s ago" in screen_text(pilot.app), "what was ended can be asked again"


async def test_esc_ends_a_request_that_is_being_tried_again_though_nobody_asked_for_it(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC")]
    stage.service.gates["A36BC"] = asyncio.Event()
    stage.service.retry = AGAIN
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "A36BC" in stage.service.asked)
        await until(pilot, lambda: "attempt 2 of 3" in screen_text(pilot.app))
        await pilot.press("escape")
        await settle(pilot.app, pilot)
        assert stage.service.given_up["A36BC"] == 1
        assert "attempt" not in screen_text(pilot.app)


async def test_esc_undoes_a_layer_at_once_while_a_request_in_passing_runs_well(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC")]
    stage.service.gates["A36BC"] = asyncio.Event()
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "A36BC" in stage.service.asked)
        await pilot.press("z")
        await pilot.press("escape")
        await pilot.pause()
        assert stage.service.given_up["A36BC"] == 0
        assert "─ A36BC · Import ─" in screen_text(pilot.app)


async def test_esc_ends_a_look_up_of_credentials_and_enter_begins_it_again(stage: Stage) -> None:
    stage.connect_gate = asyncio.Event()
    stage.service.pages = [jobs("A36BC")]
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: stage.connects == 1)
        assert "Fetching your jobs…" in screen_text(pilot.app)
        assert "esc cancel" in screen_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot.app, pilot)
        text = screen_text(pilot.app)
        assert "No jobs fetched yet" in text
        assert "enter or R to fetch them" in text
        stage.connect_gate.set()
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert stage.connects == 2
        assert "A36BC" in screen_text(pilot.app)


async def test_a_wrong_clock_is_told_on_the_screen_and_remarks_once_as_a_notification(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC")]
    stage.service.clock_offset = timedelta(minutes=20)
    stage.remarks = ("Retry mode [b]legacy[/b] is read as standard.",)
    app = stage.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        text = said(pilot.app)
        assert "! This machine's clock is 20 min behind the service's; requests are signed" in text
        assert "Retry mode [b]legacy[/b] is read as" in text
        await pilot.press("R", "r")
        await settle(pilot.app, pilot)
        assert [one.text for one in app.messages if "Retry" in one.text] == list(stage.remarks)


@pytest.mark.parametrize("key", ["enter", "r", "R"])
@pytest.mark.parametrize("ended", [SSO, Expired("They have expired.", code="ExpiredToken")])
async def test_credentials_that_end_while_it_runs_are_looked_up_anew_by_a_key_and_only_by_a_key(
    stage: Stage, key: str, ended: ServiceError
) -> None:
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "sigA36BC" in screen_text(pilot.app))
        stage.service.statuses["K7F2M"] = ended
        await pilot.press("j")
        await until(pilot, lambda: ended.sentence in said(pilot.app))
        assert "credentials expired" in screen_lines(pilot.app)[0]
        asked = list(stage.service.asked)
        stage.clock.now += timedelta(hours=1)
        await pilot.press("k")
        await settle(pilot.app, pilot)
        assert (stage.connects, stage.service.asked) == (1, asked), "resting asks nothing"
        del stage.service.statuses["K7F2M"]
        await pilot.press(key)
        await until(pilot, lambda: "credentials expired" not in screen_text(pilot.app))
        await settle(pilot.app, pilot)
        assert stage.connects == 2
        assert "listed 0 s ago" in screen_text(pilot.app)
        assert "updated 0 s ago" in screen_text(pilot.app)


async def copied_by(key: str, pilot: Pilot[None]) -> str:
    await pilot.press(key)
    await settle(pilot.app, pilot)
    return pilot.app.clipboard


@pytest.mark.parametrize("has_jobs", [True, False])
async def test_the_command_that_renews_credentials_can_be_copied(stage: Stage, has_jobs: bool) -> None:
    if has_jobs:
        stage.keep(jobs("A36BC"), age=timedelta(hours=3))
    stage.connect_error = SSO
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        offer = "C copies the command" if has_jobs else "C to copy the command"
        assert offer in said(pilot.app)
        assert "C copy command" in screen_lines(pilot.app)[-1]
        assert await copied_by("C", pilot) == "aws sso login --profile prod"


async def test_where_no_command_helps_none_is_offered(stage: Stage) -> None:
    stage.connect_error = REFUSED
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        assert "copy command" not in screen_text(pilot.app)
        assert "C copies" not in screen_text(pilot.app)
        assert await copied_by("C", pilot) == ""


@pytest.mark.parametrize(
    ("advice", "command"),
    [
        ("Run `aws login`, or use `other`.", "aws login"),
        ("Wait.", None),
        ("", None),
        ("Run `aws sso login --profile 'a`b'`.", None),
        ("Run `aws sso login --profile 'a\x1b[2J'`.", None),
        ("Run `a\nb`.", None),
    ],
)
def test_a_command_is_offered_only_if_it_is_whole_and_safe_to_paste(advice: str, command: str | None) -> None:
    assert command_of(NoCredentials("No.", advice=advice)) == command
