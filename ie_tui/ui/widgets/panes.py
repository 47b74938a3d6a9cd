"""The list and the detail: which of them is used, and what room they get; below them the filter's line."""

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
"""Cells from which two panes fit, one above the other."""
WIDE_FROM: Final = 100
"""Cells from which they stand side by side."""
WIDEST_FROM: Final = 168
"""Cells from which more room for the detail would stay empty."""
HIGH_FROM: Final = 24
"""Lines from which the list above the detail can have eight rows."""
STACKED_FROM: Final = 18
"""Lines from which two panes fit one above the other."""

Pane = Literal["jobs", "detail"]


class Panes(Container):
    """Hands what is typed below on to the list, whose keys open that line and get it back."""

    used: reactive[Pane] = reactive[Pane]("jobs", init=False)
    """The pane that has the focus, or had it last."""
    is_zoomed: reactive[bool] = reactive(False, init=False)
    """It has the whole screen."""

    class Used(Message):
        """The other pane is used from now on."""

    @property
    def is_filtering(self) -> bool:
        """The line is there."""
        return bool(self.query("FilterBar"))

    def on_mount(self) -> None:
        """Before the first layout, so that no frame shows a pane that there is no room for."""
        self._lay_out()

    def on_resize(self) -> None:
        """Decide how many panes there is room for."""
        self._lay_out()

    def watch_used(self) -> None:
        self._lay_out()
        self.post_message(self.Used())

    def watch_is_zoomed(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Show the panes that the screen has room for; the one in use has the focus."""
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
        """A click into the other pane goes there as the keys do."""
        if self.query_one(JobDetail).has_focus_within:
            self.used = "detail"
        elif self.query_one(JobList).has_focus_within:
            self.used = "jobs"

    async def type_filter(self) -> None:
        """Open the line, or go back to it."""
        from ie_tui.ui.widgets.filter_bar import FilterBar

        jobs = self.query_one(JobList)
        if not self.is_filtering:
            await self.mount(FilterBar(jobs.wanted.text))
        self.query_one(FilterBar).take_up()

    @on(FilterTyped)
    def filter_list(self, message: FilterTyped) -> None:
        """Show what matches."""
        jobs = self.query_one(JobList)
        jobs.wanted = jobs.wanted._replace(text=message.text)

    @on(FilterCleared)
    def leave_in_vain(self) -> None:
        """A text that nothing matched goes together with its line."""
        if self.query_one(JobList).is_empty:
            self.end_typing()

    @on(FilterMoved)
    def move_in_list(self, message: FilterMoved) -> None:
        """Move the cursor of the list, which has not the focus."""
        self.query_one(JobList).action_move(message.rows)

    @on(FilterLeft)
    def end_typing(self) -> None:
        """Back to the list."""
        self.screen.set_focus(self.query_one(JobList))

    @on(events.DescendantFocus)
    def close_line(self, event: events.DescendantFocus) -> None:
        """Whoever goes to a pane is done with typing."""
        if event.widget.id in ("jobs", "detail") and event.widget is self.screen.focused:
            self.query("FilterBar").remove()
