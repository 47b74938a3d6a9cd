"""The main screen: list, detail of the selected job, status bar, notices and key line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive, var
from textual.screen import Screen
from textual.widget import Widget

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Overview, Record
from ie_tui.text import printable_line
from ie_tui.tracking.index import JobIndex
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.advice import first_command
from ie_tui.ui.commands.command import Command
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.commands.why_no_key import why_no_key
from ie_tui.ui.commands.why_not import ANSWERS_ITSELF, Situation, why_not
from ie_tui.ui.loader import Loader, Pace
from ie_tui.ui.manifest_view import Revealed
from ie_tui.ui.messages import (
    CopyWanted,
    FilterTyped,
    JobFetched,
    ListChanged,
    ListWalked,
    NoteRefused,
    OriginalLoaded,
    OverviewChanged,
    StatusChanged,
)
from ie_tui.ui.rendering.fetch_results import job_result, list_result
from ie_tui.ui.rendering.glyphs import Glyphs
from ie_tui.ui.screens.dialog import is_from_widget
from ie_tui.ui.screens.job_actions import JobActions
from ie_tui.ui.terminal.line_compositor import LineCompositor
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_list.job_list import JobList
from ie_tui.ui.widgets.key_line import KeyLine
from ie_tui.ui.widgets.message_line import MessageLine
from ie_tui.ui.widgets.notices import Notices
from ie_tui.ui.widgets.panes import Pane, Panes
from ie_tui.ui.widgets.status_bar import StatusBar

_PANES: Final[dict[Scope, Pane]] = {Scope.LIST: "jobs", Scope.MANIFEST: "detail"}
"""The pane that a scope's actions belong to."""
_SECOND: Final = timedelta(seconds=1)
"""Displayed times advance in steps of this, however fast keys come."""

_WAITS_S: Final = 600
"""How long a `Fetching…` message stays unless a result replaces it; no request takes longer."""


