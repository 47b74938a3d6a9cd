"""One job, understood at a glance: how far it is, where the device is, what happens next, what to do."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from ie_tui.jobs.record import Record
from ie_tui.text import age, printable_line
from ie_tui.ui.commands import Scope, bindings
from ie_tui.ui.lines import MUTED
from ie_tui.ui.marks import UNICODE, Glyphs
from ie_tui.ui.widgets.answer import answer
from ie_tui.ui.widgets.banner import failure, remarks, unasked, warning
from ie_tui.ui.widgets.history import history
from ie_tui.ui.widgets.location import location
from ie_tui.ui.widgets.log import log
from ie_tui.ui.widgets.manifest import manifest
from ie_tui.ui.widgets.progress import progress
from ie_tui.ui.widgets.section import Section, View
from ie_tui.ui.widgets.signature import signature

SECTIONS: Final = (
    ("failure", failure, "-banner -bad"),
    ("remarks", remarks, "-banner -warn"),
    ("warning", warning, "-banner -warn"),
    ("unasked", unasked, None),
    ("progress", progress, None),
    ("location", location, None),
    ("signature", signature, None),
    ("log", log, None),
    ("manifest", manifest, None),
    ("history", history, None),
    ("answer", answer, None),
)
"""Id, text and style classes of each section, from top to bottom."""


class JobDetail(VerticalScroll, can_focus=True):
    """The pane of one job; renders what it is given and keeps its place while the same job is refreshed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DETAIL)]

    record: var[Record | None] = var(None)
    """None: no job is selected."""
    now: var[datetime] = var(lambda: datetime.now(UTC))
    """Aware UTC."""
    zone: var[tzinfo] = var[tzinfo](UTC)
    is_asking: var[bool] = var(False)
    """A request for this job is under way."""
    glyphs: var[Glyphs] = var(UNICODE)
    view: var[View | None] = var(None)

    def compose(self) -> ComposeResult:
        yield Static(_nothing_selected(), id="nothing-selected")
        for name, build, classes in SECTIONS:
            yield Section(build, id=name, classes=classes).data_bind(JobDetail.view)

    def compute_view(self) -> View | None:
        """All that a section needs, in one value."""
        if self.record is None:
            return None
        return View(self.record, self.now, self.zone, self.is_asking, self.glyphs)

    def action_scroll_home(self) -> None:
        """Keys move at once; an animated way through a long manifest takes a second."""
        self.scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        self.scroll_end(animate=False)

    def action_page_down(self) -> None:
        self.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.scroll_page_up(animate=False)

    def watch_record(self, before: Record | None, record: Record | None) -> None:
        """Another job starts at its top; the same one stays where it was."""
        if (before and before.job_id) != (record and record.job_id):
            self.scroll_home(animate=False)
        self.set_class(record is None, "-empty")

    def watch_view(self, view: View | None) -> None:
        """The frame names the job and says how old its data are."""
        self.border_title = Content(title(view.record)) if view else None
        self.border_subtitle = Content(freshness(view)) if view else None


def title(record: Record) -> str:
    """`A36BC · Import`."""
    sent = record.status.job_type if record.status else None
    job_type = sent or (record.row.job_type if record.row else "")
    return " · ".join(printable_line(part) for part in (record.job_id, job_type) if part)


def freshness(view: View) -> str:
    """How old the data are, and whether newer ones are on their way."""
    record = view.record
    old = age((view.now - record.fetched_at).total_seconds()) if record.fetched_at else ""
    if view.is_asking:
        return f"asking… · {old} old" if old else "asking…"
    if record.fetched_at is None:
        return "no answer" if record.failure else "never asked"
    return f"{'fresh' if record.is_fresh(view.now) else 'stale'} · {old} ago"


def _nothing_selected() -> Content:
    return Content.assemble(
        ("No job is selected", "bold"),
        "\n\n",
        ("Choose one in the list: here you then see how far it is,\n", MUTED),
        ("where its device is, and what comes next.", MUTED),
    )
