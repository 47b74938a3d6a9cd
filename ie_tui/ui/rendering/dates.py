"""Times for display: in the chosen zone, with its name, to the minute."""

from __future__ import annotations

from datetime import datetime, tzinfo

from ie_tui.api.models import Unreadable
from ie_tui.jobs.next_move import expiry
from ie_tui.jobs.record import Change, JobRow
from ie_tui.text import age, iso_day, moment, printable_line


def stamp(at: datetime | Unreadable | None, zone: tzinfo) -> str:
    """The time in `zone`; an unreadable time as sent, a missing one as a dot."""
    if at is None:
        return "·"
    if isinstance(at, Unreadable):
        return f"unreadable: {printable_line(at.text)}"
    return moment(_local(at, zone))


def day(at: datetime, zone: tzinfo) -> str:
    """The day in `zone`: `2010-05-17 UTC`."""
    local = _local(at, zone)
    return f"{iso_day(local)} {local:%Z}"


def days_until(at: datetime, now: datetime, zone: tzinfo) -> int:
    """Midnights in `zone` between the two; negative once the day is over."""
    return (_local(at, zone).date() - _local(now, zone).date()).days


def days_left(row: JobRow, now: datetime, zone: tzinfo) -> int | None:
    """Midnights until a job without its device expires by the 30-day rule."""
    at = expiry(row.created_at)
    return None if at is None else days_until(at, now, zone)


def ago(at: datetime, now: datetime) -> str:
    """`12 min ago`."""
    return f"{age((now - at).total_seconds())} ago"


def seen(change: Change, zone: tzinfo) -> str:
    """When a change happened, as far as known: between two fetches."""
    until = stamp(change.seen_at, zone)
    if change.not_before is None:
        return f"before the first check, {until}"
    first, last = _local(change.not_before, zone), _local(change.seen_at, zone)
    if moment(first) == until:
        return until
    if first.tzname() != last.tzname():
        return f"between {moment(first)} and {until}"
    end = last.strftime("%H:%M %Z") if first.date() == last.date() else until
    return f"between {iso_day(first)} {first:%H:%M} and {end}"


def _local(at: datetime, zone: tzinfo) -> datetime:
    """The time in `zone`; at the very edge of the calendar it stays in its own zone."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at