class MainScreen(Screen[None]):
    """Owns the selection and binds it to the panes, which do not know each other."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.EVERYWHERE, Scope.JOB)]
    AUTO_FOCUS = "#jobs"

    # None of them repaints: repainting the screen repaints all its widgets (Textual 8.2.8).
    index: var[JobIndex] = var(JobIndex, init=False)
    revision: var[int] = var(0, init=False)
    """Incremented when something in the index changed."""
    overview: reactive[Overview | None] = reactive(None, repaint=False, bindings=True)
    selected: var[JobId | None] = var(None, init=False)
    record: reactive[Record | None] = reactive(None, repaint=False, bindings=True)
    is_fetching: var[bool] = var(False)
    revealed: var[Revealed | None] = var(None)
    """The selected job's manifest with its secrets, while they are visible."""
    now: var[datetime] = var(lambda: datetime.now(UTC))

    def __init__(self, tracker: JobTracker, *, badge: str, zone: tzinfo, glyphs: Glyphs, pace: Pace) -> None:
        super().__init__()
        self._compositor = LineCompositor()
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
        self._loader = Loader(tracker, lambda: self.query_one(JobList).jobs_in_view(), pace)
        self._jobs_before = 0
        self._waits_for_list = False
        """The user requested the list and gets a message about the result."""
        self._actions = JobActions(self, tracker, self._loader, glyphs, lambda: self.revealed)

    def compose(self) -> ComposeResult:
        self._set_size_classes(self.app.size)
        jobs = JobList(id="jobs")
        jobs.set_reactive(JobList.cursor, self.selected)
        jobs.set_reactive(JobList.shipment_of, self._tracker.shipment)
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
                MainScreen.record, MainScreen.is_fetching, MainScreen.revealed, MainScreen.now
            )
        yield KeyLine(self.why_not, id="keys").data_bind(MainScreen.revealed)
        yield self._loader

    def _extend_compose(self, widgets: list[Widget]) -> None:
        super()._extend_compose(widgets)
        widgets.append(MessageLine())

    async def _on_message(self, message: Message) -> None:
        if self.children or not is_from_widget(message):
            await super()._on_message(message)

    async def _on_resize(self, event: events.Resize) -> None:
        self._set_size_classes(event.size)
        await super()._on_resize(event)

    def _set_size_classes(self, size: Size) -> None:
        """Set them before the first layout; Textual 8.2.8 would lay out once without them."""
        for length, breakpoints in (
            (size.width, self.app.HORIZONTAL_BREAKPOINTS),
            (size.height, self.app.VERTICAL_BREAKPOINTS),
        ):
            fitting = max((least for least, _ in breakpoints or () if length >= least), default=None)
            self.update_classes({name: least == fitting for least, name in breakpoints or ()}, animate=False)

    def on_mount(self) -> None:
        """Show cached data; fetch once that is painted."""
        if not self.children:  # An app that exits removes screens before they are composed.
            return
        self.set_interval(_SECOND.total_seconds(), self._each_second)
        # Not by a message: the list would be painted before the detail follows.
        self.watch(self.query_one(JobList), "cursor", self.select, init=False)
        self.watch(self.app, "app_focus", self.hide_secrets, init=False)
        self.app.app_suspend_signal.subscribe(self, self.hide_secrets)
        self.call_after_refresh(self._begin)

    @on(events.Key)
    @on(FilterTyped)
    def pause_background_refresh(self) -> None:
        """Pause background refresh while the user is active."""
        self._loader.pause_background_refresh()

    @on(Panes.Used)
    def read_by_person(self) -> None:
        """Track which job the user reads: the selected one, while the detail has the focus."""
        self._loader.read_by_person(self.selected if self._panes.used == "detail" else None)

    def select(self) -> None:
        """Show the newly selected job from the cache, and fetch it once the cursor has rested."""
        self._catch_up()
        self._loader.pause_background_refresh()

    @on(JobList.Opened)
    def open(self, message: JobList.Opened) -> None:
        """Focus the detail; after an error, try again."""
        if message.job_id is None:
            self.action_fetch_list()
            return
        self._catch_up()
        if self._situation.has_failed:
            self._ask(message.job_id)
        self._panes.used = "detail"

    @on(ListChanged)
    def show_list(self) -> None:
        """The list or its counts changed."""
        self.overview = self._tracker.overview
        self.index = self._tracker.index
        self.revision += 1
        self._reload_record()

    @on(ListWalked)
    def tell_list(self) -> None:
        """Show the result of a requested list."""
        if self._waits_for_list:
            self._waits_for_list = False
            words, severity = list_result(self._tracker.overview, self._jobs_before)
            self.notify(words, severity=severity, markup=False)

    @on(JobFetched)
    def tell_job(self, message: JobFetched) -> None:
        """Show the result of a requested job."""
        self.notify(job_result(message.job_id, message.before, message.after), markup=False)

    @on(StatusBar.NeedsYouClicked)
    def action_needs_you(self) -> None:
        """Show only the jobs that need the user, or all jobs."""
        self._panes.used = "jobs"
        self.query_one(JobList).toggle_needs_you()

    @on(OverviewChanged)
    def show_overview(self) -> None:
        """The fetch state changed."""
        self.overview = self._tracker.overview

    def watch_overview(self, before: Overview | None, overview: Overview | None) -> None:
        """Once the list works again, fetch the selected job as if the cursor had just moved there."""
        if before and overview and before.failure and not overview.failure:
            self._loader.schedule_fetch(self.selected)

    @on(StatusChanged)
    def show_status(self, message: StatusChanged) -> None:
        """A request for a job began or ended."""
        if not self._loader.is_fetching(message.job_id):
            self.overview = self._tracker.overview
            self.revision += 1
        if message.job_id == self.selected:
            self._reload_record()

    @on(NoteRefused)
    def settle_note(self, message: NoteRefused) -> None:
        """Another window changed the note meanwhile."""
        self._actions.settle_note(message)

    @on(JobDetail.SecretsWanted)
    def ask_before_secrets(self, message: JobDetail.SecretsWanted) -> None:
        """Ask for confirmation: others may see the screen, and one key is pressed easily."""
        if self.record is not None and self.record.job_id == message.job_id:
            self._actions.reveal(self.record)

    @on(OriginalLoaded)
    def reveal(self, message: OriginalLoaded) -> None:
        """Show the secrets, if the job is still selected and the terminal has the focus."""
        if message.job_id == self.selected and self.app.app_focus:
            self.revealed = Revealed(message.job_id, message.text, self._tracker.clock())

    @on(JobDetail.SecretsUnwanted)
    def hide_secrets(self, *_: object) -> None:
        """Hide the secrets at once."""
        self.revealed = None

    def watch_selected(self) -> None:
        self.hide_secrets()

    def watch_now(self, now: datetime) -> None:
        if self.revealed is not None and not self.revealed.seconds_left(now):
            self.hide_secrets()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable only the available actions, and those that explain themselves."""
        if action in ANSWERS_ITSELF and self.selected is not None:
            return True
        return not self.why_not(action, parameters)

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why an action of this screen or its panes is unavailable; empty if it is not. Safe to show."""
        return why_not(action, parameters, self._situation)

    def why_no_key(self, key: str) -> str:
        """Why a key does nothing here; empty if a command handles it. Safe to show."""
        return why_no_key(key, self.places, self.why_not)

    @property
    def places(self) -> tuple[Scope, ...]:
        """The scopes in force, innermost first."""
        in_detail = self._panes.used == "detail"
        return (Scope.MANIFEST, Scope.DETAIL, Scope.JOB) if in_detail else (Scope.LIST, Scope.JOB)

    async def run_command(self, command: Command) -> None:
        """Run a command in the pane that it belongs to."""
        home = _PANES.get(command.scope)
        if home is not None:
            self._panes.used = home
        await self.app.run_action(command.action, self if home is None else self.query_one(f"#{home}"))

    async def action_filter(self) -> None:
        """Open the filter line; later keys wait until it accepts typing."""
        await self._panes.type_filter()

    def action_other_pane(self) -> None:
        """Focus the other pane."""
        self._panes.used = "jobs" if self._panes.used == "detail" else "detail"

    def action_go_to(self, pane: Pane) -> None:
        """Focus a pane."""
        self._panes.used = pane

    def action_zoom(self) -> None:
        """Show the focused pane alone, or both panes."""
        self._panes.is_zoomed = not self._panes.is_zoomed

    def action_back(self) -> None:
        """Go back one step: cancel requests, leave the zoom, leave the detail, then clear the filter."""
        if self._loader.cancel_requests():
            self._waits_for_list = False
            self.notify("Fetching cancelled.", markup=False)
            return
        if self._panes.is_zoomed:
            self._panes.is_zoomed = False
        elif self._panes.used == "jobs":
            self.query_one(JobList).clear_filter_step()
        else:
            self._panes.used = "jobs"

    def action_fetch_list(self) -> None:
        """Fetch the list and report the result."""
        self._waits_for_list = True
        self._jobs_before = self._tracker.overview.job_count
        self.notify("Fetching the list…", timeout=_WAITS_S, markup=False)
        self._loader.fetch_list()

    def action_fetch_job(self) -> None:
        """Fetch the selected job."""
        if record := self._job_here():
            self._ask(record.job_id)

    action_retry = action_fetch_job

    def action_copy(self, kind: str) -> None:
        """Copy a value of the selected job."""
        if record := self._job_here():
            self._actions.copy(record, kind)

    def action_copy_menu(self) -> None:
        """Open the copy menu of the selected job."""
        if record := self._job_here():
            self._actions.copy_menu(record)

    def action_save_signature(self) -> None:
        """Save the selected job's SIGNATURE file on a device."""
        if record := self._job_here():
            self._actions.save_signature(record)

    def action_verify_device(self) -> None:
        """Compare a device with the selected job."""
        if record := self._job_here():
            self._actions.verify_device(record)

    def action_note(self) -> None:
        """Edit the note of the selected job."""
        if record := self._job_here():
            self._actions.note(record)

    def action_toggle_handled(self) -> None:
        """Mark the selected job as handled, or undo that."""
        if record := self._job_here():
            self._actions.toggle_handled(record)

    def action_copy_command(self) -> None:
        """Copy the command that the shown error suggests."""
        if command := self._command():
            self.app.post_message(CopyWanted(command, f"command `{command}`"))

    def _begin(self) -> None:
        self._loader.read_rest()
        self._loader.fetch_list()
        self._loader.schedule_fetch(self.selected)
        self._loader.pause_background_refresh()

    def _each_second(self) -> None:
        self._tick()
        if self.record is None:
            return
        job_id, shown = self.record.job_id, (self.record.note, self.record.handled)
        if (self._tracker.note(job_id), self._tracker.handled(job_id)) != shown:
            self.show_status(StatusChanged(job_id))

    def _tick(self) -> None:
        self.now = self._tracker.clock()
        if self._tracker.advance_clock():
            self.show_list()

    def _catch_up(self) -> None:
        """Select the job under the list's cursor; keys may arrive faster than its change messages."""
        cursor = self.query_one(JobList).cursor
        if cursor != self.selected:
            self.selected = cursor
            self.read_by_person()
            self._reload_record()
            self._loader.schedule_fetch(cursor)

    def _job_here(self) -> Record | None:
        """The record of the job under the list's cursor."""
        self._catch_up()
        return self.record

    def _ask(self, job_id: JobId) -> None:
        """Fetch a job; while credentials are missing, fetch the list as well, which needs them too."""
        if self.overview is not None and self.overview.needs_credentials:
            self._loader.fetch_list()
        self.notify(f"Fetching {printable_line(job_id)}…", timeout=_WAITS_S, markup=False)
        self._loader.ask(job_id)

    @property
    def _situation(self) -> Situation:
        return Situation(self.record, self.overview)

    def _command(self) -> str | None:
        """The command that the shown error suggests."""
        return first_command(self.record, self.overview)

    def _reload_record(self) -> None:
        """Show the current record of the selected job."""
        with self.query_one(JobDetail).one_change():
            if not timedelta() <= self._tracker.clock() - self.now < _SECOND:
                self.now = self._tracker.clock()
            shown = self.selected and self._tracker.index.get(self.selected)
            self.record = None if self.selected is None else self._tracker.record(self.selected)
            if self.selected and self._tracker.index.get(self.selected) != shown:
                # Another window changed a note or a mark.
                self.overview = self._tracker.overview
                self.revision += 1
            self.is_fetching = self._loader.is_fetching(self.selected)

    @property
    def _panes(self) -> Panes:
        return self.query_one(Panes)
