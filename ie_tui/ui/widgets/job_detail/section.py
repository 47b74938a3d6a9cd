"""The input of the detail's sections, and a section as lines of the pane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final, NamedTuple, Protocol

from textual.content import Content

from ie_tui.jobs.record import Record
from ie_tui.ui.manifest_view import PLAIN, ManifestView
from ie_tui.ui.rendering.glyphs import UNICODE, Glyphs
from ie_tui.ui.rendering.text_layout import lines_of


@dataclass(frozen=True, slots=True)
class View:
    """Everything a section depends on but the width."""

    record: Record
    now: datetime
    """Aware UTC; ages count from it."""
    zone: tzinfo = UTC
    is_fetching: bool = False
    """A request for this job is under way."""
    glyphs: Glyphs = UNICODE
    look: ManifestView = PLAIN
    """View state of the manifest."""


class Gutter(NamedTuple):
    """Text left of a line that is not part of it."""

    text: str = ""
    style: str = ""
    """A component class of the pane."""


class PaneLine(NamedTuple):
    """One line of the pane; the text has passed the show gate."""

    gutter: Gutter
    text: Content

    def is_same(self, other: PaneLine) -> bool:
        """Whether it looks the same."""
        return self.gutter == other.gutter and (self.text is other.text or self.text.is_same(other.text))


NO_LINE: Final = PaneLine(Gutter(), Content())


class Block(Protocol):
    """Consecutive lines, rendered as they come into view."""

    def __len__(self) -> int: ...

    def line(self, number: int) -> PaneLine:
        """The line, from 0."""


class SectionBlock:
    """A section's text behind its gutter."""

    def __init__(self, text: Content, gutter: Gutter) -> None:
        self._lines = lines_of(text)
        self._gutter = gutter

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, number: int) -> PaneLine:
        return PaneLine(self._gutter, self._lines[number])
