"""What must be seen without a key: why the list is not newer, what became of the cache, a wrong clock.

What is good to know once is a notification, which goes by itself.
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
"""How long a remark can be read."""


class Notices(Widget):
    """Stays until the cause is gone; takes no room when there is nothing to say."""

    DEFAULT_CSS = "Notices { height: auto; }"

    overview: var[Overview | None] = var(None)
    now: var[datetime] = var(lambda: datetime.now(UTC))
    glyphs: var[Glyphs] = var(UNICODE)
    text: var[Content] = var(Content)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._remarked: set[str] = set()

    def watch_overview(self, overview: Overview | None) -> None:
        """Say once what is good to know about the configuration."""
        for remark in overview.remarks if overview else ():
            if remark not in self._remarked:
                self._remarked.add(remark)
                self.notify(printable_line(remark), timeout=_REMARK_S, markup=False)

    def compute_text(self) -> Content:
        """All that is to be said, one paragraph each."""
        if self.overview is None:
            return Content()
        return notices(self.overview, self.now, self.glyphs)

    def watch_text(self, before: Content, text: Content) -> None:
        """A second that passes must not lay out the screen anew."""
        width = self.size.width
        is_as_high = bool(width) and len(before.wrap(width)) == len(text.wrap(width))
        self.refresh(layout=not is_as_high)
        self.display = bool(text.plain)
        self.set_class(self.overview is not None and self.overview.failure is not None, "-bad")

    def render(self) -> Content:
        return self.text


def notices(overview: Overview, now: datetime, glyphs: Glyphs) -> Content:
    """The failure of the list first, then the other notes. An empty list says its failure itself."""
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
