"""Copying inside GNU screen; the value is searched in the bytes that reach the outer terminal."""

from __future__ import annotations

import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.real_terminal import RealTerminal

SIGNATURE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="
LONG = "packing slip, line 1\n" * 40

IN_THE_WINDOW = """
import asyncio, os, sys
from ie_tui.clipboard.copy_text import copy
outcome = asyncio.run(copy(sys.argv[1], environ=os.environ, write=sys.stdout.write))
print(outcome.level.name, outcome.words, flush=True)
input()
"""

if shutil.which("screen") is None:
    pytest.skip("GNU screen is not installed: its clipboard cases are not run", allow_module_level=True)


@pytest.fixture
def screen(tmp_path: Path, home: dict[str, str]) -> Iterator[list[str]]:
    """The command for a screen with separate sockets and configuration."""
    config = tmp_path / "screenrc"
    config.write_text("startup_message off\n")
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    home["SCREENDIR"] = str(sockets)
    yield ["screen", "-c", str(config), "-S", "clipboard-test"]
    subprocess.run(
        ["screen", "-S", "clipboard-test", "-X", "quit"], env=home, capture_output=True, check=False
    )


@pytest.mark.parametrize("text", [SIGNATURE, LONG], ids=["in one piece", "in many pieces"])
def test_the_terminal_around_screen_gets_the_value_and_is_only_called_sent(
    screen: list[str], home: dict[str, str], text: str
) -> None:
    with RealTerminal([*screen, sys.executable, "-c", IN_THE_WINDOW, text], home) as terminal:
        terminal.wait_for(r"SENT Sent to your terminal \(OSC 52\)\. Not confirmed")
        received = bytes(terminal.received)
        terminal.press("enter")
        terminal.wait_for("terminating")

    _, found, rest = received.partition(b"\x1b]52;c;")
    assert found
    assert b64decode(rest.partition(b"\x07")[0], validate=True).decode() == text
