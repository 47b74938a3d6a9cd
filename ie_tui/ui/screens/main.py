"""The screen of the app: the list, the job under its cursor, and what is going on."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import Screen

from ie_tui.jobs.index import JobIndex
from ie_tui.jobs.record import Note, Overview, Record
from ie_tui.jobs.tracker import JobTracker
from ie_tui.service.models import JobId
from ie_tui.text import printable_line
from ie_tui.ui.commands import Scope, bindings
from ie_tui.ui.loader import Loader, Pace
from ie_tui.ui.look import Revealed
from ie_tui.ui.marks import Glyphs
from ie_tui.ui.messages import (
    FilterTyped,
    ListChanged,
    LoadFailed,
    OriginalLoaded,
    StatusChanged,
)
from ie_tui.ui.widgets.job_detail import JobDetail
from ie_tui.ui.widgets.job_list import JobList
from ie_tui.ui.widgets.key_line import KeyLine
from ie_tui.ui.widgets.notices import Notices
from ie_tui.ui.widgets.panes import Pane, Panes
from ie_tui.ui.widgets.status_bar import StatusBar

_ON_A_JOB: Final = {
    "fetch_job",
    "note",
    "copy",
    "copy_menu",
    "save_signature",
    "verify_device",
}


class MainScreen(Screen[None]):
    """Owns what is selected; its panes are given it and know nothing of each other."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.EVERYWHERE, Scope.JOB)]
    AUTO_FOCUS = "#jobs"

    index: reactive[JobIndex] = reactive(JobIndex, init=False)
    revision: reactive[int] = reactive(0, init=False)
    """Another number: something in the index changed."""
    overview: reactive[Overview | None] = reactive(None)
    selected: reactive[JobId | None] = reactive(None, init=False)
    record: reactive[Record | None] = reactive(None, bindings=True)
    is_asking: reactive[bool] = reactive(False)
    revealed: reactive[Revealed | None] = reactive(None)
    """The manifest of the selected job with its secrets, while they are shown."""
    now: reactive[datetime] = reactive(lambda: datetime.now(UTC))
    pane: reactive[Pane] = reactive[Pane]("jobs", init=False)
    is_zoomed: reactive[bool] = reactive(False, init=False)

    def __init__(self, tracker: JobTracker, *, badge: str, zone: tzinfo, glyphs: Glyphs, pace: Pace) -> None:
        super().__init__()
        self._tracker = tracker
        self._badge = badge
        self._zone = zone
        self._glyphs = glyphs
        self.set_reactive(MainScreen.now, tracker.clock())
        self.set_reactive(MainScreen.index, tracker.index)
        self.set_reactive(MainScreen.overview, tracker.overview)
        if len(tracker.index):
            first = tracker.index.at(0).job_id
            self.set_reactive(MainScreen.selected, first)
            self.set_reactive(MainScreen.record, tracker.record(first))
        self._last_copied = "signature"
        self._loader = Loader(tracker, self._visible, pace)

    def compose(self) -> ComposeResult:
        jobs = JobList(id="jobs")
        jobs.set_reactive(JobList.cursor, self.selected)
        detail = JobDetail(id="detail")
        status, notices = StatusBar(self._badge, id="status"), Notices(id="notices")
        for widget in (jobs, detail, status):
            widget.set_reactive(type(widget).zone, self._zone)
        for drawn in (jobs, detail, notices):
            drawn.set_reactive(type(drawn).glyphs, self._glyphs)
        yield status.data_bind(MainScreen.overview, MainScreen.now)
        yield notices.data_bind(MainScreen.overview, MainScreen.now)
        with Panes(id="panes"):
            yield jobs.data_bind(MainScreen.index, MainScreen.revision, MainScreen.overview)
            yield detail.data_bind(
                MainScreen.record, MainScreen.is_asking, MainScreen.revealed, MainScreen.now
            )
        yield KeyLine(id="keys")
        yield self._loader

    def on_mount(self) -> None:
        """Show what is known; ask for more once that is painted."""
        self.set_interval(1.0, self._tick)
        self.watch(self.app, "app_focus", self.hide_secrets, init=False)
        self.app.app_suspend_signal.subscribe(self, self.hide_secrets)
        self.call_after_refresh(self._begin)

    def on_resize(self, event: events.Resize) -> None:
        """Decide how many panes there is room for."""
        self._lay_out(event.size)

    @on(events.Key)
    @on(FilterTyped)
    def pause_quiet(self) -> None:
        """A person is at work, so nothing is asked for quietly."""
        self._loader.pause_quiet()

    def watch_pane(self) -> None:
        self._loader.read_by_person(self.selected if self.pane == "detail" else None)
        self._lay_out(self.size)

    def watch_is_zoomed(self) -> None:
        self._lay_out(self.size)

    @on(JobList.Highlighted)
    def select(self) -> None:
        """Another job is under the cursor: show what is known, and ask once the cursor has rested."""
        self._catch_up()
        self._loader.pause_quiet()

    @on(JobList.Opened)
    def open(self, message: JobList.Opened) -> None:
        """Go to the detail; where something failed, try it again."""
        if message.job_id is None:
            self._loader.fetch_list()
            return
        self._catch_up()
        if self.record is not None and self.record.failure is not None:
            self._loader.ask(message.job_id)
        self.pane = "detail"

    @on(ListChanged)
    def take_list(self) -> None:
        """Rows or figures of the list are others than before."""
        had_failed = self.overview is not None and self.overview.failure is not None
        self.overview = self._tracker.overview
        self.index = self._tracker.index
        self.revision += 1
        self._look_again()
        if had_failed and self.overview.failure is None:
            self._loader.rest_on(self.selected)

    @on(StatusChanged)
    def take_status(self, message: StatusChanged) -> None:
        """A request for a job began or ended."""
        if not self._loader.is_asking(message.job_id):
            self.overview = self._tracker.overview
            self.revision += 1
        if message.job_id == self.selected:
            self._look_again()

    @on(LoadFailed)
    def say_failure(self, message: LoadFailed) -> None:
        """The job may be out of sight by now."""
        self.notify(printable_line(message.sentence), severity="error", markup=False)

    @on(JobDetail.SecretsWanted)
    def fetch_secrets(self, message: JobDetail.SecretsWanted) -> None:
        """Nothing kept has them."""
        self._loader.fetch_original(message.job_id)

    @on(OriginalLoaded)
    def reveal(self, message: OriginalLoaded) -> None:
        """Show the secrets if the person is still there to see them."""
        if message.job_id == self.selected and self.app.app_focus:
            self.revealed = Revealed(message.job_id, message.text, self._tracker.clock())

    @on(JobDetail.SecretsUnwanted)
    def hide_secrets(self, *_: object) -> None:
        """At once, whatever the reason."""
        self.revealed = None

    def watch_selected(self) -> None:
        self.hide_secrets()

    def watch_now(self, now: datetime) -> None:
        if self.revealed is not None and not self.revealed.seconds_left(now):
            self.hide_secrets()

    @on(events.DescendantFocus)
    def follow_focus(self) -> None:
        """A click into the other pane goes there as the keys do."""
        if self.query_one(JobDetail).has_focus_within:
            self.pane = "detail"
        elif self.query_one(JobList).has_focus_within:
            self.pane = "jobs"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offered is what can be done: to a job if there is one, again where something failed."""
        if action in _ON_A_JOB and self.selected is None:
            return False
        if action == "retry":
            return self.record is not None and self.record.failure is not None
        return True

    def action_other_pane(self) -> None:
        """Go to the pane that has not the focus."""
        self.pane = "jobs" if self.pane == "detail" else "detail"

    def action_go_to(self, pane: Pane) -> None:
        """Go to a pane."""
        self.pane = pane

    def action_zoom(self) -> None:
        """One pane on the whole screen, or both again."""
        self.is_zoomed = not self.is_zoomed

    def action_back(self) -> None:
        """Undo one layer: the zoom, the detail, then what filters the list."""
        if self.is_zoomed:
            self.is_zoomed = False
        elif self.pane == "jobs":
            self.query_one(JobList).widen()
        else:
            self.pane = "jobs"

    def action_help(self) -> None:
        """Show all keys."""
        from ie_tui.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_fetch_list(self) -> None:
        """Ask for the list."""
        self._loader.fetch_list()

    def action_fetch_job(self) -> None:
        """Ask for the job under the cursor."""
        self._catch_up()
        if self.selected is not None:
            self._loader.ask(self.selected)

    action_retry = action_fetch_job

    def action_copy(self, kind: str) -> None:
        """Copy a value of the job under the cursor."""
        self._catch_up()
        if self.record is not None:
            self._copy_of(self.record, kind)

    def action_copy_menu(self) -> None:
        """Show what there is to copy of the job under the cursor."""
        self._catch_up()
        if (record := self.record) is not None:
            from ie_tui.ui.screens.copy_menu import CopyMenu

            def copy_chosen(kind: str | None) -> None:
                if kind is not None:
                    self._copy_of(record, kind)

            self.app.push_screen(CopyMenu(record, self._last_copied), copy_chosen)

    def action_save_signature(self) -> None:
        """Save the SIGNATURE file of the job under the cursor on a device."""
        self._catch_up()
        if self.record is not None:
            from ie_tui.ui.screens import on_device

            on_device.save(self.app, self.record, self._glyphs)

    def action_verify_device(self) -> None:
        """Compare a device with the job under the cursor."""
        self._catch_up()
        if self.record is not None:
            from ie_tui.ui.screens import on_device

            on_device.verify(self.app, self.record, self._glyphs, self._tracker.recomputed_signature)

    def action_note(self) -> None:
        """Write something down about the job under the cursor."""
        self._catch_up()
        if (record := self.record) is not None:
            from ie_tui.ui.screens.note import NoteScreen

            def keep(note: Note | None) -> None:
                if note is not None:
                    self._loader.set_note(record.job_id, note if any(note) else None)

            self.app.push_screen(NoteScreen(record.job_id, record.note), keep)

    def _begin(self) -> None:
        self._loader.read_rest()
        self._loader.fetch_list()
        self._loader.rest_on(self.selected)
        self._loader.pause_quiet()

    def _tick(self) -> None:
        self.now = self._tracker.clock()
        if self._tracker.as_of_now():
            self.take_list()

    def _catch_up(self) -> None:
        """Select the job under the cursor; keys may come faster than the list's messages about it."""
        cursor = self.query_one(JobList).cursor
        if cursor != self.selected:
            self.selected = cursor
            self._loader.read_by_person(cursor if self.pane == "detail" else None)
            self._look_again()
            self._loader.rest_on(cursor)

    def _look_again(self) -> None:
        """Take the newest record of the selected job."""
        self._tick()
        self.record = None if self.selected is None else self._tracker.record(self.selected)
        self.is_asking = self._loader.is_asking(self.selected)

    def _visible(self) -> list[JobId]:
        return self.query_one(JobList).jobs_in_view()

    def _lay_out(self, size: Size) -> None:
        self.query_one(Panes).lay_out(size, self.pane, is_zoomed=self.is_zoomed)

    def _copy_of(self, record: Record, kind: str) -> None:
        from ie_tui.ui.screens import copy

        self._last_copied = kind
        copy.hand_over(self, kind, record, self.revealed)
