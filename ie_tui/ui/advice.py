"""An error's remedy in terms of the screen's keys, and the shell command that it suggests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ie_tui.api.errors import Remedy, ServiceError
from ie_tui.jobs.record import Overview, Record
from ie_tui.text import control_signs
from ie_tui.ui.commands.registry import BY_ID

_COMMAND: Final = re.compile("`([^`]+)`")


_ANYWHERE: Final = MappingProxyType(
    {
        Remedy.START_AGAIN: "Then quit and restart ie-tui.",
        Remedy.LEAVE_OFFLINE: "Quit and restart ie-tui without --offline to fetch.",
    }
)
_ON_A_JOB: Final = _ANYWHERE | {
    Remedy.FETCH_AGAIN: "Press {retry} to fetch it again.",
    Remedy.ENTER_MFA_CODE: "Press {retry} to enter a code.",
}
_ON_THE_LIST: Final = _ANYWHERE | {
    Remedy.FETCH_AGAIN: "",
    Remedy.ENTER_MFA_CODE: "Try again to enter a code.",
}
"""The key that tries again is already shown beside the list's error."""


def job_advice(error: ServiceError) -> str:
    """The advice for a job that could not be fetched; not gated."""
    return _advice(error, _ON_A_JOB)


def list_advice(error: ServiceError) -> str:
    """The advice for a list that could not be fetched; not gated."""
    return _advice(error, _ON_THE_LIST)


def _advice(error: ServiceError, words: Mapping[Remedy, str]) -> str:
    remedy = words[error.remedy] if error.remedy else ""
    retry = BY_ID["job.retry"].key_name
    return " ".join(filter(None, (error.advice, remedy.format(retry=retry))))


def command_of(error: ServiceError) -> str | None:
    """The first command between backticks; None if there is none that is safe to paste."""
    found = _COMMAND.search(error.advice)
    # An odd number: one belongs to a name inside the command, which is then cut short.
    if found is None or error.advice.count("`") % 2 or control_signs(found[1]):
        return None
    return found[1]


def first_command(*shown: Record | Overview | None) -> str | None:
    """The command of the first of these failures that suggests one."""
    failures = (one.failure for one in shown if one is not None)
    return next(filter(None, (command_of(failure.error) for failure in failures if failure)), None)
