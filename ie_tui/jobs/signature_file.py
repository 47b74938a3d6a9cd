"""What a person must know before a job's SIGNATURE text goes onto a device."""

from __future__ import annotations

from ie_tui.jobs.record import Record
from ie_tui.text import control_signs


def disagreements(record: Record) -> tuple[str, ...]:
    """Where the SIGNATURE file names another job or signature than the answer does (fact sheet 13.13)."""
    return record.status.disagreements(record.job_id) if record.status else ()


def doubts(record: Record) -> tuple[str, ...]:
    """Why not to save the file without a second thought, one sentence each; not gated."""
    text = (record.status.signature_file() if record.status else None) or ""
    found = [*record.remarks(), *disagreements(record)]
    if signs := control_signs(text, keep="\n"):
        found.append(f"The file holds characters that no SIGNATURE file has: {' '.join(signs)}.")
    return tuple(found)
