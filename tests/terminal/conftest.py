"""Runs the installed program in a separate home on a pseudo-terminal."""

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
    """An environment without the developer's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(tmp_path), "TEXTUAL_ANIMATIONS": "none", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def start(home: dict[str, str]) -> Start:
    """Returns a function that starts ie-tui: `with start("--demo") as terminal`."""

    def start_it(*arguments: str, columns: int = 120, lines: int = 40, **more: str) -> RealTerminal:
        return RealTerminal([PROGRAM, *arguments], {**home, **more}, columns=columns, lines=lines)

    return start_it
