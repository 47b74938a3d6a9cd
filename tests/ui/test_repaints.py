"""What leaves for the terminal: one paint a key, only what differs, and nothing while nothing changes."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Size
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from ie_tui.api.errors import Offline
from ie_tui.ui.app import IeTui
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.terminal.painted_cells import Differences, PaintedCells
from ie_tui.ui.widgets.job_detail.detail_text import DetailText
from tests.ui.conftest import Stage, jobs, screen_text, settle, status
from tests.ui.test_manifest_pane import show_secrets

NAMES = [f"J{number:02}" for number in range(40)]
CANARY = "rope-canary-71"
STEP_LIMIT = 8_000
"""Bytes of a step in the list; DESIGN: bytes to the terminal."""
SAME_DETAIL_LIMIT = 2_000
PAGE_LIMIT = 30_000
SECOND_LIMIT = 200


@dataclass
class Sent:
    """What each paint sent, in order."""

    paints: list[str] = field(default_factory=list)

    @property
    def byte_count(self) -> int:
        return sum(len(paint.encode()) for paint in self.paints)


@asynccontextmanager
async def painting(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, *, age: timedelta = timedelta(hours=3)
) -> AsyncIterator[tuple[Pilot[None], Sent]]:
    """The app with forty cached jobs, and what it sends from then on."""
    manifest = f"manifestVersion: 2.0\nbucket: b\npinCode: {CANARY}\n"
    answers = [status(name, current_manifest=manifest) for name in NAMES]
    stage.service.pages = [jobs(*NAMES)]
    stage.service.statuses = {answer.job_id: answer for answer in answers}
    stage.keep(jobs(*NAMES), answers, age=age)
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        stage.clock.now += age
        tick(pilot)
        await pilot.pause()
        sent, usual = Sent(), PaintedCells.differences

        def differences(self: PaintedCells, *arguments: Any) -> Differences:
            found = usual(self, *arguments)
            if found.sequences:
                sent.paints.append(found.sequences)
            return found

        monkeypatch.setattr(PaintedCells, "differences", differences)
        yield pilot, sent


def tick(pilot: Pilot[None]) -> None:
    """A second passed, as the screen's timer says it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    screen._tick()


def lines_of(paint: str) -> set[int]:
    """The lines of the screen that a paint wrote to."""
    return {
        int(part.split(";")[0])
        for part in paint.split("\x1b[")
        if part.split("H")[0].count(";") == 1 and "H" in part
    }


