"""The top of the detail: a failed fetch, why the job needs the user and what to do, remarks and note."""

from __future__ import annotations

from textual.content import Content

from ie_tui.api.models import Unreadable, is_final
from ie_tui.jobs.attention import reasons
from ie_tui.jobs.next_move import MoveKind
from ie_tui.jobs.record import JobRow, Note
from ie_tui.ui.advice import job_advice
from ie_tui.ui.commands.registry import BY_ID
from ie_tui.ui.rendering.dates import ago, stamp
from ie_tui.ui.rendering.glyphs import TONE_STYLES, Tone
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    LabelledRow,
    foreign_line,
    foreign_text,
    joined,
    remark,
    table,
    wrapped,
)
from ie_tui.ui.widgets.job_detail.section import View


def failure(view: View, width: int) -> Content:
    """The error of the last fetch, its advice, and what is still shown; empty if there was none."""
    record = view.record
    if record.failure is None:
        return Content()
    error, tried_at = record.failure.error, record.failure.at
    bad = f"bold {TONE_STYLES[Tone.BAD]}"
    text = [foreign_text(error.sentence, bad)]
    if advice := job_advice(error):
        text.append(foreign_text(advice))
    if record.status is not None and record.fetched_at is not None:
        came = f"{ago(record.fetched_at, view.now)}, {stamp(record.fetched_at, view.zone)}"
        kept = f"Showing the status from {came}."
    else:
        kept = "Nothing is cached for this job."
    tried = f"Tried {ago(tried_at, view.now)}."
    text.append(Content.styled(f"{kept} {tried}", MUTED))
    return joined(line for part in text for line in wrapped(part, width))


def attention(view: View, width: int) -> Content:
    """Why the job needs the user, and below each reason what to do; empty if it does not.

    Shipping the device is a normal step, shown with the progress instead.
    """
    lines: list[Content] = []
    for reason in reasons(view.record, view.now):
        if reason.kind is MoveKind.SHIP:
            continue
        lines += remark(reason.sentence, width, indent=0, style="bold")
        lines += wrapped(foreign_line(reason.advice), width, 2)
    return joined(lines)


def remarks(view: View, width: int) -> Content:
    """Remarks about the job as a whole; empty if there are none."""
    row, status = view.record.row, view.record.status
    found = []
    if row is not None and not row.is_listed:
        found.append(Content("The service no longer lists this job; showing cached data."))
    # While the job is open its warning is among the reasons of `attention`.
    if status is not None and status.warning_message and is_final(status.location_code, status.progress_code):
        found.append(
            Content.assemble(
                ("Warning from the service: ", "bold"), foreign_text(status.warning_message.strip())
            )
        )
    return joined(line for text in found for line in wrapped(text, width))


def note(view: View, width: int) -> Content:
    """The user's note; their parcel moves to the location section once there is a status."""
    kept = view.record.note
    if kept is None:
        return Content()
    rows = [LabelledRow("note", foreign_text(kept.text))] if kept.text else []
    if view.record.status is None:
        rows += own_parcel(kept)
    return joined(table(rows, width))


def own_parcel(kept: Note | None) -> list[LabelledRow]:
    """The parcel that the user sent; the service knows only the return parcel."""
    parcel = " ".join(filter(None, (kept.carrier, kept.tracking_number))) if kept else ""
    return [LabelledRow("your parcel", foreign_line(parcel))] if parcel else []


def cancellation(row: JobRow) -> list[LabelledRow]:
    """IsCanceled from the list; the status may disagree, so both are shown."""
    if not row.is_canceled:
        return []
    value = row.is_canceled.text if isinstance(row.is_canceled, Unreadable) else "true"
    return [LabelledRow("list says", foreign_line(f"IsCanceled {value}"))]


def unasked(view: View, width: int) -> Content:
    """The list's data on a job without a status; empty once there is one."""
    record = view.record
    if record.status is not None:
        return Content()
    row = record.row
    rows = [LabelledRow("job", foreign_line(record.job_id, "bold"))]
    if row is not None:
        rows.append(LabelledRow("type", foreign_line(row.job_type)))
        rows.append(LabelledRow("created", Content(stamp(row.created_at, view.zone))))
        rows += cancellation(row)
    if view.is_fetching:
        note = "Fetching its status…"
    elif record.failure is not None:
        return joined(table(rows, width))
    else:
        key = BY_ID["job.refresh"].key_name
        note = f"No status yet. Press {key} to fetch it."
    return joined([*table(rows, width), Content(), *wrapped(Content.styled(note, MUTED), width, 2)])
