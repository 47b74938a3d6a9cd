"""The list: what its rows say, and that its cost does not depend on how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, timedelta
from itertools import product

import pytest
from rich.cells import cell_len

from ie_tui.api.models import JobId, Unreadable
from ie_tui.jobs.record import JobRow
from ie_tui.jobs.shipment import Shipment
from ie_tui.tracking.index import JobIndex
from ie_tui.ui.rendering.glyphs import ASCII, UNICODE
from ie_tui.ui.widgets.job_list.columns import Columns, cells, choose, choose_for_yours
from ie_tui.ui.widgets.job_list.job_list import JobList
from tests.ui.conftest import NOW, Stage, job, jobs, screen_lines, screen_text, settle, status

Choose = Callable[[int, Iterable[str]], Columns]


class CountingIndex(JobIndex):
    """Counts the rows that are looked at one by one: those that are drawn."""

    looks = 0

    def at(self, position: int) -> JobRow:
        self.looks += 1
        return super().at(position)


def row(**fields: object) -> JobRow:
    return JobRow(*job("A36BC"))._replace(**fields)  # type: ignore[arg-type]


def shown_in(width: int, choose_columns: Choose = choose) -> list[str]:
    """The names of the columns."""
    return [name for name, cells in choose_columns(width, ["A36BC"])._asdict().items() if cells]


def text_of(row: JobRow, width: int = 100) -> str:
    said = cells(row, choose(width, [row.job_id]), UNICODE, UTC, NOW)
    return " ".join(cell.text.strip() for cell in said)


async def test_a_row_shows_the_codes_as_sent_beside_a_glyph(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC", progress_code="DeviceError")], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        line = next(line for line in screen_lines(pilot.app) if "A36BC  " in line)
    assert "✖ DeviceError" in line
    assert "AtAWS" in line


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "A36BC not fetched Import · · 2026-03-05"),
        ({"is_canceled": True}, "A36BC not fetched Import · canceled · 2026-03-05"),
        (
            {"is_canceled": True, "progress_code": "InProgress", "location_code": "AtAWS"},
            "A36BC not fetched Import ◉ InProgress, canceled AtAWS 2026-03-05",
        ),
        (
            {"is_canceled": True, "progress_code": "Canceled", "location_code": "AtAWS"},
            "A36BC not fetched Import ⊘ Canceled AtAWS 2026-03-05",
        ),
        ({"progress_code": "Melted"}, "A36BC not fetched Import ? Melted · 2026-03-05"),
        ({"created_at": Unreadable("soon")}, "A36BC not fetched Import · · ? soon"),
        ({"created_at": None}, "A36BC not fetched Import · · ·"),
        ({"job_type": "Im\x1b[31mport"}, "A36BC not fetched Im\\e[… · · 2026-03-05"),
    ],
)
def test_a_row_says_what_is_known(fields: dict[str, object], shown: str) -> None:
    assert text_of(row(**fields)) == shown


@pytest.mark.parametrize("job_id", ["A36BC", "a-job-with-a-very-long-identifier", "日本語の仕事"])
def test_columns_and_header_fit_any_width(job_id: str) -> None:
    full = row(job_id=JobId(job_id), progress_code="UnsupportedPowerSupply", location_code="NotReceived")
    for width, choose_columns in product(range(34, 130), (choose, choose_for_yours)):
        columns = choose_columns(width, [job_id])
        found = cells(full, columns, UNICODE, UTC, NOW)
        assert [cell_len(cell.text) for cell in found] == [width for width in columns if width]
        assert cell_len(columns.header()) <= width


def test_what_says_least_leaves_first_when_it_gets_narrow() -> None:
    shown = [shown_in(width) for width in (124, 108, 90, 77, 47, 36, 22)]
    assert shown == [
        ["job", "move", "type", "progress", "location", "created", "device", "tracking"],
        ["job", "move", "type", "progress", "location", "created", "tracking"],
        ["job", "move", "type", "progress", "location", "created"],
        ["job", "move", "type", "progress", "location"],
        ["job", "type", "progress", "location"],
        ["job", "progress", "location"],
        ["job", "progress"],
    ]


def test_of_your_moves_the_reason_stays_longest() -> None:
    shown = [shown_in(width, choose_for_yours) for width in (110, 78, 60, 51, 44, 34)]
    assert shown == [
        ["job", "move", "type", "progress", "location", "created", "tracking"],
        ["job", "move", "type", "progress", "location"],
        ["job", "move", "progress", "location"],
        ["job", "move", "progress"],
        ["job", "move"],
        ["job", "move"],
    ]


@pytest.mark.parametrize("choose_columns", [choose, choose_for_yours])
def test_a_wider_list_shows_whatever_a_narrower_one_does(choose_columns: Choose) -> None:
    narrower: set[str] = set()
    for width in range(12, 200):
        shown = set(shown_in(width, choose_columns))
        assert narrower <= shown, width
        narrower = shown


def test_device_and_tracking_number_pass_the_gate_and_keep_their_columns() -> None:
    columns = choose(124, ["A36BC"])
    found = cells(row(), columns, UNICODE, UTC, NOW, Shipment("a\x1b[31m", "日本語" * 9))
    assert [cell.text for cell in found[-2:]] == ["a\\e[31m".ljust(columns.device), "日本語" * 2 + "日本 …"]


def test_ascii_glyphs_leave_nothing_outside_ascii() -> None:
    found = cells(
        row(progress_code="Pending", location_code="AtAWS"), choose(100, ["A36BC"]), ASCII, UTC, NOW
    )
    assert all(cell.text.isascii() for cell in found)


async def test_a_long_id_is_cut_with_a_sign(stage: Stage) -> None:
    stage.keep(jobs("a-job-with-a-very-long-identifier"), age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        assert "▸· a-job-with-a-…" in screen_text(pilot.app)


async def test_a_job_that_needs_a_look_has_a_sign_besides_its_colour(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), [status("K7F2M", error_count=3)], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        assert " ! K7F2M" in screen_text(pilot.app)
        assert " ! A36BC" not in screen_text(pilot.app)


async def test_a_job_no_longer_listed_stays(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), age=timedelta(hours=1))
    stage.service.pages = [jobs("A36BC")]
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        listed, gone = pilot.app.query_one(JobList).index.window(0, 2)
        assert (listed.is_listed, gone.is_listed) == (True, False)
        assert "K7F2M" in screen_text(pilot.app)


@pytest.mark.parametrize("count", [100, 20_000])
async def test_a_key_draws_a_few_rows_however_many_there_are(stage: Stage, count: int) -> None:
    index = CountingIndex(
        JobRow(JobId(f"J{number:05d}"), "Import", NOW - timedelta(hours=number), False)
        for number in range(count)
    )
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        pilot.app.screen.index = index  # type: ignore[attr-defined]
        await pilot.pause()
        index.looks = 0
        await pilot.press("j")
        one_step = index.looks
        await pilot.press("G")
        assert f"J{count - 1:05d}" in screen_text(pilot.app)
    assert one_step <= 5
    assert index.looks - one_step <= 40


async def test_a_row_that_did_not_change_is_not_drawn_again(stage: Stage) -> None:
    stage.keep(jobs(*(f"J{number:03d}" for number in range(50))), age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        index = CountingIndex(pilot.app.query_one(JobList).index.window(0, 50))
        pilot.app.screen.index = index  # type: ignore[attr-defined]
        await pilot.pause()
        index.looks = 0
        stage.clock.now += timedelta(seconds=1)
        pilot.app.screen.now = stage.clock.now  # type: ignore[attr-defined]
        await pilot.pause()
        assert index.looks == 0
