"""The input of an operation, and checks that several operations share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.world.job_state import EmulatedJob
from ie_tui.emulator.world.jobs_of_seed import UnknownJobError
from ie_tui.emulator.world.ledger import Ledger


class Call(NamedTuple):
    """A verified request."""

    ledger: Ledger
    """The jobs of the sender's account."""
    access_key_id: str
    parameters: Mapping[str, str]
    """The signed ones."""
    at: datetime


def parameter(call: Call, name: str) -> str:
    """A required parameter. Raises RefusalError if it is missing or empty."""
    value = call.parameters.get(name)
    if not value:
        raise RefusalError("MissingParameterException", f"{name} must be specified")
    return value


def job_of(call: Call, job_id: str | None) -> EmulatedJob:
    """A job of the sender's account. Raises RefusalError, the same for another account's job as for none."""
    if not job_id:
        raise RefusalError("InvalidJobIdException", "JobId must be specified")
    try:
        return call.ledger.job(job_id, call.at)
    except UnknownJobError as error:
        raise RefusalError("InvalidJobIdException", f"No such job {job_id} for your account") from error


def refuse_ended(job: EmulatedJob, at: datetime) -> None:
    """Raises RefusalError for a canceled or expired job."""
    match job.stage(at).progress_code:
        case "Canceled":
            raise RefusalError("CanceledJobIdException", f"The job {job.job_id} was canceled")
        case "Expired":
            raise RefusalError("ExpiredJobIdException", f"The job {job.job_id} has expired")
