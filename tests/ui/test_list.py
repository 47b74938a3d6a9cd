"""The list: what its rows say, and that its cost does not depend on how many there are."""

from __future__ import annotations

from datetime import UTC, timedelta
from itertools import product

import pytest
from rich.cells import cell_len

from ie_tui.jobs.index import JobIndex
from ie_tui.jobs.record import JobRow
from ie_tui.service.models import JobId, Unreadable
from ie_tui.ui.marks import ASCII, UNICODE
from ie_tui.ui.widgets.columns import cells, choose, choose_for_yours
from ie_tui.ui.widgets.job_list import JobList
from tests.ui.conftest import NOW, Stage, job, jobs, screen_lines, screen_text, settle, status


class CountingIndex(JobIndex):
    """Counts the rows that are looked at one by one: those that are drawn."""

    looks = 0

    def at(self, position: int) -> JobRow:
        self.looks += 1
        return super().at(position)


def row(**fields: object) -> JobRow:
    return JobRow(*job("A36BC"))._replace(**fields)  # type: ignore[arg-type]


def text_of(row: JobRow, width: int = 80) -> str:
    return " ".join(cell.text.strip() for cell in cells(row, choose(width, [row.job_id]), UNICODE, UTC, NOW))


async def test_a_row_shows_the_codes_as_sent_beside_a_glyph(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC", progress_code="DeviceError")], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        line = next(line for line in screen_lines(pilot.app) if "A36BC  " in line)
    assert "✖ DeviceError" in line
    assert "AtAWS" in line


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "A36BC Import · · 2026-03-05 12:00 UTC"),
        ({"is_canceled": True}, "A36BC Import · canceled · 2026-03-05 12:00 UTC"),
        (
            {"is_canceled": True, "progress_code": "InProgress", "location_code": "AtAWS"},
            "A36BC Import ◉ InProgress, canceled AtAWS 2026-03-05 12:00 UTC",
        ),
        (
            {"is_canceled": True, "progress_code": "Canceled", "location_code": "AtAWS"},
            "A36BC Import ⊘ Canceled AtAWS 2026-03-05 12:00 UTC",
        ),
        ({"progress_code": "Melted"}, "A36BC Import ? Melted · 2026-03-05 12:00 UTC"),
        ({"created_at": Unreadable("soon")}, "A36BC Import · · ? soon"),
        ({"created_at": None}, "A36BC Import · · ·"),
        ({"job_type": "Im\x1b[31mport"}, "A36BC Im\\e[… · · 2026-03-05 12:00 UTC"),
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
    shown = [
        [name for name, cells in choose(width, ["A36BC"])._asdict().items() if cells]
        for width in (96, 80, 60, 46, 36, 22)
    ]
    assert shown == [
        ["job", "move", "type", "progress", "location", "created"],
        ["job", "type", "progress", "location", "created"],
        ["job", "type", "progress", "location"],
        ["job", "type", "progress", "location"],
        ["job", "progress", "location"],
        ["job", "progress"],
    ]


def test_of_your_moves_the_reason_stays_longest() -> None:
    shown = [
        [name for name, cells in choose_for_yours(width, ["A36BC"])._asdict().items() if cells]
        for width in (110, 78, 60, 51, 44, 34)
    ]
    assert shown == [
        ["job", "move", "type", "progress", "location", "created"],
        ["job", "move", "type", "progress", "location"],
        ["job", "move", "progress", "location"],
        ["job", "move", "progress"],
        ["job", "move"],
        ["job", "move"],
    ]


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
