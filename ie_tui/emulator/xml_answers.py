"""Writes responses as XML, in the format and namespace of the live service (docs/service.md 3, 3.1, 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

from ie_tui.emulator.world.job_state import ArtifactEntry, EmulatedStatus, ListedJob
from ie_tui.emulator.world.jobs_of_seed import Page

NAMESPACE: Final = "http://importexport.amazonaws.com/doc/2010-06-01/"

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow; an error message may quote them from a request."""

_DOCUMENTED_SLIPS: Final = MappingProxyType(
    {"LocationMessage": "LocationDescription", "ProgressMessage": "ProgressDescription"}
)
"""The wrong end tags of these elements in the documented sample (docs/service.md 13.1)."""

_SUCCESS: Final = "<Success>true</Success>"
_OF_A_NEW_JOB: Final = (
    "JobType",
    "JobId",
    "SignatureFileContents",
    "AwsShippingAddress",
    "Signature",
    "WarningMessage",
)


def success(operation: str, result: str, request_id: str) -> bytes:
    """The whole response; `result` is the content of its Result element."""
    return (
        f'<{operation}Response xmlns="{NAMESPACE}">\n'
        f"<{operation}Result>\n{result}\n</{operation}Result>\n"
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\n"
        f"</{operation}Response>\n"
    ).encode()


def failure(code: str, message: str, request_id: str, *, http_status: int) -> bytes:
    """An ErrorResponse; its RequestId is a child of the root, unlike that of a success."""
    blamed = "Receiver" if http_status >= 500 else "Sender"
    return (
        f'<ErrorResponse xmlns="{NAMESPACE}">\n'
        f"<Error><Type>{blamed}</Type><Code>{code}</Code><Message>{_text(message)}</Message></Error>\n"
        f"<RequestId>{request_id}</RequestId>\n"
        "</ErrorResponse>\n"
    ).encode()


def job_page(page: Page) -> str:
    """The content of ListJobsResult."""
    members = "\n".join(map(_member, page.jobs))
    return f"<Jobs>\n{members}\n</Jobs>\n<IsTruncated>{_boolean(page.is_truncated)}</IsTruncated>"


def job_status(status: EmulatedStatus) -> str:
    """The content of GetStatusResult; elements without a value are left out."""
    slips = _DOCUMENTED_SLIPS if status.ill_formed else {}
    elements = [_element(name, value, slips) for name, value in _status_elements(status) if value is not None]
    return _lines((*elements, *_artifact_list(status)))


def created_job(status: EmulatedStatus) -> str:
    """The content of CreateJobResult."""
    return _picked(status, _OF_A_NEW_JOB)


def updated_job(status: EmulatedStatus) -> str:
    """The content of UpdateJobResult."""
    return _lines((_SUCCESS, _picked(status, ("WarningMessage",))))


def canceled_job() -> str:
    """The content of CancelJobResult."""
    return _SUCCESS


def shipping_label(url: str, warning: str | None) -> str:
    """The content of GetShippingLabelResult."""
    label = _element("ShippingLabelURL", url)
    return label if warning is None else _lines((label, _element("Warning", warning)))


def _picked(status: EmulatedStatus, names: Iterable[str]) -> str:
    """The elements in `names` that have a value, and the artifacts."""
    values = dict(_status_elements(status))
    elements = [_element(name, value) for name in names if (value := values[name]) is not None]
    return _lines((*elements, *_artifact_list(status)))


def _status_elements(status: EmulatedStatus) -> tuple[tuple[str, str | None], ...]:
    return (
        ("JobType", status.job_type),
        ("CurrentManifest", status.current_manifest),
        ("JobId", status.job_id),
        ("LocationMessage", status.location_message),
        ("ProgressCode", status.progress_code),
        ("SignatureFileContents", status.signature_file_contents),
        ("ErrorCount", str(status.error_count)),
        ("ProgressMessage", status.progress_message),
        ("LocationCode", status.location_code),
        ("Carrier", status.carrier),
        ("TrackingNumber", status.tracking_number),
        ("LogBucket", status.log_bucket),
        ("LogKey", status.log_key),
        ("CreationDate", _date(status.created_at)),
        ("AwsShippingAddress", status.aws_shipping_address),
        ("Signature", status.signature),
        ("WarningMessage", status.warning_message),
    )


def _member(job: ListedJob) -> str:
    return (
        f"<member><JobId>{job.job_id}</JobId><JobType>{job.job_type}</JobType>"
        f"<IsCanceled>{_boolean(job.is_canceled)}</IsCanceled>"
        f"<CreationDate>{_date(job.created_at)}</CreationDate></member>"
    )


def _artifact_list(status: EmulatedStatus) -> tuple[str, ...]:
    """The ArtifactList element; empty for a job without artifacts."""
    if not status.artifacts:
        return ()
    return (f"<ArtifactList>\n{_lines(map(_artifact, status.artifacts))}\n</ArtifactList>",)


def _artifact(artifact: ArtifactEntry) -> str:
    description, url = _text(artifact.description), _text(artifact.url)
    return f"<member><Description>{description}</Description><URL>{url}</URL></member>"


def _element(name: str, value: str, slips: Mapping[str, str] = MappingProxyType({})) -> str:
    return f"<{name}>{_text(value)}</{slips.get(name, name)}>"


def _text(value: str) -> str:
    # XML parsers turn a literal CR into LF; the character reference preserves a CRLF manifest.
    return escape(NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})


def _lines(elements: Iterable[str]) -> str:
    return "\n".join(elements)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _date(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
