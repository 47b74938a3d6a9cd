"""Variables of Textual and Rich write no file, type no key and do not end the app."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ie_tui.ui.terminal import variables
from tests.terminal.conftest import PROGRAM
from tests.terminal.real_terminal import RealTerminal

MEANT = {
    "TEXTUAL": "headless,devtools,debug",
    "TEXTUAL_ALLOW_SIGNALS": "1",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_DEVTOOLS_PORT": "1",
    "TEXTUAL_DRIVER": "nowhere:Driver",
    "TEXTUAL_LOG": "textual.log",
    "TEXTUAL_PRESS": "q",
    "TEXTUAL_SCREENSHOT": "0",
    "TEXTUAL_SCREENSHOT_FILENAME": "screen.svg",
    "TEXTUAL_SCREENSHOT_LOCATION": ".",
    "TEXTUAL_SHOW_RETURN": "1",
    "TEXTUAL_THEME": "no-such-theme",
    "TEXTUAL_FPS": "1",
    "TEXTUAL_FILTERS": "dim,nothing",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TTY_COMPATIBLE": "0",
    "TTY_INTERACTIVE": "0",
    "FORCE_COLOR": "",
    "COLUMNS": "7",
    "LINES": "3",
}
EVERYTHING = sorted({*variables.UNWANTED, *variables.SIZES, *variables.HARMLESS, *variables.CHECKED})
SET_BY_TERMINALS = {"TERM", "COLORTERM", "NO_COLOR"}


@pytest.mark.parametrize(
    "environ",
    [
        MEANT,
        {name: "9" * 400 for name in EVERYTHING if name not in SET_BY_TERMINALS},
        {name: "" for name in EVERYTHING if name not in SET_BY_TERMINALS},
        dict.fromkeys(EVERYTHING, "nope \x1b[31m:é"),
    ],
    ids=["as meant", "too large", "empty", "nonsense"],
)
def test_no_variable_writes_a_file_or_ends_the_app(
    home: Mapping[str, str], environ: Mapping[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with RealTerminal([PROGRAM, "--demo"], {**home, **environ}, directory=folder) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.press("\x03")
        terminal.wait_for(r"ctrl\+c again")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert list(folder.iterdir()) == []
    assert b"returned" not in terminal.received.rpartition(b"\x1b[?1049l")[2]
