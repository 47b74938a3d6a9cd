"""An internal error anywhere ends the program with one sentence, a details file and status 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal.by_hand import by_hand
from tests.terminal.real_terminal import RealTerminal, modes_left_behind

FIGURE = "Ends of the program (inner faults)"

BOOM = """
def boom(*_, **__):
    canary = "SECRET" + "CANARY"
    raise ZeroDivisionError(f"at \\x1b]0;x\\x07 {object()} of {len(canary)}")
async def boom_later(*_):
    boom()
from textual.app import App
from ie_tui.ui.app import IeTui
from ie_tui.ui.screens.main_screen import MainScreen
"""
FAULTS = {
    "handler": "IeTui.on_mount = lambda self: self.call_later(boom)",
    "timer": "IeTui.on_mount = lambda self: self.set_timer(0.01, boom)",
    "compose": "MainScreen.compose = boom",
    "mount": "IeTui.on_mount = boom",
    "watcher": "MainScreen.watch_now = boom",
    "worker": "IeTui.on_mount = lambda self: self.run_worker(boom_later())",
    "thread worker": "IeTui.on_mount = lambda self: self.run_worker(boom, thread=True)",
    "input thread": "import textual.driver; textual.driver.Driver.send_message = boom",
    "start of the driver": "import termios; IeTui._build_driver = boom",
    "wiring": "ie_tui.cli.main.wire = boom",
    "making the app": "IeTui.__init__ = boom",
    "unmount": "IeTui.on_mount = lambda self: self.exit(); IeTui.on_unmount = boom",
    "closing the cache": """
from ie_tui.tracking.tracker import JobTracker
IeTui.on_mount = lambda self: self.exit()
JobTracker.close = boom""",
    "then told to exit": """
def both(self):
    self.call_later(boom)
    self.call_later(self.exit)
    self.set_timer(0.01, self.exit)
IeTui.on_mount = both""",
    "panic with a traceback": """
import rich.traceback
def panic(self):
    try:
        boom()
    except ZeroDivisionError:
        self.panic(rich.traceback.Traceback(show_locals=True))
IeTui.on_mount = panic""",
}


@pytest.mark.figure(FIGURE, len(FAULTS) + 3)
@pytest.mark.parametrize("place", FAULTS)
def test_the_kind_of_fault_is_said_the_details_are_kept_and_the_status_is_1(
    home: dict[str, str], tmp_path: Path, place: str
) -> None:
    with RealTerminal(by_hand(BOOM + FAULTS[place], "--demo", "--offline"), home) as terminal:
        before = terminal.attributes
        if place == "input thread":
            terminal.press("j")
        assert terminal.wait_for_exit() == 1
        assert terminal.attributes == before
    (details,) = Path(tmp_path, ".local", "state", "ie-tui").iterdir()
    _, _, said = terminal.received.decode().rpartition("\x1b[?1004l")
    assert said == (
        f"ie-tui stopped: ZeroDivisionError: at \\e]0;x\\x07 object of 12. Details: {details}\r\n"
    )
    assert modes_left_behind(bytes(terminal.received)) == []
    kept = details.read_text()
    assert "in boom" in kept
    assert "ZeroDivisionError" in kept
    assert "SECRETCANARY" not in kept
    assert "\x1b" not in kept
    assert details.stat().st_mode & 0o777 == 0o600


TEXTS = {
    "plain": ("self.panic('it [b]broke')", r"it \[b\]broke"),
    "renderable": ("import rich.panel; self.panic(rich.panel.Panel('broken'))", "broken"),
}


@pytest.mark.figure(FIGURE, len(FAULTS) + 3)
@pytest.mark.parametrize("text", TEXTS)
def test_a_panic_with_words_says_them_and_never_a_repr(home: dict[str, str], text: str) -> None:
    call, words = TEXTS[text]
    before = BOOM + f"def panic(self):\n    {call}\nIeTui.on_mount = panic"
    with RealTerminal(by_hand(before, "--demo", "--offline"), home) as terminal:
        assert terminal.wait_for_exit() == 1
    _, _, said = terminal.received.decode().rpartition("\x1b[?1004l")
    assert re.fullmatch(rf"ie-tui stopped: {words}\. Details: \S+\r\n", said)
    assert "object at" not in said


@pytest.mark.figure(FIGURE, len(FAULTS) + 3, case="thread that writes")
def test_a_terminal_that_takes_nothing_ends_the_app_and_leaves_no_raw_mode(
    home: dict[str, str],
) -> None:
    before = """
import errno
from ie_tui.ui.terminal.terminal_output import TerminalOutput
def full(self):
    raise OSError(errno.ENOSPC, "No space left on device")
from ie_tui.ui.app import IeTui
def broken():
    TerminalOutput._write_some = full
IeTui.on_mount = lambda self: self.set_timer(0.1, broken) and self.set_timer(0.2, self.action_help)
"""
    with RealTerminal(by_hand(before, "--demo", "--offline"), home) as terminal:
        attributes = terminal.attributes
        assert terminal.wait_for_exit() == 1
        assert terminal.attributes == attributes
    assert modes_left_behind(bytes(terminal.received)) == []
    _, _, said = terminal.received.decode().rpartition("\x1b[?1004l")
    assert said.startswith("ie-tui stopped: OSError: [Errno 28] No space left on device. Details: /")


def test_a_fault_in_the_background_is_told_and_the_app_stays(home: dict[str, str], tmp_path: Path) -> None:
    before = (
        BOOM
        + """
import asyncio, threading
def in_the_background(self):
    asyncio.get_running_loop().call_soon(boom)
    threading.Thread(target=boom).start()
IeTui.on_mount = in_the_background
"""
    )
    with RealTerminal(by_hand(before, "--demo", "--offline"), home) as terminal:
        terminal.wait_for("Something in ie-tui went wrong")
        terminal.press("E")
        terminal.wait_for(r"(?s)Something in ie-tui went wrong.*Something in ie-tui went wrong")
        terminal.press("esc")
        terminal.wait_until_gone(r"(?s)Something in ie-tui went wrong.*Something in ie-tui went wrong")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert len(list(Path(tmp_path, ".local", "state", "ie-tui").iterdir())) == 2
    assert b"Traceback" not in terminal.received
