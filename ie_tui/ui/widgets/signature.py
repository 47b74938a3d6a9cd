"""What people come for: the signature, and the four lines of the SIGNATURE file."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from ie_tui.jobs.record import Record
from ie_tui.ui.commands import BY_ID, key_name
from ie_tui.ui.lines import MUTED, WARN, heading, joined, paragraph, remark, said_line
from ie_tui.ui.marks import Glyphs
from ie_tui.ui.widgets.section import View

_ABSENT: Final = (
    "The service sent none. EBS and Glacier jobs have none: a barcode label goes on their device instead of "
    "a SIGNATURE file."
)
_NO_FILE: Final = "The service sent no text for the SIGNATURE file."


def signature(view: View, width: int) -> Content:
    """The section; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    file = status.signature_file()
    if not status.signature and not file:
        return joined([*heading("SIGNATURE", "", width), *paragraph(Content.styled(_ABSENT, MUTED), width)])
    lines = heading("SIGNATURE", _keys(status.signature, file), width)
    if status.signature:
        lines += paragraph(said_line(status.signature.strip(), "bold $text-success"), width)
    for doubt in disagreements(view.record):
        lines += remark(doubt, width, style=WARN)
    lines += _quoted(file, width, view.glyphs) if file else paragraph(Content.styled(_NO_FILE, MUTED), width)
    return joined(lines)


def _keys(signature: str | None, file: str | None) -> str:
    hints = []
    if signature:
        hints.append(f"{key_name(BY_ID['job.copy_signature'].keys[0])} copy")
    if file:
        hints.append(f"{key_name(BY_ID['job.copy_signature_file'].keys[0])} file")
    return " · ".join(hints)


def _quoted(file: str, width: int, glyphs: Glyphs) -> list[Content]:
    lines = paragraph(Content.styled("file SIGNATURE, in the root of the device", MUTED), width)
    bar = Content.styled(f"{glyphs.bar} ", MUTED).pad_left(2)
    for line in file.splitlines():
        lines += [bar + part for part in said_line(line).wrap(max(2, width - 4))]
    return lines


def disagreements(record: Record) -> tuple[str, ...]:
    """Where the SIGNATURE file names another job or signature than the answer does (fact sheet 13.13)."""
    status = record.status
    file = status.signature_file() if status else None
    if status is None or file is None:
        return ()
    named = dict(line.split(":", 1) for line in file.splitlines() if ":" in line)
    found = []
    job_id = named.get("jobId", "").strip()
    if job_id and job_id.casefold() != record.job_id.casefold():
        found.append(f"The file is for job {job_id}, not for {record.job_id}.")
    value = named.get("signature", "").strip()
    if value and status.signature and value != status.signature.strip():
        found.append("The signature in the file is another than the one above.")
    return tuple(found)
