"""The signature section: the signature, and the four lines of the SIGNATURE file."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from ie_tui.jobs.signature_doubts import disagreements
from ie_tui.ui.commands.registry import BY_ID
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    WARN,
    foreign_line,
    heading,
    joined,
    paragraph,
    quoted,
    remark,
)
from ie_tui.ui.widgets.job_detail.section import View

_ABSENT: Final = (
    "The service sent none. EBS and Glacier jobs have no SIGNATURE file: their device gets a barcode label "
    "instead."
)
_NO_FILE: Final = "The service sent no text for the SIGNATURE file."
_WHERE: Final = "SIGNATURE file, in the root of the device"


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
        lines += paragraph(foreign_line(status.signature.strip(), "bold $text-success"), width)
    for doubt in disagreements(view.record):
        lines += remark(doubt, width, style=WARN)
    lines += paragraph(Content.styled(_WHERE if file else _NO_FILE, MUTED), width)
    return joined(lines + quoted(file or "", width, view.glyphs))


def _keys(signature: str | None, file: str | None) -> str:
    hints = []
    if signature:
        hints.append(f"{BY_ID['job.copy_signature'].key_name} copy")
    if file:
        hints.append(f"{BY_ID['job.copy_signature_file'].key_name} file")
        hints.append(f"{BY_ID['job.save_signature'].key_name} save")
    return " · ".join(hints)
