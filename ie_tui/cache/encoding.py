"""Converts between cache rows and values; absent and unreadable values are preserved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from ie_tui.api.models import Artifact, Job, KeptStatus, Unreadable
from ie_tui.cache.schema import Damaged
from ie_tui.jobs.row import Change, Finding, Handled, JobRow, KeptRecord, Note

T = TypeVar("T")
Row = tuple[Any, ...]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_WATCHED: Final = ("location_code", "progress_code", "error_count", "carrier", "tracking_number")
_IN_RECORD: Final = tuple(
    field.name for field in fields(KeptStatus) if field.name not in ("signature", "signature_file_contents")
)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises TypeError for a naive time."""
    return (at - _EPOCH) // _MICROSECOND


def moment(since_1970_us: int) -> datetime:
    """The aware UTC time."""
    return _EPOCH + timedelta(microseconds=since_1970_us)


def job_columns(job: Job) -> Row:
    """Job id and type, then date and cancellation, each followed by its text as sent if it was unreadable."""
    created, canceled = job.created_at, job.is_canceled
    return (
        job.job_id,
        job.job_type,
        microseconds(created) if isinstance(created, datetime) else None,
        created.text if isinstance(created, Unreadable) else None,
        canceled if isinstance(canceled, bool) else None,
        canceled.text if isinstance(canceled, Unreadable) else None,
    )


def job_row(row: Row) -> JobRow:
    """From the columns of `job_columns`, is_listed, progress, location, findings, fetched_at, unnoticed,
    and those of `note` and of `handled`."""
    job_id, job_type, created, created_text, canceled, canceled_text = row[:6]
    is_listed, progress_code, location_code, findings, fetched_at, is_unnoticed = row[6:12]
    return JobRow(
        job_id,
        job_type,
        _readable(created, created_text, moment),
        _readable(canceled, canceled_text, bool),
        bool(is_listed),
        progress_code,
        location_code,
        Finding(findings or 0),
        _maybe(fetched_at, moment),
        bool(is_unnoticed),
        note(row[12:15]) if row[12] is not None else None,
        handled(row[15:]) if row[15] is not None else None,
    )


def note(row: Row) -> Note:
    """From text, carrier and tracking number."""
    return Note(*map(str, row))


def handled(row: Row) -> Handled:
    """From the columns of `handled_columns`."""
    handled_at, kinds, fingerprint = row
    return Handled(moment(handled_at), tuple(kinds.split()), str(fingerprint))


def handled_columns(handled: Handled) -> Row:
    """When, what, and the fingerprint of the status."""
    return microseconds(handled.at), " ".join(handled.kinds), handled.fingerprint


def record_text(status: KeptStatus) -> str:
    """JSON of all present fields except the signature, which has its own table.

    An unreadable value becomes a one-element list, since JSON encodes a named tuple so.
    """
    record = {name: value for name in _IN_RECORD if (value := getattr(status, name)) not in (None, ())}
    if isinstance(status.created_at, datetime):
        record["created_at"] = microseconds(status.created_at)
    return json.dumps(record, separators=(",", ":"))


def kept_record(row: Row) -> KeptRecord:
    """From fetched_at, the text of `record_text`, signature and signature file contents."""
    fetched_at, text, signature, signature_file_contents = row
    record = json.loads(text)
    created, errors = record.get("created_at"), record.get("error_count")
    record["created_at"] = Unreadable(*created) if isinstance(created, list) else _maybe(created, moment)
    record["error_count"] = Unreadable(*errors) if isinstance(errors, list) else errors
    record["artifacts"] = tuple(Artifact(*artifact) for artifact in record.get("artifacts", ()))
    for name in ("repairs", "unknown_names"):
        record[name] = tuple(record.get(name, ()))
    status = KeptStatus(signature=signature, signature_file_contents=signature_file_contents, **record)
    return KeptRecord(status, moment(fetched_at))


def decoded(decode: Callable[[Row], T], rows: Iterable[Row]) -> list[T]:
    """Decode each row. Raises Damaged for an invalid one."""
    try:
        return [decode(row) for row in rows]
    except (AttributeError, OverflowError, TypeError, ValueError) as error:
        raise Damaged(f"a row is invalid: {error}") from error


def changes_between(before: KeptRecord | None, status: KeptStatus, at: datetime) -> tuple[Change, ...]:
    """The watched fields that changed; on the first fetch, all that are present."""
    not_before = before and before.fetched_at
    values = [(name, before and _said(before.status, name), _said(status, name)) for name in _WATCHED]
    return tuple(Change(name, old, new, not_before, at) for name, old, new in values if old != new)


def change_columns(change: Change) -> Row:
    """Field, old, new, not_before, seen_at."""
    return (*change[:3], _maybe(change.not_before, microseconds), microseconds(change.seen_at))


def change(row: Row) -> Change:
    """From the columns of `change_columns`."""
    field, old, new, not_before, seen_at = row
    return Change(field, old, new, _maybe(not_before, moment), moment(seen_at))


def _said(status: KeptStatus, name: str) -> str | None:
    value = getattr(status, name)
    return value.text if isinstance(value, Unreadable) else _maybe(value, str)


def _maybe(value: Any, convert: Callable[[Any], T]) -> T | None:
    return None if value is None else convert(value)


def _readable(value: int | None, text: str | None, convert: Callable[[int], T]) -> T | Unreadable | None:
    return _maybe(value, convert) if text is None else Unreadable(text)
