"""The screen, opened from the command line. It is imported here, and only when it is wanted."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC
from pathlib import Path

from ie_tui.system import signals
from ie_tui.system.streams import say
from ie_tui.system.zone import SystemZone
from ie_tui.tracking.tracker import JobTracker


def has_terminal() -> bool:
    """Whether the screen can be opened; says why not, and what can be done instead."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return True
    say("ie-tui opens its screen in a terminal, and this is none.")
    say("`ie-tui jobs` and `ie-tui status JOBID` print the same data.")
    return False


def settle_variables() -> None:
    """Textual reads its variables when it is imported."""
    from ie_tui.ui.terminal import size, variables

    variables.settle(os.environ, size_is_known=size.reported() != (0, 0))


def unknown_theme(name: str) -> str | None:
    """Why there is no such theme."""
    from ie_tui.ui.themes import UnknownThemeError, choose, known_names

    try:
        choose(name, {}, known_names())
    except UnknownThemeError as error:
        return str(error)
    return None


def show(tracker: JobTracker, typed: argparse.Namespace, state_dir: Path | None) -> int:
    """Open the screen and give the exit status once it is left; `state_dir` is for the details of a fault."""
    from ie_tui.ui.app import IeTui

    app = IeTui(
        tracker,
        environ=os.environ,
        badge="DEMO" if typed.demo else "",
        theme=typed.theme,
        zone=UTC if typed.utc else SystemZone(),
        ascii_glyphs="utf" not in (sys.stdout.encoding or "").lower(),
        state_dir=state_dir,
    )
    try:
        signals.run(app.show(), at_once=app.restore_terminal_now)
    finally:
        app.release_terminal()
        app.tell_last_words()
    return app.exit_status
