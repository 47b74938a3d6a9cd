"""Runs ie-tui after some Python code that injects a fault or a signal at a given place."""

from __future__ import annotations

import sys

_PROGRAM = """
import os, signal, sys, time
import ie_tui.cli.main
{before}
sys.exit(ie_tui.cli.main.main(sys.argv[1:]))
"""


def by_hand(before: str, *arguments: str) -> list[str]:
    """The command; `before` runs after the modules of the command line are imported, but not the screen's."""
    return [sys.executable, "-c", _PROGRAM.format(before=before), *arguments]
