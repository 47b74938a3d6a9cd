"""`ie-tui emulator`: the embedded service on a local port."""

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
    "Serve the embedded service on a local port to the AWS CLI, boto3 or ie-tui, with an access key made for "
    "this run. Stop it with Ctrl+C."
)
_ANNOUNCEMENT: Final = """\
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
{exports}
# Paste these lines into another shell, then try:
#   aws importexport list-jobs
#   ie-tui
# Ctrl+C stops the emulator."""


class CannotServe(Exception):
    """The emulator could not start; the text says why and what to do."""


def add_parser(commands: Subparsers) -> None:
    """Add the `emulator` subcommand."""
    parser = commands.add_parser(
        "emulator", help="serve the embedded service on a local port", description=_DESCRIPTION
    )
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="listen on this port (default: any free port)"
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="serve this many jobs (default: as in the demo)"
    )
    parser.add_argument("--fault", metavar="NAME", help="simulate this fault (--fault list: show all)")


def _port(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) < 1 << 16):
        raise argparse.ArgumentTypeError(f"invalid port {typed!r}: expected 0 to 65535")
    return int(typed)


def run(typed: argparse.Namespace) -> Exit:
    """Serve until Ctrl+C, which is the normal end: the exit status is 0, not 130."""
    if typed.fault == "list":
        put("\n".join(f"{name:20}{sentence}" for name, sentence in _faults().items()))
        return Exit.DONE
    try:
        _serve(typed.port, typed.jobs, typed.fault)
    except CannotServe as error:
        say(str(error))
        return Exit.USAGE
    return Exit.DONE


def _serve(port: int, jobs: int | None, fault: str | None) -> None:
    """Serve the emulator on 127.0.0.1 until SIGINT or SIGTERM. Raises CannotServe.

    `port` 0 means any free port; `jobs` None means the demo's jobs. Once the emulator accepts requests,
    stdout gets the environment for clients; stderr gets a line for each request.
    """
    try:
        from ie_tui.emulator import serve
    except ModuleNotFoundError as error:
        if error.name != "uvicorn":
            raise
        pip = f"{shlex.quote(sys.executable)} -m pip install 'ie-tui[emulator]'"
        raise CannotServe(f"The emulator needs uvicorn, which is not installed. Run: {pip}") from error
    if fault is not None and fault not in _faults():
        raise CannotServe(f"Unknown fault {fault}; `ie-tui emulator --fault list` shows all.")
    fresh = serve.fresh_key()
    try:
        app = serve.emulation(jobs, fault, fresh)
        listener = serve.listen(port)
    except ValueError as error:
        raise CannotServe(f"--jobs: {error}.") from error
    except OSError as error:
        raise CannotServe(f"Cannot listen on port {port}: {error.strerror}.") from error
    with listener:
        serve.run(
            serve.logged(app, say), listener, ready=lambda: _announce(serve.environment(listener, fresh))
        )


def _faults() -> dict[str, str]:
    """The sentence for each fault, by its name."""
    from ie_tui.emulator.faults import FAULTS

    return {name: fault.sentence for name, fault in FAULTS.items()}


def _announce(environment: Mapping[str, str]) -> None:
    """Print shell lines; a script can read `export NAME=VALUE` up to the last comment."""
    exports = "\n".join(f"export {name}={value}" for name, value in environment.items())
    put(_ANNOUNCEMENT.format(exports=exports))
