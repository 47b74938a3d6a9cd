"""Opens the screen. The ui package is imported only here, and only when it is needed."""

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
    """Whether stdin and stdout are a terminal; if not, prints that and the alternatives."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return True
    say("ie-tui needs an interactive terminal.")
    say("`ie-tui jobs` and `ie-tui status JOBID` print the same data.")
    return False


def settle_variables() -> None:
    """Set the terminal's variables before Textual is imported, since it reads them then."""
    from ie_tui.ui.terminal import size, variables

    variables.settle(os.environ, size_is_known=size.reported() != (0, 0))


def unknown_theme(name: str) -> str | None:
    """The error for an unknown theme; None if the theme exists."""
    from ie_tui.ui.themes import UnknownThemeError, choose, known_names

    try:
        choose(name, {}, known_names())
    except UnknownThemeError as error:
        return str(error)
    return None


def show(tracker: JobTracker, typed: argparse.Namespace, state_dir: Path | None) -> int:
    """Run the screen and return its exit status; crash details are saved to `state_dir`."""
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
