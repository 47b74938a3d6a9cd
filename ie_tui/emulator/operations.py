"""The operations, each from a call to the content of its Result element (fact sheet 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.emulator import answers
from ie_tui.emulator.refusals import RefusalError
from ie_tui.emulator.world import UnknownJobError, World

MOST_JOBS_A_PAGE: Final = 1_000
_MAX_JOBS: Final = re.compile(r"[0-9]{1,4}")


class Call(NamedTuple):
    """A request whose sender is known."""

    world: World
    parameters: Mapping[str, str]
    at: datetime


def list_jobs(call: Call) -> str:
    """A page of the job list (fact sheet 3.6)."""
    max_jobs = call.parameters.get("MaxJobs", str(MOST_JOBS_A_PAGE))
    if not _MAX_JOBS.fullmatch(max_jobs) or int(max_jobs) > MOST_JOBS_A_PAGE:
        raise RefusalError(
            "InvalidParameterException", f"MaxJobs must be a number from 0 to {MOST_JOBS_A_PAGE}"
        )
    marker = call.parameters.get("Marker")
    try:
        page = call.world.page(call.at, after=marker, limit=int(max_jobs))
    except UnknownJobError as error:
        raise RefusalError(
            "InvalidParameterException", f"Marker must be a job id, and {marker} is none"
        ) from error
    return answers.job_page(page)


def get_status(call: Call) -> str:
    """All that is known of one job (fact sheet 3.5)."""
    job_id = call.parameters.get("JobId")
    if not job_id:
        raise RefusalError("InvalidJobIdException", "JobId must be specified")
    try:
        status = call.world.status(job_id, call.at)
    except UnknownJobError as error:
        raise RefusalError("InvalidJobIdException", f"No such job {job_id} for your account") from error
    return answers.job_status(status)


OPERATIONS: Final[Mapping[str, Callable[[Call], str]]] = MappingProxyType(
    {"GetStatus": get_status, "ListJobs": list_jobs}
)
