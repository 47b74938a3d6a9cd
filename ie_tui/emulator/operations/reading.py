"""The operations that change nothing: ListJobs, GetStatus and GetShippingLabel."""

from __future__ import annotations

import re
from typing import Final

from ie_tui.emulator import xml_answers
from ie_tui.emulator.manifests import postal
from ie_tui.emulator.operations.call import Call, job_of, refuse_ended
from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.world.job_state import EmulatedJob
from ie_tui.emulator.world.jobs_of_seed import UnknownJobError

MOST_JOBS_A_PAGE: Final = 1_000
_MAX_JOBS: Final = re.compile(r"[0-9]{1,4}")
_MEMBER: Final = "jobIds.member."
_LABEL_ADDRESS: Final = (*postal.REQUIRED, "company", "stateOrProvince", "street2", "street3")


def list_jobs(call: Call) -> str:
    """A page of the job list (docs/service.md 3.6).

    Without MaxJobs it holds up to a thousand jobs, and with 0 none; neither is documented.
    """
    max_jobs = call.parameters.get("MaxJobs", str(MOST_JOBS_A_PAGE))
    if not _MAX_JOBS.fullmatch(max_jobs) or int(max_jobs) > MOST_JOBS_A_PAGE:
        raise RefusalError(
            "InvalidParameterException", f"MaxJobs must be a number from 0 to {MOST_JOBS_A_PAGE}"
        )
    marker = call.parameters.get("Marker")
    try:
        page = call.ledger.page(call.at, after=marker, limit=int(max_jobs))
    except UnknownJobError as error:
        raise RefusalError(
            "InvalidParameterException", f"Marker must be the id of a job, not {marker}"
        ) from error
    return xml_answers.job_page(page)


def get_status(call: Call) -> str:
    """The status of one job, also of a canceled or expired one (docs/service.md 3.5)."""
    return xml_answers.job_status(job_of(call, call.parameters.get("JobId")).status(call.at))


def get_shipping_label(call: Call) -> str:
    """The URL of the label for a parcel with the devices of these jobs (docs/service.md 3.7).

    Without an address in the request, the label has the one of the first job's manifest; an incomplete
    address is an error. Neither is documented.
    """
    jobs = [job_of(call, job_id) for job_id in _label_job_ids(call)]
    for job in jobs:
        refuse_ended(job, call.at)
    address = {name: call.parameters[name] for name in _LABEL_ADDRESS if call.parameters.get(name)}
    fault = postal.fault(address) if address else None
    if fault is not None:
        raise RefusalError("InvalidAddressException", fault)
    warning = "; ".join(f"The device of {job.job_id} is already at AWS" for job in jobs if _came(job, call))
    first = jobs[0]
    key = f"shipping-label-{first.job_id}.pdf"
    return xml_answers.shipping_label(
        f"https://s3.amazonaws.com/{first.parcel.log_bucket}/{key}", warning or None
    )


def _label_job_ids(call: Call) -> list[str]:
    """The job ids, in order. botocore sends an empty list as an empty `jobIds`."""
    members = {name: value for name, value in call.parameters.items() if name.startswith(_MEMBER)}
    if not members:
        raise RefusalError("InvalidJobIdException", "jobIds must be specified")
    names = [f"{_MEMBER}{number}" for number in range(1, len(members) + 1)]
    if members.keys() != set(names):
        raise RefusalError(
            "InvalidParameterException", "The members of jobIds must be numbered from 1 without gaps"
        )
    job_ids = [members[name] for name in names]
    if len(set(job_ids)) < len(job_ids):
        raise RefusalError("InvalidParameterException", "jobIds contains a duplicate")
    return job_ids


def _came(job: EmulatedJob, call: Call) -> bool:
    return job.stage(call.at).location_code != "NotReceived"
