"""The changes of a job seen by this machine, newest first, each with the span it happened in."""

from __future__ import annotations

from itertools import groupby
from types import MappingProxyType
from typing import Final

from textual.content import Content

from ie_tui.jobs.record import Change
from ie_tui.ui.rendering.dates import seen
from ie_tui.ui.rendering.glyphs import TONE_STYLES, Glyphs, location_mark, progress_mark
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    LabelledRow,
    column_for,
    foreign_line,
    heading,
    joined,
    paragraph,
    table,
)
from ie_tui.ui.widgets.job_detail.section import View

_NAMES: Final = MappingProxyType(
    {
        "location_code": "location",
        "progress_code": "progress",
        "error_count": "errors",
        "carrier": "carrier",
        "tracking_number": "tracking",
    }
)


def history(view: View, width: int) -> Content:
    """The section; empty without history."""
    changes = view.record.history
    if not changes:
        return Content()
    column = column_for((LabelledRow(name, Content()) for name in _NAMES.values()), width)
    lines = heading("HISTORY", "seen by this machine", width)
    for when, group in groupby(changes, key=lambda change: seen(change, view.zone)):
        lines += paragraph(Content(when), width)
        rows = [
            LabelledRow(_NAMES.get(change.field, change.field), _change(change, view.glyphs))
            for change in group
        ]
        lines += table(rows, width, column)
    return joined(lines)


def _change(change: Change, glyphs: Glyphs) -> Content:
    new = _value(change, change.new, glyphs)
    if change.old is None and change.not_before is None:
        return new
    return Content.assemble(_value(change, change.old, glyphs), (f" {glyphs.arrow} ", MUTED), new)


def _value(change: Change, value: str | None, glyphs: Glyphs) -> Content:
    if value is None:
        return Content.styled(glyphs.absent, MUTED)
    if change.field == "location_code":
        mark = location_mark(value, glyphs)
    elif change.field == "progress_code":
        mark = progress_mark(value, glyphs)
    else:
        return foreign_line(value)
    style = TONE_STYLES[mark.tone]
    return Content.assemble((mark.glyph, style), " ", foreign_line(value, style))
