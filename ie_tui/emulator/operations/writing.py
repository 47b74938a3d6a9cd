"""The operations that change jobs: CreateJob, UpdateJob and CancelJob."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ie_tui.emulator import xml_answers
from ie_tui.emulator.manifests.checks import parcel_of
from ie_tui.emulator.manifests.manifest_parser import parse_manifest
from ie_tui.emulator.operations.call import Call, job_of, parameter, refuse_ended
from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.world.job_state import EmulatedJob
from ie_tui.emulator.world.ledger import JOBS_A_DAY
from ie_tui.emulator.world.parcels import Parcel, Signing
from ie_tui.emulator.world.stories import QUICK, UNSENT, Story

_JOB_TYPES: Final = {"import": "Import", "export": "Export"}
"""AWS's command examples use lower case; responses never do (docs/service.md 13.17)."""
_STICK: Final = "stick-"
"""Jobs of devices with this prefix progress within minutes, as in the demo."""


def create_job(call: Call) -> str:
    """Create a job (docs/service.md 3.2).

    No device is ever sent, so the job expires after 30 days; but if the deviceId begins with `stick-`, the
    job progresses within minutes, so that there is something to watch. `ManifestAddendum` is for internal use
    by the service and has no effect.
    """
    parcel = _ordered(call)
    only_validated = _validate_only(call)
    if not only_validated and call.ledger.created_on_day_of(call.at) >= JOBS_A_DAY:
        raise RefusalError(
            "CreateJobQuotaExceededException",
            f"Your account has already created {JOBS_A_DAY} jobs today, the daily limit",
        )
    job = call.ledger.draft(parcel, _story(parcel), call.at)
    if only_validated:
        return xml_answers.created_job(replace(job, job_id=f"{job.job_id}-VALIDATE-ONLY").status(call.at))
    call.ledger.add(job)
    return xml_answers.created_job(job.status(call.at))


def update_job(call: Call) -> str:
    """Replace the manifest and the type of a job that has not started (docs/service.md 3.3).

    The signature stays, since the response has no element for a new one; but one that is computed from the
    manifest, by the rule of Version 1.0, changes with it.
    """
    job = _unstarted_job(call, "UnableToUpdateJobIdException")
    changed = replace(job, parcel=_reordered(job, _ordered(call), call))
    if not _validate_only(call):
        call.ledger.amend(changed)
    return xml_answers.updated_job(changed.status(call.at))


def cancel_job(call: Call) -> str:
    """Cancel a job that has not started (docs/service.md 3.4)."""
    job = _unstarted_job(call, "UnableToCancelJobIdException")
    call.ledger.amend(job.canceled(call.at))
    return xml_answers.canceled_job()


def _unstarted_job(call: Call, refusal_code: str) -> EmulatedJob:
    """The job of the call. Raises RefusalError if it has ended or, with `refusal_code`, if it has started."""
    job = job_of(call, call.parameters.get("JobId"))
    refuse_ended(job, call.at)
    if job.stage(call.at).progress_code != "Pending":
        raise RefusalError(refusal_code, f"The job {job.job_id} has already started")
    return job


def _ordered(call: Call) -> Parcel:
    """The order in JobType and Manifest. Raises RefusalError."""
    typed, manifest = parameter(call, "JobType"), parameter(call, "Manifest")
    job_type = _JOB_TYPES.get(typed.casefold())
    if job_type is None:
        raise RefusalError("InvalidParameterException", f"JobType must be Import or Export, not {typed}")
    return parcel_of(job_type, manifest, call.access_key_id)


def _validate_only(call: Call) -> bool:
    """ValidateOnly; false if it is missing. Raises RefusalError for anything but `true` and `false`."""
    value = call.parameters.get("ValidateOnly") or "false"
    if value not in ("true", "false"):
        raise RefusalError("InvalidParameterException", f"ValidateOnly must be true or false, not {value}")
    return value == "true"


def _reordered(job: EmulatedJob, ordered: Parcel, call: Call) -> Parcel:
    """The parcel of an updated job. It keeps its signing and, once the device has arrived, its dock."""
    before = job.parcel
    has_come = job.stage(call.at).location_code != "NotReceived"
    keeps_signing = Signing.NONE not in (before.signing, ordered.signing)
    return replace(
        ordered,
        dock=before.dock if has_come else ordered.dock,
        signing=before.signing if keeps_signing else ordered.signing,
    )


def _story(parcel: Parcel) -> Story:
    device_id = parse_manifest(parcel.manifest).fields["deviceId"]
    return QUICK.stories[0] if device_id.startswith(_STICK) else UNSENT
