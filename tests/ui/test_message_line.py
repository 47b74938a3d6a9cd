"""One line says what was done, where it hides nothing that one looks at; keys that do nothing say why."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from ie_tui.api.errors import NoCredentials
from ie_tui.ui.app import IeTui
from ie_tui.ui.screens.last_messages import LastMessages
from ie_tui.ui.screens.note import NoteScreen
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_list.job_list import JobList
from ie_tui.ui.widgets.message_line import Said, message_line
from tests.ui.conftest import NOW, Stage, jobs, screen_lines, screen_text, settle, status, until

MANIFEST = "bucket: here\nfield: here\npinCode: 1234\n"


@pytest.fixture
def full(stage: Stage) -> Stage:
    kept = [status("A36BC", current_manifest=MANIFEST), status("K7F2M", progress_code="DeviceError")]
    stage.keep(jobs("A36BC", "K7F2M"), kept, age=timedelta(0))
    stage.service.statuses = {"A36BC": kept[0]}
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    return stage


async def said_after(pilot: Pilot[None], *keys: str) -> str:
    """The first line of the last message."""
    await pilot.press(*keys)
    await settle(pilot.app, pilot)
    assert isinstance(pilot.app, IeTui)
    return pilot.app.said.line if pilot.app.said else ""


@pytest.mark.parametrize(
    ("width", "ends"),
    [
        (120, "paste to check  E for more  12:00:00 "),
        (80, "paste to check  12:00:00 "),
        (70, "paste to check "),
        (50, "28 characters…  E for more "),
    ],
)
def test_the_line_is_cut_before_it_wraps_and_the_time_goes_first(width: int, ends: str) -> None:
    text = "signature of A36BC, 28 characters: sent by OSC 52, paste to check"
    content = message_line(Said(f"{text}\nMore.", "information", NOW), width, may_read_on=True)
    assert content.cell_length <= width
    assert content.plain.endswith(ends)


@pytest.mark.parametrize(("severity", "sign"), [("information", "·"), ("warning", "!"), ("error", "x")])
def test_a_sign_tells_the_kind_without_any_colour(severity: str, sign: str) -> None:
    content = message_line(Said("It.", severity, NOW), 40, may_read_on=True)  # type: ignore[arg-type]
    assert content.plain.startswith(f" {sign} It.")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 15)])
async def test_two_copies_leave_one_message_and_every_key_in_sight(
    full: Stage, size: tuple[int, int]
) -> None:
    async with full.app().run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        keys = screen_lines(pilot.app)[-1]
        await said_after(pilot, "y", "Y")
        lines = screen_lines(pilot.app)
        assert lines[-1] == keys
        assert lines[-2].startswith(" · SIGNATURE file of A36BC,")
        assert "signature of" not in screen_text(pilot.app).replace(lines[-2], "")
        await pilot.press("c")
        await pilot.pause()
        menu = next(y for y, line in enumerate(screen_lines(pilot.app)) if "esc close" in line)
        assert menu < size[1] - 1
        assert screen_lines(pilot.app)[-1].startswith(" · SIGNATURE file of A36BC,")


async def test_a_message_that_was_cut_can_be_read_in_full(full: Stage) -> None:
    async with full.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await said_after(pilot, "y")
        await pilot.press("E")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LastMessages)
        assert "Not confirmed by the terminal" in screen_text(pilot.app)
        await pilot.press("E")
        assert not isinstance(pilot.app.screen, LastMessages)


async def test_fetching_says_that_it_began_and_what_came_of_it(full: Stage) -> None:
    async with full.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        full.service.gates = {"A36BC": asyncio.Event(), "list": asyncio.Event()}
        await pilot.press("r")
        await until(pilot, lambda: " · Fetching A36BC…" in screen_text(pilot.app))
        full.service.gates["A36BC"].set()
        await until(pilot, lambda: " · A36BC fetched: nothing changed.  12:00:00" in screen_text(pilot.app))
        full.service.statuses["A36BC"] = status("A36BC", current_manifest=MANIFEST, progress_code="Complete")
        assert await said_after(pilot, "r") == "A36BC fetched: progress changed."
        await pilot.press("R")
        await until(pilot, lambda: " · Fetching the list…" in screen_text(pilot.app))
        full.service.gates["list"].set()
        await until(pilot, lambda: "List fetched: 2 jobs, none new." in screen_text(pilot.app))


async def test_trying_again_without_credentials_says_that_it_was_tried(full: Stage) -> None:
    full.connect_error = NoCredentials("No credentials were found.")
    async with full.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        assert await said_after(pilot, "R") == "List not fetched: No credentials were found."
        full.clock.now += timedelta(minutes=1)
        await said_after(pilot, "r")
        await until(pilot, lambda: "x A36BC: No credentials were found." in screen_text(pilot.app))
        assert "12:01:00" in screen_lines(pilot.app)[-2]


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ("W", "W does nothing here; ? shows the keys."),
        ("t", "t works in the detail (2): original text."),
        ("2 slash", ""),
        ("2 n", "No search; press / to search the manifest."),
        ("2 enter", "Nothing has failed."),
        ("C", "Nothing has failed."),
    ],
)
async def test_a_key_that_does_nothing_says_why(full: Stage, keys: str, why: str) -> None:
    async with full.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        assert await said_after(pilot, *keys.split()) == why


async def test_n_goes_to_the_next_match_and_e_writes_a_note(full: Stage) -> None:
    async with full.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        detail = pilot.app.query_one(JobDetail)
        await pilot.press("2", "slash", *"here", "enter", "n")
        assert detail.match == 1
        await pilot.press("n", "N", "N")
        assert detail.match == 0
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteScreen)


async def test_after_a_search_without_a_match_one_esc_is_enough(full: Stage) -> None:
    async with full.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("2", "slash", *"nowhere", "enter", "escape")
        assert pilot.app.query_one(JobList).has_focus
        await pilot.press("slash", *"nowhere", "escape")
        await pilot.pause()
        assert pilot.app.query_one(JobList).has_focus
        assert not pilot.app.query_one(JobList).is_empty


async def test_ctrl_c_says_how_to_leave_and_the_second_one_leaves(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        assert await said_after(pilot, "ctrl+c") == "Press q or ctrl+c again to quit."
        full.clock.now += timedelta(seconds=4)
        await said_after(pilot, "ctrl+c")
        assert app.is_running
        await pilot.press("c", "ctrl+c")
    assert app.return_code == 0


async def test_a_click_on_need_you_shows_those_jobs(full: Stage) -> None:
    async with full.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        column = screen_lines(pilot.app)[0].index("needs you")
        await pilot.click("#status", offset=(column, 0))
        await pilot.pause()
        assert pilot.app.query_one(JobList).jobs_in_view() == ["K7F2M"]
        await pilot.click("#status", offset=(2, 0))
        assert pilot.app.query_one(JobList).jobs_in_view() == ["K7F2M"]
