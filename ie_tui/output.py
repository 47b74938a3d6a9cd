"""Jobs and records as text, as JSON and as single values: what the command line prints.

JSON has the service's own names, as the AWS CLI's answers do; names of ours are added beside them.
"""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from rich.cells import cell_len

from ie_tui.jobs.as_json import dump, note_json, plain, reasons_json
from ie_tui.jobs.attention import Reason, kinds, reasons
from ie_tui.jobs.record import Overview, Record
from ie_tui.service.models import JobId, KeptStatus, readable
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


def escape_what_stdout_cannot_encode() -> None:
    """Let `見` become `\\u898b`, as JSON has it, where the locale has no such character."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        codecs.register_error("ie_tui.json_escapes", _json_escapes)
        sys.stdout.reconfigure(errors="ie_tui.json_escapes")


def _json_escapes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    escapes = (f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    return "".join(escapes), error.end


def field_text(status: KeptStatus, name: str) -> str | None:
    """One value exactly as the service sent it, without a final line end; None where it sent none."""
    if name == "signature-file":
        return (status.signature_file() or "").rstrip("\n") or None
    value = getattr(status, FIELDS[name])
    return None if value is None else str(plain(value))


def jobs_json(rows: Iterable[JobRow], overview: Overview, needs: Mapping[JobId, tuple[Reason, ...]]) -> str:
    """The list as one JSON object; `needs` has the reasons of the jobs that need a person."""
    return dump(
        {
            "Jobs": [_row(row, needs.get(row.job_id, ())) for row in rows],
            "ListedAt": plain(overview.listed_at),
            "Account": overview.account,
            "Endpoint": overview.endpoint,
        }
    )


def jobs_table(rows: Iterable[JobRow], now: datetime) -> str:
    """The list as aligned columns."""
    heads = ("JOB", "TYPE", "CREATED", "PROGRESS", "LOCATION", "NEEDS YOU", "")
    lines = [heads, *(_columns(row, now) for row in rows)]
    widths = [max(cell_len(line[n]) for line in lines) for n in range(len(heads))]
    joined = ("  ".join(fit(text, width) for text, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in joined)


def status_text(record: Record) -> str:
    """One job as lines of name and value; the lines of a long value are indented."""
    lines = [f"{'job':18}{printable_line(record.job_id)}"]
    for name, text in zip(("note", "sent-carrier", "sent-tracking"), record.note or (), strict=False):
        lines += [f"{name:18}{printable_line(text)}"] if text else []
    status = record.status
    if status is None:
        return "\n".join(lines)
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
    for why in reasons(record, record.at):
        lines += [
            f"{'needs you':18}{printable_line(why.sentence)}",
            f"{'':18}{printable_line(why.advice)}",
        ]
    return "\n".join(lines)


def _columns(row: JobRow, now: datetime) -> tuple[str, ...]:
    created = readable(row.created_at)
    canceled = "canceled" if readable(row.is_canceled) and row.progress_code != "Canceled" else ""
    remark = canceled if row.is_listed else "no longer listed"
    return (
        printable_line(row.job_id),
        printable_line(row.job_type),
        f"{created:%Y-%m-%d %H:%M} UTC" if created else "·",
        printable_line(row.progress_code or "·"),
        printable_line(row.location_code or "·"),
        ", ".join(kind.value for kind in kinds(row, now)),
        remark,
    )


def _row(row: JobRow, why: Iterable[Reason]) -> dict[str, object]:
    return {
        "JobId": row.job_id,
        "JobType": row.job_type,
        "CreationDate": plain(row.created_at),
        "IsCanceled": plain(row.is_canceled),
        "ProgressCode": row.progress_code,
        "LocationCode": row.location_code,
        "IsListed": row.is_listed,
        "FetchedAt": plain(row.fetched_at),
        **note_json(row.note),
        "NeedsYou": reasons_json(why),
    }
