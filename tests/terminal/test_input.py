"""Odd input on a pseudo-terminal: bytes, keys, clicks, sizes and pastes as real terminals send them."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

import pytest

from tests.terminal.conftest import PROGRAM, Start
from tests.terminal.real_terminal import RealTerminal
from tests.terminal.test_the_whole_way import run

QUESTIONS = re.compile(rb"\x1b\[[?>=]?[\d;]*(?:\$p|n|c|t|x|q)|\x1b\[\?[\d;]*[Su]|\x1bP[+$]q|\x1b\]\d+;\?")
"""Sequences that request a report from the terminal, from xterm's ctlseqs."""
LISTED = re.compile(r"[│┃] *▸?[!→…· ] ([1-9A-NP-Z]{5})[ ✎]")


def test_bytes_that_are_no_text_and_keys_in_any_form_leave_the_app_at_work(start: Start) -> None:
    with start("--demo") as terminal:
        terminal.wait_for("SIGNATURE")
        jobs = LISTED.findall(terminal.wait_until_quiet())

        def then_is_on(job: str) -> None:
            terminal.wait_for(rf"╭─* ?{job} · ")

        terminal.send(b"\xe9j")
        then_is_on(jobs[1])
        terminal.send(b"\xff", b"\xc3", b"k")
        then_is_on(jobs[0])
        terminal.send(b"\x1b[106;1:1;106u\x1b[106;1:3u\x1b[99999999999;:u\x1b[:::;::;::~")
        then_is_on(jobs[1])
        terminal.send(b"\x1b[1086::106;1;107u")
        then_is_on(jobs[0])
        terminal.send(b"\x1b[1089::99;5u")
        terminal.wait_for(r"ctrl\+c again")
        # A click in the detail pane, right of column 95, and one on a row of the list.
        terminal.send(b"\x1b[M\x20" + bytes((32 + 110, 32 + 20)) + b"\x1b[M\x23" + bytes((32 + 110, 32 + 20)))
        terminal.wait_for("t original")
        terminal.send(b"\x1b[M\x20\x2a\x2a\x1b[M\x23\x2a\x2a")
        terminal.wait_for("enter open")
        terminal.send(b"\x1b[?2026;2$y\x1b[?2048;2$y")
        terminal.wait_for_bytes(b"\x1b[?2048h")
        terminal.press("j")
        terminal.wait_for_bytes(b"\x1b[?2026h")
        # Clicks in a terminal without pixel reports; and malformed reports.
        terminal.send(b"\x1b[48;40;120;0;0t\x1b[<0;100;20M\x1b[<0;100;20m")
        terminal.wait_for("t original")
        terminal.send(b"\x1b[M\xff\xff\xff", b"\x1b[M", b"\x1b[<0;0;0M", b"\x1b[48;0;0;0;0t")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert set(QUESTIONS.findall(terminal.received)) == {b"\x1b[?2026$p", b"\x1b[?2048$p"}, (
        "the parser lets through what these two are answered with, and no other report"
    )


def test_a_terminal_that_was_left_not_waiting_works(home: Mapping[str, str]) -> None:
    leaving = f"import os; os.set_blocking(0, False); os.execl({PROGRAM!r}, {PROGRAM!r}, '--demo')"
    with RealTerminal([sys.executable, "-c", leaving], home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.resize(160, 50)
        terminal.press("?")
        terminal.wait_for("In the list")
        terminal.press("q", "q")
        assert terminal.wait_for_exit() == 0


def test_the_size_is_what_the_terminal_reports_and_not_what_is_exported(start: Start) -> None:
    with start("--demo", columns=120, lines=40, COLUMNS="61", LINES="12") as terminal:
        terminal.wait_for("SIGNATURE")
        assert drawn_size(terminal) == (120, 40)
        terminal.resize(90, 30)
        terminal.wait_until(lambda _: drawn_size(terminal) == (90, 30))


def test_another_terminal_on_stderr_has_no_say_in_the_size(home: Mapping[str, str]) -> None:
    beside = f"""
import fcntl, os, pty, struct, termios
its_side, other = pty.openpty()
fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 50, 0, 0))
os.set_inheritable(its_side, True)
os.dup2(other, 2)
os.execl({PROGRAM!r}, {PROGRAM!r}, "--demo")
"""
    with RealTerminal([sys.executable, "-c", beside], home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.wait_until(lambda _: drawn_size(terminal) == (120, 40))


def test_what_is_exported_counts_where_the_terminal_knows_no_size(start: Start) -> None:
    with start("--demo", columns=0, lines=0, COLUMNS="100", LINES="30") as terminal:
        terminal.wait_for("q quit")
        assert drawn_size(terminal) == (100, 30)
    with start("--demo", columns=0, lines=0, COLUMNS="-5", LINES="wide") as terminal:
        terminal.wait_for("q quit")
        assert drawn_size(terminal) == (80, 24)


@pytest.mark.parametrize("is_busy", [False, True], ids=["idle", "while it draws"])
def test_without_a_terminal_and_with_hangups_ignored_the_app_ends_soon(
    home: Mapping[str, str], is_busy: bool
) -> None:
    ignoring = ["sh", "-c", f"trap '' HUP; exec {PROGRAM} --demo"]
    with RealTerminal(ignoring, home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.wait_until_quiet()
        if is_busy:
            terminal.press(*"jk" * 200, "G")
        before_s = terminal.cpu_s()
        terminal.go_away()
        status, used_s = terminal.wait_until_ended(within_s=2.0)
        assert status != 0
        assert used_s - before_s < 1.0
    kept = run(home, "jobs", "--demo", "--cached", "--json")
    assert (kept.returncode, kept.stdout.count("JobId") > 20) == (0, True)


FAULTY = """
import sys
from ie_tui.cli import main as cli
from ie_tui.ui.terminal.input_parser import InputParser
usual = InputParser.feed
def feed(self, data, now):
    if data.endswith(b"j"):
        raise RuntimeError("the parser is at a loss")
    return usual(self, data, now)
InputParser.feed = feed
sys.exit(cli.main(["--demo"]))
"""


def test_a_fault_while_reading_input_ends_the_app_as_any_fault_does(home: Mapping[str, str]) -> None:
    with RealTerminal([sys.executable, "-c", FAULTY], home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.press("k", "j")
        assert terminal.wait_for_exit() == 1
    last_words = terminal.received.rpartition(b"\x1b[?1049l")[2].decode()
    assert "RuntimeError: the parser is at a loss" in last_words
    assert "Details: " in last_words
    assert "object at 0x" not in last_words


def drawn_size(terminal: RealTerminal) -> tuple[int, int]:
    """The rightmost column of the borders, and the number of the last line."""
    lines = terminal.text.rstrip().split("\n")
    return max((len(line) for line in lines if line.endswith(("╮", "╯"))), default=0), len(lines)
