"""Persistent notices: why the list is out of date, trouble with the cache, a wrong clock.

Remarks to be read once are messages, which go by themselves.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from ie_tui.jobs.record import Overview
from ie_tui.text import age, printable, printable_line
from ie_tui.ui.advice import command_of, list_advice
from ie_tui.ui.rendering.glyphs import UNICODE, Glyphs

_REMARK_S: Final = 15.0
"""How long a remark stays."""


class Notices(Widget):
    """Stays until the cause is gone; takes no room while empty."""

    DEFAULT_CSS = "Notices { height: auto; }"

    overview: var[Overview | None] = var(None)
    now: var[datetime] = var(lambda: datetime.now(UTC))
    glyphs: var[Glyphs] = var(UNICODE)
    text: var[Content] = var(Content)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._remarked: set[str] = set()

    def watch_overview(self, overview: Overview | None) -> None:
        """Show each remark on the configuration once, as a message."""
        for remark in overview.remarks if overview else ():
            if remark not in self._remarked:
                self._remarked.add(remark)
                self.notify(printable_line(remark), timeout=_REMARK_S, markup=False)

    def compute_text(self) -> Content:
        """All notices, one paragraph each."""
        if self.overview is None:
            return Content()
        return notices(self.overview, self.now, self.glyphs)

    def watch_text(self, before: Content, text: Content) -> None:
        """Lay out only if the height changes: a tick of the clock must not."""
        width = self.size.width
        is_as_high = bool(width) and len(before.wrap(width)) == len(text.wrap(width))
        self.refresh(layout=not is_as_high)
        self.display = bool(text.plain)
        self.set_class(self.overview is not None and self.overview.failure is not None, "-bad")

    def render(self) -> Content:
        return self.text


def notices(overview: Overview, now: datetime, glyphs: Glyphs) -> Content:
    """The list's error first, then the other notices. An empty list shows its error itself."""
    found = []
    if overview.failure is not None and overview.job_count and not overview.is_fetching:
        error = overview.failure.error
        tried = age((now - overview.failure.at).total_seconds())
        copies = "; C copies the command" if command_of(error) else ""
        found.append(
            Content.assemble(
                (f"{glyphs.aborted} {printable(error.sentence)}", "bold $text-error"),
                f" {printable(advice)}" if (advice := list_advice(error)) else "",
                (f" Tried {tried} ago; R tries again{copies}.", "$text-muted"),
            )
        )
    found += [Content.styled(f"! {printable(notice)}", "$text-warning") for notice in overview.notices]
    return Content("\n").join(found)
