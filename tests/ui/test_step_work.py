"""What a step in the list has to do: each thing once, and nothing for what does not change."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pyte
import pytest
from rich.console import Console
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from ie_tui.cache.cache import Cache
from ie_tui.manifest.lines import Draft, draft_fields
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.terminal.line_compositor import LineCompositor, Piece, PiecesUpdate, runs
from ie_tui.ui.terminal.painted_cells import PaintedCells
from ie_tui.ui.widgets.job_detail import detail_text
from tests.ui.conftest import Stage, jobs, screen_text, settle, status
from tests.ui.test_repaints import SIGNS, no_wrap, random_line, tick

NAMES = [f"J{number:02}" for number in range(30)]
KEPT = ("status", "history", "note", "handled")
"""What the cache keeps of a job, each in a table of its own."""


@asynccontextmanager
async def stepping(
    stage: Stage, street: str = "1 Example Lane", **fields: object
) -> AsyncIterator[Pilot[None]]:
    """The app with thirty cached jobs, no two of which have the same manifest."""
    manifest = "manifestVersion: 2.0\nbucket: {}\nreturnAddress:\n  street1: {}\n"
    answers = [status(name, current_manifest=manifest.format(name, street), **fields) for name in NAMES]
    stage.service.pages = [jobs(*NAMES)]
    stage.service.statuses = {answer.job_id: answer for answer in answers}
    stage.keep(jobs(*NAMES), answers, age=timedelta(minutes=5))
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        yield pilot


def counted(
    monkeypatch: pytest.MonkeyPatch, owner: type, name: str, key: Callable[..., object]
) -> Counter[Any]:
    """How often a method is called from now on, by what `key` makes of its arguments."""
    calls: Counter[Any] = Counter()
    usual = getattr(owner, name)

    def counting(self: object, *arguments: Any) -> Any:
        calls[key(self, *arguments)] += 1
        return usual(self, *arguments)

    monkeypatch.setattr(owner, name, counting)
    return calls


async def test_a_step_makes_one_record_and_reads_each_thing_that_is_kept_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stepping(stage) as pilot:
        records = counted(monkeypatch, JobTracker, "record", lambda _, job_id: job_id)
        reads = counted(monkeypatch, Cache, "_all", lambda *_: "query")
        await pilot.press("j")
        assert records == {"J01": 1}
        assert reads.total() == len(KEPT)


async def test_a_step_makes_each_section_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    made: Counter[str] = Counter()

    def counting(name: str, build: Callable[..., Any]) -> Callable[..., Any]:
        def counted_build(*arguments: Any) -> Any:
            made[name] += 1
            return build(*arguments)

        return counted_build

    async with stepping(stage) as pilot:
        sections = [(name, counting(name, build), gutter) for name, build, gutter in detail_text.SECTIONS]
        monkeypatch.setattr(detail_text, "SECTIONS", tuple(sections))
        await pilot.press("j")
        assert made == {name: 1 for name, _, _ in sections}


async def test_a_manifest_is_read_once_for_its_fields_and_its_return_address(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[str] = Counter()

    def reading(text: str) -> list[Draft]:
        read[text] += 1
        return draft_fields(text)

    async with stepping(stage, "1 Once Lane", location_code="Returned", progress_code="Success") as pilot:
        monkeypatch.setattr("ie_tui.manifest.reader.draft_fields", reading)
        await pilot.press("j")
        assert "1 Once Lane" in screen_text(pilot.app)
        assert list(read.values()) == [1]


async def test_a_step_fetches_no_line_that_did_not_change(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stepping(stage) as pilot:
        asked: Counter[str] = Counter()
        usual = Widget.render_lines

        def render_lines(self: Widget, crop: Region) -> list[Strip]:
            asked[str(self.id)] += crop.height
            return usual(self, crop)

        monkeypatch.setattr(Widget, "render_lines", render_lines)
        strips = counted(monkeypatch, detail_text.DetailText, "_strip", lambda _self, _line, row: row)
        detail = pilot.app.query_one(detail_text.DetailText)
        before = {row: painted.line for row, painted in detail._painted.items()}
        await pilot.press("j")
        after = {row: painted.line for row, painted in detail._painted.items()}
        changed = [row for row in after if row not in before or not before[row].is_same(after[row])]
        # Two rows, and the place in the frame.
        assert asked["jobs"] == 3
        assert asked["status"] == asked["keys"] == asked["panes"] == 0
        assert strips == dict.fromkeys(changed, 1)


async def test_a_tick_of_the_clock_makes_no_line_anew_that_shows_no_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stepping(stage) as pilot:
        strips = counted(monkeypatch, detail_text.DetailText, "_strip", lambda _self, _line, row: row)
        stage.clock.now += timedelta(seconds=1)
        tick(pilot)
        await pilot.pause()
        assert not strips


class Overlaid(App[None]):
    """Texts with wide signs that lie over one another, one of them half outside."""

    CSS = """
    Screen { layers: low high; }
    Static { layer: low; width: 30; height: 5; }
    #over { layer: high; offset: 7 2; width: 11; height: 4; }
    #aside { layer: high; offset: 25 -3; width: 20; height: 3; border: round red; }
    """

    def get_default_screen(self) -> Screen[None]:
        screen: Screen[None] = Screen()
        screen._compositor = LineCompositor()
        return screen

    def compose(self) -> ComposeResult:
        for name, text in (("under", "日本語 text "), ("over", "a👍"), ("aside", "é ")):
            yield Static(text * 40, id=name)


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_sent_of_any_part_is_what_the_whole_screen_shows(seed: int) -> None:
    chance = random.Random(seed)
    async with Overlaid().run_test(size=(40, 12)) as pilot:
        compositor, console, size = pilot.app.screen._compositor, pilot.app.console, Size(40, 12)
        painted, terminal = PaintedCells(), no_wrap(size)
        by_parts = pyte.Stream(terminal)
        by_parts.feed(painted.differences(compositor.render_full_update(), size, console).sequences)
        for _ in range(15):
            widget = chance.choice(list(pilot.app.query(Static)))
            widget.update(chance.choice(SIGNS) * chance.randint(1, 80), layout=False)
            compositor.update_widgets({widget})
            update: object = compositor.render_partial_update()
            assert isinstance(update, PiecesUpdate)
            by_parts.feed(painted.differences(update, size, console).sequences)
            whole, full = no_wrap(size), compositor.render_full_update()
            pyte.Stream(whole).feed(PaintedCells().differences(full, size, console).sequences)
            assert terminal.display == whole.display


@pytest.mark.parametrize("seed", range(20))
def test_cells_of_a_strip_are_the_same_as_a_strip_of_them(seed: int) -> None:
    chance, size = random.Random(seed), Size(30, 1)
    console = Console(color_system="truecolor", force_terminal=True)
    strip = random_line(chance, size.width)
    start = chance.randrange(size.width)
    stop = chance.randint(start + 1, size.width)
    piece = Piece(start, 0, strip, start, stop)
    by_cells, by_strip = no_wrap(size), no_wrap(size)
    pyte.Stream(by_cells).feed(PaintedCells().differences(PiecesUpdate([piece]), size, console).sequences)
    pyte.Stream(by_strip).feed(PiecesUpdate([piece]).render_segments(console))
    assert by_cells.buffer == by_strip.buffer


def test_lines_that_follow_one_another_are_one_run() -> None:
    assert list(runs([])) == []
    assert list(runs([1, 2, 4, 9])) == [(1, 3), (4, 5), (9, 10)]
    assert list(runs([1, 2, 4, 9], bridge=1)) == [(1, 5), (9, 10)]
