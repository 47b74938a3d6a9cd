"""The values of a job that can be copied, and the warnings to confirm first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.api.models import KeptStatus
from ie_tui.jobs.json_form import status_json
from ie_tui.jobs.log_location import log_address, log_command
from ie_tui.jobs.packing_slip import packing_slip
from ie_tui.jobs.record import Record
from ie_tui.manifest.reader import shortened_key_ids
from ie_tui.text import control_signs, printable_line
from ie_tui.ui.manifest_view import Revealed

_PREVIEW_LINES: Final = 6
_PREVIEW_CHARACTERS: Final = 200


class Offer(NamedTuple):
    """A value that can be copied."""

    text: str
    """As sent: not for the screen."""
    shown: str
    """The same, each `accessKeyId` cut to its last four characters; not gated."""
    what: str
    """Kind, job and size, `signature of A36BC, 28 characters`; never the value. Safe to show."""
    doubts: tuple[str, ...]
    """Warnings to confirm before copying, one sentence each. Safe to show."""
    preview: str
    """The beginning of the value, or a description, in one line. Safe to show."""


class CopyKind(NamedTuple):
    """One kind of value and how to read it from a record."""

    name: str
    value: Callable[[Record], str | None]
    """The value as copied; None if there is none."""
    is_lines: bool = False
    """Line breaks in it are expected."""
    is_ours: bool = False
    """Independent of the response, so remarks about the response do not apply."""
    preview: str = ""
    """A description, where the beginning of the value would not help."""
    absent: str = "the service sent none"
    """Why a fetched job has none."""


def _sent(read: Callable[[KeptStatus], str | None]) -> Callable[[Record], str | None]:
    """A reader that gives None while there is no status."""
    return lambda record: None if record.status is None else read(record.status)


def _bare(text: str | None) -> str | None:
    return (text or "").strip() or None


KINDS: Final = MappingProxyType(
    {
        "job_id": CopyKind("job id", lambda record: record.job_id, is_ours=True),
        "signature": CopyKind("signature", _sent(lambda status: status.signature)),
        "signature_file": CopyKind("SIGNATURE file", _sent(KeptStatus.signature_file), is_lines=True),
        "tracking_number": CopyKind("tracking number", _sent(lambda status: _bare(status.tracking_number))),
        "shipping_address": CopyKind(
            "shipping address", _sent(lambda status: _bare(status.aws_shipping_address)), is_lines=True
        ),
        "packing_slip": CopyKind(
            "packing slip",
            packing_slip,
            is_lines=True,
            preview="for the parcel: ids, addresses, contact",
        ),
        "log_address": CopyKind(
            "log address",
            _sent(log_address),
            absent="the service sent no log",
        ),
        "log_command": CopyKind(
            "command for the log",
            _sent(log_command),
            absent="the service sent no log",
        ),
        "manifest": CopyKind("manifest", _sent(lambda status: status.current_manifest), is_lines=True),
        "json": CopyKind(
            "job as JSON",
            lambda record: None if record.status is None else status_json(record),
            is_lines=True,
            preview="as in ie-tui status --json, secrets masked",
        ),
    }
)
"""By the names used in command ids, in menu order."""


def offer(kind: str, record: Record, revealed: Revealed | None = None) -> Offer | None:
    """The value of this kind; None if there is none.

    `revealed`: the manifest with its secrets, while these are shown; it is then copied, after confirmation.
    """
    asked = KINDS[kind]
    text = asked.value(record)
    if not text:
        return None
    shown = asked.value(_as_shown(record)) or ""
    doubts, preview = _doubts(asked, record, text), asked.preview or _preview(kind, record, shown)
    if kind == "manifest" and revealed is not None and revealed.job_id == record.job_id:
        text = revealed.text
        doubts = (*_doubts(asked, record, text), "Its secrets are visible now and are copied in clear text.")
    count = len(text)
    what = f"{asked.name} of {printable_line(record.job_id)}, {count:,} character{'s' * (count != 1)}"
    return Offer(text, shown, what, doubts, preview)


def why_absent(kind: str, record: Record) -> str:
    """Why there is no such value; completes `No signature: …`."""
    return "the job has not been fetched" if record.status is None else KINDS[kind].absent


def _doubts(kind: CopyKind, record: Record, text: str) -> tuple[str, ...]:
    found = [] if kind.is_ours else [printable_line(remark) for remark in record.remarks()]
    plain = text.replace("\r\n", "\n") if kind.is_lines else text
    if signs := control_signs(plain, keep="\n\t" if kind.is_lines else ""):
        found.append(
            f"It contains control characters that a terminal may obey when pasted: {' '.join(signs)}."
        )
    return tuple(found)


def _as_shown(record: Record) -> Record:
    if record.status is None or not record.status.current_manifest:
        return record
    manifest = shortened_key_ids(record.status.current_manifest)
    return replace(record, status=replace(record.status, current_manifest=manifest))


def _preview(kind: str, record: Record, text: str) -> str:
    lines = [line.strip() for line in text[:100_000].splitlines() if line.strip()][:_PREVIEW_LINES]
    hidden = record.status.secrets_masked if record.status and kind == "manifest" else 0
    if hidden:
        lines.insert(0, f"{hidden} secret{'s' * (hidden != 1)} masked")
    return printable_line(" · ".join(lines)[:_PREVIEW_CHARACTERS])
