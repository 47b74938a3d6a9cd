"""A scrolled view of lines that repaints only what changed (works around Textual 8.2.8)."""

from __future__ import annotations

from math import ceil
from typing import Final

from rich.color import Color
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import _RenderCache

_EIGHTHS: Final = 8
"""Steps per line in which Textual draws the ends of the scroll bar's thumb."""


class LineBar(ScrollBar):
    """Textual lays out its scroll bar as text at each move, though it has at most four kinds of lines."""

    def _render_content(self) -> None:
        bar = self.render()
        if not isinstance(bar, ScrollBarRender) or not isinstance(bar.style, Style):
            super()._render_content()
            return
        found = bar.render_bar(
            self.size.height,
            bar.virtual_size,
            bar.window_size,
            bar.position,
            self.size.width,
            back_color=bar.style.bgcolor or Color.default(),
            bar_color=bar.style.color or Color.default(),
        )
        strip_of = {at: Strip([line]) for at, line in {id(line): line for line in found.segments}.items()}
        self._render_cache = _RenderCache(self.size, [strip_of[id(line)] for line in found.segments])
        self._dirty_regions.clear()


class LineView(ScrollView):
    """Textual's own view lays out the screen when the text grows, and repaints the whole bar at each step."""

    virtual_size = Reactive(Size(0, 0), repaint=False)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, created on first use."""
        if self._vertical_scrollbar is None:
            bar = self._vertical_scrollbar = LineBar(thickness=self.scrollbar_size_vertical, name="vertical")
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def watch_virtual_size(self, size: Size) -> None:
        self._refresh_scrollbars()
        if self.show_vertical_scrollbar:
            window = self.container_size.height
            _set_thumb(self.vertical_scrollbar, size.height, window, self.vertical_scrollbar.position)
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        if self.show_vertical_scrollbar:
            bar = self.vertical_scrollbar
            _set_thumb(bar, bar.window_virtual_size, bar.window_size, new_value)
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)


def _set_thumb(bar: ScrollBar, virtual_size: int, window_size: int, position: float) -> None:
    """Repaint only the lines that the two ends of the thumb moved over."""
    before = _ends(bar)
    bar.set_reactive(ScrollBar.window_virtual_size, virtual_size)
    bar.set_reactive(ScrollBar.window_size, window_size)
    bar.set_reactive(ScrollBar.position, position)
    moved = [
        Region(0, min(old, new) // _EIGHTHS, bar.outer_size.width, abs(new - old) // _EIGHTHS + 2)
        for old, new in zip(before, _ends(bar), strict=True)
        if old != new
    ]
    if moved:
        bar.refresh(*moved)


def _ends(bar: ScrollBar) -> tuple[int, int]:
    """Start and end of the thumb in eighths of a line; zeros while everything fits."""
    height, lines, window = bar.outer_size.height, bar.window_virtual_size, bar.window_size
    if not height or window >= lines or lines == height:
        return 0, 0
    thumb = max(1, window * height / lines)
    start = int((height - thumb) * bar.position / (lines - window) * _EIGHTHS)
    return start, start + ceil(thumb * _EIGHTHS)
