"""The installed program, in a home of its own, on a real pseudo-terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.real_terminal import RealTerminal

PROGRAM = str(Path(sys.executable).with_name("ie-tui"))

Start = Callable[..., RealTerminal]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with nothing of the developer's own in it."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(tmp_path), "TEXTUAL_ANIMATIONS": "none", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def start(home: dict[str, str]) -> Start:
    """Gives a started ie-tui: `with start("--demo") as terminal`."""

    def start_it(*arguments: str, columns: int = 120, lines: int = 40, **more: str) -> RealTerminal:
        return RealTerminal([PROGRAM, *arguments], {**home, **more}, columns=columns, lines=lines)

    return start_it
