"""The list's title, the columns that fit with their widths, and the cells of a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from rich.cells import cell_len

from ie_tui.api.models import Unreadable, readable
from ie_tui.jobs.attention import in_short
from ie_tui.jobs.record import JobRow
from ie_tui.jobs.shipment import Shipment
from ie_tui.text import fit, iso_day, moment, printable_line
from ie_tui.tracking.index import Filter
from ie_tui.ui.rendering.dates import days_left
from ie_tui.ui.rendering.glyphs import Glyphs, Tone, progress_mark

GAP: Final = 2
GUTTER: Final = 3
"""Cells for the cursor, the holder's glyph and a blank."""
_JOB: Final = (5, 14)
_DAY: Final = 10
_MOMENT: Final = 20


class _Step(NamedTuple):
    """A column is added, or gets wider."""

    column: str
    cells: int


_MOVE_STEP: Final = _Step("move", 22)
"""Wide enough for the short texts of shipping and aborts."""
_STEPS: Final = (
    _Step("progress", 12),
    _Step("location", 11),
    _Step("type", 6),
    _MOVE_STEP,
    # Wide enough for glyph, blank and nearly every documented code.
    _Step("progress", 20),
    _Step("created", _DAY),
    _Step("tracking", 18),
    _Step("device", 14),
)
"""Steps by priority, taken until one does not fit: a wider list shows all that a narrower one does."""
_STEPS_OF_YOURS: Final = (_MOVE_STEP, *(step for step in _STEPS if step is not _MOVE_STEP))
"""The steps for the jobs that need the user: the next move comes first."""
_WIDER: Final = (_Step("progress", 24), _Step("move", 26), _Step("device", 24), _Step("created", _MOMENT))
"""Columns that share the remaining room, up to these widths."""


class Columns(NamedTuple):
    """Widths in cells; 0 leaves a column out."""

    job: int
    move: int
    type: int
    progress: int
    location: int
    created: int
    device: int = 0
    tracking: int = 0

    def header(self) -> str:
        """The column names, padded to the widths."""
        names = ("JOB", "NEXT MOVE", "TYPE", "PROGRESS", "LOCATION", "CREATED", "DEVICE", "TRACKING")
        return " " * GUTTER + (" " * GAP).join(
            fit(name, width) for name, width in zip(names, self, strict=True) if width
        )


class Cell(NamedTuple):
    """One cell of a row."""

    text: str
    """Safe to show, and exactly as wide as its column."""
    tone: Tone | None = None
    """None: plain text."""


def title(wanted: Filter, shown_count: int, count: int) -> str:
    """The list's title with its filter: `Jobs · 3 of 247 · ! needs you · /pend`."""
    if not wanted:
        return "Jobs"
    parts = ["Jobs", f"{shown_count} of {count}"]
    if wanted.needs_you:
        parts.append("! needs you")
    if wanted.text:
        parts.append(f"/{printable_line(wanted.text)}")
    return " · ".join(parts)


def choose(width: int, job_ids: Iterable[str]) -> Columns:
    """The columns for a list of `width` cells; the least useful are left out first."""
    return _chosen(width, job_ids, _STEPS)


def choose_for_yours(width: int, job_ids: Iterable[str]) -> Columns:
    """The same for the jobs that need the user."""
    return _chosen(width, job_ids, _STEPS_OF_YOURS)


def _chosen(width: int, job_ids: Iterable[str], steps: tuple[_Step, ...]) -> Columns:
    job = _job_width(width, job_ids)
    room = width - GUTTER - job - GAP
    # The first column is shown however narrow the list is.
    widths = {steps[0].column: max(1, min(room, steps[0].cells))}
    room -= widths[steps[0].column]
    for column, cells_wanted in steps[1:]:
        cost = cells_wanted - widths.get(column, -GAP)
        if cost > room:
            break
        widths[column] = cells_wanted
        room -= cost
    for column, most in _WIDER:
        if column in widths:
            more = min(room, most - widths[column])
            widths[column] += more
            room -= more
    return Columns(job, **{name: widths.get(name, 0) for name in Columns._fields[1:]})


def _job_width(width: int, job_ids: Iterable[str]) -> int:
    least, most = _JOB
    job = min(most, max([least, *(cell_len(printable_line(job_id)) for job_id in job_ids)]))
    return min(job, max(least, width // 3))


def cells(
    row: JobRow,
    columns: Columns,
    glyphs: Glyphs,
    zone: tzinfo,
    now: datetime,
    shipment: Shipment = Shipment(),  # noqa: B008
) -> list[Cell]:
    """The cells of a row at this time, by column."""
    mark = progress_mark(row.progress_code, glyphs)
    progress = _progress(row, columns.progress - 2, glyphs)
    said = [
        Cell(fit(printable_line(row.job_id), columns.job)),
        Cell(fit(in_short(row, now, days_left(row, now, zone)), columns.move) if columns.move else ""),
        Cell(fit(printable_line(row.job_type), columns.type)),
        Cell(fit(f"{mark.glyph} {progress}", columns.progress), mark.tone),
        Cell(fit(_or_dot(row.location_code, glyphs), columns.location)),
        Cell(_created(row, columns.created, zone, glyphs)),
        Cell(fit(printable_line(shipment.device_id), columns.device)),
        Cell(fit(printable_line(shipment.tracking_number), columns.tracking)),
    ]
    return [cell for cell, width in zip(said, columns, strict=True) if width]


def _progress(row: JobRow, width: int, glyphs: Glyphs) -> str:
    """The code as sent, with the list's IsCanceled beside it where they disagree."""
    code = printable_line(row.progress_code or "")
    if row.is_canceled is not True or row.progress_code == "Canceled":
        return code
    both = f"{code}, canceled" if code else "canceled"
    return both if cell_len(both) <= width else f"{code} {glyphs.cancelled}"


def _or_dot(code: str | None, glyphs: Glyphs) -> str:
    return glyphs.absent if code is None else printable_line(code)


def _created(row: JobRow, width: int, zone: tzinfo, glyphs: Glyphs) -> str:
    if isinstance(row.created_at, Unreadable):
        return fit(f"? {printable_line(row.created_at.text)}", width)
    at = readable(row.created_at)
    if at is None:
        return fit(glyphs.absent, width)
    local = at.astimezone(zone)
    return fit(moment(local) if width >= _MOMENT else iso_day(local), width)
