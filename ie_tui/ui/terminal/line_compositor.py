"""A compositor that renders only the lines that changed (works around Textual 8.2.8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_BRIDGE: Final = 3
"""Gaps of up to this many unchanged lines are rendered too: one call for all is cheaper, lines are cached."""
_Spans = list[tuple[int, int]]
"""Column ranges: start, stop."""


class Piece(NamedTuple):
    """Cells `start` to `stop` of a strip, drawn from screen position `x`, `y` on."""

    x: int
    y: int
    strip: Strip
    start: int
    stop: int


class PiecesUpdate(CompositorUpdate):
    """The changed parts of the screen."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join(
            Control.move_to(x, y).segment.text + strip.crop(start, stop).render(console)
            for x, y, strip, start, stop in self.pieces
        )


class LineCompositor(Compositor):
    """Textual's own renders all lines of every widget between the first and the last change."""

    def render_partial_update(self) -> ChopsUpdate | None:
        regions, screen = self._dirty_regions.copy(), self.size.region
        self._dirty_regions.clear()
        hidden: dict[int, _Spans] = {}
        for y, start, stop in self._regions_to_spans(region.intersection(screen) for region in regions):
            hidden.setdefault(y, []).append((start, stop))
        if not hidden:
            return None
        pieces = [
            piece
            for widget, (region, clip) in self.visible_widgets.items()
            for piece in _pieces(widget, region, region.intersection(clip), hidden)
        ]
        # Textual names its own class, but takes any update.
        return PiecesUpdate(pieces)  # type: ignore[return-value]


def _pieces(widget: Widget, region: Region, visible: Region, hidden: dict[int, _Spans]) -> Iterator[Piece]:
    """The widget's pieces of the spans that no widget above it covers; removes them from `hidden`."""
    taken = {y: spans for y in visible.line_range if y in hidden and (spans := _take(y, visible, hidden))}
    x = visible.x
    for top, bottom in runs(taken, _BRIDGE):
        rows = Region(x - region.x, top - region.y, visible.width, bottom - top)
        for y, strip in enumerate(widget.render_lines(rows), top):
            for start, stop in taken.get(y, ()):
                yield Piece(start, y, strip, start - x, stop - x)


def _take(y: int, visible: Region, hidden: dict[int, _Spans]) -> _Spans:
    left, right = visible.column_span
    taken: _Spans = []
    rest: _Spans = []
    for start, stop in hidden[y]:
        if start >= right or stop <= left:
            rest.append((start, stop))
            continue
        taken.append((max(start, left), min(stop, right)))
        if start < left:
            rest.append((start, left))
        if stop > right:
            rest.append((right, stop))
    if rest:
        hidden[y] = rest
    else:
        del hidden[y]
    return taken


def runs(lines: Iterable[int], bridge: int = 0) -> Iterator[tuple[int, int]]:
    """Runs of consecutive lines: first line, and the one after the last.

    `bridge`: gaps of up to this many lines do not end a run.
    """
    start = stop = -1
    for y in lines:
        if start >= 0 and y - stop > bridge:
            yield start, stop
            start = -1
        start, stop = y if start < 0 else start, y + 1
    if start >= 0:
        yield start, stop
