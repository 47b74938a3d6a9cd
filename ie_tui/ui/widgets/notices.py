"""What must be seen without a key: why the list is not newer, and what became of the cache."""

from __future__ import annotations

from datetime import UTC, datetime

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from ie_tui.jobs.record import Overview
from ie_tui.text import age, printable
from ie_tui.ui.marks import UNICODE, Glyphs


class Notices(Static):
    """Stays until the cause is gone; takes no room when there is nothing to say."""

    DEFAULT_CSS = "Notices { height: auto; }"

    overview: reactive[Overview | None] = reactive(None, layout=True)
    now: reactive[datetime] = reactive(lambda: datetime.now(UTC))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    text: reactive[Content] = reactive(Content, layout=True)

    def compute_text(self) -> Content:
        """All that is to be said, one paragraph each."""
        if self.overview is None:
            return Content()
        return notices(self.overview, self.now, self.glyphs)

    def watch_text(self, text: Content) -> None:
        self.update(text)
        self.display = bool(text.plain)
        self.set_class(self.overview is not None and self.overview.failure is not None, "-bad")


def notices(overview: Overview, now: datetime, glyphs: Glyphs) -> Content:
    """The failure of the list first, then notes about the cache. An empty list says its failure itself."""
    found = []
    if overview.failure is not None and overview.job_count and not overview.is_asking:
        error = overview.failure.error
        tried = age((now - overview.failure.at).total_seconds())
        found.append(
            Content.assemble(
                (f"{glyphs.aborted} {printable(error.sentence)}", "bold $text-error"),
                f" {printable(error.advice)}" if error.advice else "",
                (f" Tried {tried} ago; R tries again.", "$text-muted"),
            )
        )
    found += [Content.styled(f"! {printable(notice)}", "$text-warning") for notice in overview.notices]
    return Content("\n").join(found)
