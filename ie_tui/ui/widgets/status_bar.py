"""The status bar at the top: account, endpoint, age of the list, and fetch state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.style import Style
from textual.widget import Widget

from ie_tui.api.errors import Expired, LoginExpired, NoCredentials, Offline
from ie_tui.jobs.record import FetchFailure, Overview, RetryState
from ie_tui.text import age, fit, moment, printable_line

_SEPARATOR: Final = " · "
_LONG: Final = timedelta(hours=20)
"""Beyond this a clock time without its day would mislead."""
_FELT_S: Final = 0.1
"""Shorter waits are not shown."""
_BUTTON: Final = "needs_you"
_REASON_CELLS: Final = 24
"""Least cells in which a reason makes sense."""


class Part(NamedTuple):
    """One part of the line."""

    text: str
    style: str
    rank: int
    """The highest is dropped first when the line is too long; 0 stays."""
    before: str = _SEPARATOR
    """The separator before this part."""
    least: int = 0
    """It may be cut to this many cells before it is dropped; 0: never cut."""
    is_button: bool = False
    """A click shows the jobs that it counts."""


class StatusBar(Widget):
    """One line about the list; the important parts stay when it is narrow."""

    DEFAULT_CSS = "StatusBar { height: 1; }"
    ALLOW_SELECT = False

    overview: var[Overview | None] = var(None)
    now: var[datetime] = var(lambda: datetime.now(UTC))
    zone: var[tzinfo] = var[tzinfo](UTC)
    line: var[Content] = var(Content)
    """The drawn line; a tick of the clock that leaves it unchanged repaints nothing."""

    class NeedsYouClicked(Message):
        """Show the jobs that need the user."""

    def __init__(self, badge: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._badge = badge

    def compute_line(self) -> Content:
        if self.overview is None or not self.size.width:
            return Content()
        left = left_parts(self.overview, self._badge)
        return lay_out(left, right_parts(self.overview, self.now, self.zone), self.size.width)

    def watch_line(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Show the counted jobs."""
        if event.style.meta.get(_BUTTON):
            self.post_message(self.NeedsYouClicked())

    def render(self) -> Content:
        return self.line


def left_parts(overview: Overview, badge: str) -> list[Part]:
    """Name, badge, account and endpoint."""
    parts = [Part("ie-tui", "bold $text-primary", 6)]
    if badge:
        parts.append(Part(badge, "bold $text-warning", 0))
    if overview.account:
        parts.append(Part(printable_line(overview.account), "", 5))
    if overview.endpoint:
        parts.append(Part(printable_line(overview.endpoint), "$text-muted", 8))
    return parts


def right_parts(overview: Overview, now: datetime, zone: tzinfo) -> list[Part]:
    """Fetch state, age of the list, and counts."""
    parts = []
    if overview.trying is not None:
        parts.extend(_trying(overview.trying))
    elif overview.is_fetching:
        parts.append(Part("fetching…", "$text-primary", 0))
    elif overview.failure is not None:
        parts.extend(_failed(overview.failure, now, zone))
    if not overview.is_checked and overview.job_count:
        parts.append(Part("account not checked yet", "$text-warning", 4))
    if overview.listed_at is not None:
        parts.extend(_listed(overview.listed_at, now, zone))
    if overview.need_count:
        verb = "needs" if overview.need_count == 1 else "need"
        parts.append(Part(f"! {overview.need_count:,} {verb} you", "bold $text-warning", 2, is_button=True))
    if overview.job_count:
        known = f"{overview.known_count} of {overview.job_count} known"
        parts.append(Part(known, "", 3, ", " if overview.need_count else _SEPARATOR))
    return parts


def lay_out(left: Sequence[Part], right: Sequence[Part], width: int) -> Content:
    """Both groups in one line, at its two ends; parts are dropped by rank until it fits, the last is cut."""
    kept, lefts = [*left, *right], len(left)
    room = width - 2
    while len(kept) > 1 and (over := _cells(kept) - room) > 0:
        place = max(range(len(kept)), key=lambda at: kept[at].rank)
        if cut := _cut(kept[place], over):
            kept[place] = cut
        else:
            del kept[place]
            lefts -= place < lefts
    starts, ends = _joined(kept[:lefts]), _joined(kept[lefts:])
    if not ends.cell_length or not starts.cell_length:
        return Content(" ") + (starts + ends).truncate(room, ellipsis=True)
    gap = room - starts.cell_length - ends.cell_length
    return Content.assemble(" ", starts, " " * max(1, gap), ends, " ")


def _failed(failure: FetchFailure, now: datetime, zone: tzinfo) -> list[Part]:
    match failure.error:
        case Offline():
            since = f"since {_clock(failure.since or failure.at, now, zone, '%H:%M')}"
            return [Part("offline", "bold $text-error", 0), Part(since, "$text-error", 6, " ")]
        case LoginExpired() | Expired():
            return [Part("credentials expired", "bold $text-error", 0)]
        case NoCredentials():
            return [Part("no credentials", "bold $text-error", 0)]
        case _:
            return [Part("list not fetched", "bold $text-error", 0)]


def _trying(trying: RetryState) -> list[Part]:
    wait = f", {trying.wait_s:.1f} s" if trying.wait_s >= _FELT_S else ""
    reason = printable_line(trying.reason.rstrip("."))
    return [
        Part(f"attempt {trying.attempt} of {trying.max_attempts}{wait}", "bold $text-warning", 0),
        Part(reason, "$text-muted", 7, ": ", least=_REASON_CELLS),
    ]


def _listed(at: datetime, now: datetime, zone: tzinfo) -> list[Part]:
    old = age((now - at).total_seconds())
    return [
        Part(f"listed {old} ago", "$text-muted", 1),
        Part(_clock(at, now, zone, "%H:%M:%S %Z"), "$text-muted", 9),
    ]


def _clock(at: datetime, now: datetime, zone: tzinfo, form: str) -> str:
    local = at.astimezone(zone)
    return local.strftime(form) if now - at < _LONG else moment(local)


def _cut(part: Part, over: int) -> Part | None:
    """The part shortened by `over` cells; None if too little would be left."""
    cells = cell_len(part.text) - over
    return part._replace(text=fit(part.text, cells)) if 0 < part.least <= cells else None


def _cells(parts: Sequence[Part]) -> int:
    return sum(cell_len(part.text) + len(part.before) for part in parts)


def _joined(parts: Sequence[Part]) -> Content:
    pieces = [piece for part in parts for piece in (Content.styled(part.before, "$text-muted"), _piece(part))]
    return Content("").join(pieces[1:])


def _piece(part: Part) -> Content:
    text = Content.styled(part.text, part.style)
    return text.stylize(Style.from_meta({_BUTTON: True})) if part.is_button else text
