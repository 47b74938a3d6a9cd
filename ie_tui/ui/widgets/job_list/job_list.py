"""The list of jobs; only visible rows are drawn, so that it may be of any length."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from ie_tui.api.models import JobId
from ie_tui.jobs.next_move import Holder
from ie_tui.jobs.record import JobRow, Overview
from ie_tui.jobs.shipment import Shipment
from ie_tui.tracking.index import Filter, JobIndex, JobView
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.rendering.frame import name_frame
from ie_tui.ui.rendering.glyphs import ASCII, UNICODE, Glyphs, Tone, holder_glyph
from ie_tui.ui.widgets.job_list.columns import GAP, cells, choose, choose_for_yours, title
from ie_tui.ui.widgets.job_list.empty_list import centred, empty_words, no_match_words
from ie_tui.ui.widgets.line_view import LineView

_CURSOR_SIGNS: Final = {UNICODE: "▸", ASCII: ">"}
_KEPT_STRIPS: Final = 500
_RIGHT: Final = 2
"""Cells for a blank and the scroll bar."""
_SAMPLED_ROWS: Final = 100
"""Rows measured for the width of the job id column."""


class JobList(LineView, can_focus=True):
    """Jobs, newest first. The cursor is a job, not a row: it stays on its job as rows come and go."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LIST)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "job-list--header",
        "job-list--cursor",
        "job-list--muted",
        "job-list--look",
        "job-list--unlisted",
        "job-list--canceled",
        "job-list--title",
        *(f"job-list--{tone.value}" for tone in Tone),
    }
    ALLOW_SELECT = False

    index: var[JobIndex] = var(JobIndex, init=False)
    revision: var[int] = var(0, init=False)
    """Incremented when rows of the index changed."""
    wanted: var[Filter] = var(Filter, init=False)
    """The filter."""
    overview: var[Overview | None] = var(None)
    """Decides the text of an empty list."""
    cursor: var[JobId | None] = var(None)
    glyphs: var[Glyphs] = var(UNICODE)
    zone: var[tzinfo] = var[tzinfo](UTC)
    shipment_of: var[Callable[[JobRow], Shipment]] = var[Callable[[JobRow], Shipment]](lambda: _no_shipment)
    """Reads device and tracking number of a row; called for rows in view only, once per status."""

    class Opened(Message):
        """The job under the cursor was chosen; None in an empty list."""

        def __init__(self, job_id: JobId | None) -> None:
            super().__init__()
            self.job_id = job_id

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = "Jobs"
        self._view = JobView(JobIndex())
        self._row = 0
        self._columns = choose(0, ())
        self._columns_width = 0
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(_KEPT_STRIPS)
        self._styles: dict[tuple[object, ...], Style] = {}
        self._shipments: LRUCache[JobRow, Shipment] = LRUCache(_KEPT_STRIPS)

    def jobs_in_view(self) -> list[JobId]:
        """The jobs whose rows are on the screen, from top to bottom."""
        top = self.scroll_offset.y
        return [row.job_id for row in self._view.window(top, top + self._row_room)]

    @property
    def is_empty(self) -> bool:
        """Whether no rows are shown."""
        return not len(self._view)

    def render_line(self, y: int) -> Strip:
        """Draw one line: the header, or a row."""
        width = self.size.width
        if not len(self._view):
            return self._empty_line(y, width)
        if width != self._columns_width:
            self._choose_columns(width)
        if y == 0:
            return self._line([(self._columns.header(), "job-list--header")], width)
        row = self.scroll_offset.y + y - 1
        if row >= len(self._view):
            return Strip.blank(width, self.rich_style)
        at_cursor = row == self._row
        key = (row, width, self.revision, at_cursor, at_cursor and self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._row_line(self._view.at(row), width, at_cursor)
        return strip

    def watch_index(self) -> None:
        self._take_rows(keep=self.cursor)

    def watch_revision(self) -> None:
        self._take_rows(keep=self.cursor)

    def watch_wanted(self) -> None:
        self._take_rows(keep=None)

    def watch_overview(self) -> None:
        if not len(self._view):
            self.refresh()

    def watch_cursor(self, cursor: JobId | None) -> None:
        before, self._row = self._row, self._view.place(cursor) or 0
        self.refresh_lines(before + 1)
        self.refresh_lines(self._row + 1)
        self._follow()
        self._name_place()

    def watch_has_focus(self, _focused: bool) -> None:
        super().watch_has_focus(_focused)
        self.refresh_lines(self._row + 1)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    def on_resize(self) -> None:
        self._follow()

    def on_click(self, event: events.Click) -> None:
        """Select the clicked job; open it if it is already selected."""
        offset = event.get_content_offset(self)
        row = self.scroll_offset.y + offset.y - 1 if offset is not None else -1
        if offset is None or offset.y == 0 or row >= len(self._view):
            return
        job_id = self._view.at(row).job_id
        if job_id == self.cursor:
            self.post_message(self.Opened(job_id))
        self.cursor = job_id

    def action_move(self, rows: int) -> None:
        """Move the cursor by `rows`."""
        self._go_to_row(self._row + rows)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._go_to_row(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._go_to_row(len(self._view) - 1)

    def action_page(self, pages: float) -> None:
        """Move the cursor by `pages`."""
        self._go_to_row(self._row + round(pages * self._row_room))

    def action_open(self) -> None:
        """Open the selected job."""
        self.post_message(self.Opened(self.cursor))

    def toggle_needs_you(self) -> None:
        """Show only the jobs that need the user, or all jobs."""
        self.wanted = self.wanted._replace(needs_you=not self.wanted.needs_you)

    def clear_filter_step(self) -> None:
        """Clear the filter's text, or else the rest of it."""
        self.wanted = self.wanted._replace(text="") if self.wanted.text else Filter()

    @property
    def _row_room(self) -> int:
        return max(1, self.size.height - 1)

    def _go_to_row(self, row: int) -> None:
        if len(self._view):
            self.cursor = self._view.at(max(0, min(row, len(self._view) - 1))).job_id

    def _take_rows(self, keep: JobId | None) -> None:
        """Update the rows; the cursor's job keeps its place on the screen.

        `keep`: a job that stays in view although the filter excludes it by now.
        """
        self._view = JobView(self.index, self.wanted, keep, self._row)
        count, before, top = len(self._view), self._row, self.scroll_offset.y
        row = self._view.place(self.cursor)
        self._choose_columns(self.size.width)
        self.virtual_size = Size(self.size.width, count + 1)
        if row is None:
            near = self._view.place_near(self.cursor)
            self._row = min(before, max(0, count - 1)) if near is None else near
            self.cursor = self._view.at(self._row).job_id if count else None
        else:
            self._row = row
            if top:
                self.scroll_to(y=top + row - before, animate=False, force=True)
        self._follow()
        self._name_place()
        self.refresh()

    def _choose_columns(self, width: int) -> None:
        sample = self.index.window(0, _SAMPLED_ROWS)
        choose_columns = choose_for_yours if self.wanted.needs_you else choose
        self._columns = choose_columns(width - _RIGHT, (row.job_id for row in sample))
        self._columns_width = width
        self._strips.clear()

    def _follow(self) -> None:
        """Scroll the cursor into view."""
        top = self.scroll_offset.y
        wanted = min(self._row, max(top, self._row - self._row_room + 1))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _name_place(self) -> None:
        count = len(self._view)
        place = Content(f"{self._row + 1} of {count}") if count else None
        name_frame(self, Content(title(self.wanted, count, len(self.index))), place)

    def _row_line(self, row: JobRow, width: int, at_cursor: bool) -> Strip:
        base = ("job-list--unlisted",) if not row.is_listed else ()
        if at_cursor:
            base = (*base, "job-list--cursor")
        holder = self.index.next_move(row).holder
        style = "look" if holder is Holder.YOU else "title" if row.is_unnoticed else "muted"
        pieces = [
            (_CURSOR_SIGNS[self.glyphs] if at_cursor else " ", *base),
            (holder_glyph(holder, self.glyphs), *base, f"job-list--{style}"),
            (" ", *base),
        ]
        shipment = self._shipment(row)
        said = cells(row, self._columns, self.glyphs, self.zone, self.index.now, shipment)
        for number, cell in enumerate(said):
            if number == 0 and row.is_canceled is True:
                pieces.append((cell.text, *base, "job-list--canceled"))
            elif cell.tone is not None and row.is_listed:
                pieces.append((cell.text, *base, f"job-list--{cell.tone.value}"))
            else:
                pieces.append((cell.text, *base))
            if number == 0 and row.note is not None:
                pieces.append((self.glyphs.note.ljust(GAP), *base, "job-list--muted"))
            else:
                pieces.append((" " * GAP, *base))
        return self._line(pieces, width)

    def _shipment(self, row: JobRow) -> Shipment:
        if not (self._columns.device or self._columns.tracking):
            return Shipment()
        found = self._shipments.get(row)
        if found is None:
            found = self._shipments[row] = self.shipment_of(row)
        return found

    def _line(self, pieces: list[tuple[str, ...]], width: int) -> Strip:
        """A strip of texts with their component classes; the last style fills the rest of the line."""
        segments = [Segment(text, self._style(*classes)) for text, *classes in pieces]
        return Strip(segments).adjust_cell_length(width, segments[-1].style)

    def _style(self, *classes: str) -> Style:
        key = (*classes, self.has_focus)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self.get_visual_style(*classes).rich_style
        return style

    def _empty_line(self, y: int, width: int) -> Strip:
        if self.overview is None:
            return Strip.blank(width, self.rich_style)
        is_filtered = bool(self.wanted) and len(self.index) > 0
        words = no_match_words(self.wanted, self.overview) if is_filtered else empty_words(self.overview)
        lines = centred(words, width)
        top = max(0, (self.size.height - len(lines)) // 3)
        if not top <= y < top + len(lines):
            return Strip.blank(width, self.rich_style)
        return self._line([lines[y - top]], width)


def _no_shipment(_row: JobRow) -> Shipment:
    return Shipment()
