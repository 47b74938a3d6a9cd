"""The command line: parses the arguments, runs a command and returns its exit status."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final

from ie_tui.api.errors import ServiceError
from ie_tui.bootstrap import Options, wire
from ie_tui.cli import emulator_command, jobs_command, screen, signature_command, status_command
from ie_tui.cli.flags import unknown_flag
from ie_tui.cli.global_flags import typed_global_flags
from ie_tui.cli.output import error_lines, escape_what_stdout_cannot_encode
from ie_tui.cli.parser import build_parser
from ie_tui.exit_statuses import Exit, exit_of
from ie_tui.system import streams
from ie_tui.system.clock import utc_now
from ie_tui.system.paths import NoHome, state_dir
from ie_tui.system.signals import OrderlyEnd
from ie_tui.system.streams import OutputFailed

_OF_JOBS: Final = {"jobs": jobs_command.run, "status": status_command.run, "signature": signature_command.run}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status. After an ending signal, the process ends here by it."""
    gc.set_threshold(100_000, 50, 50)  # Start-up makes many objects and frees few: 5 % of the first paint.
    streams.open_closed()
    escape_what_stdout_cannot_encode()
    with OrderlyEnd():
        try:
            status = _run(arguments)
            streams.flush()
        except OutputFailed as error:
            if str(error):
                streams.say(str(error))
            return Exit.FAILED
        except KeyboardInterrupt:
            return Exit.INTERRUPTED
        except Exception as error:  # noqa: BLE001  # the last handler: no traceback reaches the terminal
            from ie_tui.crash_report import last_words

            streams.tell(last_words(error, _state_dir(), utc_now()))
            return Exit.FAILED
        return status


def _run(arguments: Sequence[str] | None) -> int:
    typed = _parse(sys.argv[1:] if arguments is None else arguments)
    if typed.command is None or typed.theme is not None:
        screen.settle_variables()
    if typed.theme is not None and (sentence := screen.unknown_theme(typed.theme)):
        streams.say(sentence)
        return Exit.USAGE
    if typed.command == "emulator":
        return emulator_command.run(typed)
    if typed.command is None and not screen.has_terminal():
        return Exit.USAGE
    try:
        return _run_on_tracker(typed)
    except ServiceError as error:
        for line in error_lines(error):
            streams.say(line)
        return exit_of(error)


def _parse(words: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments. Raises SystemExit for --help, --version and invalid arguments."""
    parser = build_parser()
    try:
        if sentence := unknown_flag(parser, words):
            parser.error(sentence)
        typed = parser.parse_args(words)
        if typed.command == "emulator" and (flags := typed_global_flags(parser, typed)):
            parser.error(
                f"{', '.join(flags)}: not allowed with emulator, which has no account, cache or screen"
            )
    except SystemExit:
        streams.flush()
        raise
    return typed


def _run_on_tracker(typed: argparse.Namespace) -> int:
    tracker = wire(Options(**{f.name: getattr(typed, f.name) for f in fields(Options)}), os.environ)
    try:
        if typed.command is None:
            return screen.show(tracker, typed, _state_dir())
        return _OF_JOBS[typed.command](tracker, typed)
    finally:
        tracker.close()


def _state_dir() -> Path | None:
    try:
        return state_dir()
    except NoHome:
        return None
