"""The detail pane on a screen: what it draws, how it scrolls, and that it keeps its place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES, Theme

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Record
from ie_tui.text import printable_line
from ie_tui.ui.style_sheets import styles_dir
from ie_tui.ui.themes import OURS
from ie_tui.ui.widgets.job_detail.detail_text import DetailText
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail, freshness, title
from tests.ui.detail_stories import (
    HOSTILE,
    LOADING,
    NOW,
    PENDING,
    RETURNED,
    STALE,
    STORIES,
    UNASKED,
    UNREACHED,
    page,
    poisoned,
    view,
    with_status,
)

CALM = with_status(location_code="Returned", carrier="UPS", warning_message=None)
"""A job that needs nobody, so that nothing stands on top; a banner has less room than the rest."""


class Pane(App[None]):
    """Nothing but the pane."""

    CSS_PATH = styles_dir() / "detail.tcss"

    def compose(self) -> ComposeResult:
        yield JobDetail(id="detail")


@asynccontextmanager
async def pane(record: Record | None, size: tuple[int, int] = (76, 30)) -> AsyncIterator[Pilot[None]]:
    """The pane with this record, focused, at NOW."""
    async with Pane().run_test(size=size) as pilot:
        detail = pilot.app.query_one(JobDetail)
        detail.now = NOW
        detail.record = record
        detail.focus()
        await pilot.pause()
        yield pilot


def drawn(pilot: Pilot[None]) -> list[str]:
    """The rows inside the frame, without it and the scroll bar."""
    rows = pilot.app.screen._compositor.render_strips()
    return [strip.text[2:-2].rstrip() for strip in rows[1:-1]]


@pytest.mark.parametrize("record", [LOADING, CALM, UNASKED])
@pytest.mark.parametrize("width", [40, 76, 120])
async def test_the_screen_shows_the_text_line_by_line(record: Record, width: int) -> None:
    async with pane(record, (width, 160)) as pilot:
        lines = page(view(record), width - 5).split("\n")
        assert drawn(pilot)[: len(lines)] == [line.rstrip() for line in lines]


async def test_a_new_width_breaks_the_lines_anew() -> None:
    async with pane(CALM, (120, 160)) as pilot:
        for width in (48, 90):
            await pilot.resize_terminal(width, 160)
            await pilot.pause()
            lines = page(view(CALM), width - 5).split("\n")
            assert drawn(pilot)[: len(lines)] == [line.rstrip() for line in lines]


async def test_without_a_job_the_pane_says_what_it_is_for() -> None:
    async with pane(None) as pilot:
        assert "No job is selected" in "\n".join(drawn(pilot))
        pilot.app.query_one(JobDetail).record = LOADING
        await pilot.pause()
        assert "No job is selected" not in "\n".join(drawn(pilot))
        assert "PROGRESS" in "\n".join(drawn(pilot))


@pytest.mark.parametrize(("keys", "down"), [("jjj", 3), ("jjk", 1), ("G", None), ("Gg", 0)])
async def test_it_scrolls_at_once_by_keys(keys: str, down: int | None) -> None:
    async with pane(LOADING) as pilot:
        text = pilot.app.query_one(DetailText)
        await pilot.press(*keys)
        await pilot.pause()
        assert text.scroll_offset.y == (text.max_scroll_y if down is None else down)


async def test_a_refresh_keeps_place_and_focus_and_another_job_starts_at_its_top() -> None:
    async with pane(LOADING) as pilot:
        detail, text = pilot.app.query_one(JobDetail), pilot.app.query_one(DetailText)
        text.scroll_to(y=12, animate=False)
        detail.is_fetching = True
        detail.record = replace(RETURNED, fetched_at=NOW)
        detail.is_fetching = False
        detail.now = NOW + timedelta(hours=1)
        await pilot.pause()
        assert text.scroll_offset.y == 12
        assert detail.has_focus
        detail.record = replace(PENDING, job_id=JobId("M4T9B"))
        await pilot.pause()
        assert text.scroll_offset.y == 0
        assert detail.has_focus


async def test_only_lines_that_look_different_are_painted_anew() -> None:
    async with pane(PENDING, (76, 60)) as pilot:
        detail, text = pilot.app.query_one(JobDetail), pilot.app.query_one(DetailText)
        before = drawn(pilot)
        text._exchange_repaint_regions()
        detail.now = NOW + timedelta(seconds=1)
        assert not text._exchange_repaint_regions()
        detail.now = NOW + timedelta(days=1)
        painted = sorted(region.y for region in text._exchange_repaint_regions())
        await pilot.pause()
        assert painted == [
            y for y, (old, new) in enumerate(zip(before, drawn(pilot), strict=True)) if old != new
        ]
        assert 1 <= len(painted) <= 3


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_in_every_field_stays_text_on_the_screen(text: str) -> None:
    async with pane(poisoned(text), (76, 200)) as pilot:
        rows = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in rows} == {76}
        assert all(strip.text.isprintable() for strip in rows)
        metas = [segment.style.meta for strip in rows for segment in strip if segment.style]
        assert not any("@click" in meta for meta in metas)
        assert printable_line(text)[:20] in rows[0].text
        assert drawn(pilot)[0]


@pytest.mark.parametrize(
    ("record", "is_fetching", "words"),
    [
        (LOADING, False, "updated 2 s ago"),
        (LOADING, True, "fetching… · 2 s old"),
        (STALE, False, "stale · 3 d ago"),
        (replace(LOADING, fetched_at=NOW - timedelta(minutes=5)), False, "stale · 5 min ago"),
        (replace(RETURNED, fetched_at=NOW - timedelta(minutes=5)), False, "updated 5 min ago"),
        (UNASKED, False, "not fetched"),
        (UNASKED, True, "fetching…"),
        (UNREACHED, False, "fetch failed"),
    ],
)
def test_the_frame_says_how_old_the_data_are(record: Record, is_fetching: bool, words: str) -> None:
    assert freshness(replace(view(record), is_fetching=is_fetching)) == words


def test_the_frame_names_job_and_type() -> None:
    assert title(LOADING) == "QX7ZD · Import"
    assert title(UNASKED) == "QX7ZD · Import"
    assert title(Record(JobId("A36BC"))) == "A36BC"


@pytest.mark.parametrize("theme", [*OURS, BUILTIN_THEMES["textual-dark"]], ids=lambda theme: theme.name)
@pytest.mark.parametrize("story", ["aborted", "returned", "stale"])
async def test_every_word_stands_out_from_its_ground(theme: Theme, story: str) -> None:
    async with pane(STORIES[story], (76, 120)) as pilot:
        pilot.app.register_theme(theme)
        pilot.app.theme = theme.name
        await pilot.pause()
        weak = {
            (segment.text, contrast)
            for strip in pilot.app.screen._compositor.render_strips()
            for segment in strip
            if any(map(str.isalnum, segment.text)) and (contrast := contrast_of(segment)) < 4.5
        }
        assert not weak


def contrast_of(segment: Segment) -> float:
    """The contrast ratio of WCAG 2."""
    style = segment.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    lights = [_luminance(colour.get_truecolor()) for colour in (style.color, style.bgcolor)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def _luminance(colour: ColorTriplet) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])
