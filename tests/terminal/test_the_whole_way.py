"""A whole session on a pseudo-terminal: start, browse, copy, lose the service, quit."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Mapping

import pytest

from tests.terminal.conftest import PROGRAM, Start
from tests.terminal.real_terminal import RealTerminal

TITLE = r"╭─* ?([1-9A-NP-Z]{5}) · "


def run(home: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], env=dict(home), capture_output=True, text=True, timeout=60, check=False
    )


def test_the_demo_shows_jobs_and_the_job_under_the_cursor_and_leaves_cleanly(start: Start) -> None:
    with start("--demo") as terminal:
        first = terminal.wait_for("SIGNATURE")
        assert "DEMO" in first
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert b"\x1b[?1049l" in terminal.received, "the alternate screen was left"
    assert b"\x1b[?25h" in terminal.received, "the cursor is back"


def test_the_detail_follows_the_cursor(start: Start) -> None:
    with start("--demo") as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.wait_until_quiet()
        listed = re.findall(r"[│┃] *▸?[!→…·]? *([1-9A-NP-Z]{5}) ", terminal.text)
        terminal.press("j")
        terminal.wait_for(rf"╭─* ?{listed[1]} · ")
        terminal.press("up")
        terminal.wait_for(rf"╭─* ?{listed[0]} · ")


def test_y_sends_the_signature_to_the_terminal_and_says_what_it_did(
    start: Start, home: Mapping[str, str]
) -> None:
    signed = job_with_signature(home)
    with start("--demo") as terminal:
        terminal.wait_for("SIGNATURE")
        go_to(terminal, signed["JobId"])
        terminal.press("y")
        terminal.wait_for_bytes(b"\x1b]52;c;" + base64.b64encode(signed["Signature"].encode()) + b"\x07")
        terminal.wait_for("sent by OSC 52")
        terminal.press("Y")
        contents = signed["SignatureFileContents"].encode()
        terminal.wait_for_bytes(b"\x1b]52;c;" + base64.b64encode(contents) + b"\x07")
        assert b"Copied!" not in terminal.received


def test_with_the_service_down_the_jobs_are_there_at_once_with_their_age_and_the_reason(
    start: Start, home: Mapping[str, str]
) -> None:
    signed = job_with_signature(home)
    with start("--demo", "--offline") as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.wait_for("--offline")
        go_to(terminal, signed["JobId"])
        terminal.press("y")
        terminal.wait_for_bytes(base64.b64encode(signed["Signature"].encode()))


@pytest.mark.parametrize(("columns", "lines"), [(40, 12), (80, 24), (200, 60)])
def test_it_opens_and_answers_keys_at_any_size(start: Start, columns: int, lines: int) -> None:
    with start("--demo", columns=columns, lines=lines) as terminal:
        terminal.wait_for(r"1 of \d\d")
        terminal.press("?")
        terminal.wait_for("esc close")
        terminal.press("esc")
        terminal.wait_until_gone("esc close")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def test_where_stdout_is_no_terminal_it_says_what_to_do(home: Mapping[str, str]) -> None:
    ended = run(home, "--demo")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "ie-tui jobs" in ended.stderr


def test_an_unreadable_cache_file_is_set_aside_and_told(start: Start, home: dict[str, str]) -> None:
    run(home, "--demo", "jobs")
    cache = f"{home['HOME']}/.cache/ie-tui/demo.sqlite3"
    with open(cache, "wb") as file:  # noqa: PTH123  the shortest way to spoil it
        file.write(b"this was never a database" * 400)
    with start("--demo") as terminal:
        terminal.wait_for("set aside")
        terminal.wait_for("SIGNATURE")


def job_with_signature(home: Mapping[str, str]) -> dict[str, str]:
    """A job that waits for its device and can be copied without a warning."""
    for job in json.loads(run(home, "--demo", "jobs", "--json").stdout)["Jobs"]:
        status = json.loads(run(home, "--demo", "status", job["JobId"], "--json").stdout)
        if (
            status["NextMove"]["Kind"] == "ship the device"
            and status["Signature"]
            and not any("answer" in remark for remark in status["Remarks"])
            and status["Signature"] in status["SignatureFileContents"]
        ):
            return dict(status)
    raise AssertionError("the demo has no such job")


def go_to(terminal: RealTerminal, job_id: str) -> None:
    """Move down from the first job, waiting for each title, since ages change the screen too."""
    for _ in range(40):
        title = re.search(TITLE, terminal.wait_for(TITLE))
        assert title is not None
        if title[1] == job_id:
            return
        terminal.press("j")
        terminal.wait_for(TITLE.replace("(", f"(?!{title[1]})(", 1))
    raise AssertionError(f"{job_id} was never under the cursor:\n{terminal.text}")


def test_the_detail_fills_the_screen_and_scrolls_while_the_list_keeps_its_cursor(start: Start) -> None:
    with start("--demo", columns=120, lines=24) as terminal:
        terminal.wait_for("SIGNATURE|LOCATION")
        terminal.press("2", "z")
        terminal.wait_until_gone("─ Jobs ")
        terminal.press("G")
        terminal.wait_for("RESPONSE")
        terminal.wait_until_gone("PROGRESS")
        terminal.press("g")
        terminal.wait_for("PROGRESS")
        terminal.press("z", "1")
        terminal.wait_for("1 of [0-9]+")
