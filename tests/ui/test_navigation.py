"""Moving about: by keys and mouse, within the list and between the panes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.app import App

from ie_tui.ui.widgets.job_detail.detail_text import DetailText
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_list.job_list import JobList
from tests.ui.conftest import Stage, job, jobs, screen_text, settle

NAMES = [f"J{number:02d}" for number in range(60)]


@pytest.fixture
def many(stage: Stage) -> Stage:
    stage.keep(jobs(*NAMES), age=timedelta(0))
    stage.service.pages = [jobs(*NAMES)]
    return stage


def place(app: App[None]) -> str | None:
    return app.query_one(JobList).cursor


@pytest.mark.parametrize(
    ("keys", "job_id"),
    [
        ("", "J00"),
        ("j", "J01"),
        ("down down up", "J01"),
        ("j k k", "J00"),
        ("G", "J59"),
        ("G j", "J59"),
        ("G g", "J00"),
        ("end home", "J00"),
        ("ctrl+d", "J12"),
        ("ctrl+d ctrl+u", "J00"),
        ("pagedown", "J25"),
        ("pagedown pageup", "J00"),
    ],
)
async def test_keys_move_the_cursor(many: Stage, keys: str, job_id: str) -> None:
    async with many.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press(*keys.split())
        assert place(pilot.app) == job_id
        assert f"▸· {job_id}" in screen_text(pilot.app)
        assert f"─ {job_id} · Import" in screen_text(pilot.app)


async def test_a_click_selects_and_a_second_one_opens(many: Stage) -> None:
    async with many.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.click(JobList, offset=(6, 5))
        assert place(pilot.app) == "J03"
        assert pilot.app.query_one(JobList).has_focus
        await pilot.click(JobList, offset=(6, 5))
        assert pilot.app.query_one(JobDetail).has_focus


async def test_a_click_on_the_header_or_below_the_rows_selects_nothing(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await pilot.press("j")
        await pilot.click(JobList, offset=(6, 1))
        await pilot.click(JobList, offset=(6, 15))
        assert place(pilot.app) == "K7F2M"


async def test_refresh_keeps_the_cursor_on_its_job(stage: Stage) -> None:
    stage.keep(jobs("QX7ZD", "M4T9B"), age=timedelta(hours=1))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("j")
        stage.service.pages = [(job("NEWER", age_days=-1), *jobs("QX7ZD", "M4T9B"))]
        await pilot.press("R")
        await settle(pilot.app, pilot)
        assert place(pilot.app) == "M4T9B"
        assert "3 of 3" in screen_text(pilot.app)


async def test_refresh_keeps_a_scrolled_list_where_it_was(many: Stage) -> None:
    async with many.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("G", "k", "k")
        before = [line for line in screen_text(pilot.app).splitlines() if "▸" in line]
        row = screen_text(pilot.app).splitlines().index(before[0])
        many.service.pages = [(job("NEWER", age_days=-1), *jobs(*NAMES))]
        await pilot.press("R")
        await settle(pilot.app, pilot)
        assert "▸· J57" in screen_text(pilot.app).splitlines()[row]


@pytest.mark.parametrize(
    ("keys", "focused"),
    [
        ("", "jobs"),
        ("tab", "detail"),
        ("tab tab", "jobs"),
        ("shift+tab", "detail"),
        ("2", "detail"),
        ("2 1", "jobs"),
        ("enter", "detail"),
        ("enter escape", "jobs"),
        ("escape", "jobs"),
        ("l", "detail"),
        ("l h", "jobs"),
        ("right", "detail"),
        ("right right left", "jobs"),
    ],
)
async def test_keys_change_the_pane(many: Stage, keys: str, focused: str) -> None:
    async with many.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press(*keys.split())
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == focused


async def test_a_click_into_the_other_pane_is_followed_by_the_keys(many: Stage) -> None:
    async with many.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.click(JobDetail, offset=(5, 20))
        await pilot.press("tab")
        assert pilot.app.query_one(JobList).has_focus


async def test_zoom_gives_the_screen_to_one_pane_and_escape_undoes_one_layer(many: Stage) -> None:
    async with many.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("enter", "z")
        assert not pilot.app.query_one(JobList).display
        assert pilot.app.query_one(JobDetail).size.width > 110
        await pilot.press("escape")
        assert pilot.app.query_one(JobList).display
        assert pilot.app.query_one(JobDetail).has_focus
        await pilot.press("escape")
        assert pilot.app.query_one(JobList).has_focus


async def test_zoom_follows_to_the_other_pane(many: Stage) -> None:
    async with many.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("z", "2")
        assert not pilot.app.query_one(JobList).display
        assert pilot.app.query_one(JobDetail).has_focus


async def test_the_detail_scrolls_while_the_list_keeps_its_cursor(many: Stage) -> None:
    async with many.app().run_test(size=(120, 12)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("j", "r")
        await settle(pilot.app, pilot)
        await pilot.press("enter", "G")
        await pilot.pause()
        assert pilot.app.query_one(DetailText).scroll_offset.y > 0
        assert place(pilot.app) == "J01"


async def test_quitting_ends_with_status_0(many: Stage) -> None:
    app = many.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(app, pilot)
        await pilot.press("q")
    assert app.return_code == 0
