"""Jobs and records as text, JSON and single values.

JSON uses the service's names, as the AWS CLI does, and adds some of its own.
"""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Final

from rich.cells import cell_len

from ie_tui.api.errors import Remedy, ServiceError
from ie_tui.api.models import JobId, KeptStatus, readable
from ie_tui.jobs.attention import Explained, explained
from ie_tui.jobs.json_form import all_remarks, dump, move_json, note_json, plain, status_json
from ie_tui.jobs.log_location import log_address
from ie_tui.jobs.next_move import Holder, next_move
from ie_tui.jobs.record import Overview, Record
from ie_tui.jobs.row import JobRow
from ie_tui.system.zone import SystemZone
from ie_tui.text import fit, moment, printable, printable_line

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
        "log": "log_address",
        "error-count": "error_count",
        "manifest": "current_manifest",
        "warning": "warning_message",
        "type": "job_type",
        "created": "created_at",
    }
)
"""The KeptStatus field behind each short name of `--field`; `signature-file` and `log` are computed."""

_MOST_JOB: Final = 24
_MOST_CODE: Final = 28
"""The widest a column may get, in cells: one overlong value would pad every row."""


_REMEDIES: Final = MappingProxyType(
    {
        Remedy.FETCH_AGAIN: "Run the command again to retry.",
        Remedy.ENTER_MFA_CODE: "Run the command again in a terminal to be prompted for a code.",
        Remedy.START_AGAIN: "Then run the command again.",
        Remedy.LEAVE_OFFLINE: "Run it without --offline to fetch.",
    }
)


def escape_what_stdout_cannot_encode() -> None:
    """Print characters that the locale's encoding lacks as JSON escapes: `見` as `\\u898b`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        codecs.register_error("ie_tui.json_escapes", _json_escapes)
        sys.stdout.reconfigure(errors="ie_tui.json_escapes")


def _json_escapes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    escapes = (f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    return "".join(escapes), error.end


def error_lines(error: ServiceError) -> list[str]:
    """What went wrong and what to do about it in a shell. The lines are not escaped."""
    return list(filter(None, (error.sentence, error.advice, _REMEDIES[error.remedy] if error.remedy else "")))


def known_field(name: str) -> str:
    """Return `name` if `FIELDS` or JSON has it. Raises ValueError with the closest known name."""
    known = [*FIELDS, *_json_names()]
    if name in known:
        return name
    from difflib import get_close_matches  # slow to import; only needed here

    by_fold = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), by_fold, 1)
    hint = f"did you mean {by_fold[near[0]]}?" if near else f"choose from {', '.join(known)}"
    raise ValueError(f"unknown field {name}; {hint}")


def field_text(record: Record, name: str) -> str | None:
    """One value exactly as the service sent it, without trailing line ends; None if it sent none.

    A list or an object is returned as JSON.
    """
    if record.status is None:
        return None
    if name in FIELDS:
        return _short_field(record.status, name)
    value = json.loads(status_json(record))[name]
    if value is None or isinstance(value, str):
        return value and value.rstrip("\n")
    return json.dumps(value)


def _short_field(status: KeptStatus, name: str) -> str | None:
    if name == "signature-file":
        return (status.signature_file() or "").rstrip("\n") or None
    if name == "log":
        return log_address(status)
    value = getattr(status, FIELDS[name])
    return None if value is None else str(plain(value))


def _json_names() -> list[str]:
    empty = Record(JobId(""), status=KeptStatus(job_id=JobId("")))
    return list(json.loads(status_json(empty)))


def jobs_json(rows: Iterable[JobRow], overview: Overview, moves: Mapping[JobId, Explained]) -> str:
    """The list as one JSON object; `moves` holds the next move of each job."""
    return dump(
        {
            "Jobs": [_row(row, moves[row.job_id]) for row in rows],
            "ListedAt": plain(overview.listed_at),
            "Account": overview.account,
            "Endpoint": overview.endpoint,
        }
    )


def jobs_table(rows: Iterable[JobRow], now: datetime, zone: tzinfo) -> str:
    """The list as aligned columns, with times in `zone`."""
    heads = ("JOB", "TYPE", "CREATED", "PROGRESS", "LOCATION", "NEXT MOVE", "")
    lines = [heads, *(_columns(row, now, zone) for row in rows)]
    widths = [max(cell_len(line[n]) for line in lines) for n in range(len(heads))]
    joined = ("  ".join(fit(text, width) for text, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in joined)


def status_text(record: Record, zone: tzinfo) -> str:
    """One job as lines of name and value, with times in `zone`; further lines of a value are indented."""
    lines = [f"{'job':18}{printable_line(record.job_id)}"]
    for name, text in zip(("note", "sent-carrier", "sent-tracking"), record.note or (), strict=False):
        lines += [f"{name:18}{printable_line(text)}"] if text else []
    status = record.status
    if status is None:
        return "\n".join(lines)
    for name in FIELDS:
        created = readable(status.created_at) if name == "created" else None
        value = _local(created, zone) if created else _short_field(status, name)
        if value is None:
            continue
        head, *more = printable(value).split("\n")
        lines += [f"{name:18}{head}".rstrip(), *(f"{'':18}{line}".rstrip() for line in more)]
    lines += [
        f"{'artifact':18}{printable_line(a.description)}  {printable_line(a.url)}" for a in status.artifacts
    ]
    lines += [f"{'remark':18}{printable_line(remark)}" for remark in all_remarks(record)]
    return "\n".join([*lines, *_move_lines(explained(record, record.at), zone)])


def table_zone(*, is_utc: bool) -> tzinfo:
    """The time zone for tables, the same as the screen's."""
    return UTC if is_utc else SystemZone()


def _move_lines(move: Explained, zone: tzinfo) -> list[str]:
    """Whose move it is, why, and what to do."""
    lines = [f"{'next-move':18}{move.holder.value if move.holder else '·'}"]
    if move.handled_at is not None:
        lines.append(f"{'handled':18}{_local(move.handled_at, zone)}")
    name = "needs you" if move.holder is Holder.YOU else ""
    for why in move.reasons:
        said = [printable_line(text) for text in (why.sentence, why.advice) if text]
        lines += [f"{name:18}{said[0]}", *(f"{'':18}{text}" for text in said[1:])]
    return lines


def _columns(row: JobRow, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    created = readable(row.created_at)
    canceled = "canceled" if readable(row.is_canceled) and row.progress_code != "Canceled" else ""
    remark = canceled if row.is_listed else "no longer listed"
    return (
        _cut(row.job_id, _MOST_JOB),
        _cut(row.job_type, _MOST_CODE),
        _local(created, zone) if created else "·",
        _cut(row.progress_code or "·", _MOST_CODE),
        _cut(row.location_code or "·", _MOST_CODE),
        _move(row, now),
        remark,
    )


def _cut(text: str, cells: int) -> str:
    """Escaped text, at most `cells` wide."""
    shown = printable_line(text)
    return shown if cell_len(shown) <= cells else fit(shown, cells)


def _local(at: datetime, zone: tzinfo) -> str:
    """The time in `zone`, or in its own zone if the conversion would leave the calendar (year 1 or 9999)."""
    try:
        return moment(at.astimezone(zone))
    except OverflowError:
        return moment(at)


def _move(row: JobRow, now: datetime) -> str:
    """`You: errors, warning`, or a dot if it is unknown whose move it is."""
    move = next_move(row, now)
    if move.holder is None:
        return "·"
    return f"{move.holder.value}: {', '.join(kind.value for kind in move.kinds)}"


def _row(row: JobRow, move: Explained) -> dict[str, object]:
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
        **move_json(move),
    }
