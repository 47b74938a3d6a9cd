"""What botocore's own parser reads from an answer, in the shape of our models."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore import parsers
from botocore.model import ServiceModel
from botocore.session import Session

from ie_tui.api.models import Artifact, Job, JobId, JobPage, JobStatus

_MEMBERS = {
    "job_id": "JobId",
    "job_type": "JobType",
    "created_at": "CreationDate",
    "location_code": "LocationCode",
    "location_message": "LocationMessage",
    "progress_code": "ProgressCode",
    "progress_message": "ProgressMessage",
    "carrier": "Carrier",
    "tracking_number": "TrackingNumber",
    "log_bucket": "LogBucket",
    "log_key": "LogKey",
    "error_count": "ErrorCount",
    "signature": "Signature",
    "signature_file_contents": "SignatureFileContents",
    "current_manifest": "CurrentManifest",
}
"""The fields of a status that botocore's model has, too."""


def parse(operation: str, body: bytes) -> dict[str, Any]:
    """What botocore's client would return."""
    shape = _service().operation_model(operation).output_shape
    answer: dict[str, Any] = _parser().parse({"body": body, "headers": {}, "status_code": 200}, shape)
    return answer


def page_by_botocore(body: bytes) -> JobPage:
    answer = parse("ListJobs", body)
    jobs = (
        Job(JobId(job["JobId"]), job.get("JobType", ""), job.get("CreationDate"), job.get("IsCanceled"))
        for job in answer["Jobs"]
    )
    return JobPage(
        tuple(jobs), answer.get("IsTruncated", False), request_id=answer["ResponseMetadata"]["RequestId"]
    )


def status_by_botocore(body: bytes) -> dict[str, Any]:
    """Field names of JobStatus and their values; outer white space is gone where ours strips it."""
    answer = parse("GetStatus", body)
    fields = {field: answer.get(member) for field, member in _MEMBERS.items()}
    for field, value in fields.items():
        if isinstance(value, str) and field not in ("signature_file_contents", "current_manifest"):
            fields[field] = value.strip()
    fields["artifacts"] = tuple(
        Artifact(artifact["Description"].strip(), artifact["URL"])
        for artifact in answer.get("ArtifactList", ())
    )
    fields["request_id"] = answer["ResponseMetadata"]["RequestId"]
    return fields


def same_fields(status: JobStatus) -> dict[str, Any]:
    """Our status, as far as botocore's model goes."""
    return {field: getattr(status, field) for field in (*_MEMBERS, "artifacts", "request_id")}


@cache
def _service() -> ServiceModel:
    return Session().get_service_model("importexport")


@cache
def _parser() -> Any:
    return parsers.create_parser("query")
