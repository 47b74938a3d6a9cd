"""ie-tui with a piece of Python before it: a fault or a signal exactly where a test wants it."""

from __future__ import annotations

import sys

_PROGRAM = """
import os, signal, sys, time
import ie_tui.cli.main
{before}
sys.exit(ie_tui.cli.main.main(sys.argv[1:]))
"""


def by_hand(before: str, *arguments: str) -> list[str]:
    """The command; `before` runs after the command line's modules are imported, the screen's are not."""
    return [sys.executable, "-c", _PROGRAM.format(before=before), *arguments]
