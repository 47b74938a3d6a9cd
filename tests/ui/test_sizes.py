"""The screen at every size down to 40x12: panes beside, above or behind each other, nothing cut silently."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rich.cells import cell_len
from textual.geometry import Region

from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_list.job_list import JobList
from tests.ui.conftest import Stage, jobs, screen_lines, screen_text, settle, status


@pytest.fixture
def few(stage: Stage) -> Stage:
    names = [f"J{number:02d}" for number in range(30)]
    kept = [status("J00"), status("J01", progress_code="SuccessWithErrors")]
    stage.keep(jobs(*names), kept, age=timedelta(0))
    stage.service.pages = [jobs(*names)]
    return stage


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((160, 50), "beside"),
        ((100, 12), "beside"),
        ((99, 30), "above"),
        ((60, 18), "above"),
        ((99, 17), "alone"),
        ((59, 50), "alone"),
        ((40, 12), "alone"),
    ],
)
async def test_panes_stand_where_there_is_room(few: Stage, size: tuple[int, int], layout: str) -> None:
    async with few.app().run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        jobs_pane, detail = pilot.app.query_one(JobList), pilot.app.query_one(JobDetail)
        assert detail.display == (layout != "alone")
        if layout == "beside":
            assert jobs_pane.region.y == detail.region.y
        elif layout == "above":
            assert jobs_pane.region.bottom == detail.region.y
            assert jobs_pane.region.width == detail.region.width == size[0]


@pytest.mark.parametrize("size", [(59, 20), (40, 12)])
async def test_on_a_small_screen_enter_shows_the_detail_and_escape_the_list(
    few: Stage, size: tuple[int, int]
) -> None:
    async with few.app().run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert "J01 · Import" in screen_text(pilot.app)
        assert "J00" not in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert "▸! J01" in screen_text(pilot.app)


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        ((80, 24), ()),
        ((60, 18), ()),
        ((99, 30), ()),
        ((100, 30), ()),
        ((50, 15), ("enter",)),
        ((40, 12), ("enter",)),
    ],
)
async def test_how_far_where_and_whose_move_are_seen_without_scrolling(
    stage: Stage, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    waits = {"location_code": "NotReceived", "progress_code": "Pending"}
    kept = [
        status("LATE1", **waits, warning_message="late " * 20),
        status("WRONG", location_code="Returned", progress_code="UnsupportedPowerSupply"),
        status("DOUBT", signature="another", error_count=3),
    ]
    stage.keep(jobs("LATE1", "WRONG", "DOUBT"), kept, age=timedelta(0))
    stage.service.pages = [jobs("LATE1", "WRONG", "DOUBT")]
    async with stage.app().run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        for name in ("LATE1", "WRONG", "DOUBT"):
            await pilot.press(*keys)
            await pilot.pause()
            text = screen_text(pilot.app)
            assert f"{name} · Import" in text
            for words in ("PROGRESS", "next move", "LOCATION"):
                assert words in text.split(f"{name} · Import")[1], (name, text)
            await pilot.press("1", "j")


@pytest.mark.parametrize("size", [(80, 24), (60, 24), (99, 40), (100, 24), (50, 15)])
async def test_the_list_has_eight_rows_at_least(few: Stage, size: tuple[int, int]) -> None:
    async with few.app().run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        assert len(pilot.app.query_one(JobList).jobs_in_view()) >= 8


async def test_a_wide_screen_has_device_and_parcel_beside_each_job(stage: Stage) -> None:
    manifest = "manifestVersion:2.0\ndeviceId:disk-7\n"
    kept = [status("A36BC", location_code="Returned", current_manifest=manifest, tracking_number="1Z999")]
    stage.keep(jobs("A36BC", "K7F2M"), kept, age=timedelta(0))
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    async with stage.app().run_test(size=(220, 60)) as pilot:
        await settle(pilot.app, pilot)
        line = next(line for line in screen_lines(pilot.app) if "▸" in line)
        assert line.split("││")[0].split()[-2:] == ["disk-7", "1Z999"]


async def test_a_resize_keeps_pane_and_cursor(few: Stage) -> None:
    async with few.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("G", "enter")
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert "J29 · Import" in screen_text(pilot.app)
        await pilot.resize_terminal(120, 12)
        await pilot.pause()
        assert pilot.app.query_one(JobDetail).has_focus
        assert "▸· J29" in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(160, 50), (120, 40), (80, 24), (60, 18), (50, 20), (40, 12)])
async def test_every_line_is_as_wide_as_the_screen_and_the_way_out_is_named(
    few: Stage, size: tuple[int, int]
) -> None:
    async with few.app(badge="DEMO").run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        lines = screen_lines(pilot.app)
        assert {cell_len(line) for line in lines} == {size[0]}
        assert "? help" in lines[-1]
        assert "q quit" in lines[-1]
        assert lines[1].startswith("╭─ Jobs ─")


async def test_codes_that_do_not_fit_end_with_a_sign(few: Stage) -> None:
    async with few.app().run_test(size=(40, 12)) as pilot:
        await settle(pilot.app, pilot)
        assert "◐ SuccessWit…" in screen_text(pilot.app)


async def test_the_columns_follow_the_width_at_once(few: Stage) -> None:
    async with few.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        assert "CREATED" not in screen_text(pilot.app)
        await pilot.press("z")
        await pilot.pause()
        assert "CREATED" in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 20)])
async def test_the_list_has_its_place_from_the_first_layout_on(
    few: Stage, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[Region] = []
    monkeypatch.setattr(JobList, "on_resize", lambda jobs: places.append(jobs.region), raising=False)
    async with few.app().run_test(size=size) as pilot:
        await settle(pilot.app, pilot)
        assert places
        assert set(places) == {pilot.app.query_one(JobList).region}
