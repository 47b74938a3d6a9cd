"""The app: wires the screens to the tracker; last safety net for text and unexpected errors."""

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
"""Failures closer together than this are reported as one."""
_LEAVES_WITHIN: Final = timedelta(seconds=3)
"""Longest time between two ctrl+c that quit."""
_SAID_LEAST_S: Final = 4.0
_READ_PER_S: Final = 15
"""Characters a reader takes in per second."""
_WHY_S: Final = 1.5
"""How long the message about a key without effect stays."""
_SAID_MOST: Final = 30
"""Messages kept for the message log."""


@runtime_checkable
class HidesSecrets(Protocol):
    """A screen that may show secrets."""

    def hide_secrets(self) -> None:
        """Mask them before this returns."""


@runtime_checkable
class TypesThenActs(Protocol):
    """A screen whose command keys act on the text typed before them."""

    async def wait_for_typing(self) -> None:
        """Wait until all typed characters have been processed."""


@runtime_checkable
class Restores(Protocol):
    """A driver that can restore the terminal."""

    def restore_now(self) -> None:
        """Restore at once; safe in a signal handler."""

    def stop_application_mode(self) -> None:
        """Restore in order; idempotent."""


class IeTui(App[None]):
    """The ie-tui application."""

    TITLE = "ie-tui"
    CSS_PATH: ClassVar[list[Path]] = [styles_dir() / name for name in ("app.tcss", "detail.tcss")]  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False
    said: var[Said | None] = var(None)
    """The message on the message line."""
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
        """All job data come from `tracker`.

        Args:
            environ: NO_COLOR, TEXTUAL_THEME, and the variables by which the clipboard routes are chosen.
            zone: The time zone for display.
            theme: A theme's name; raises UnknownThemeError.
            badge: A word that is always on the screen, like `DEMO`.
            ascii_glyphs: For terminals without UTF-8.
            state_dir: Where crash reports are written.
            pace: Delays before fetching.
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
        """Recent messages, oldest first."""
        self._asked_to_leave: datetime | None = None
        self._state_dir = state_dir
        self._last_words = ""
        self._has_told = False
        self._failed: list[LoadFailed] = []
        self._sent_to: WeakKeyDictionary[events.Key, Widget] = WeakKeyDictionary()
        """The widget that each key was sent to, while the key bubbles up to the bindings."""
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
            return  # On exit the screens are removed before the app.
        if isinstance(event, events.Key) and not event.is_forwarded:
            if await self._acts_on_typed(event):
                return
            self._sent_to[event] = self._reads_keys
        if isinstance(event, events.MouseEvent) and self._is_on_removed(event):
            return
        await super().on_event(event)

    async def on_key(self, event: events.Key) -> None:
        """Send a key to the widget that has the focus once all earlier keys have been handled."""
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
        """Run a key's action on the text typed before it, ahead of anything typed after it."""
        screen = self.screen
        if event.is_printable or not isinstance(screen, TypesThenActs):
            return False
        active = screen.active_bindings.get(event.key)
        if active is None or not active.enabled:
            return False
        await screen.wait_for_typing()
        return await self.run_action(active.binding.action, active.node)

    def _is_on_removed(self, event: events.MouseEvent) -> bool:
        """Whether the mouse is on a widget that was removed; Textual still finds it until the next layout.

        It would begin a selection there and fail, since the widget has no parent.
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
        """Show the theme notice, if there is one."""
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
        """Show a message on the message line; lines after the first are only in the message log.

        `timeout`: in seconds; by default the time it takes to read it, twice that for errors.
        """
        if timeout is None:
            timeout = max(_SAID_LEAST_S, len(message) / _READ_PER_S) * (2 if severity == "error" else 1)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def _refresh_notifications(self) -> None:
        """Show the newest only; Textual would stack toasts over the panes."""
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
        """Show recent messages in full."""
        from ie_tui.ui.screens.last_messages import LastMessages

        if not self.screen.is_modal:
            self.push_screen(LastMessages(tuple(self.messages)))

    def action_copy_or_leave(self) -> None:
        """Copy the mouse selection; without one, quit on the second press."""
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
                "Press q or ctrl+c again to quit.", timeout=_LEAVES_WITHIN.total_seconds(), markup=False
            )

    @on(events.Resize)
    def forget_painted(self, *_: object) -> None:
        """Resend the whole screen at the next paint: the terminal may show anything."""
        self._painted.forget()

    def action_help(self) -> None:
        """Show all keys, those of the focused pane first."""
        from ie_tui.ui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self._main.places, self._glyphs))

    async def action_command_palette(self) -> None:  # type: ignore[override]
        """Open the palette and run the chosen command; later keys wait until it accepts typing."""
        from ie_tui.ui.screens.palette import Palette, entries

        async def run(command: Command | None) -> None:
            if command is not None:
                await self._main.run_command(command)

        await self.push_screen(Palette(entries(self._main.why_not), self.available_themes), run)

    def copy_to_clipboard(self, text: str) -> None:
        """Send Textual's own copies through our clipboard routes too (docs/terminal.md 9).

        An Input copies at ctrl+c even with nothing selected.
        """
        if text:
            self._copy(text, f"selected text, {len(text):,} character{'s' * (len(text) != 1)}")
        else:
            self._leave_at_second()

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Hide secrets before the screenshot is taken."""
        for screen in self.screen_stack:
            if isinstance(screen, HidesSecrets):
                screen.hide_secrets()
        return super().export_screenshot(title=title, simplify=simplify)

    @on(CopyWanted)
    def copy_value(self, message: CopyWanted) -> None:
        """Copy a value that a screen sent."""
        self._copy(message.text, message.what, message.hint)

    @on(CodeWanted)
    def ask_for_code(self, message: CodeWanted) -> None:
        """Open the MFA dialog above whatever is open."""
        from ie_tui.ui.screens.mfa_code import MfaScreen

        self.push_screen(MfaScreen(message.serial, message.answer))

    @on(LoadFailed)
    def tell_failure(self, message: LoadFailed) -> None:
        """Report a failed fetch; failures that come together, as when the network drops, only once."""
        self._failed.append(message)
        if len(self._failed) == 1:
            self.set_timer(_AT_ONCE_S, self._tell_failures)

    def _tell_failures(self) -> None:
        failed, self._failed = self._failed, []
        sentence = failed[-1].sentence
        if len(failed) > 1:
            sentence = f"{len(failed)} requests failed. Last error: {sentence}"
        self.notify(printable_line(sentence), severity="error", markup=False)

    @on(Faulted)
    def tell_fault(self, message: Faulted) -> None:
        """Report an unexpected exception from the background."""
        self._tell_fault(message.error, message.doing)

    @on(Worker.StateChanged)
    def tell_own_fault(self, event: Worker.StateChanged) -> None:
        """Report an unexpected exception from the app's own workers."""
        if self._last_words:
            return  # The same error, already being reported as the app ends.
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
        """Show why a key does nothing here."""
        is_done = await super()._check_bindings(key, priority)
        if not is_done and not priority and self.screen is self._main and (why := self._main.why_no_key(key)):
            self.notify(why, timeout=_WHY_S, markup=False)
        return is_done

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send only the cells that differ from what the terminal shows."""
        is_sent = self._running and not self._closed and self._driver is not None and not self._batch_count
        if is_sent and isinstance(renderable, LayoutUpdate | PiecesUpdate):
            differences = self._painted.differences(renderable, self.size, self.console)
            if differences.sequences or self.cursor_position != self._previous_cursor_position:
                super()._display(screen, cast("RenderableType", differences))
            else:
                self.post_display_hook()
        else:
            if is_sent and renderable is not None:
                # The cells that this update writes are not tracked.
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
        """Run on the terminal; unexpected background errors are reported on the screen."""
        with told_to(self._tell_fault):
            await self.run_async()

    def action_suspend_process(self) -> None:
        """Stop the whole process group, as the terminal driver does for ctrl+z in cooked mode."""
        if sys.platform != "win32" and self._driver is not None and self._driver.can_suspend:
            os.killpg(os.getpgrp(), signal.SIGTSTP)

    @on(Driver.SignalResume)
    def draw_anew(self) -> None:
        """Redraw: the shell has written over the screen."""
        self.screen.refresh(layout=True)

    def restore_terminal_now(self) -> None:
        """Restore the terminal; safe in a signal handler that ends the program."""
        driver: object = self._driver
        if isinstance(driver, Restores):
            driver.restore_now()

    def release_terminal(self) -> None:
        """Restore the terminal where an error kept Textual from doing so."""
        driver: object = self._driver
        if isinstance(driver, Restores):
            driver.stop_application_mode()

    @property
    def exit_status(self) -> int:
        """The exit status: never 0 after an unexpected error, whatever else ended the app."""
        if self._last_words or self._exception is not None:
            return Exit.FAILED
        return self.return_code or Exit.DONE

    def panic(self, *renderables: object) -> None:
        """Report as any other unexpected error, instead of Textual's own rendering."""
        if self._exception is None and not self._last_words:
            from ie_tui.ui.panics import kind_and_words, plain_text

            where = keep_text(plain_text(renderables), self._state_dir, self._tracker.clock())
            self._last_words = f"ie-tui stopped: {kind_and_words(renderables).rstrip('.')}. {where}"
        self._fatal_error()

    def _fatal_error(self) -> None:
        """End the app; no local variable and no raw exception text goes to the terminal
        (docs/terminal.md 11)."""
        error = self._exception or sys.exc_info()[1]
        if isinstance(error, WorkerFailed):
            error = error.error
        if error is not None and not self._last_words:
            self._last_words = last_words(error, self._state_dir, self._tracker.clock())
        self._close_messages_no_wait()

    def tell_last_words(self) -> None:
        """Print once, after the terminal is restored, which error ended the app."""
        if self._last_words and not self._has_told:
            self._has_told = True
            streams.tell(self._last_words)

    def _print_error_renderables(self) -> None:
        self.tell_last_words()
