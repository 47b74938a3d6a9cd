"""A signal ends the program cleanly: terminal restored, cache intact, no child left, ended by the signal."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.by_hand import by_hand
from tests.terminal.conftest import PROGRAM
from tests.terminal.real_terminal import LIMIT_S, RealTerminal, modes_left_behind

TERM, HUP, QUIT, INT = signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT
FIGURE = "Ends of the program (signals)"
CASES = 22

AT = {
    "while Textual is imported": """
class Finder:
    def find_spec(self, name, *_):
        if name == "textual.app":
            os.kill(os.getpid(), signal.SIGTERM)
sys.meta_path.insert(0, Finder())
""",
    "before the first paint": """
from ie_tui.ui.app import IeTui
IeTui.on_mount = lambda self: os.kill(os.getpid(), signal.SIGTERM)
""",
    "while the screen is made": """
from ie_tui.ui.screens.main_screen import MainScreen
MainScreen.on_mount = lambda self: os.kill(os.getpid(), signal.SIGTERM)
""",
    "while the app closes": """
from ie_tui.ui.app import IeTui
IeTui.on_mount = lambda self: self.exit()
IeTui.on_unmount = lambda self: os.kill(os.getpid(), signal.SIGTERM)
""",
    "while the cache is closed": """
from ie_tui.ui.app import IeTui
from ie_tui.tracking.tracker import JobTracker
IeTui.on_mount = lambda self: self.exit()
close = JobTracker.close
JobTracker.close = lambda self: (os.kill(os.getpid(), signal.SIGTERM), close(self))
""",
}
SLOW_NOTE = """
from ie_tui.jobs.record import Note
from ie_tui.cache.cache import Cache
from ie_tui.ui.app import IeTui
keep = Cache.replace_note
def keep_slowly(self, identity, job_id, *note):
    if job_id == "NOTED":
        print("WRITING", file=sys.__stderr__, flush=True)
        time.sleep(0.3)
    return keep(self, identity, job_id, *note)
Cache.replace_note = keep_slowly
async def note(self):
    import asyncio
    while self._tracker._keeping.identity is None:
        await asyncio.sleep(0.01)
    await self._tracker.replace_note("NOTED", Note("kept", "", ""), None)
IeTui.on_mount = lambda self: self.run_worker(note(self)) and None
"""
BLOCKED = """
from ie_tui.ui.app import IeTui
def block():
    print("BLOCKED", file=sys.__stderr__, flush=True)
    while not ie_tui.system.signals._entered[0].received:
        time.sleep(0.01)
    print("CLOSING", file=sys.__stderr__, flush=True)
    time.sleep(600)
IeTui.on_mount = lambda self: self.set_timer(0.01, block)
"""
TOLD_OF_STOPS = """
from ie_tui.ui.screens.main_screen import MainScreen
hide, hidden = MainScreen.hide_secrets, []
def hide_and_tell(self, *stop):
    hide(self, *stop)
    if stop and stop[0] is self.app:
        hidden.append(stop)
        print("HIDDEN", len(hidden), file=sys.__stderr__, flush=True)
MainScreen.hide_secrets = hide_and_tell
"""
COOKED = termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN
JOB_CONTROL = """
set -m
"$0" --demo & echo "PID $!" ; fg
while true; do echo "PROMPT $?."; read -r line; fg; done
"""


def cache_of(home: Mapping[str, str], name: str = "demo.sqlite3") -> Path:
    return Path(home["HOME"], ".cache", "ie-tui", name)


def cache_is_whole(home: Mapping[str, str], name: str = "demo.sqlite3") -> bool:
    """Whether the cache passes SQLite's integrity check and can be written."""
    database = sqlite3.connect(cache_of(home, name))
    try:
        database.execute("BEGIN IMMEDIATE")
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        database.close()


@contextmanager
def on_a_terminal(command: list[str], home: Mapping[str, str]) -> Iterator[RealTerminal]:
    """The command on a terminal, which must be restored at the end."""
    with RealTerminal(command, home) as terminal:
        before = terminal.attributes
        yield terminal
        assert terminal.attributes == before
        assert modes_left_behind(bytes(terminal.received)) == []


