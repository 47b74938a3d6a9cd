"""The terminal driver: Textual's driver for Linux and macOS, with input of our own.

It restores the terminal whenever the app exits, is stopped or fails.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from contextlib import suppress
from typing import Any, Final

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from ie_tui.ui.terminal.input_thread import read_input
from ie_tui.ui.terminal.size import size_of
from ie_tui.ui.terminal.terminal_output import TerminalOutput

_MOUSE_PIXELS_OFF: Final = "\x1b[?1016l"
_POINTER: Final = "\x1b]22;"
_ALL_OFF: Final = (
    b"\x1b\\"  # ends a string sequence that was cut
    b"\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?2048l"
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Everything that `start_application_mode` sets. The keyboard mode belongs to the alternate screen."""
_WRITABLE_WITHIN_S: Final = 0.2


class TerminalDriver(LinuxDriver):
    """Textual's driver; resets every mode that it sets.

    Draws on stdout: stderr may be anything. Textual's handlers for SIGTSTP and SIGCONT would wait for a lock
    that the interrupted code may hold, so these only schedule a call in the event loop.
    """

    def __init__(self, app: App[Any], **how: Any) -> None:
        super().__init__(app, **how)
        self._output = TerminalOutput(sys.stdout.fileno(), sys.stdout.encoding, self._tell_failure)
        self._file = self._output  # type: ignore[assignment]
        self._app_task = asyncio.current_task()
        self._is_in_use = False
        self._is_wanted = False
        self._is_stopping = False
        self._first_attrs: list[Any] | None = None
        self._has_shaped_pointer = False

    def write(self, data: str) -> None:
        """Write a sequence; does nothing while another program has the terminal."""
        writer = self._writer_thread
        if writer is not None:
            writer.write(data)
            self._has_shaped_pointer |= data.startswith(_POINTER)

    def start_application_mode(self) -> None:
        """Take the terminal, or wait for SIGCONT while another program has it."""
        self._is_wanted = True
        for descriptor in (self.fileno, self._output.fileno()):
            os.set_blocking(descriptor, True)  # an earlier program may have left O_NONBLOCK there
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        finally:
            self._is_in_use = self._writer_thread is not None
        self._first_attrs = self._first_attrs or self.attrs_before
        if self.attrs_before is not None and not self.attrs_before[3] & termios.ICANON:
            # A shell may resume a job in the raw mode in which SIGSTOP found it.
            self.attrs_before = self._first_attrs

    def stop_application_mode(self) -> None:
        """Restore the terminal; all output is written when this returns. Idempotent."""
        self._is_wanted = False
        if not self._is_in_use:
            return
        if not self._is_in_foreground():
            self.attrs_before = None
        if self._output.is_broken:
            self.restore_now()
        self.write(_MOUSE_PIXELS_OFF)
        if self._has_shaped_pointer:
            self.write(f"{_POINTER}default\x07")
        super().stop_application_mode()
        self.close()
        self._is_in_use = False

    def disable_input(self) -> None:
        """Stop reading; pending input is dropped, unless another program has the terminal."""
        if self._is_in_use:
            super().disable_input()

    def close(self) -> None:
        """Wait until all output is written."""
        writer, self._writer_thread = self._writer_thread, None
        if writer is not None:
            writer.stop()

    def restore_now(self) -> None:
        """`stop_application_mode` for a signal handler: takes no lock and waits for no thread."""
        if not self._is_in_use:
            return
        with suppress(OSError, ValueError):  # the terminal is gone
            self._output.write_last(_ALL_OFF, _WRITABLE_WITHIN_S)
        with suppress(termios.error):
            if self.attrs_before is not None and self._is_in_foreground():
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _is_in_foreground(self) -> bool:
        """Whether we may set the terminal's attributes; from the background that stops the process."""
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return True  # not the terminal of this session, where there is no background

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop_process)

    def _sigcont_application(self, *_: object) -> None:
        if not self._is_stopping:
            self._loop.call_soon_threadsafe(self._take_back)

    def _stop_process(self) -> None:
        """Stop as SIGTSTP does by default, unless no shell could resume us."""
        is_ours = self._is_in_use and self._auto_restart
        if is_ours:
            self._leave_for_shell()
        self._is_stopping = True
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._sigtstp_application)
        self._is_stopping = False
        if is_ours:
            self._is_wanted = True
            # A signal that arrived meanwhile is handled first.
            self._loop.call_soon(self._take_back)

    def _take_back(self) -> None:
        """Resume after a stop: the shell has written on the screen, and its size may have changed."""
        is_ending = self._app_task is not None and self._app_task.cancelling()
        if is_ending or not self._is_wanted or not self._auto_restart:
            return
        if self._is_in_use:
            # SIGSTOP cannot be caught, so nothing was restored before it.
            self._leave_for_shell()
        self._must_signal_resume = True
        self.start_application_mode()

    def _leave_for_shell(self) -> None:
        with self._app._context():
            self._app._suspend_signal()
        self.suspend_application_mode()

    def _tell_failure(self, error: OSError) -> None:
        self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def _run_input_thread(self) -> None:
        """Raise this thread's errors in the app; Textual would print an object's repr."""
        try:
            is_there = read_input(self.fileno, self.exit_event, self.process_message)
        except Exception as error:  # noqa: BLE001
            self._app.call_later(_fail, error)
        else:
            if not is_there:
                # Exit normally, closing whatever is open.
                self._app.call_later(self._app.exit, None, 1)

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal's own size; Textual would prefer COLUMNS and LINES."""
        return size_of(os.environ)


def _fail(error: BaseException) -> None:
    raise error
