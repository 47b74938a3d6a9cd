"""Text right of foreign text stays in its column in tmux, which has its own character widths."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.real_terminal import RealTerminal

if shutil.which("tmux") is None:
    pytest.skip("tmux is not installed: its widths are not tried", allow_module_level=True)

COLUMN = 40
"""The border's column, from 0."""
TEXTS = (
    "plain",
    "family 👨\u200d👩\u200d👧\u200d👦 of four",
    "flags 🇩🇪🇫🇷 and half of one 🇯",
    "rainbow 🏳\ufe0f\u200d🌈, pirate 🏴\u200d☠\ufe0f",
    "heart ❤\ufe0f, watch ⌚\ufe0e, warning ⚠\ufe0f, \u2139\ufe0f",
    "keycaps 1\ufe0f\u20e32\u20e3#\ufe0f\u20e3",
    "thumbs 👍🏽👍🏿, alone 🏽",
    "astronaut 👩🏽\u200d🚀",
    "new 🫨🫩🪿 and old ☎♥",
    "combining e\u0301a\u20dd" + "o\u0302\u0323",
    "Hindi हिन्दी क्षि क्\u200dष",
    "Tamil நிகழ்ச்சி கோ",
    "Malayalam കാര്യം",
    "Bengali বাংলা ভাষা",
    "Burmese မြန်မာ",
    "Khmer ភាសាខ្មែរ",
    "Thai ภาษาไทย กำ",
    "Tibetan བོད་སྐད་",
    "Persian می\u200cخو\u0627\u0647م",
    "Korean jamo \u1112\u1161\u11ab 한국",
    "Japanese 日本語 ｶ\uff9e",
    "tag flag 🏴\U000e0067\U000e0062\U000e007f",
    "𝌆 ䷀ ﷽ ⸻ ①",
    "हिन्दीहिन्दीहिन्दीहिन्दीहिन्दीहिन्दीहिन्दीहिन्दी",
)
IN_THE_PANE = f"""
import sys
from rich.console import Console
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip
from ie_tui.text import fit, printable_line
from rich.cells import set_cell_size
from ie_tui.ui.terminal.painted_cells import PaintedCells
size = Size({COLUMN + 10}, {len(TEXTS)})
painted, console = PaintedCells(), Console()
sys.stdout.write("\\x1b[?1049h")
typed = [set_cell_size(text, {COLUMN}) for text in {TEXTS!r}]
gated = [fit(printable_line(text), {COLUMN}) for text in {TEXTS!r}]
for texts in (["▒" * {COLUMN}] * {len(TEXTS)}, typed if sys.argv[1] == "typed" else gated):
    lines = [[Strip([Segment(text), Segment("│end of it")])] for text in texts]
    sys.stdout.write(painted.differences(LayoutUpdate(lines, size.region), size, console).sequences)
sys.stdout.flush()
input()
"""


@pytest.fixture
def tmux(tmp_path: Path, home: dict[str, str]) -> Iterator[list[str]]:
    """The command for a tmux with a separate socket."""
    home["TMUX_TMPDIR"] = str(tmp_path)
    command = ["tmux", "-u", "-L", "border-test", "-f", "/dev/null"]
    yield command
    subprocess.run([*command, "kill-server"], env=home, capture_output=True, check=False)


@pytest.mark.parametrize("text", ["gated", "typed"])
def test_the_border_right_of_any_text_stays_in_its_column(
    tmux: list[str], home: dict[str, str], text: str
) -> None:
    def shown_in(columns: int) -> list[str]:
        """The lines cut at that column by tmux, by its own character widths."""
        subprocess.run(
            [*tmux, "resize-window", "-x", str(columns), "-y", str(len(TEXTS))], env=home, check=True
        )
        printed = subprocess.run(
            [*tmux, "capture-pane", "-p"], env=home, capture_output=True, check=True, encoding="utf-8"
        )
        return printed.stdout.splitlines()

    command = [*tmux, "new-session", sys.executable, "-c", IN_THE_PANE, text]
    with RealTerminal(command, home, columns=COLUMN + 20, lines=len(TEXTS) + 3) as terminal:
        terminal.wait_for("Japanese")
        with_border, without = shown_in(COLUMN + 1), shown_in(COLUMN)
        terminal.press("enter")

    assert [line[-1:] for line in with_border] == ["│"] * len(TEXTS)
    assert [line for line in without if "│" in line or "▒" in line] == []
