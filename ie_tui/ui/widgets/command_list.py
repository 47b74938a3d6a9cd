"""The palette's results, one per line: name, keys, and the help or why the command is unavailable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from ie_tui.ui.commands.search import Entry, Hit
from ie_tui.ui.rendering.text_layout import MUTED

_GAP: Final = 2
_LEAST_HELP: Final = 24
"""Cells below which the help is shown only under the list."""


class CommandList(ScrollView, can_focus=False):
    """Never focused: the focus stays on the search line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"command-list--cursor"}
    ALLOW_SELECT = False

    hits: reactive[Sequence[Hit]] = reactive[Sequence[Hit]]((), init=False)
    cursor: reactive[int] = reactive(0, init=False)
    """Index into `hits`; meaningless while that is empty."""

    class Moved(Message):
        """The selected entry changed."""

    class Clicked(Message):
        """The selected entry was clicked."""

    @property
    def entry(self) -> Entry | None:
        """The selected entry."""
        return self.hits[self.cursor].entry if 0 <= self.cursor < len(self.hits) else None

    def show(self, hits: Sequence[Hit], cursor: int = 0) -> None:
        """Replace the entries."""
        self.set_reactive(CommandList.cursor, max(0, min(cursor, len(hits) - 1)))
        self.hits = tuple(hits)
        self.virtual_size = Size(self.size.width, len(hits))
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def move(self, rows: int) -> None:
        """Move the cursor by `rows`, stopping at the ends."""
        self.cursor = max(0, min(self.cursor + rows, len(self.hits) - 1))

    def page(self, pages: int) -> None:
        """Move the cursor by `pages`."""
        self.move(pages * max(1, self.size.height - 1))

    def watch_cursor(self) -> None:
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.hits))
        self._follow()

    def on_click(self, event: events.Click) -> None:
        """Select and choose the clicked entry."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= (row := self.scroll_offset.y + offset.y) < len(self.hits):
            self.cursor = row
            self.post_message(self.Clicked())

    def render_line(self, y: int) -> Strip:
        """Draw one entry."""
        width, row = self.scrollable_content_region.width, self.scroll_offset.y + y
        if row >= len(self.hits) or not width:
            return Strip.blank(width, self.rich_style)
        at_cursor = row == self.cursor
        style = self.get_visual_style(*(["command-list--cursor"] if at_cursor else []))
        text = self._row(self.hits[row], width, at_cursor)
        strips = Visual.to_strips(self, text, width, 1, style, apply_selection=False)
        strip = strips[0] if strips else Strip.blank(width)
        return strip.extend_cell_length(width, style.rich_style).crop(0, width)

    def _row(self, hit: Hit, width: int, at_cursor: bool) -> Content:
        entry = hit.entry
        names, keys = self._columns()
        sign = "> " if at_cursor else "  "
        name = hit.name.pad_right(max(0, names - hit.name.cell_length) + _GAP)
        beside = " ".join(entry.keys)
        room = width - len(sign) - names - _GAP - keys - _GAP
        style = MUTED if entry.why_not else "bold"
        told = entry.why_not or entry.help
        text = Content.assemble(
            sign,
            name.stylize(MUTED) if entry.why_not else name,
            (beside.ljust(keys + _GAP), style),
            (told, MUTED) if room >= _LEAST_HELP else "",
        )
        return text.truncate(width, ellipsis=True)

    def _columns(self) -> tuple[int, int]:
        """Cells of the widest name and of the widest keys."""
        return (
            max((hit.name.cell_length for hit in self.hits), default=0),
            max((cell_len(" ".join(hit.entry.keys)) for hit in self.hits), default=0),
        )

    def _follow(self) -> None:
        """Scroll the cursor into view."""
        top, room = self.scroll_offset.y, max(1, self.size.height)
        wanted = min(self.cursor, max(top, self.cursor - room + 1))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)