async def test_a_step_is_one_paint_of_the_rows_and_of_what_differs(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with painting(stage, monkeypatch) as (pilot, sent):
        for _ in range(10):
            sent.paints.clear()
            await pilot.press("j")
            assert len(sent.paints) == 1
            assert sent.byte_count <= STEP_LIMIT


async def test_a_step_past_the_edge_and_a_page_are_one_paint_each(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with painting(stage, monkeypatch) as (pilot, sent):
        await pilot.press("G")
        await pilot.pause()
        for key, limit in (("pageup", PAGE_LIMIT), ("pagedown", PAGE_LIMIT), ("g", PAGE_LIMIT)):
            sent.paints.clear()
            await pilot.press(key)
            assert len(sent.paints) == 1
            assert sent.byte_count <= limit


async def test_a_step_beside_no_detail_sends_two_rows_and_the_place(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with painting(stage, monkeypatch) as (pilot, sent):
        await pilot.press("z")
        await pilot.pause()
        sent.paints.clear()
        await pilot.press("j")
        assert len(sent.paints) == 1
        assert sent.byte_count <= SAME_DETAIL_LIMIT
        assert len(lines_of(sent.paints[0])) == 3


@pytest.mark.parametrize("key", ["", "question_mark", "c"])
async def test_nothing_is_sent_while_no_figure_changes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with painting(stage, monkeypatch) as (pilot, sent):
        await pilot.press(*filter(None, [key]))
        await settle(pilot.app, pilot)
        sent.paints.clear()
        for _ in range(30):
            stage.clock.now += timedelta(seconds=1)
            tick(pilot)
            await pilot.pause()
        assert sent.paints == []


@pytest.mark.parametrize("key", ["", "question_mark"])
async def test_a_second_sends_the_figures_that_it_moves(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    stage.service.list_error = Offline("no network")
    async with painting(stage, monkeypatch, age=timedelta(0)) as (pilot, sent):
        await pilot.press(*filter(None, [key]))
        await settle(pilot.app, pilot)
        for _ in range(60):
            sent.paints.clear()
            stage.clock.now += timedelta(seconds=1)
            tick(pilot)
            await pilot.pause()
            assert len(sent.paints) <= 1
            assert sent.byte_count <= SECOND_LIMIT
        assert "1 min ago" in screen_text(pilot.app) or key


async def test_the_seconds_until_secrets_are_hidden_cost_their_cells(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with painting(stage, monkeypatch) as (pilot, sent):
        await pilot.press("2")
        await show_secrets(pilot)
        assert CANARY in screen_text(pilot.app)
        for left in range(29, 0, -1):
            sent.paints.clear()
            stage.clock.now += timedelta(seconds=1)
            tick(pilot)
            await pilot.pause()
            assert len(sent.paints) == 1
            assert sent.byte_count <= SECOND_LIMIT
            assert f"visible for {left} s" in screen_text(pilot.app)
        stage.clock.now += timedelta(seconds=1)
        tick(pilot)
        await pilot.pause()
        assert CANARY not in screen_text(pilot.app)
        kept = [painted.line.text.plain for painted in pilot.app.query_one(DetailText)._painted.values()]
        assert not [text for text in kept if CANARY in text]


async def test_what_was_sent_makes_the_screen_that_the_app_means(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with painting(stage, monkeypatch) as (pilot, sent):
        assert isinstance(pilot.app, IeTui)
        terminal = pyte.Screen(120, 40)
        stream = pyte.Stream(terminal)
        pilot.app.forget_painted()
        pilot.app.screen.refresh()
        keys = [
            "j",
            "j",
            "tab",
            "G",
            "k",
            "t",
            "slash",
            "b",
            "escape",
            "1",
            "pagedown",
            "z",
            "z",
            "question_mark",
            "escape",
        ]
        for key in ["up", *keys, "slash", "J", "2", "escape", "escape", "c", "escape"]:
            await pilot.press(key)
            await settle(pilot.app, pilot)
            for paint in sent.paints:
                stream.feed(paint)
            sent.paints.clear()
            shown = "\n".join(line.rstrip() for line in terminal.display)
            assert shown == screen_text(pilot.app), key
            assert not stale_lines(pilot), key


def stale_lines(pilot: Pilot[None]) -> list[int]:
    """Lines that would look different, colours and all, if every widget were painted anew."""
    compositor = pilot.app.screen._compositor
    as_painted = compositor.render_strips()
    for widget in pilot.app.screen.walk_children(Widget):
        widget._styles_cache.clear()
        widget._dirty_regions.add(widget.outer_size.region)
        if isinstance(widget, DetailText):
            widget._painted.clear()
    anew = compositor.render_strips()
    return [y for y, (old, new) in enumerate(zip(as_painted, anew, strict=True)) if old != new]


SIGNS = ["a", "b", " ", "─", "日", "é", "e\u0301", "👍"]
STYLES = [
    Style.parse(text)
    for text in (
        "#ff0000 on #000000",
        "#00ff00 on #000000",
        "bold #00ff00 on #101010",
        "red on blue",
        "reverse",
    )
]


def random_line(chance: random.Random, width: int) -> Strip:
    """Segments that fill the line, some with signs of two cells or none."""
    segments: list[Segment] = []
    while (left := width - Strip(segments).cell_length) > 0:
        text = "".join(chance.choices(SIGNS, k=chance.randint(1, 6)))
        segment = Segment(text, chance.choice(STYLES))
        segments.append(
            segment if segment.cell_length <= left else Segment("x" * left, chance.choice(STYLES))
        )
    return Strip(segments, width)


def no_wrap(size: Size) -> pyte.Screen:
    """A terminal that stays in its line; pyte takes a mark over the last sign for one of the next line."""
    screen = pyte.Screen(*size)
    screen.reset_mode(7, private=True)
    return screen


@pytest.mark.parametrize("seed", range(20))
def test_differences_lead_to_the_same_cells_as_the_whole_screen(seed: int) -> None:
    chance, size = random.Random(seed), Size(30, 6)
    console = Console(color_system="truecolor", force_terminal=True)
    painted = PaintedCells()
    by_differences = no_wrap(size)
    lines = [random_line(chance, size.width) for _ in range(size.height)]
    for _ in range(12):
        for y in chance.sample(range(size.height), 3):
            lines[y] = random_line(chance, size.width)
        update = LayoutUpdate([[line] for line in lines], size.region)
        pyte.Stream(by_differences).feed(painted.differences(update, size, console).sequences)
        whole = no_wrap(size)
        pyte.Stream(whole).feed(update.render_segments(console).replace("\n", ""))
        assert by_differences.buffer == whole.buffer
        assert painted.differences(update, size, console).sequences == ""


def test_what_another_program_may_have_overwritten_is_sent_again() -> None:
    console, size = Console(color_system="truecolor", force_terminal=True), Size(5, 1)
    painted = PaintedCells()
    update = LayoutUpdate([[Strip([Segment("hello", STYLES[0])])]], size.region)
    first = painted.differences(update, size, console).sequences
    painted.forget()
    assert painted.differences(update, size, console).sequences == first != ""
