"""Copying with tools that work, fail, hang, lie or are not there."""

from __future__ import annotations

import asyncio
import os
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from ie_tui.clipboard.copy_text import CopyOutcome, Level, copy
from ie_tui.clipboard.osc52 import MAX_ENCODED_BYTES, TooLong, osc52, osc52_in_screen, osc52_in_tmux
from tests.clipboard.fake_tools import FakeTools

SIGNATURE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="
SIGNATURE_FILE = f"version:2.0\nsigningMethod:HmacSHA1\njobId:QX7ZD\nsignature:{SIGNATURE}\n"


class Desk:
    """A place with fake tools, and what went to its terminal."""

    def __init__(self, directory: Path) -> None:
        self.tools = FakeTools(directory)
        self.environ = {"TERM": "xterm", "PATH": str(directory), "DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}
        self.written: list[str] = []

    async def copy(self, text: str = SIGNATURE, *, limit_s: float = 10) -> CopyOutcome:
        return await copy(
            text,
            environ=self.environ,
            write=self.written.append,
            platform="linux",
            limit_s=limit_s,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("text", [SIGNATURE, SIGNATURE_FILE, "café\r\n", "", "x" * 300_000])
async def test_a_tool_that_works_gets_the_exact_text_and_nothing_goes_to_the_terminal(
    desk: Desk, text: str
) -> None:
    desk.tools.add(("wl-copy",))
    outcome = await desk.copy(text)

    words = "Copied with wl-copy (checked)."
    assert outcome == CopyOutcome(Level.CONFIRMED, words, "copied with wl-copy (checked)")
    assert desk.tools.stored == text.encode()
    assert desk.written == []


async def test_a_tool_that_fails_is_no_error_when_a_later_one_works(desk: Desk) -> None:
    desk.tools.write("wl-copy", "exit 3")
    desk.tools.add(("xclip",))
    outcome = await desk.copy()

    assert outcome.words == "Copied with xclip (checked)."
    assert outcome.failures == ("wl-copy exited with status 3",)


async def test_a_tool_that_hangs_is_ended_after_its_limit(desk: Desk) -> None:
    desk.tools.write("wl-copy", f"echo $$ > '{desk.tools.directory}/pid'; exec /bin/sleep 60")
    outcome = await desk.copy(limit_s=0.3)

    assert outcome.level is Level.SENT
    assert outcome.failures == ("wl-copy did not finish within 0.3 s",)
    pid = int((desk.tools.directory / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_copy_that_is_cancelled_leaves_no_tool_behind(desk: Desk) -> None:
    started = desk.tools.directory / "started"
    os.mkfifo(started)
    desk.tools.write("wl-copy", f"echo $$ > '{started}'; exec /bin/sleep 60")
    task = asyncio.create_task(desk.copy())
    pid = int(await asyncio.to_thread(started.read_text))
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_tool_that_stores_something_else_is_never_called_checked(desk: Desk) -> None:
    desk.tools.write("wl-copy", "exec /bin/cat > /dev/null")
    desk.tools.write("wl-paste", "printf 'what was there before'")
    outcome = await desk.copy()

    assert outcome.level is Level.SENT
    assert outcome.failures == ("wl-copy stored something else",)
    assert "opied" not in outcome.words
    assert "checked" not in outcome.words


async def test_a_tool_that_cannot_read_back_is_not_called_checked(desk: Desk) -> None:
    desk.tools.add(("wl-copy",))
    desk.tools.write("wl-paste", "exit 1")

    assert (await desk.copy()).words == "Copied with wl-copy."


async def test_a_file_that_is_no_program_is_passed_over(desk: Desk) -> None:
    desk.tools.write("wl-copy", "")
    (desk.tools.directory / "wl-copy").write_text("#!/nowhere/at/all\n")
    outcome = await desk.copy()

    assert outcome.level is Level.SENT
    assert outcome.failures == ("wl-copy did not start: No such file or directory",)


async def test_a_tool_that_does_not_read_its_input_is_believed_only_after_reading_back(desk: Desk) -> None:
    desk.tools.write("wl-copy", "exec <&-")
    desk.tools.write("wl-paste", "exit 0")
    outcome = await desk.copy("x" * 1_000_000)

    assert outcome.failures[0] == "wl-copy stored something else"


async def test_a_missing_tool_means_the_terminal_is_asked(desk: Desk) -> None:
    outcome = await desk.copy()

    assert outcome.level is Level.SENT
    assert desk.written == [osc52(SIGNATURE)]


async def test_the_value_is_on_no_command_line_and_no_credential_in_a_child(desk: Desk) -> None:
    desk.environ |= {"AWS_SECRET_ACCESS_KEY": "CANARY-1", "AWS_SESSION_TOKEN": "CANARY-2", "HOME": "/kept"}
    desk.tools.add(("xclip",))
    await desk.copy()

    assert "xclip -selection clipboard" in desk.tools.seen
    assert "HOME=/kept" in desk.tools.seen
    assert SIGNATURE not in desk.tools.seen
    assert "CANARY" not in desk.tools.seen


async def test_clip_exe_gets_utf_16_with_a_byte_order_mark(desk: Desk) -> None:
    desk.environ = {"PATH": desk.environ["PATH"], "WSL_DISTRO_NAME": "Debian"}
    desk.tools.add(("clip.exe",))
    await desk.copy("é=")

    assert desk.tools.stored == b"\xff\xfe\xe9\x00=\x00"


async def test_a_tmux_that_says_yes_but_stores_something_else_is_not_believed(desk: Desk) -> None:
    desk.environ = {"PATH": desk.environ["PATH"], "TERM": "tmux", "TMUX": "x"}
    desk.tools.write("tmux", 'case "$*" in show*) echo off ;; *) exec /bin/cat > /dev/null ;; esac')
    outcome = await desk.copy()

    assert outcome.must_show
    assert outcome.words == (
        "No clipboard available (no display, tmux drops OSC 52 unless set-clipboard is on,"
        " tmux stored something else). Here is the value:"
    )


async def test_an_old_tmux_without_the_option_is_sent_the_wrapped_form(desk: Desk) -> None:
    desk.environ = {"PATH": desk.environ["PATH"], "TERM": "screen", "TMUX": "x"}
    desk.tools.write("tmux", "exit 1")
    outcome = await desk.copy()

    assert outcome.level is Level.SENT
    assert desk.written == [osc52_in_tmux(SIGNATURE)]


async def test_a_text_too_long_for_osc_52_is_shown_instead(desk: Desk) -> None:
    outcome = await desk.copy("x" * 52_501)

    assert desk.written == []
    assert outcome.must_show
    assert "70,004 bytes exceed what OSC 52 reliably carries" in outcome.words


def test_the_plain_sequence_has_these_bytes() -> None:
    assert osc52("sig/+=") == "\x1b]52;c;c2lnLys9\x07"


def test_in_tmux_every_escape_is_doubled() -> None:
    assert osc52_in_tmux("sig/+=") == "\x1bPtmux;\x1b\x1b]52;c;c2lnLys9\x07\x1b\\"


@pytest.mark.parametrize("length", [0, 6, 171, 172, 173, 5_000])
def test_in_screen_small_pieces_join_to_the_plain_sequence(length: int) -> None:
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", osc52_in_screen("é" * length), re.DOTALL)

    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == osc52_in_screen("é" * length)
    assert "".join(pieces) == osc52("é" * length)
    assert all(len(piece) + 4 <= 240 for piece in pieces)


@pytest.mark.parametrize("build", [osc52, osc52_in_tmux, osc52_in_screen])
def test_the_cap_counts_encoded_bytes(build: Callable[[str], str]) -> None:
    longest = MAX_ENCODED_BYTES // 4 * 3

    assert b64encode(b"x" * longest).decode()[:60] in build("x" * longest)
    with pytest.raises(TooLong):
        build("x" * (longest + 1))
