"""The app: what the screen is wired to, and the last net under text and faults."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import ClassVar, Final, Protocol, cast, runtime_checkable
from weakref import WeakKeyDictionary

from rich.console import RenderableType
from textual import events, on, work
from textual._compositor import LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.errors import NoWidget
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerFailed, WorkerState

from ie_tui.crash_report import keep_details, keep_text, last_words, summary
from ie_tui.exit_statuses import Exit
from ie_tui.system import streams
from ie_tui.text import printable_line
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.background_exceptions import told_to
from ie_tui.ui.commands.command import Command
from ie_tui.ui.loader import USUAL_PACE, Pace
from ie_tui.ui.messages import CodeWanted, CopyWanted, Faulted, LoadFailed
from ie_tui.ui.rendering.glyphs import ASCII, UNICODE
from ie_tui.ui.rendering.line_filter import AsciiFilter, ControlCharacterFilter
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.style_sheets import styles_dir
from ie_tui.ui.terminal.line_compositor import PiecesUpdate
from ie_tui.ui.terminal.painted_cells import PaintedCells
from ie_tui.ui.themes import OURS, choose, unreadable_without_colour
from ie_tui.ui.widgets.message_line import MessageLine, Said
from ie_tui.ui.widgets.panes import HIGH_FROM, MEDIUM_FROM, WIDE_FROM, WIDEST_FROM

_AT_ONCE_S: Final = 0.03
"""Failures that come closer than this are one to a person."""
_LEAVES_WITHIN: Final = timedelta(seconds=3)
"""Between two ctrl+c that leave."""
_SAID_LEAST_S: Final = 4.0
_READ_PER_S: Final = 15
"""Characters."""
_WHY_S: Final = 1.5
"""How long it is said why a key does nothing."""
_SAID_MOST: Final = 30
"""Messages that can be read later."""


@runtime_checkable
class HidesSecrets(Protocol):
    """A screen on which secrets may be seen."""

    def hide_secrets(self) -> None:
        """At once."""


@runtime_checkable
class TypesThenActs(Protocol):
    """A screen whose other keys act on what was typed before them."""

    async def wait_for_typing(self) -> None:
        """Wait until it was taken."""


@runtime_checkable
class Restores(Protocol):
    """A driver that gives the terminal back."""

    def restore_now(self) -> None:
        """From a signal handler."""

    def stop_application_mode(self) -> None:
        """In order; the second time it does nothing."""


class IeTui(App[None]):
    """Import/Export jobs in a terminal."""

    TITLE = "ie-tui"
    CSS_PATH: ClassVar[list[Path]] = [styles_dir() / name for name in ("app.tcss", "detail.tcss")]  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False
    said: var[Said | None] = var(None)
    """What the message line shows."""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (MEDIUM_FROM, "-medium"),
        (WIDE_FROM, "-wide"),
        (WIDEST_FROM, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH_FROM, "-high")]  # noqa: RUF012

    def __init__(
        self,
        tracker: JobTracker,
        *,
        environ: Mapping[str, str],
        zone: tzinfo = UTC,
        theme: str | None = None,
        badge: str = "",
        ascii_glyphs: bool = False,
        state_dir: Path | None = None,
        pace: Pace = USUAL_PACE,
    ) -> None:
        """The app asks `tracker` and nothing else.

        Args:
            environ: NO_COLOR, TEXTUAL_THEME, and what tells the clipboard where we are.
            zone: Times are shown in it.
            theme: By name; raises UnknownThemeError.
            badge: A word that must never leave the screen, like `DEMO`.
            ascii_glyphs: For terminals without UTF-8.
            state_dir: Where the details of a fault go.
            pace: How long the cursor rests before the service is asked.
        """
        self.control_characters = ControlCharacterFilter()
        self._ascii_glyphs = ascii_glyphs
        self._painted = PaintedCells()
        super().__init__()
        for ours in OURS:
            self.register_theme(ours)
        self._environ = environ
        self._choice = choose(theme, environ, self.available_themes)
        self.theme = self._choice.name
        if "NO_COLOR" in environ:
            for name in unreadable_without_colour(self.available_themes):
                self.unregister_theme(name)
        self._tracker = tracker
        self._zone = zone
        self.messages: deque[Said] = deque(maxlen=_SAID_MOST)
        """What was said last, the newest at the end."""
        self._asked_to_leave: datetime | None = None
        self._state_dir = state_dir
        self._last_words = ""
        self._has_told = False
        self._failed: list[LoadFailed] = []
        self._sent_to: WeakKeyDictionary[events.Key, Widget] = WeakKeyDictionary()
        """Who was given each key that is on its way up to the bindings, which wait at the top."""
        self._glyphs = ASCII if ascii_glyphs else UNICODE
        self._main = MainScreen(tracker, badge=badge, zone=zone, glyphs=self._glyphs, pace=pace)

    def get_default_screen(self) -> Screen[None]:
        return self._main

    def get_driver_class(self) -> type[Driver]:
        if sys.platform == "win32":
            return super().get_driver_class()
        from ie_tui.ui.terminal.driver import TerminalDriver

        return TerminalDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        ours = [self.control_characters, *([AsciiFilter()] if self._ascii_glyphs else [])]
        return [*super().get_line_filters(), *ours]

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent) and not self.screen_stack:
            return  # The screens go before the app does.
        if isinstance(event, events.Key) and not event.is_forwarded:
            if await self._acts_on_typed(event):
                return
            self._sent_to[event] = self._reads_keys
        if isinstance(event, events.MouseEvent) and self._is_on_removed(event):
            return
        await super().on_event(event)

    async def on_key(self, event: events.Key) -> None:
        """A key belongs to whoever has the focus once the keys before it are done, however fast they come."""
        before = self._sent_to.pop(event, None)
        if before is not None and before is not (reader := self._reads_keys):
            event.stop()
            event.prevent_default()
            if await self._acts_on_typed(event):
                return
            again = events.Key(event.key, event.character).set_sender(reader)
            self._sent_to[again] = reader
            reader._forward_event(again)

    async def _acts_on_typed(self, event: events.Key) -> bool:
        """Do what a key does to what was typed before it, ahead of all that is typed behind it."""
        screen = self.screen
        if event.is_printable or not isinstance(screen, TypesThenActs):
            return False
        active = screen.active_bindings.get(event.key)
        if active is None or not active.enabled:
            return False
        await screen.wait_for_typing()
        return await self.run_action(active.binding.action, active.node)

    def _is_on_removed(self, event: events.MouseEvent) -> bool:
        """What was taken away is found below the mouse until the screen is laid out anew.

        Textual begins a selection there, and fails for want of a parent.
        """
        try:
            widget, _ = self.get_widget_at(event.x, event.y)
        except NoWidget:
            return False
        return not (widget.is_attached or isinstance(widget, Screen))

    @property
    def _reads_keys(self) -> Widget:
        return self.focused or self.screen

    def on_mount(self) -> None:
        """Say what a person should know about this start."""
        self.app_resume_signal.subscribe(self, self.forget_painted)
        if self._choice.notice:
            self.notify(self._choice.notice, markup=False)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something in the message line; lines behind the first are for who reads on.

        `timeout`: in seconds; by default the time that it takes to read it, and errors twice that.
        """
        if timeout is None:
            timeout = max(_SAID_LEAST_S, len(message) / _READ_PER_S) * (2 if severity == "error" else 1)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def _refresh_notifications(self) -> None:
        """The newest alone is shown; Textual would heap toasts over what one looks at."""
        waiting = list(self._notifications)
        for old in waiting[:-1]:
            del self._notifications[old]
        if not waiting:
            self.said = None
            return
        newest = waiting[-1]
        text = f"{newest.title}: {newest.message}" if newest.title else newest.message
        self.said = Said(text, newest.severity, self._tracker.clock().astimezone(self._zone))
        self.messages.append(self.said)
        self.set_timer(
            newest.timeout, lambda: self._unnotify(newest) if newest in self._notifications else None
        )

    @on(MessageLine.Clicked)
    def action_messages(self) -> None:
        """Show the last messages in full."""
        from ie_tui.ui.screens.messages import LastMessages

        if not self.screen.is_modal:
            self.push_screen(LastMessages(tuple(self.messages)))

    def action_copy_or_leave(self) -> None:
        """Copy what is selected with the mouse; without a selection leave, at the second time."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            self._leave_at_second()

    def _leave_at_second(self) -> None:
        now, asked = self._tracker.clock(), self._asked_to_leave
        if asked is not None and now - asked <= _LEAVES_WITHIN:
            self.exit()
        else:
            self._asked_to_leave = now
            self.notify(
                "q leaves; so does ctrl+c again.", timeout=_LEAVES_WITHIN.total_seconds(), markup=False
            )

    @on(events.Resize)
    def forget_painted(self, *_: object) -> None:
        """The terminal may show anything; what is painted next is sent whole."""
        self._painted.forget()

    def action_help(self) -> None:
        """Show all keys, first those of the pane in use."""
        from ie_tui.ui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self._main.places, self._glyphs))

    async def action_command_palette(self) -> None:  # type: ignore[override]
        """Find a command by its name, and run it; keys that come behind wait until one can type."""
        from ie_tui.ui.screens.palette import Palette, entries

        async def run(command: Command | None) -> None:
            if command is not None:
                await self._main.run_command(command)

        await self.push_screen(Palette(entries(self._main.why_not), self.available_themes), run)

    def copy_to_clipboard(self, text: str) -> None:
        """Everything that Textual itself copies takes our way too (docs/terminal.md 9).

        A line that one types in copies at ctrl+c whether anything is selected or not.
        """
        if text:
            self._copy(text, f"selected text, {len(text):,} character{'s' * (len(text) != 1)}")
        else:
            self._leave_at_second()

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen never holds secrets: they are hidden before it is made."""
        for screen in self.screen_stack:
            if isinstance(screen, HidesSecrets):
                screen.hide_secrets()
        return super().export_screenshot(title=title, simplify=simplify)

    @on(CopyWanted)
    def copy_value(self, message: CopyWanted) -> None:
        """Copy what a screen offered."""
        self._copy(message.text, message.what, message.hint)

    @on(CodeWanted)
    def ask_for_code(self, message: CodeWanted) -> None:
        """Credentials are had for an MFA code; whatever is open stays below the question."""
        from ie_tui.ui.screens.mfa_code import MfaScreen

        self.push_screen(MfaScreen(message.serial, message.answer))

    @on(LoadFailed)
    def tell_failure(self, message: LoadFailed) -> None:
        """The job may be out of sight by now. What fails together, as when the network goes, is told once."""
        self._failed.append(message)
        if len(self._failed) == 1:
            self.set_timer(_AT_ONCE_S, self._tell_failures)

    def _tell_failures(self) -> None:
        failed, self._failed = self._failed, []
        sentence = failed[-1].sentence
        if len(failed) > 1:
            sentence = f"{len(failed)} questions failed. The last one, {sentence}"
        self.notify(printable_line(sentence), severity="error", markup=False)

    @on(Faulted)
    def tell_fault(self, message: Faulted) -> None:
        """One end for every exception that nobody foresaw in the background."""
        self._tell_fault(message.error, message.doing)

    @on(Worker.StateChanged)
    def tell_own_fault(self, event: Worker.StateChanged) -> None:
        """The same for workers of the app itself."""
        if self._last_words:
            return  # The same fault, of a worker that ends the app.
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._tell_fault(event.worker.error, "copying" if event.worker.group == "copy" else "working")

    @work(exclusive=True, group="copy", exit_on_error=False)
    async def _copy(self, text: str, what: str, hint: str = "") -> None:
        from ie_tui.clipboard import copy_text

        self._clipboard = text
        outcome = await copy_text.copy(text, environ=self._environ, write=self._write)
        if outcome.must_show:
            from ie_tui.ui.screens.copy_value import ShowValue

            self.push_screen(ShowValue("Not copied", f"{what}: {printable_line(outcome.words)}", text))
        else:
            words = [outcome.words, *(f"Before that, {failure}." for failure in outcome.failures)]
            if hint and outcome.level is copy_text.Level.SENT:
                words.insert(1, hint)
            line = f"{what}: {printable_line(outcome.short)}"
            self.notify(f"{line}\n{printable_line(' '.join(words))}", markup=False, timeout=8)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """A key that does nothing here says why."""
        is_done = await super()._check_bindings(key, priority)
        if not is_done and not priority and self.screen is self._main and (why := self._main.why_no_key(key)):
            self.notify(why, timeout=_WHY_S, markup=False)
        return is_done

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send what the terminal does not show yet; nothing at all if it shows everything."""
        is_sent = self._running and not self._closed and self._driver is not None and not self._batch_count
        if is_sent and isinstance(renderable, LayoutUpdate | PiecesUpdate):
            differences = self._painted.differences(renderable, self.size, self.console)
            if differences.sequences or self.cursor_position != self._previous_cursor_position:
                super()._display(screen, cast("RenderableType", differences))
            else:
                self.post_display_hook()
        else:
            if is_sent and renderable is not None:
                # What this one writes is not followed cell by cell.
                self._painted.forget()
            super()._display(screen, renderable)

    def _write(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)

    def _tell_fault(self, error: BaseException, doing: str) -> None:
        where = keep_details(error, self._state_dir, self._tracker.clock())
        sentence = f"Something in ie-tui went wrong while {doing}: {summary(error)}. {where}"
        self.notify(sentence, severity="error", markup=False, timeout=20)

    async def show(self) -> None:
        """Run on the terminal; faults in the background are told on the screen."""
        with told_to(self._tell_fault):
            await self.run_async()

    def action_suspend_process(self) -> None:
        """Stop every process of this job, as ctrl+z does where the terminal itself sees to it."""
        if sys.platform != "win32" and self._driver is not None and self._driver.can_suspend:
            os.killpg(os.getpgrp(), signal.SIGTSTP)

    @on(Driver.SignalResume)
    def draw_anew(self) -> None:
        """The shell has written where the screen was."""
        self.screen.refresh(layout=True)

    def restore_terminal_now(self) -> None:
        """For a signal handler that ends the program."""
        driver: object = self._driver
        if isinstance(driver, Restores):
            driver.restore_now()

    def release_terminal(self) -> None:
        """Give the terminal back where a fault kept Textual from doing it."""
        driver: object = self._driver
        if isinstance(driver, Restores):
            driver.stop_application_mode()

    @property
    def exit_status(self) -> int:
        """What the program ends with: never 0 after a fault, whatever else wanted the app to end."""
        if self._last_words or self._exception is not None:
            return Exit.FAILED
        return self.return_code or Exit.DONE

    def panic(self, *renderables: object) -> None:
        """What Textual would render itself is told like all other faults."""
        if self._exception is None and not self._last_words:
            from ie_tui.ui.panics import kind_and_words, plain_text

            where = keep_text(plain_text(renderables), self._state_dir, self._tracker.clock())
            self._last_words = f"ie-tui stopped: {kind_and_words(renderables).rstrip('.')}. {where}"
        self._fatal_error()

    def _fatal_error(self) -> None:
        """The app ends; no local variable and no raw text of the exception goes to the terminal
        (docs/terminal.md 11)."""
        error = self._exception or sys.exc_info()[1]
        if isinstance(error, WorkerFailed):
            error = error.error
        if error is not None and not self._last_words:
            self._last_words = last_words(error, self._state_dir, self._tracker.clock())
        self._close_messages_no_wait()

    def tell_last_words(self) -> None:
        """Say once, when the terminal is given back, which fault ended the app."""
        if self._last_words and not self._has_told:
            self._has_told = True
            streams.tell(self._last_words)

    def _print_error_renderables(self) -> None:
        self.tell_last_words()
