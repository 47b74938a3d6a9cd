"""The screen of the app: the list, the job under its cursor, and what is going on."""

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
"""Where the commands of a scope are at home."""
_SECOND: Final = timedelta(seconds=1)
"""What the screen shows of time moves in no smaller steps, however fast keys come."""

_WAITS_S: Final = 600
"""It is said that something is fetched until it came; no request takes longer."""


class MainScreen(Screen[None]):
    """Owns what is selected; its panes are given it and know nothing of each other."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.EVERYWHERE, Scope.JOB)]
    AUTO_FOCUS = "#jobs"

    # None of them repaints: the screen draws nothing, and its repaint is that of all widgets (Textual 8.2.8).
    index: var[JobIndex] = var(JobIndex, init=False)
    revision: var[int] = var(0, init=False)
    """Another number: something in the index changed."""
    overview: reactive[Overview | None] = reactive(None, repaint=False, bindings=True)
    selected: var[JobId | None] = var(None, init=False)
    record: reactive[Record | None] = reactive(None, repaint=False, bindings=True)
    is_fetching: var[bool] = var(False)
    revealed: var[Revealed | None] = var(None)
    """The manifest of the selected job with its secrets, while they are shown."""
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
        """A person has asked for the list, and wants to know what came of it."""
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
        """Textual 8.2.8 sets them after a layout, so that the first frame would be another one."""
        for length, breakpoints in (
            (size.width, self.app.HORIZONTAL_BREAKPOINTS),
            (size.height, self.app.VERTICAL_BREAKPOINTS),
        ):
            fitting = max((least for least, _ in breakpoints or () if length >= least), default=None)
            self.update_classes({name: least == fitting for least, name in breakpoints or ()}, animate=False)

    def on_mount(self) -> None:
        """Show what is known; ask for more once that is painted."""
        if not self.children:  # An app that ends takes screens away before anything was put on them.
            return
        self.set_interval(_SECOND.total_seconds(), self._each_second)
        # Not by a message: the list would be painted before the detail has heard of it.
        self.watch(self.query_one(JobList), "cursor", self.select, init=False)
        self.watch(self.app, "app_focus", self.hide_secrets, init=False)
        self.app.app_suspend_signal.subscribe(self, self.hide_secrets)
        self.call_after_refresh(self._begin)

    @on(events.Key)
    @on(FilterTyped)
    def pause_background_refresh(self) -> None:
        """A person is at work, so nothing is asked for quietly."""
        self._loader.pause_background_refresh()

    @on(Panes.Used)
    def read_by_person(self) -> None:
        """The selected job is before a person's eyes while the detail is used."""
        self._loader.read_by_person(self.selected if self._panes.used == "detail" else None)

    def select(self) -> None:
        """Another job is under the cursor: show what is known, and ask once the cursor has rested."""
        self._catch_up()
        self._loader.pause_background_refresh()

    @on(JobList.Opened)
    def open(self, message: JobList.Opened) -> None:
        """Go to the detail; where something failed, try it again."""
        if message.job_id is None:
            self.action_fetch_list()
            return
        self._catch_up()
        if self._situation.has_failed:
            self._ask(message.job_id)
        self._panes.used = "detail"

    @on(ListChanged)
    def show_list(self) -> None:
        """Rows or figures of the list are others than before."""
        self.overview = self._tracker.overview
        self.index = self._tracker.index
        self.revision += 1
        self._reload_record()

    @on(ListWalked)
    def tell_list(self) -> None:
        """The list came, or did not."""
        if self._waits_for_list:
            self._waits_for_list = False
            words, severity = list_result(self._tracker.overview, self._jobs_before)
            self.notify(words, severity=severity, markup=False)

    @on(JobFetched)
    def tell_job(self, message: JobFetched) -> None:
        """A job that a person asked for came."""
        self.notify(job_result(message.job_id, message.before, message.after), markup=False)

    @on(StatusBar.NeedsYouClicked)
    def action_needs_you(self) -> None:
        """In the list, show the jobs whose next move is yours, or all again."""
        self._panes.used = "jobs"
        self.query_one(JobList).toggle_needs_you()

    @on(OverviewChanged)
    def show_overview(self) -> None:
        """How asking stands is another than before."""
        self.overview = self._tracker.overview

    def watch_overview(self, before: Overview | None, overview: Overview | None) -> None:
        """After a failure the selected job is asked for as if the cursor had just come."""
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
        """Another window wrote a note meanwhile."""
        self._actions.settle_note(message)

    @on(JobDetail.SecretsWanted)
    def ask_before_secrets(self, message: JobDetail.SecretsWanted) -> None:
        """One key must not show them to everybody who sees this screen."""
        if self.record is not None and self.record.job_id == message.job_id:
            self._actions.reveal(self.record)

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offered is what can be done: to a job if there is one, again where something failed."""
        if action in ANSWERS_ITSELF and self.selected is not None:
            return True
        return not self.why_not(action, parameters)

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why an action of this screen or its panes cannot be done now; empty if it can. Safe to show."""
        return why_not(action, parameters, self._situation)

    def why_no_key(self, key: str) -> str:
        """Why a key does nothing here; empty where a command takes it. Safe to show."""
        return why_no_key(key, self.places, self.why_not)

    @property
    def places(self) -> tuple[Scope, ...]:
        """Where the keys that are pressed now work, the nearest place first."""
        in_detail = self._panes.used == "detail"
        return (Scope.MANIFEST, Scope.DETAIL, Scope.JOB) if in_detail else (Scope.LIST, Scope.JOB)

    async def run_command(self, command: Command) -> None:
        """Do a command wherever it is at home."""
        home = _PANES.get(command.scope)
        if home is not None:
            self._panes.used = home
        await self.app.run_action(command.action, self if home is None else self.query_one(f"#{home}"))

    async def action_filter(self) -> None:
        """Type what to filter the list by; keys that come behind wait until one can type."""
        await self._panes.type_filter()

    def action_other_pane(self) -> None:
        """Go to the pane that has not the focus."""
        self._panes.used = "jobs" if self._panes.used == "detail" else "detail"

    def action_go_to(self, pane: Pane) -> None:
        """Go to a pane."""
        self._panes.used = pane

    def action_zoom(self) -> None:
        """One pane on the whole screen, or both again."""
        self._panes.is_zoomed = not self._panes.is_zoomed

    def action_back(self) -> None:
        """Undo one layer: what is being asked, the zoom, the detail, then what filters the list."""
        if self._loader.cancel_requests():
            self._waits_for_list = False
            self.notify("Fetching was stopped.", markup=False)
            return
        if self._panes.is_zoomed:
            self._panes.is_zoomed = False
        elif self._panes.used == "jobs":
            self.query_one(JobList).clear_filter_step()
        else:
            self._panes.used = "jobs"

    def action_fetch_list(self) -> None:
        """Fetch the list, and say so."""
        self._waits_for_list = True
        self._jobs_before = self._tracker.overview.job_count
        self.notify("Fetching the list…", timeout=_WAITS_S, markup=False)
        self._loader.fetch_list()

    def action_fetch_job(self) -> None:
        """Ask for the job under the cursor."""
        if record := self._job_here():
            self._ask(record.job_id)

    action_retry = action_fetch_job

    def action_copy(self, kind: str) -> None:
        """Copy a value of the job under the cursor."""
        if record := self._job_here():
            self._actions.copy(record, kind)

    def action_copy_menu(self) -> None:
        """Show what there is to copy of the job under the cursor."""
        if record := self._job_here():
            self._actions.copy_menu(record)

    def action_save_signature(self) -> None:
        """Save the SIGNATURE file of the job under the cursor on a device."""
        if record := self._job_here():
            self._actions.save_signature(record)

    def action_verify_device(self) -> None:
        """Compare a device with the job under the cursor."""
        if record := self._job_here():
            self._actions.verify_device(record)

    def action_note(self) -> None:
        """Write something down about the job under the cursor."""
        if record := self._job_here():
            self._actions.note(record)

    def action_toggle_handled(self) -> None:
        """Mark the job under the cursor as handled, or take the mark away."""
        if record := self._job_here():
            self._actions.toggle_handled(record)

    def action_copy_command(self) -> None:
        """Copy the command that helps after a failure."""
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
        """Select the job under the cursor; keys may come faster than the list's messages about it."""
        cursor = self.query_one(JobList).cursor
        if cursor != self.selected:
            self.selected = cursor
            self.read_by_person()
            self._reload_record()
            self._loader.schedule_fetch(cursor)

    def _job_here(self) -> Record | None:
        """What is known of the job under the cursor."""
        self._catch_up()
        return self.record

    def _ask(self, job_id: JobId) -> None:
        """Ask for a job; while credentials are missing the list waits for them too."""
        if self.overview is not None and self.overview.needs_credentials:
            self._loader.fetch_list()
        self.notify(f"Fetching {printable_line(job_id)}…", timeout=_WAITS_S, markup=False)
        self._loader.ask(job_id)

    @property
    def _situation(self) -> Situation:
        return Situation(self.record, self.overview)

    def _command(self) -> str | None:
        """The command that the advice of the failure on the screen names."""
        return first_command(self.record, self.overview)

    def _reload_record(self) -> None:
        """Take the newest record of the selected job."""
        with self.query_one(JobDetail).one_change():
            if not timedelta() <= self._tracker.clock() - self.now < _SECOND:
                self._tick()
            shown = self.selected and self._tracker.index.get(self.selected)
            self.record = None if self.selected is None else self._tracker.record(self.selected)
            if self.selected and self._tracker.index.get(self.selected) != shown:
                # Another window wrote something about the job.
                self.overview = self._tracker.overview
                self.revision += 1
            self.is_fetching = self._loader.is_fetching(self.selected)

    @property
    def _panes(self) -> Panes:
        return self.query_one(Panes)
