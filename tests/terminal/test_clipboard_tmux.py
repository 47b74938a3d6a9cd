"""Copying inside tmux; the value is searched in the bytes that reach the outer terminal."""

from __future__ import annotations

import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.real_terminal import RealTerminal

SIGNATURE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="
ENCODED = b64encode(SIGNATURE.encode())

IN_THE_PANE = f"""
import asyncio, os, sys
from ie_tui.clipboard.copy_text import copy
outcome = asyncio.run(copy({SIGNATURE!r}, environ=os.environ, write=sys.stdout.write))
print(outcome.level.name, outcome.words, flush=True)
input()
"""

if shutil.which("tmux") is None:
    pytest.skip("tmux is not installed: its clipboard cases are not run", allow_module_level=True)


@pytest.fixture
def tmux(tmp_path: Path, home: dict[str, str]) -> Iterator[list[str]]:
    """The command for a tmux with a separate socket and configuration."""
    config = tmp_path / "tmux.conf"
    config.touch()
    home["TMUX_TMPDIR"] = str(tmp_path)
    command = ["tmux", "-L", "clipboard-test", "-f", str(config)]
    yield command
    subprocess.run([*command, "kill-server"], env=home, capture_output=True, check=False)


@pytest.mark.parametrize("option", ["set-clipboard external", "set-clipboard on", "allow-passthrough on"])
def test_the_buffer_and_the_terminal_around_tmux_get_the_value(
    tmux: list[str], home: dict[str, str], tmp_path: Path, option: str
) -> None:
    (tmp_path / "tmux.conf").write_text(f"set -g {option}\n")
    with RealTerminal([*tmux, "new-session", sys.executable, "-c", IN_THE_PANE], home) as terminal:
        terminal.wait_for(r"IN_TMUX In the tmux buffer \(checked\)")
        buffer = subprocess.run([*tmux, "show-buffer"], env=home, capture_output=True, check=True).stdout
        received = bytes(terminal.received)
        terminal.press("enter")
        terminal.wait_for("exited")

    assert buffer.decode() == SIGNATURE
    assert b"\x1b]52;" in received
    assert ENCODED in received
