"""What the screen advises about an error, in terms of its keys, and the command that the advice names."""

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
        Remedy.START_AGAIN: "Then quit and start ie-tui again.",
        Remedy.LEAVE_OFFLINE: "Quit and start ie-tui without --offline to fetch.",
    }
)
_ON_A_JOB: Final = _ANYWHERE | {
    Remedy.FETCH_AGAIN: "Press {retry} to fetch it again.",
    Remedy.ENTER_MFA_CODE: "Press {retry} to be asked for a code.",
}
_ON_THE_LIST: Final = _ANYWHERE | {
    Remedy.FETCH_AGAIN: "",
    Remedy.ENTER_MFA_CODE: "Trying again asks for a code.",
}
"""Beside the list's failure stands the key that tries again."""


def job_advice(error: ServiceError) -> str:
    """What to do about a job that could not be fetched; not gated."""
    return _advice(error, _ON_A_JOB)


def list_advice(error: ServiceError) -> str:
    """What to do about a list that could not be fetched; not gated."""
    return _advice(error, _ON_THE_LIST)


def _advice(error: ServiceError, words: Mapping[Remedy, str]) -> str:
    remedy = words[error.remedy] if error.remedy else ""
    retry = BY_ID["job.retry"].key_name
    return " ".join(filter(None, (error.advice, remedy.format(retry=retry))))


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
