"""In any terminal, locale and home, the screen opens and subcommands print the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.figures import CountFigure
from tests.terminal.conftest import PROGRAM
from tests.terminal.real_terminal import RealTerminal

ENV: Final = "/usr/bin/env"

SCREENS: Final[Mapping[str, Sequence[str]]] = {
    "TERM dumb, locale C": ("-u", "LANG", "TERM=dumb", "LC_ALL=C"),
    "TERM and locale unset": ("-u", "TERM", "-u", "LANG", "-u", "LC_ALL"),
    "TERM linux, locale POSIX": ("TERM=linux", "LC_ALL=POSIX"),
    "TERM screen, a locale that is not installed": ("TERM=screen", "LC_ALL=xx_YY.bogus"),
    "TERM nobody knows, ASCII alone": (
        "TERM=no-such-terminal",
        "PYTHONUTF8=0",
        "PYTHONCOERCECLOCALE=0",
        "LC_ALL=C",
    ),
    "TERM vt100 without colours": ("-u", "COLORTERM", "NO_COLOR=1", "TERM=vt100"),
    "no home, a time zone of nowhere": ("-u", "HOME", "XDG_STATE_HOME=", "TZ=Nowhere/Bogus", "TERM="),
}


def test_the_screen_opens_on_any_terminal_and_in_any_locale(
    home: dict[str, str], tmp_path: Path, count_figure: CountFigure
) -> None:
    """Start all of them before checking the first; they are offline, so none has to wait."""
    with ExitStack() as stack:
        terminals = {
            case: stack.enter_context(
                RealTerminal(
                    [ENV, *changes, PROGRAM, "--offline", "--no-cache"],
                    home,
                    columns=80,
                    lines=24,
                )
            )
            for case, changes in SCREENS.items()
        }
        for case, terminal in terminals.items():
            terminal.wait_for("ie-tui")
            assert "Traceback" not in terminal.text, case
            terminal.press("q")
            assert terminal.wait_for_exit() == 0, case
    count_figure("terminals and locales that the screen opens in", len(SCREENS), len(SCREENS))


COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "COLUMNS and LINES that are no numbers, TERM dumb": ("COLUMNS=abc", "LINES=x", "TERM=dumb"),
    "a window of one cell, locale C": ("-u", "LANG", "COLUMNS=1", "LINES=1", "LC_ALL=C"),
    "COLUMNS empty, no such locale": ("COLUMNS=", "LINES=", "LC_ALL=xx_YY.bogus"),
    "ASCII alone": ("PYTHONUTF8=0", "PYTHONCOERCECLOCALE=0", "LC_ALL=C"),
    "Latin 1": ("PYTHONIOENCODING=latin-1:strict",),
    "XDG set to nothing, no path": ("-u", "PATH", "XDG_CACHE_HOME=", "XDG_STATE_HOME="),
    "XDG below a device, no such time zone": ("XDG_CACHE_HOME=/dev/null/x", "TZ=Nowhere/Bogus"),
    "what only the real service is for": (
        "AWS_PROFILE=",
        "AWS_CONFIG_FILE=/",
        "AWS_MAX_ATTEMPTS=x",
        "HTTPS_PROXY=junk",
        "NO_PROXY=[::1]",
        "SSLKEYLOGFILE=/x/y",
    ),
}


def test_a_subcommand_prints_the_same_in_any_environment(
    home: dict[str, str], count_figure: CountFigure
) -> None:
    def run(changes: Sequence[str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [ENV, *changes, PROGRAM, *arguments]
        return subprocess.run(command, env=home, capture_output=True, timeout=60, check=False)

    listed = json.loads(run((), "jobs", "--json", "--demo", "--fetch").stdout)
    job_id = next(job["JobId"] for job in listed["Jobs"] if job["ProgressCode"] == "Pending")
    plain = json.loads(run((), "status", job_id, "--json", "--demo", "--fetch").stdout)
    with ThreadPoolExecutor(2) as pool:
        ended = pool.map(
            lambda changes: run(changes, "status", job_id, "--json", "--demo"), COMMANDS.values()
        )
        for case, one in zip(COMMANDS, ended, strict=True):
            assert one.returncode == 0, (case, one.stderr)
            assert b"Traceback" not in one.stderr, case
            assert json.loads(one.stdout)["CurrentManifest"] == plain["CurrentManifest"], case
    count_figure("environments of a subcommand", len(COMMANDS), len(COMMANDS))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_a_locale_lacks_is_escaped(encoding: str, home: dict[str, str]) -> None:
    script = "from ie_tui.cli import output; output.escape_what_stdout_cannot_encode(); print('é見😀 |')"
    command = [sys.executable, "-c", script]
    ended = subprocess.run(
        command, env={**home, "PYTHONIOENCODING": encoding}, capture_output=True, timeout=60, check=True
    )
    first = "é" if encoding == "latin-1" else "\\u00e9"
    assert ended.stdout.decode(encoding) == f"{first}\\u898b\\ud83d\\ude00 |\n"
