"""One part of the detail pane: text made to the width it gets, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from textual.content import Content
from textual.geometry import Size
from textual.reactive import var
from textual.widget import Widget

from ie_tui.jobs.record import Record
from ie_tui.ui.look import PLAIN, Look
from ie_tui.ui.marks import UNICODE, Glyphs

_ANY_WIDTH = 80


@dataclass(frozen=True, slots=True)
class View:
    """What a section shows, but for the width."""

    record: Record
    now: datetime
    """Aware UTC; ages count from it."""
    zone: tzinfo = UTC
    is_asking: bool = False
    """A request for this job is under way."""
    glyphs: Glyphs = UNICODE
    look: Look = PLAIN
    """How the manifest is looked at."""


class Section(Widget):
    """Draws what `build` makes of the view; hidden while that is empty, whatever the width."""

    view: var[View | None] = var(None)

    def __init__(self, build: Callable[[View, int], Content], *, id: str, classes: str | None = None) -> None:  # noqa: A002 -- Textual's name
        super().__init__(id=id, classes=classes)
        self._build = build
        self._shown: tuple[View | None, int, Content] = (None, _ANY_WIDTH, Content())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row for each line that the text has at this width."""
        return self._text(width).plain.count("\n") + 1

    def render(self) -> Content:
        """The text at the present width."""
        return self._text(self.content_size.width or _ANY_WIDTH)

    def watch_view(self) -> None:
        """Draw anew only what really changed: the clock ticks far more often than a job moves."""
        before = self._shown[2]
        after = self._text(self._shown[1])
        self.display = bool(after)
        if not after.is_same(before):
            self.refresh(layout=after.plain.count("\n") != before.plain.count("\n"))

    def _text(self, width: int) -> Content:
        view, shown_width, text = self._shown
        if view is not self.view or width != shown_width:
            text = Content() if self.view is None else self._build(self.view, width)
            self._shown = (self.view, width, text)
        return text
