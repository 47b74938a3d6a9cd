"""The argument parser: global flags and subcommands."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from ie_tui import __version__
from ie_tui.cli import emulator_command, jobs_command, signature_command, status_command
from ie_tui.cli.global_flags import add_global_flags
from ie_tui.system.streams import put

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


class CommandLineParser(argparse.ArgumentParser):
    """A parser whose --help and --version raise OutputFailed if stdout cannot be written."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # argparse ignores failed writes; if stdout is unbuffered, a later flush does not fail either.
        if message and file is sys.stdout:
            put(message.removesuffix("\n"))
        else:
            super()._print_message(message, file)


def build_parser() -> argparse.ArgumentParser:
    """The parser; `command` is None if no subcommand is given."""
    parser = CommandLineParser(
        prog="ie-tui",
        description="Track AWS Import/Export jobs: where each device is and how far each job has got.",
        epilog="Without a command, ie-tui opens its screen. Try `ie-tui --demo`.",
    )
    parser.add_argument("--version", action="version", version=f"ie-tui {__version__}")
    add_global_flags(parser, defaults=True)
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in (jobs_command, status_command, signature_command, emulator_command):
        command.add_parser(commands)
    return parser
