"""For a low pane: progress, next move and location first, the particulars further below."""

from __future__ import annotations

from textual.content import Content

from ie_tui.ui.rendering.glyphs import location_mark, progress_mark
from ie_tui.ui.rendering.text_layout import coded_heading, foreign_text, joined, table, wrapped
from ie_tui.ui.widgets.job_detail.location_section import location_rows
from ie_tui.ui.widgets.job_detail.progress_section import next_move, progress_rows, stages_of, track
from ie_tui.ui.widgets.job_detail.section import View


def brief(view: View, width: int) -> Content:
    """Progress, next move and location in about five lines; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    glyphs = view.glyphs
    progress, location = status.progress_code, status.location_code
    lines = [
        *coded_heading("PROGRESS", progress_mark(progress, glyphs), progress, width),
        *track(stages_of(view.record, glyphs), width, glyphs),
        *next_move(view, width),
        *coded_heading("LOCATION", location_mark(location, glyphs), location, width),
    ]
    return joined(lines)


def particulars(view: View, width: int) -> Content:
    """The rest of both sections: the service's messages, errors, dates, addresses."""
    status = view.record.status
    if status is None:
        return Content()
    messages = (status.progress_message, status.location_message)
    lines = [line for text in messages if text for line in wrapped(foreign_text(text.strip()), width, 2)]
    rows = [
        *progress_rows(view, status, stages_of(view.record, view.glyphs)),
        *location_rows(view, status),
    ]
    return joined([*lines, *table(rows, width)])
