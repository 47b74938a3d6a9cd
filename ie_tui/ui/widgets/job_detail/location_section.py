"""The location section: where the device is, and what its owner needs to ship or track it."""

from __future__ import annotations

from textual.content import Content

from ie_tui.api.models import KeptStatus, Location, Progress, location_of, progress_of
from ie_tui.jobs.addresses import return_address
from ie_tui.jobs.next_move import EXPIRES_SOON, expiry
from ie_tui.ui.rendering.dates import day, days_until, seen
from ie_tui.ui.rendering.glyphs import TONE_STYLES, Tone, location_mark
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    LabelledRow,
    code_lines,
    foreign_line,
    foreign_text,
    heading,
    joined,
    table,
)
from ie_tui.ui.widgets.job_detail.banners import own_parcel
from ie_tui.ui.widgets.job_detail.section import View


def location(view: View, width: int) -> Content:
    """The section; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    mark = location_mark(status.location_code, view.glyphs)
    lines = [
        *heading("LOCATION", "", width),
        *code_lines(mark, status.location_code, status.location_message, width),
        *table(location_rows(view, status), width),
    ]
    return joined(lines)


def location_rows(view: View, status: KeptStatus) -> list[LabelledRow]:
    """Since when it is there, and the data for shipping it there or back."""
    return [
        *_since(view, status),
        *_shipping(view, status),
        *own_parcel(view.record.note),
        *_way_back(status),
    ]


def _since(view: View, status: KeptStatus) -> list[LabelledRow]:
    for change in view.record.history:
        if change.field == "location_code" and change.new == status.location_code:
            return [LabelledRow("since", Content(seen(change, view.zone)))]
    return []


def _shipping(view: View, status: KeptStatus) -> list[LabelledRow]:
    """The data for shipping the device; none once it arrived, or once the job ended without it."""
    place = location_of(status.location_code or "")
    has_come = place in (Location.AT_AWS, Location.RETURNED)
    if has_come or progress_of(status.progress_code or "") not in (Progress.WAITING, Progress.UNKNOWN):
        return []
    rows = []
    if status.aws_shipping_address:
        rows.append(LabelledRow("ship to", foreign_text(status.aws_shipping_address.strip())))
    if place is Location.NOT_RECEIVED:
        rows.append(
            LabelledRow(
                "label", foreign_line(f"job id {view.record.job_id} on the package and on the device")
            )
        )
        if due := _expiry(view, status):
            rows.append(LabelledRow("expires", due))
    return rows


def _expiry(view: View, status: KeptStatus) -> Content | None:
    """When the job expires without its device: our estimate, never the service's word."""
    at = expiry(status.created_at)
    if at is None:
        return None
    days = days_until(at, view.now, view.zone)
    if days > 1:
        left = f"{days} days left"
    else:
        left = {1: "1 day left", 0: "today", -1: "yesterday"}.get(days, f"{-days} days ago")
    tone = Tone.CALM if days > EXPIRES_SOON.days else Tone.WARN if days >= 0 else Tone.BAD
    return Content.assemble(
        (f"{day(at, view.zone)}, {left}", TONE_STYLES[tone]),
        (", estimated (30-day rule)", MUTED),
    )


def _way_back(status: KeptStatus) -> list[LabelledRow]:
    rows = []
    if status.carrier:
        rows.append(LabelledRow("carrier", foreign_line(status.carrier)))
    if status.tracking_number:
        rows.append(LabelledRow("tracking", foreign_line(status.tracking_number, "bold")))
    is_returned = location_of(status.location_code or "") is Location.RETURNED
    if is_returned and (back := return_address(status)).lines:
        address = "\n".join(filter(None, (*back.lines, back.phone)))
        asked = Content.styled("from the manifest", MUTED)
        rows.append(LabelledRow("return to", joined([foreign_text(address), asked])))
    return rows
