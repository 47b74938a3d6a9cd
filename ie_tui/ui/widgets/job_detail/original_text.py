"""The original text of the manifest: numbered, broken at the pane's edge, rendered as it comes into view."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from textual.content import Content

from ie_tui.ui.manifest_view import FOUND, HERE
from ie_tui.ui.rendering.manifest_text import read_original
from ie_tui.ui.widgets.job_detail.manifest_section import found_spots, original_text
from ie_tui.ui.widgets.job_detail.section import Gutter, PaneLine, View

_INDENT: Final = 2
_BESIDE_NUMBER: Final = 3
"""Cells of the bar and the blanks around it."""


class OriginalText:
    """The original text of a view's manifest, at one width."""

    def __init__(self, view: View, width: int) -> None:
        self._original = read_original(original_text(view))
        self._match = view.look.match
        self._bar = view.glyphs.bar
        self._spots = found_spots(view) if view.look.needle else []
        self._digits = len(str(len(self._original.lines)))
        self._rows = self._original.rows(max(2, width - _INDENT - self._digits - _BESIDE_NUMBER))

    def __len__(self) -> int:
        """One row for each part of a line, and one for the omitted rest."""
        return len(self._rows) + bool(self._original.rest)

    def line(self, number: int) -> PaneLine:
        """A row: its line number if it begins a line, and its part of the text."""
        if number == len(self._rows):
            return self._numbered("…", Content(f"{self._original.rest:,} more characters"))
        row = self._rows[number]
        text = self._marked(row.line)[row.start : row.end]
        return self._numbered("" if row.start else str(row.line + 1), text)

    def row_of_match(self) -> int | None:
        """The row of the current match, from 0."""
        if not self._spots:
            return None
        spot = self._spots[self._match]
        return bisect_right(self._rows, (spot.line, spot.start, spot.start + 1e9)) - 1

    def _marked(self, line: int) -> Content:
        """A line with its matches highlighted."""
        text = self._original.styled(line)
        for number in range(bisect_left(self._spots, (line,)), len(self._spots)):
            at, start, end = self._spots[number]
            if at != line:
                break
            text = text.stylize(HERE if number == self._match else FOUND, start, end)
        return text

    def _numbered(self, number: str, text: Content) -> PaneLine:
        head = f"{' ' * _INDENT}{number.rjust(self._digits)} {self._bar} "
        return PaneLine(Gutter(head, "detail-text--number"), text)
