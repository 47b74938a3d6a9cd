"""One job as JSON: the service's names, as in AWS CLI output, plus names of our own."""

from __future__ import annotations

import json
from datetime import datetime

from ie_tui.api.models import Unreadable
from ie_tui.jobs.attention import Explained, explained
from ie_tui.jobs.next_move import Holder
from ie_tui.jobs.record import Note, Record


def status_json(record: Record) -> str:
    """One job as a JSON object; secrets in its manifest are masked."""
    status, move = record.status, move_json(explained(record, record.at))
    if status is None:
        return dump({"JobId": record.job_id, "FetchedAt": None, **note_json(record.note), **move})
    return dump(
        {
            "JobId": record.job_id,
            "JobType": status.job_type,
            "CreationDate": plain(status.created_at),
            "IsCanceled": plain(record.row.is_canceled) if record.row else None,
            "LocationCode": status.location_code,
            "LocationMessage": status.location_message,
            "ProgressCode": status.progress_code,
            "ProgressMessage": status.progress_message,
            "Carrier": status.carrier,
            "TrackingNumber": status.tracking_number,
            "LogBucket": status.log_bucket,
            "LogKey": status.log_key,
            "ErrorCount": plain(status.error_count),
            "Signature": status.signature,
            "SignatureFileContents": status.signature_file(),
            "CurrentManifest": status.current_manifest,
            "AwsShippingAddress": status.aws_shipping_address,
            "ArtifactList": [{"Description": a.description, "URL": a.url} for a in status.artifacts],
            "WarningMessage": status.warning_message,
            "RequestId": status.request_id,
            "FetchedAt": plain(record.fetched_at),
            **note_json(record.note),
            **move,
            "Remarks": all_remarks(record),
            "UnknownElements": list(status.unknown_names),
            "SecretsMasked": status.secrets_masked,
        }
    )


def move_json(move: Explained) -> dict[str, object]:
    """The next move of a job with its first reason, and all reasons why the job needs you."""
    why = [{"Kind": why.kind.value, "Reason": why.sentence, "Advice": why.advice} for why in move.reasons]
    first = move.reasons[0]
    return {
        "NextMove": {
            "Holder": move.holder.value if move.holder else None,
            "Kind": first.kind.value,
            "Reason": first.sentence,
            "Advice": first.advice or None,
            "Handled": plain(move.handled_at),
        },
        "NeedsYou": why if move.holder is Holder.YOU else [],
    }


def all_remarks(record: Record) -> list[str]:
    """Remarks on the response, then on its manifest, then on each field; not gated."""
    status = record.status
    if status is None or not status.current_manifest:
        return list(record.remarks())
    from ie_tui.manifest.reader import read_manifest

    manifest = read_manifest(status.current_manifest, status.job_type)
    of_fields = (f"{field.name}: {remark}" for field in manifest.fields for remark in field.remarks)
    return [*record.remarks(), *manifest.remarks, *of_fields]


def note_json(note: Note | None) -> dict[str, str | None]:
    """The user's note on a job."""
    text, carrier, tracking_number = note or (None, None, None)
    return {
        "Note": text or None,
        "SentCarrier": carrier or None,
        "SentTrackingNumber": tracking_number or None,
    }


def plain(value: object) -> object:
    """A JSON value: times as text, unreadable values as sent."""
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value


def dump(value: object) -> str:
    """The JSON text."""
    # ASCII escapes keep C1 and bidi characters away from a terminal that shows the output.
    return json.dumps(value, indent=2, ensure_ascii=True)
