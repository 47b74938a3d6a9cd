"""The command line: flags and subcommands; the screen is imported only when it opens."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC
from pathlib import Path
from typing import Final

from ie_tui import __version__
from ie_tui.api.errors import ServiceError
from ie_tui.bootstrap import CannotServe, Options, emulator_faults, now, serve_emulator, wire
from ie_tui.cli import subcommands
from ie_tui.cli.flags import unknown_flag
from ie_tui.cli.output import FIELDS, error_lines, escape_what_stdout_cannot_encode, known_field
from ie_tui.exit_statuses import Exit, exit_of
from ie_tui.system import signals, streams
from ie_tui.system.paths import NoHome, state_dir
from ie_tui.system.signals import OrderlyEnd
from ie_tui.system.streams import OutputFailed
from ie_tui.system.zone import SystemZone
from ie_tui.tracking.tracker import JobTracker

_EMULATOR: Final = (
    "Serve the embedded service on a port of this machine, to the AWS CLI, boto3 or ie-tui, with a key made "
    "for this run. Ctrl+C ends it."
)
_ANNOUNCEMENT: Final = """\
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
{exports}
# With these lines in another shell:
#   aws importexport list-jobs
#   ie-tui
# Ctrl+C ends the emulator."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was typed and give the exit status; an ending signal ends the process here."""
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
        except Exception as error:  # noqa: BLE001  # the last net: nothing leaves as a traceback
            from ie_tui.crash_report import last_words

            streams.tell(last_words(error, _state_dir(), now()))
            return Exit.FAILED
        return status


def _run(arguments: Sequence[str] | None) -> int:
    parser = _parser()
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if sentence := unknown_flag(parser, words):
            parser.error(sentence)
        typed = parser.parse_args(words)
        if typed.command == "emulator" and (flags := _typed_global_flags(parser, typed)):
            parser.error(f"{', '.join(flags)}: the emulator has no account, no cache and no screen")
    except SystemExit:
        streams.flush()
        raise
    if typed.command is None or typed.theme is not None:
        _settle_variables()
    if typed.theme is not None and (sentence := _unknown_theme(typed.theme)):
        streams.say(sentence)
        return Exit.USAGE
    options = Options(**{f.name: getattr(typed, f.name) for f in fields(Options)})
    try:
        if typed.command is None:
            return _open_screen(typed, options)
        if typed.command == "emulator":
            return _emulate(typed)
        return subcommands.run(wire(options, os.environ), typed)
    except ServiceError as error:
        for line in error_lines(error):
            streams.say(line)
        return exit_of(error)


def _emulate(typed: argparse.Namespace) -> Exit:
    """Serve until Ctrl+C, which is how it is meant to end: no failure, and no interruption."""
    if typed.fault == "list":
        for name, sentence in emulator_faults().items():
            print(f"{name:20}{sentence}")  # noqa: T201
        return Exit.DONE
    try:
        serve_emulator(typed.port, typed.jobs, typed.fault, announce=_announce, log=streams.say)
    except CannotServe as error:
        streams.say(str(error))
        return Exit.USAGE
    return Exit.DONE


def _announce(environment: Mapping[str, str]) -> None:
    """Lines for a shell, where a script reads `export NAME=VALUE` up to the last comment."""
    exports = "\n".join(f"export {name}={value}" for name, value in environment.items())
    streams.put(_ANNOUNCEMENT.format(exports=exports))


def _settle_variables() -> None:
    """Textual reads its variables when it is imported."""
    from ie_tui.ui.terminal import size, variables

    variables.settle(os.environ, size_is_known=size.reported() != (0, 0))


def _unknown_theme(name: str) -> str | None:
    """Why there is no such theme."""
    from ie_tui.ui.themes import UnknownThemeError, choose, known_names

    try:
        choose(name, {}, known_names())
    except UnknownThemeError as error:
        return str(error)
    return None


def _open_screen(typed: argparse.Namespace, options: Options) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        streams.say("ie-tui opens its screen in a terminal, and this is none.")
        streams.say("`ie-tui jobs` and `ie-tui status JOBID` print the same data.")
        return Exit.USAGE
    tracker = wire(options, os.environ)
    try:
        return _show(tracker, typed, badge="DEMO" if options.demo else "")
    finally:
        tracker.close()


def _show(tracker: JobTracker, typed: argparse.Namespace, badge: str) -> int:
    from ie_tui.ui.app import IeTui

    app = IeTui(
        tracker,
        environ=os.environ,
        badge=badge,
        theme=typed.theme,
        zone=UTC if typed.utc else SystemZone(),
        ascii_glyphs="utf" not in (sys.stdout.encoding or "").lower(),
        state_dir=_state_dir(),
    )
    try:
        signals.run(app.show(), at_once=app.restore_terminal_now)
    finally:
        app.release_terminal()
        app.tell_last_words()
    return app.exit_status


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
        "--field",
        type=_field,
        metavar="NAME",
        help=f"one value: {', '.join(FIELDS)}, or a name of --json such as LocationCode",
    )
    signature = commands.add_parser(
        "signature",
        help="print a job's SIGNATURE file, or save it",
        description="Print what the file SIGNATURE on the device must hold, or save it there. "
        "What is in doubt is not saved, and a different file is not replaced, unless --force is given.",
    )
    signature.add_argument("job_id", metavar="JOBID")
    signature.add_argument(
        "--save", type=_directory, metavar="DIRECTORY", help="save it as SIGNATURE in the root of the device"
    )
    emulator = commands.add_parser(
        "emulator", help="serve the embedded service to other programs", description=_EMULATOR
    )
    _add_emulator_flags(emulator)
    for command in (status, signature):
        command.add_argument("--force", action="store_true", help="do it in spite of all doubts")
    for command in (jobs, status):
        command.add_argument("--json", action="store_true", help="print JSON")
    for command in (jobs, status, signature):
        when = command.add_mutually_exclusive_group()
        when.add_argument("--fetch", action="store_true", help="ask the service, whatever is cached")
        when.add_argument("--cached", action="store_true", help="never ask the service")
        _add_global_flags(command, defaults=False)
    return parser


def _add_emulator_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="the port (default: a free one)")
    parser.add_argument("--jobs", type=int, metavar="N", help="how many jobs there are (default: the demo's)")
    parser.add_argument("--fault", metavar="NAME", help="misbehave in this way; `--fault list` names them")


def _field(typed: str) -> str:
    try:
        return known_field(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{typed!r} is no port; one is a number from 1 to 65535")
    return int(typed)


def _directory(typed: str) -> Path:
    # An unset variable of a script must not mean the directory that it happens to be in.
    if not typed:
        raise argparse.ArgumentTypeError("the directory has no name")
    return Path(typed)


def _typed_global_flags(parser: argparse.ArgumentParser, typed: argparse.Namespace) -> list[str]:
    """Those that were given another value than their default."""
    untyped = vars(parser.parse_args([]))
    names = [name for name in untyped if name != "command" and getattr(typed, name) != untyped[name]]
    return [f"--{name.replace('_', '-')}" for name in names]


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
    add(
        "--utc",
        False,
        action="store_true",
        help="times on the screen and in tables in UTC; JSON always is",
    )
    add("--no-cache", False, action="store_true", help="neither read nor write the cache")
