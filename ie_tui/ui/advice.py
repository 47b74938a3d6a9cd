"""The command that an error's advice names, so that nobody has to type it."""

from __future__ import annotations

import re
from typing import Final

from ie_tui.jobs.record import Overview, Record
from ie_tui.service.errors import ServiceError
from ie_tui.text import control_signs

_COMMAND: Final = re.compile("`([^`]+)`")


def command_of(error: ServiceError) -> str | None:
    """The first command between backticks; None where there is none, or none that is safe to paste."""
    found = _COMMAND.search(error.advice)
    # With an odd number one of them belongs to a name in the command, which is then not whole.
    if found is None or error.advice.count("`") % 2 or control_signs(found[1]):
        return None
    return found[1]


def first_command(*shown: Record | Overview | None) -> str | None:
    """The command for the first failure among these that names one."""
    failures = (one.failure for one in shown if one is not None)
    return next(filter(None, (command_of(failure.error) for failure in failures if failure)), None)
