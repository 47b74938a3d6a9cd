"""The response section: when it was received, its request id, and its undocumented elements."""

from __future__ import annotations

from textual.content import Content

from ie_tui.text import printable_line
from ie_tui.ui.rendering.dates import stamp
from ie_tui.ui.rendering.text_layout import LabelledRow, foreign_line, heading, joined, table
from ie_tui.ui.widgets.job_detail.section import View


def answer(view: View, width: int) -> Content:
    """The section; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    rows = []
    if view.record.fetched_at is not None:
        rows.append(LabelledRow("received", Content(stamp(view.record.fetched_at, view.zone))))
    if status.request_id:
        rows.append(LabelledRow("request id", foreign_line(status.request_id)))
    if status.unknown_names:
        names = ", ".join(printable_line(name) for name in status.unknown_names)
        note = "These elements are undocumented; their contents are not cached."
        rows.append(LabelledRow("also sent", Content(names), (note,)))
    return joined([*heading("RESPONSE", "", width), *table(rows, width)]) if rows else Content()
