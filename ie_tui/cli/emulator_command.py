"""`ie-tui emulator`: the embedded service for other programs."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Mapping
from typing import Final

from ie_tui.cli.global_flags import Subparsers
from ie_tui.exit_statuses import Exit
from ie_tui.system.streams import put, say

_DESCRIPTION: Final = (
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


class CannotServe(Exception):
    """The emulator cannot be served as asked; the text says why and what to do."""


def add_parser(commands: Subparsers) -> None:
    """What can be typed after `emulator`."""
    parser = commands.add_parser(
        "emulator", help="serve the embedded service to other programs", description=_DESCRIPTION
    )
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="the port (default: a free one)")
    parser.add_argument("--jobs", type=int, metavar="N", help="how many jobs there are (default: the demo's)")
    parser.add_argument("--fault", metavar="NAME", help="misbehave in this way; `--fault list` names them")


def _port(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{typed!r} is no port; one is a number from 1 to 65535")
    return int(typed)


def run(typed: argparse.Namespace) -> Exit:
    """Serve until Ctrl+C, which is how it is meant to end: no failure, and no interruption."""
    if typed.fault == "list":
        for name, sentence in _faults().items():
            print(f"{name:20}{sentence}")  # noqa: T201
        return Exit.DONE
    try:
        _serve(typed.port, typed.jobs, typed.fault)
    except CannotServe as error:
        say(str(error))
        return Exit.USAGE
    return Exit.DONE


def _serve(port: int, jobs: int | None, fault: str | None) -> None:
    """Serve the embedded service on a port of this machine until SIGINT or SIGTERM. Raises CannotServe.

    `port` 0 is any free one; `jobs` None are those of the demo. stdout gets the environment of a client once
    it may ask, stderr a line for each request.
    """
    try:
        from ie_tui.emulator import serve
    except ModuleNotFoundError as error:
        if error.name != "uvicorn":
            raise
        pip = f"{shlex.quote(sys.executable)} -m pip install 'ie-tui[emulator]'"
        raise CannotServe(f"The emulator needs uvicorn, which is not installed. Run: {pip}") from error
    if fault is not None and fault not in _faults():
        raise CannotServe(f"There is no fault {fault}; `ie-tui emulator --fault list` names them.")
    fresh = serve.fresh_key()
    try:
        app = serve.emulation(jobs, fault, fresh)
        listener = serve.listen(port)
    except ValueError as error:
        raise CannotServe(f"--jobs: {error}.") from error
    except OSError as error:
        raise CannotServe(f"Port {port} of this machine cannot be used: {error.strerror}.") from error
    with listener:
        serve.run(
            serve.logged(app, say), listener, ready=lambda: _announce(serve.environment(listener, fresh))
        )


def _faults() -> dict[str, str]:
    """The ways in which the emulator can misbehave: names and sentences."""
    from ie_tui.emulator.faults import FAULTS

    return {name: fault.sentence for name, fault in FAULTS.items()}


def _announce(environment: Mapping[str, str]) -> None:
    """Lines for a shell, where a script reads `export NAME=VALUE` up to the last comment."""
    exports = "\n".join(f"export {name}={value}" for name, value in environment.items())
    put(_ANNOUNCEMENT.format(exports=exports))
