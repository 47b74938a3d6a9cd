"""What can be typed: the flags of `ie-tui` itself and its subcommands."""

from __future__ import annotations

import argparse

from ie_tui import __version__
from ie_tui.cli import emulator_command, jobs_command, signature_command, status_command
from ie_tui.cli.global_flags import add_global_flags


def build_parser() -> argparse.ArgumentParser:
    """The parser; `command` is None where no subcommand was typed."""
    parser = argparse.ArgumentParser(
        prog="ie-tui",
        description="AWS Import/Export jobs in a terminal: where is each device, how far is each job.",
        epilog="Without a subcommand it opens the screen. Try `ie-tui --demo`.",
    )
    parser.add_argument("--version", action="version", version=f"ie-tui {__version__}")
    add_global_flags(parser, defaults=True)
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in (jobs_command, status_command, signature_command, emulator_command):
        command.add_parser(commands)
    return parser
