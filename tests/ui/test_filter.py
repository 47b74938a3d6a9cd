"""The list filtered: by what one types, to the jobs that need a person, and back, layer by layer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import events
from textual.app import App
from textual.widgets import Input

from ie_tui.jobs.record import Note
from ie_tui.tracking.index import Filter
from ie_tui.ui.screens.help import HelpScreen
from ie_tui.ui.widgets.job_list.columns import title
from ie_tui.ui.widgets.job_list.job_list import JobList
from tests.ui.conftest import ME, Stage, job, jobs, screen_lines, screen_text, settle, status

NAMES = ("A36BC", "K7F2M", "M4T9B", "Q9XZ1", "B81TC")


@pytest.fixture
def five(stage: Stage) -> Stage:
    kept = [status("K7F2M", progress_code="DeviceError"), status("Q9XZ1"), status("B81TC", error_count=2)]
    stage.keep(jobs(*NAMES), kept, age=timedelta(0))
    stage.service.pages = [jobs(*NAMES)]
    return stage


def listed(app: App[None]) -> list[str]:
    """The jobs whose rows are on the screen."""
    return [str(job_id) for job_id in app.query_one(JobList).jobs_in_view()]


def head(app: App[None]) -> str:
    """The upper edge of the list."""
    return next(line for line in screen_lines(app) if "─ Jobs" in line).partition("╮")[0]


def state(app: App[None]) -> tuple[Filter, str | None]:
    """What filters, and what has the keys."""
    focused = app.focused
    return app.query_one(JobList).wanted, None if focused is None else focused.id or type(focused).__name__


async def test_the_list_follows_what_one_types(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        for keys, found in (("/", list(NAMES)), ("k", ["K7F2M"]), ("backspace", list(NAMES))):
            await pilot.press("slash" if keys == "/" else keys)
            assert listed(pilot.app) == found
        await pilot.press(*"ATAWS")
        assert listed(pilot.app) == ["K7F2M", "Q9XZ1", "B81TC"]
        assert "Jobs · 3 of 5 · /ATAWS" in head(pilot.app)
        assert "1 of 3" in screen_text(pilot.app)
        assert "─ K7F2M · Import" in screen_text(pilot.app)
        await pilot.press("enter")
        assert state(pilot.app) == (Filter("ATAWS"), "jobs")
        await pilot.press("j")
        assert pilot.app.query_one(JobList).cursor == "Q9XZ1"


async def test_escape_takes_one_layer_away_at_a_time(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("exclamation_mark", "slash", *"dev")
        await pilot.pause()
        assert (state(pilot.app), listed(pilot.app)) == ((Filter("dev", True), "FilterInput"), ["K7F2M"])
        await pilot.press("escape")
        assert (state(pilot.app), listed(pilot.app)) == (
            (Filter("", True), "FilterInput"),
            ["K7F2M", "B81TC"],
        )
        await pilot.press("escape")
        await pilot.pause()
        assert state(pilot.app) == (Filter("", True), "jobs")
        assert not pilot.app.screen.query(Input)
        await pilot.press("escape")
        assert (state(pilot.app), listed(pilot.app)) == ((Filter(), "jobs"), list(NAMES))
        await pilot.press("escape")
        assert pilot.app.is_running


async def test_escape_in_the_list_takes_a_kept_text_away_before_the_rest(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("exclamation_mark", "slash", *"dev", "enter", "escape")
        assert state(pilot.app) == (Filter("", True), "jobs")


@pytest.mark.parametrize("burst", ["/q9x\r", "/!?q9x\x7f"])
async def test_what_is_typed_in_one_burst_goes_into_the_line_and_does_nothing_else(
    five: Stage, burst: str
) -> None:
    keys = {"\r": "enter", "\x7f": "backspace", "/": "slash", "!": "exclamation_mark", "?": "question_mark"}
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        for letter in burst:
            pilot.app.post_message(
                events.Key(keys.get(letter, letter), letter if letter.isprintable() else None)
            )
        await settle(pilot.app, pilot)
        assert pilot.app.is_running
        assert not isinstance(pilot.app.screen, HelpScreen)
        typed = burst.strip("/\r").replace("x\x7f", "")
        assert state(pilot.app) == (Filter(typed), "jobs" if "\r" in burst else "FilterInput")


async def test_only_escape_enter_and_arrows_act_in_the_line(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("slash", *"qy", "left", "R", "ctrl+d")
        assert state(pilot.app)[0] == Filter("qR")
        assert five.service.asked == ["list"]
        await pilot.press("backspace", "escape", "down", "down", "up")
        assert pilot.app.query_one(JobList).cursor == "Q9XZ1"
        assert state(pilot.app)[1] == "FilterInput"
        assert (
            screen_lines(pilot.app)[-1].strip()
            == "enter keep  esc clear  ↓ next  ↑ previous  ctrl+p commands"
        )


async def test_the_cursor_stays_on_its_job_or_goes_to_the_most_urgent_one(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        jobs_list = pilot.app.query_one(JobList)
        await pilot.press("G", "exclamation_mark")
        assert jobs_list.cursor == "B81TC"
        await pilot.press("exclamation_mark", "k", "k", "exclamation_mark")
        assert jobs_list.cursor == "K7F2M"
        await pilot.press("exclamation_mark")
        assert (jobs_list.cursor, listed(pilot.app)) == ("K7F2M", list(NAMES))


async def test_a_job_is_not_taken_from_under_the_cursor_by_news_about_it(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("exclamation_mark", "r")
        five.service.statuses["K7F2M"] = status("K7F2M", progress_code="Success")
        await settle(pilot.app, pilot)
        assert "! 1 needs you" in screen_text(pilot.app)
        assert (pilot.app.query_one(JobList).cursor, listed(pilot.app)) == ("K7F2M", ["K7F2M", "B81TC"])
        five.service.pages = [(job("NEWER", age_days=-1), *jobs(*NAMES))]
        await pilot.press("j", "R")
        await settle(pilot.app, pilot)
        assert listed(pilot.app) == ["B81TC"]


async def test_nothing_found_says_so_and_how_to_leave(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("slash", *"[/b]")
        text = screen_text(pilot.app)
        assert "No matches" in text
        assert "None of 5 jobs matches “[/b]”." in text
        assert "esc to clear the filter" in text
        assert "No job is selected" in text
        await pilot.press("escape")
        assert pilot.app.query_one(JobList).cursor == "A36BC"


async def test_where_no_job_needs_anyone_it_is_said_how_many_are_known(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), [status("A36BC")], age=timedelta(0))
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("exclamation_mark")
        assert "No jobs need you" in screen_text(pilot.app)
        assert "1 of 2 jobs known" in screen_text(pilot.app)


async def test_notes_are_found(five: Stage) -> None:
    five.cache.set_note(ME, jobs("M4T9B")[0].job_id, Note("for Größe & Co"))
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("slash", *"GRÖSSE")
        assert listed(pilot.app) == ["M4T9B"]


async def test_going_to_the_other_pane_ends_typing(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("slash", *"k7")
        await pilot.click("#detail", offset=(5, 5))
        await pilot.pause()
        assert state(pilot.app) == (Filter("k7"), "detail")
        assert not pilot.app.screen.query(Input)
        await pilot.press("escape", "escape")
        assert state(pilot.app) == (Filter(), "jobs")


async def test_a_new_size_leaves_the_line_alone(five: Stage) -> None:
    async with five.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("slash", *"k7")
        await pilot.resize_terminal(50, 20)
        await pilot.press("f")
        assert state(pilot.app) == (Filter("k7f"), "FilterInput")
        assert listed(pilot.app) == ["K7F2M"]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (Filter(), "Jobs"),
        (Filter("x\x1b["), "Jobs · 3 of 247 · /x\\e["),
        (Filter("", True), "Jobs · 3 of 247 · ! needs you"),
        (Filter("pend", True), "Jobs · 3 of 247 · ! needs you · /pend"),
    ],
)
def test_the_title_says_what_filters(wanted: Filter, text: str) -> None:
    assert title(wanted, 3, 247) == text