@pytest.mark.figure(FIGURE, CASES)
@pytest.mark.parametrize(
    ("by", "keys", "shows"),
    [(TERM, "", "SIGNATURE"), (HUP, "?", "esc close"), (QUIT, "/a", "/a"), (INT, "2", "SIGNATURE")],
    ids=["SIGTERM-list", "SIGHUP-dialog", "SIGQUIT-filter", "SIGINT-detail"],
)
def test_the_screen_ends_by_the_signal_with_the_terminal_as_before(
    home: dict[str, str], by: signal.Signals, keys: str, shows: str
) -> None:
    with on_a_terminal([PROGRAM, "--demo"], home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.press(*keys)
        terminal.wait_for(shows)
        terminal.kill(by)
        assert terminal.wait_for_exit() == -by
    assert "Traceback" not in terminal.text
    assert cache_is_whole(home)


@pytest.mark.figure(FIGURE, CASES)
@pytest.mark.parametrize("place", AT)
def test_a_signal_that_comes_at_a_bad_moment_ends_it_too(home: dict[str, str], place: str) -> None:
    with on_a_terminal(by_hand(AT[place], "--demo"), home) as terminal:
        assert terminal.wait_for_exit() == -TERM
    assert b"Traceback" not in terminal.received
    assert cache_is_whole(home)


@pytest.mark.figure(FIGURE, CASES, case="while a row is written")
def test_what_is_being_kept_is_kept(home: dict[str, str]) -> None:
    with on_a_terminal(by_hand(SLOW_NOTE, "--demo"), home) as terminal:
        terminal.wait_for_bytes(b"WRITING")
        terminal.kill(TERM)
        assert terminal.wait_for_exit() == -TERM
    database = sqlite3.connect(cache_of(home))
    assert database.execute("SELECT note FROM note WHERE job_id = 'NOTED'").fetchall() == [("kept",)]
    database.close()


@pytest.mark.figure(FIGURE, CASES, case="second signal")
def test_a_second_signal_ends_it_at_once_with_the_terminal_as_before(home: dict[str, str]) -> None:
    with on_a_terminal(by_hand(BLOCKED, "--demo"), home) as terminal:
        terminal.wait_for_bytes(b"BLOCKED")
        terminal.kill(TERM)
        terminal.wait_for_bytes(b"CLOSING")
        terminal.kill(HUP)
        assert terminal.wait_for_exit() == -HUP


@pytest.mark.figure(FIGURE, CASES, case="end that hangs")
def test_an_end_that_hangs_is_cut_short(home: dict[str, str]) -> None:
    before = f"import ie_tui.system.signals; ie_tui.system.signals.GRACE_S = 0.2\n{BLOCKED}"
    with on_a_terminal(by_hand(before, "--demo"), home) as terminal:
        terminal.wait_for_bytes(b"BLOCKED")
        terminal.kill(TERM)
        assert terminal.wait_for_exit() == -TERM


@pytest.mark.figure(FIGURE, CASES, case="SIGHUP ignored")
def test_a_hangup_that_was_ignored_before_stays_ignored(home: dict[str, str]) -> None:
    with on_a_terminal(["/bin/sh", "-c", f"trap '' HUP; exec {PROGRAM} --demo"], home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.kill(HUP)
        terminal.press("?")
        terminal.wait_for("esc close")
        terminal.press("esc")
        terminal.wait_until_gone("esc close")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


@pytest.fixture
def shell(home: dict[str, str]) -> Iterator[tuple[RealTerminal, int]]:
    """A shell with job control that runs ie-tui, and the process id of ie-tui; each line typed is `fg`."""
    with RealTerminal(["/bin/sh", "-c", JOB_CONTROL, PROGRAM], home) as terminal:
        terminal.wait_for_bytes(b"\n")
        pid = int(bytes(terminal.received).split(b"PID ")[1].split()[0])
        terminal.wait_for("SIGNATURE")
        yield terminal, pid


def suspend(shell: tuple[RealTerminal, int], how: str) -> None:
    """Stop the job, and check that the terminal is restored for the shell."""
    terminal, pid = shell
    shown = len(terminal.received)
    if how == "ctrl+z":
        terminal.press("ctrl+z")
    else:
        os.kill(pid, getattr(signal, how))
    wait_for_prompt(terminal, shown)
    if how != "SIGSTOP":  # which a program cannot handle
        assert_as_before(terminal)


def assert_as_before(terminal: RealTerminal) -> None:
    assert terminal.attributes[3] & COOKED == COOKED
    assert modes_left_behind(bytes(terminal.received)) == []


def wait_for_prompt(terminal: RealTerminal, after: int) -> None:
    end = time.monotonic() + LIMIT_S
    while b"PROMPT" not in terminal.received[after:]:
        assert time.monotonic() < end, terminal.text
        terminal.wait_until_quiet(0.02)


def in_front(terminal: RealTerminal) -> str:
    """Continue the job on a cleared screen; returns what it draws."""
    terminal.forget()
    # If the job could not handle the stop, the terminal is still raw.
    terminal.press("\n")
    terminal.wait_for(" quit")
    return terminal.wait_until_quiet()


@pytest.mark.figure(FIGURE, CASES, case="ctrl+z, SIGTSTP, SIGSTOP and resizes")
def test_stopped_and_continued_the_screen_is_as_it_should_be_at_any_size(
    shell: tuple[RealTerminal, int],
) -> None:
    terminal, _ = shell
    whole = terminal.wait_until_quiet().splitlines()
    for how, size in (("ctrl+z", (120, 40)), ("SIGTSTP", (80, 24)), ("SIGSTOP", (120, 40))):
        suspend(shell, how)
        terminal.resize(*size)
        drawn = in_front(terminal).splitlines()
        assert len(drawn) == size[1]
        assert drawn[0].startswith(" ie-tui")
        assert " quit" in drawn[-1]
        if size == (120, 40):
            assert drawn[1:20] == whole[1:20]
    suspend(shell, "ctrl+z")
    in_front(terminal)
    shown = len(terminal.received)
    terminal.press("q")
    wait_for_prompt(terminal, shown)
    assert b"PROMPT 0." in terminal.received[shown:]
    assert_as_before(terminal)


@pytest.mark.figure(FIGURE, CASES, case="SIGTERM while suspended")
def test_ended_while_suspended_it_does_not_touch_the_terminal_again(
    shell: tuple[RealTerminal, int],
) -> None:
    terminal, pid = shell
    suspend(shell, "ctrl+z")
    shown = len(terminal.received)
    os.kill(pid, TERM)
    os.kill(pid, signal.SIGCONT)
    wait_until_ended(pid)
    terminal.wait_until_quiet()
    assert b"\x1b" not in terminal.received[shown:]


@pytest.mark.figure(FIGURE, CASES, case="stopped where no shell could continue it")
def test_without_a_shell_a_stop_does_not_freeze_the_terminal_and_secrets_are_hidden_all_the_same(
    home: dict[str, str],
) -> None:
    with on_a_terminal(by_hand(TOLD_OF_STOPS, "--demo"), home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.kill(signal.SIGTSTP)
        terminal.wait_for_bytes(b"HIDDEN 1")
        terminal.press("ctrl+z")
        terminal.wait_for_bytes(b"HIDDEN 2")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


@pytest.fixture
def slow_process(home: dict[str, str], tmp_path: Path) -> Path:
    """A profile whose credential_process never ends; the file gets its process id."""
    started = tmp_path / "started"
    script = tmp_path / "credentials.sh"
    script.write_text(f"echo $$ > {started}.new; mv {started}.new {started}; exec sleep 600\n")
    Path(home["HOME"], ".aws").mkdir()
    Path(home["HOME"], ".aws", "config").write_text(f"[default]\ncredential_process = /bin/sh {script}\n")
    return started


def process_in(started: Path) -> int:
    end = time.monotonic() + LIMIT_S
    while not started.exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    return int(started.read_text())


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_ended(pid: int) -> None:
    """Wait until a killed process is gone."""
    end = time.monotonic() + LIMIT_S
    while is_running(pid):
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.figure(FIGURE, CASES)
@pytest.mark.parametrize("by", [TERM, HUP, QUIT, INT], ids=lambda by: f"{by.name}-fetch")
def test_a_subcommand_that_fetches_ends_its_children_and_by_the_signal(
    home: dict[str, str], slow_process: Path, by: signal.Signals
) -> None:
    fetching = subprocess.Popen(
        [PROGRAM, "jobs"], env=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    child = process_in(slow_process)
    fetching.send_signal(by)
    out, err = fetching.communicate(timeout=LIMIT_S)
    assert (fetching.returncode, out, err) == (-by, "", "")
    wait_until_ended(child)
    assert cache_is_whole(home, "jobs.sqlite3")


@pytest.mark.figure(FIGURE, CASES, case="credential_process of the screen")
def test_the_screen_ends_a_credential_process(home: dict[str, str], slow_process: Path) -> None:
    with on_a_terminal([PROGRAM], home) as terminal:
        child = process_in(slow_process)
        terminal.kill(TERM)
        assert terminal.wait_for_exit() == -TERM
    wait_until_ended(child)


@pytest.mark.figure(FIGURE, CASES, case="clipboard tool")
def test_the_screen_ends_a_clipboard_tool_that_hangs(home: dict[str, str], tmp_path: Path) -> None:
    started, tool = tmp_path / "copying", tmp_path / "bin" / "wl-copy"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\necho $$ > {started}.new; mv {started}.new {started}; exec sleep 600\n")
    tool.chmod(0o755)
    more = {"PATH": f"{tool.parent}:{home['PATH']}", "WAYLAND_DISPLAY": "wayland-0"}
    with on_a_terminal([PROGRAM, "--demo"], {**home, **more}) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.press("c")
        terminal.wait_for("job id|JOBID|id of the job|Copy")
        terminal.press("enter")
        child = process_in(started)
        terminal.kill(TERM)
        assert terminal.wait_for_exit() == -TERM
    wait_until_ended(child)
