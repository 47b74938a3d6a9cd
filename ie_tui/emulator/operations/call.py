"""What an operation is given, and what several of them ask of it first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.world.job_state import EmulatedJob
from ie_tui.emulator.world.jobs_of_seed import UnknownJobError
from ie_tui.emulator.world.ledger import Ledger


class Call(NamedTuple):
    """A request whose sender is known."""

    ledger: Ledger
    """The jobs of the sender's account."""
    access_key_id: str
    parameters: Mapping[str, str]
    """Those that the signature covers."""
    at: datetime


def parameter(call: Call, name: str) -> str:
    """A parameter that an order cannot do without. Raises RefusalError."""
    value = call.parameters.get(name)
    if not value:
        raise RefusalError("MissingParameterException", f"{name} must be specified")
    return value


def job_of(call: Call, job_id: str | None) -> EmulatedJob:
    """A job of the sender's account. Raises RefusalError; nobody learns which ids other accounts have."""
    if not job_id:
        raise RefusalError("InvalidJobIdException", "JobId must be specified")
    try:
        return call.ledger.job(job_id, call.at)
    except UnknownJobError as error:
        raise RefusalError("InvalidJobIdException", f"No such job {job_id} for your account") from error


def refuse_ended(job: EmulatedJob, at: datetime) -> None:
    """Raise RefusalError for a job that was cancelled or that expired."""
    match job.stage(at).progress_code:
        case "Canceled":
            raise RefusalError("CanceledJobIdException", f"The job {job.job_id} was canceled")
        case "Expired":
            raise RefusalError("ExpiredJobIdException", f"The job {job.job_id} has expired")
