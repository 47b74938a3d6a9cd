"""Unknown flags, reported with the closest known one before argparse misreads what follows them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Final

_FLAG: Final = re.compile("--?[A-Za-z]")
"""A negative number is not a flag."""

_EXPLAINED: Final = MappingProxyType(
    {
        "--region": "This service has one endpoint for all regions. Set AWS_DEFAULT_REGION for another "
        "partition, or give a URL with --endpoint-url.",
        "--output": "Use --json for JSON.",
        "--query": "Use status JOBID --field NAME to print one value.",
        "--no-verify-ssl": "Use --ca-bundle to give the certificates to trust.",
    }
)
"""AWS CLI flags that users may expect here."""


def unknown_flag(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> str | None:
    """The error for the first unknown or misplaced flag; None if there is none.

    argparse takes the value after an unknown flag for a command and reports that instead.
    """
    commands = _commands(parser)
    here = set(parser._option_string_actions)
    everywhere = here.union(*(command._option_string_actions for command in commands.values()))
    for typed in takewhile(lambda typed: typed != "--", arguments):
        flag = typed.partition("=")[0]
        if typed in commands:
            here |= set(commands[typed]._option_string_actions)
        elif _FLAG.match(typed) and not any(known.startswith(flag) for known in here):
            return _sentence(flag, everywhere, _owners(flag, commands))
    return None


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(next(found).choices)


def _owners(flag: str, commands: dict[str, argparse.ArgumentParser]) -> list[str]:
    return [name for name, command in commands.items() if flag in command._option_string_actions]


def _sentence(flag: str, everywhere: set[str], owners: list[str]) -> str:
    if owners:
        return f"{flag} must follow a command: {', '.join(owners)}"
    if flag in _EXPLAINED:
        return f"unknown flag {flag}. {_EXPLAINED[flag]}"
    from difflib import get_close_matches  # slow to import; only needed here

    near = get_close_matches(flag, everywhere, 1)
    return f"unknown flag {flag}{f'; did you mean {near[0]}?' if near else ''}"
