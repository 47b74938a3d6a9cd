"""List and detail: which has the focus and what room they get; below them the filter line."""

from __future__ import annotations

from typing import Final, Literal

from textual import events, on
from textual.containers import Container
from textual.message import Message
from textual.reactive import reactive

from ie_tui.ui.messages import FilterCleared, FilterLeft, FilterMoved, FilterTyped
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_list.job_list import JobList

MEDIUM_FROM: Final = 60
"""Width in cells from which two panes fit, one above the other."""
WIDE_FROM: Final = 100
"""Width in cells from which they fit side by side."""
WIDEST_FROM: Final = 168
"""Width in cells from which more room for the detail would stay empty."""
HIGH_FROM: Final = 24
"""Height in lines from which the list above the detail can have eight rows."""
STACKED_FROM: Final = 18
"""Height in lines from which two panes fit one above the other."""

Pane = Literal["jobs", "detail"]


class Panes(Container):
    """Lays out list and detail, and connects the filter line to the list."""

    used: reactive[Pane] = reactive[Pane]("jobs", init=False)
    """The pane that has the focus, or had it last."""
    is_zoomed: reactive[bool] = reactive(False, init=False)
    """The used pane has the whole screen."""

    class Used(Message):
        """The other pane has the focus."""

    @property
    def is_filtering(self) -> bool:
        """Whether the filter line is open."""
        return bool(self.query("FilterBar"))

    def on_mount(self) -> None:
        """Lay out before the first frame, so that none shows a pane without room."""
        self._lay_out()

    def on_resize(self) -> None:
        """Decide how many panes fit."""
        self._lay_out()

    def watch_used(self) -> None:
        self._lay_out()
        self.post_message(self.Used())

    def watch_is_zoomed(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Show the panes that fit, and focus the used one."""
        size = self.app.size
        panes = {"jobs": self.query_one(JobList), "detail": self.query_one(JobDetail)}
        target = panes[self.used]
        target.display = True
        if not target.has_focus_within and not self.is_filtering:
            self.screen.set_focus(target)
        is_tight = size.width < MEDIUM_FROM or (size.width < WIDE_FROM and size.height < STACKED_FROM)
        for pane in panes.values():
            pane.display = pane is target or not (is_tight or self.is_zoomed)

    @on(events.DescendantFocus)
    def follow_focus(self) -> None:
        """Use the pane that was clicked."""
        if self.query_one(JobDetail).has_focus_within:
            self.used = "detail"
        elif self.query_one(JobList).has_focus_within:
            self.used = "jobs"

    async def type_filter(self) -> None:
        """Open the filter line, or focus it."""
        from ie_tui.ui.widgets.filter_bar import FilterBar

        jobs = self.query_one(JobList)
        if not self.is_filtering:
            await self.mount(FilterBar(jobs.wanted.text))
        self.query_one(FilterBar).take_up()

    @on(FilterTyped)
    def filter_list(self, message: FilterTyped) -> None:
        """Apply the filter."""
        jobs = self.query_one(JobList)
        jobs.wanted = jobs.wanted._replace(text=message.text)

    @on(FilterCleared)
    def leave_in_vain(self) -> None:
        """Clearing a filter without matches closes its line too."""
        if self.query_one(JobList).is_empty:
            self.end_typing()

    @on(FilterMoved)
    def move_in_list(self, message: FilterMoved) -> None:
        """Move the list's cursor while the filter line has the focus."""
        self.query_one(JobList).action_move(message.rows)

    @on(FilterLeft)
    def end_typing(self) -> None:
        """Focus the list."""
        self.screen.set_focus(self.query_one(JobList))

    @on(events.DescendantFocus)
    def close_line(self, event: events.DescendantFocus) -> None:
        """Close the filter line when a pane gets the focus."""
        if event.widget.id in ("jobs", "detail") and event.widget is self.screen.focused:
            self.query("FilterBar").remove()
