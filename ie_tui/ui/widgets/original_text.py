"""The manifest as it was sent: numbered lines, broken where the pane ends, drawn as they come into view."""

from __future__ import annotations

from bisect import bisect_right
from typing import ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.reactive import var
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from ie_tui.ui.look import FOUND, HERE
from ie_tui.ui.original import Original, Row, Spot, read_original, rows_of
from ie_tui.ui.widgets.manifest import found_spots, original_text
from ie_tui.ui.widgets.section import View

_BESIDE_NUMBER = 3
"""Cells of the bar and the blanks around it."""


class OriginalText(Widget):
    """Hidden unless the view asks for the original text."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"original-text--number"}

    view: var[View | None] = var(None)

    def __init__(self, *, id: str) -> None:  # noqa: A002 -- Textual's name
        super().__init__(id=id)
        self._rows: list[Row] = []
        self._rows_for: tuple[Original | None, int] = (None, 0)
        self._spots: list[Spot] = []
        self._first_spots: dict[int, int] = {}
        self._drawn: tuple[str, str, int] = ("", "", 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row for each part of a line, and one for what is left out."""
        original = self._original
        return len(self._rows_at(width)) + bool(original and original.rest)

    def render_line(self, y: int) -> Strip:
        """The number of a line where it begins, and as much of it as fits."""
        width = self.size.width
        original, rows = self._original, self._rows_at(width)
        if original is None or self.view is None or y > len(rows):
            return Strip.blank(width, self.rich_style)
        digits = self._digits
        if y == len(rows):
            return self._numbered("…".rjust(digits), Content(f"{original.rest:,} more characters"), y)
        row = rows[y]
        number = "" if row.start else str(row.line + 1)
        return self._numbered(number.rjust(digits), self._marked(original, row.line)[row.start : row.end], y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected part of what is shown, without the numbers."""
        original = self._original
        if original is None:
            return None
        rows = self._rows_at(self.size.width)
        return selection.extract("\n".join(original.lines[at][start:end] for at, start, end in rows)), "\n"

    def watch_view(self, view: View | None) -> None:
        """Draw anew only what changed: the view does so each second."""
        text = original_text(view) if view else ""
        drawn = (text, view.look.needle if view else "", view.look.match if view else 0)
        before, self._drawn = self._drawn, drawn
        if drawn == before:
            return
        self.display = bool(text)
        self._spots = found_spots(view) if view and text and drawn[1] else []
        self._first_spots = {}
        for number, spot in enumerate(self._spots):
            self._first_spots.setdefault(spot.line, number)
        if text != before[0]:
            self._rows, self._rows_for = [], (None, 0)
        self.refresh(layout=text != before[0])

    def row_of_match(self) -> int | None:
        """Where the match stands that was gone to, in rows from the top."""
        if self.view is None or not self._spots:
            return None
        spot = self._spots[self.view.look.match]
        return bisect_right(self._rows_at(self.size.width), (spot.line, spot.start, spot.start + 1e9)) - 1

    @property
    def _original(self) -> Original | None:
        return read_original(self._drawn[0]) if self._drawn[0] else None

    @property
    def _digits(self) -> int:
        return len(str(len(self._original.lines))) if self._original else 1

    def _rows_at(self, width: int) -> list[Row]:
        original = self._original
        if self._rows_for != (original, width):
            self._rows_for = (original, width)
            room = max(2, width - self._digits - _BESIDE_NUMBER)
            self._rows = rows_of(original.lines, room) if original else []
        return self._rows

    def _marked(self, original: Original, line: int) -> Content:
        """A line with its matches."""
        text = original.styled(line)
        first = self._first_spots.get(line)
        if first is None or self.view is None:
            return text
        for number in range(first, len(self._spots)):
            at, start, end = self._spots[number]
            if at != line:
                break
            text = text.stylize(HERE if number == self.view.look.match else FOUND, start, end)
        return text

    def _numbered(self, number: str, text: Content, y: int) -> Strip:
        """A row; a selection with the mouse takes its text alone."""
        width = self.size.width
        if self.view is None:
            return Strip.blank(width, self.rich_style)
        if (selection := self.text_selection) and (span := selection.get_span(y)):
            start, end = span
            selected = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            text = text.stylize(selected, start, len(text) if end == -1 else end)
        gutter = f"{number} {self.view.glyphs.bar} "
        head = Strip([Segment(gutter, self.get_component_rich_style("original-text--number"))])
        room = max(1, width - head.cell_length)
        body = Visual.to_strips(self, text, room, 1, self.visual_style, apply_selection=False)
        parts = [head, *(strip.apply_offsets(0, y) for strip in body)]
        return Strip.join(parts).adjust_cell_length(width, self.rich_style)
