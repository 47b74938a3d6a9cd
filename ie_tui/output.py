"""Jobs and records as text, as JSON and as single values: what the command line prints.

JSON has the service's own names, as the AWS CLI's answers do; names of ours are added beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Final

from rich.cells import cell_len

from ie_tui.jobs.record import Overview, Record
from ie_tui.service.models import KeptStatus, Unreadable, readable
from ie_tui.store.records import JobRow
from ie_tui.text import fit, printable, printable_line

FIELDS: Final = MappingProxyType(
    {
        "location": "location_code",
        "location-message": "location_message",
        "progress": "progress_code",
        "progress-message": "progress_message",
        "signature": "signature",
        "signature-file": "signature_file",
        "carrier": "carrier",
        "tracking-number": "tracking_number",
        "shipping-address": "aws_shipping_address",
        "log-bucket": "log_bucket",
        "log-key": "log_key",
        "error-count": "error_count",
        "manifest": "current_manifest",
        "warning": "warning_message",
        "type": "job_type",
        "created": "created_at",
    }
)
"""Names for `--field`, and the field of KeptStatus each one prints."""


def field_text(status: KeptStatus, name: str) -> str | None:
    """One value exactly as the service sent it, without a final line end; None where it sent none."""
    if name == "signature-file":
        return (status.signature_file() or "").rstrip("\n") or None
    value = getattr(status, FIELDS[name])
    return None if value is None else str(_plain(value))


def jobs_json(rows: Iterable[JobRow], overview: Overview) -> str:
    """The list as one JSON object."""
    return _dump(
        {
            "Jobs": [_row(row) for row in rows],
            "ListedAt": _plain(overview.listed_at),
            "Account": overview.account,
            "Endpoint": overview.endpoint,
        }
    )


def status_json(record: Record) -> str:
    """One job as a JSON object; secrets in its manifest are masked."""
    status = record.status
    if status is None:
        return _dump({"JobId": record.job_id, "FetchedAt": None})
    return _dump(
        {
            "JobId": record.job_id,
            "JobType": status.job_type,
            "CreationDate": _plain(status.created_at),
            "IsCanceled": _plain(record.row.is_canceled) if record.row else None,
            "LocationCode": status.location_code,
            "LocationMessage": status.location_message,
            "ProgressCode": status.progress_code,
            "ProgressMessage": status.progress_message,
            "Carrier": status.carrier,
            "TrackingNumber": status.tracking_number,
            "LogBucket": status.log_bucket,
            "LogKey": status.log_key,
            "ErrorCount": _plain(status.error_count),
            "Signature": status.signature,
            "SignatureFileContents": status.signature_file(),
            "CurrentManifest": status.current_manifest,
            "AwsShippingAddress": status.aws_shipping_address,
            "ArtifactList": [{"Description": a.description, "URL": a.url} for a in status.artifacts],
            "WarningMessage": status.warning_message,
            "RequestId": status.request_id,
            "FetchedAt": _plain(record.fetched_at),
            "Remarks": list(record.remarks()),
            "UnknownElements": list(status.unknown_names),
            "SecretsMasked": status.secrets_masked,
        }
    )


def jobs_table(rows: Iterable[JobRow]) -> str:
    """The list as aligned columns."""
    heads = ("JOB", "TYPE", "CREATED", "PROGRESS", "LOCATION", "")
    lines = [heads, *(_columns(row) for row in rows)]
    widths = [max(cell_len(line[n]) for line in lines) for n in range(len(heads))]
    joined = ("  ".join(fit(text, width) for text, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in joined)


def status_text(record: Record) -> str:
    """One job as lines of name and value; the lines of a long value are indented."""
    lines = [f"{'job':18}{printable_line(record.job_id)}"]
    status = record.status
    if status is None:
        return lines[0]
    for name in FIELDS:
        value = field_text(status, name)
        if value is None:
            continue
        head, *more = printable(value).split("\n")
        lines += [f"{name:18}{head}".rstrip(), *(f"{'':18}{line}".rstrip() for line in more)]
    lines += [
        f"{'artifact':18}{printable_line(a.description)}  {printable_line(a.url)}" for a in status.artifacts
    ]
    lines += [f"{'remark':18}{printable_line(remark)}" for remark in record.remarks()]
    return "\n".join(lines)


def _columns(row: JobRow) -> tuple[str, ...]:
    created = readable(row.created_at)
    canceled = "canceled" if readable(row.is_canceled) and row.progress_code != "Canceled" else ""
    remark = canceled if row.is_listed else "no longer listed"
    return (
        printable_line(row.job_id),
        printable_line(row.job_type),
        f"{created:%Y-%m-%d %H:%M} UTC" if created else "·",
        printable_line(row.progress_code or "·"),
        printable_line(row.location_code or "·"),
        remark,
    )


def _row(row: JobRow) -> dict[str, object]:
    return {
        "JobId": row.job_id,
        "JobType": row.job_type,
        "CreationDate": _plain(row.created_at),
        "IsCanceled": _plain(row.is_canceled),
        "ProgressCode": row.progress_code,
        "LocationCode": row.location_code,
        "IsListed": row.is_listed,
        "FetchedAt": _plain(row.fetched_at),
    }


def _plain(value: object) -> object:
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value


def _dump(value: object) -> str:
    # Escapes above ASCII keep C1 and bidi characters from a terminal that shows the output.
    return json.dumps(value, indent=2, ensure_ascii=True)
