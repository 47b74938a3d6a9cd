"""What `y` and `Y` put on the clipboard, and what a person must know first."""

from __future__ import annotations

from typing import NamedTuple

from ie_tui.jobs.record import Record
from ie_tui.text import control_signs, printable_line


class Offer(NamedTuple):
    """A value that may be copied."""

    text: str
    """As sent: not for the screen."""
    what: str
    """`signature of A36BC, 28 characters`; never the value. Safe to show."""
    doubts: tuple[str, ...]
    """Why not to copy it without a second thought, one sentence each. Safe to show."""


def signature(record: Record) -> Offer | None:
    """The signature alone; None when there is none."""
    value = record.status.signature if record.status else None
    if not value:
        return None
    return Offer(value, _what("signature", record, value), _doubts(record, control_signs(value)))


def signature_file(record: Record) -> Offer | None:
    """What the file SIGNATURE must hold; None when the service sent none."""
    text = record.status.signature_file() if record.status else None
    if text is None:
        return None
    signs = control_signs(text, keep="\n\t")
    return Offer(text, _what("SIGNATURE file", record, text), _doubts(record, signs))


def _what(kind: str, record: Record, text: str) -> str:
    count = len(text)
    return f"{kind} of {printable_line(record.job_id)}, {count} character{'s' * (count != 1)}"


def _doubts(record: Record, signs: tuple[str, ...]) -> tuple[str, ...]:
    found = [printable_line(remark) for remark in record.remarks()]
    if signs:
        found.append(f"It holds what a terminal may obey or hide when it is pasted: {' '.join(signs)}.")
    return tuple(found)
