"""The command line: flags and subcommands; the screen is imported only when it opens."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC
from pathlib import Path
from typing import Final

from ie_tui import __version__, subcommands
from ie_tui.exits import Exit, exit_of
from ie_tui.local.paths import NoHome, state_dir
from ie_tui.local.zone import SystemZone
from ie_tui.output import FIELDS
from ie_tui.service.errors import ServiceError
from ie_tui.text import printable_line
from ie_tui.wiring import Options, wire

_UNWANTED_VARIABLES: Final = (
    "TEXTUAL_LOG",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_PRESS",
    "TEXTUAL_DRIVER",
)
"""They write what is on the screen to files, type keys or load foreign code."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was typed and give the exit status."""
    gc.set_threshold(100_000, 50, 50)  # Start-up makes many objects and frees few: 5 % of the first paint.
    typed = _parser().parse_args(arguments)
    options = Options(**{f.name: getattr(typed, f.name) for f in fields(Options)})
    try:
        return _dispatch(typed, options)
    except ServiceError as error:
        _say(error.sentence)
        if error.advice:
            _say(error.advice)
        return exit_of(error)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Python would complain once more when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED


def _dispatch(typed: argparse.Namespace, options: Options) -> int:
    if typed.command is None:
        return _open_screen(typed, options)
    return subcommands.run(wire(options, os.environ), typed)


def _open_screen(typed: argparse.Namespace, options: Options) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _say("ie-tui opens its screen in a terminal, and this is none.")
        _say("`ie-tui jobs` and `ie-tui status JOBID` print the same data.")
        return Exit.USAGE
    for name in _UNWANTED_VARIABLES:
        os.environ.pop(name, None)
    tracker = wire(options, os.environ)
    from ie_tui.ui.app import IeTui
    from ie_tui.ui.themes import UnknownThemeError

    try:
        app = IeTui(
            tracker,
            environ=os.environ,
            badge="DEMO" if options.demo else "",
            theme=typed.theme,
            zone=UTC if typed.utc else SystemZone(),
            ascii_glyphs="utf" not in (sys.stdout.encoding or "").lower(),
            state_dir=_state_dir(),
        )
        app.run()
    except UnknownThemeError as error:
        _say(str(error))
        return Exit.USAGE
    finally:
        tracker.close()
    return app.return_code or Exit.DONE


def _state_dir() -> Path | None:
    try:
        return state_dir()
    except NoHome:
        return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ie-tui",
        description="AWS Import/Export jobs in a terminal: where is each device, how far is each job.",
        epilog="Without a subcommand it opens the screen. Try `ie-tui --demo`.",
    )
    parser.add_argument("--version", action="version", version=f"ie-tui {__version__}")
    _add_global_flags(parser, defaults=True)
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    jobs = commands.add_parser("jobs", help="print the list of jobs", description="Print the list of jobs.")
    status = commands.add_parser("status", help="print one job", description="Print one job.")
    status.add_argument("job_id", metavar="JOBID")
    status.add_argument(
        "--field", choices=sorted(FIELDS), metavar="NAME", help=f"one value: {', '.join(FIELDS)}"
    )
    signature = commands.add_parser(
        "signature",
        help="print a job's SIGNATURE file, or save it",
        description="Print what the file SIGNATURE on the device must hold, or save it there. "
        "A different file is never replaced.",
    )
    signature.add_argument("job_id", metavar="JOBID")
    signature.add_argument(
        "--save", type=_directory, metavar="DIRECTORY", help="save it as SIGNATURE in the root of the device"
    )
    for command in (jobs, status):
        command.add_argument("--json", action="store_true", help="print JSON")
    for command in (jobs, status, signature):
        when = command.add_mutually_exclusive_group()
        when.add_argument("--fetch", action="store_true", help="ask the service, whatever is cached")
        when.add_argument("--cached", action="store_true", help="never ask the service")
        _add_global_flags(command, defaults=False)
    return parser


def _directory(typed: str) -> Path:
    # An unset variable of a script must not mean the directory that it happens to be in.
    if not typed:
        raise argparse.ArgumentTypeError("the directory has no name")
    return Path(typed)


def _add_global_flags(parser: argparse.ArgumentParser, *, defaults: bool) -> None:
    """The same flags before and after the subcommand.

    A sub-parser with defaults of its own would overwrite what was typed before it: a lost `--demo` would ask
    the real service.
    """

    def add(flag: str, default: object, **how: object) -> None:
        parser.add_argument(flag, default=default if defaults else argparse.SUPPRESS, **how)  # type: ignore[arg-type]

    add("--demo", False, action="store_true", help="an embedded service with made-up jobs")
    add("--profile", None, metavar="NAME", help="the AWS profile to use")
    add("--endpoint-url", None, metavar="URL", help="another service that speaks this API")
    add("--signature-version", 4, type=int, choices=(4, 2), help="how requests are signed (default: 4)")
    add("--ca-bundle", None, metavar="FILE", help="certificates to trust instead of the system's")
    add("--insecure-endpoint", False, action="store_true", help="allow http:// beyond this machine")
    add("--offline", False, action="store_true", help="never ask the service")
    add("--theme", None, metavar="NAME", help="the colours of the screen")
    add("--utc", False, action="store_true", help="show times in UTC instead of local time")
    add("--no-cache", False, action="store_true", help="neither read nor write the cache")


def _say(sentence: str) -> None:
    print(f"ie-tui: {printable_line(sentence)}", file=sys.stderr)  # noqa: T201
