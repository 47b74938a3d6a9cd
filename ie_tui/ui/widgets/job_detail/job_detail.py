"""The detail pane: progress, location, next move and everything else about the selected job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Region, Spacing
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Record
from ie_tui.text import age, printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.commands.why_not import Situation, why_not
from ie_tui.ui.manifest_view import ManifestView, Revealed, match_position, nothing_to_show
from ie_tui.ui.rendering.frame import name_frame
from ie_tui.ui.rendering.glyphs import UNICODE, Glyphs
from ie_tui.ui.rendering.text_layout import MUTED
from ie_tui.ui.widgets.job_detail.detail_text import DetailText
from ie_tui.ui.widgets.job_detail.manifest_section import forget, line_of_match, manifest, match_count
from ie_tui.ui.widgets.job_detail.original_text import OriginalText
from ie_tui.ui.widgets.job_detail.search_bar import SearchBar
from ie_tui.ui.widgets.job_detail.section import View


class JobDetail(Container, can_focus=True):
    """The detail pane; keeps its scroll position while the same job is refreshed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DETAIL, Scope.MANIFEST)]

    record: var[Record | None] = var(None)
    """None: no job is selected."""
    now: var[datetime] = var(lambda: datetime.now(UTC))
    """Aware UTC."""
    zone: var[tzinfo] = var[tzinfo](UTC)
    is_fetching: var[bool] = var(False)
    """A request for this job is under way."""
    glyphs: var[Glyphs] = var(UNICODE)
    revealed: var[Revealed | None] = var(None)
    """The manifest with its secrets, while these are visible."""
    is_original: var[bool] = var(False)
    """The manifest is shown as original text instead of fields."""
    needle: var[str] = var("")
    """The search text; empty: no search."""
    match: var[int] = var(0)
    view: var[View | None] = var(None)

    class SecretsWanted(Message):
        """Request to show the secrets of a manifest."""

        def __init__(self, job_id: JobId) -> None:
            super().__init__()
            self.job_id = job_id

    class SecretsUnwanted(Message):
        """Request to hide them."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 -- Textual's name
        super().__init__(id=id)
        self.text = DetailText(id="sections")
        self._is_held = False

    def compose(self) -> ComposeResult:
        yield Static(_nothing_selected(), id="nothing-selected")
        yield self.text

    @contextmanager
    def one_change(self) -> Iterator[None]:
        """Batch changes: update the view once, at the end."""
        was_held, self._is_held = self._is_held, True
        try:
            yield
        finally:
            self._is_held = was_held
            self._update_view()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable only what the manifest and the search allow."""
        if action == "search" and any(bar.has_focus_within for bar in self.query(SearchBar)):
            return False
        if action in ("original", "search"):
            return not why_not(action, parameters, Situation(self.record, None))
        if action == "step_match":
            return bool(self.needle)
        if action == "end_search":
            return bool(self.needle or self.query(SearchBar))
        return True

    def action_scroll_down(self) -> None:
        """Without animation, which takes a second in a long manifest."""
        self.text.scroll_down(animate=False)

    def action_scroll_up(self) -> None:
        self.text.scroll_up(animate=False)

    def action_scroll_home(self) -> None:
        self.text.scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        self.text.scroll_end(animate=False)

    def action_page_down(self) -> None:
        self.text.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.text.scroll_page_up(animate=False)

    def action_original(self) -> None:
        """Switch between original text and fields, and scroll to the manifest."""
        self.is_original = not self.is_original
        self.match = 0
        self._go_to_manifest()

    def action_secrets(self) -> None:
        """Request to show or hide the secrets, or report why there are none."""
        if self.revealed is not None:
            self.post_message(self.SecretsUnwanted())
        elif self.record is not None and (why := nothing_to_show(self.record)):
            self.notify(why, markup=False)
        elif self.record is not None:
            self.post_message(self.SecretsWanted(self.record.job_id))
            self._go_to_manifest()

    async def action_search(self) -> None:
        """Open the search line; later keys wait until it accepts typing."""
        if bars := self.query(SearchBar):
            bars.first().take_up()
        else:
            await self.mount(SearchBar(self.needle))
        self._go_to_manifest()

    def action_step_match(self, matches: int) -> None:
        """Go `matches` matches on; negative: back."""
        self._step_match(matches)

    def action_end_search(self) -> None:
        """Clear the search and close its line."""
        self.needle = ""
        self._leave_search()

    @on(SearchBar.Typed)
    def search(self, message: SearchBar.Typed) -> None:
        """Go to the first match."""
        self.needle, self.match = message.needle, 0
        self.call_after_refresh(self._go_to_match)

    @on(SearchBar.Stepped)
    def go_on(self, message: SearchBar.Stepped) -> None:
        """Go to another match, wrapping around."""
        self._step_match(message.matches)

    @on(SearchBar.Left)
    def end_typing(self, message: SearchBar.Left) -> None:
        """Return to the detail; a search without matches is cleared."""
        if not message.is_kept or (self.view is not None and not match_count(self.view)):
            self.needle = ""
        self._leave_search()

    def watch_record(self, before: Record | None, record: Record | None) -> None:
        """Scroll another job to its top; the same job keeps its position."""
        if (before and before.job_id) != (record and record.job_id):
            self.text.scroll_home(animate=False)
            self.action_end_search()
        self.set_class(record is None, "-empty")
        self._update_view()

    def watch_now(self) -> None:
        self._update_view()

    def watch_zone(self) -> None:
        self._update_view()

    def watch_is_fetching(self) -> None:
        self._update_view()

    def watch_glyphs(self) -> None:
        self._update_view()

    def watch_is_original(self) -> None:
        self._update_view()

    def watch_needle(self) -> None:
        self._update_view()
        self.refresh_bindings()

    def watch_match(self) -> None:
        self._update_view()

    def watch_view(self, view: View | None) -> None:
        """Redraw; the border names the job and the age of its data."""
        count = match_count(view) if view else 0
        if self.match >= max(1, count):
            self.match = 0
        self.text.show(self.view)
        name_frame(
            self, Content(title(view.record)) if view else None, Content(subtitle(view)) if view else None
        )
        for bar in self.query(SearchBar):
            bar.found = match_position(self.match, count) if self.needle else ""

    def watch_revealed(self, before: Revealed | None, revealed: Revealed | None) -> None:
        """Drop all cached text with secrets once they are hidden."""
        self._update_view()
        if before is not None and revealed is None:
            forget()

    def _update_view(self) -> None:
        """Bundle everything that the sections need."""
        if self._is_held:
            return
        if self.record is None:
            self.view = None
        else:
            look = ManifestView(self.is_original, self.needle, self.match, self.revealed)
            self.view = View(self.record, self.now, self.zone, self.is_fetching, self.glyphs, look)

    def _step_match(self, matches: int) -> None:
        if self.view is not None and (count := match_count(self.view)):
            self.match = (self.match + matches) % count
            self.call_after_refresh(self._go_to_match)

    def _leave_search(self) -> None:
        if bars := self.query(SearchBar):
            had_focus = bars.first().has_focus_within
            bars.remove()
            if had_focus:
                self.focus()

    def _go_to_manifest(self) -> None:
        """Scroll the manifest's heading to the top."""
        self.call_after_refresh(self.text.go_to, "manifest")

    def _go_to_match(self) -> None:
        """Scroll the match and a line around it into view."""
        if self.view is None or not self.needle:
            return
        content = manifest(self.view, self.text.text_width)
        if self.is_original:
            row = OriginalText(self.view, self.text.text_width).row_of_match()
            top = self.text.top_of("manifest") + content.plain.count("\n") + 1
        else:
            top, row = self.text.top_of("manifest"), line_of_match(content)
        if row is not None:
            spacing = Spacing(1, 0, 2, 0)
            self.text.scroll_to_region(Region(0, top + row, 1, 1), spacing=spacing, animate=False)


def title(record: Record) -> str:
    """`A36BC · Import`."""
    sent = record.status.job_type if record.status else None
    job_type = sent or (record.row.job_type if record.row else "")
    return " · ".join(printable_line(part) for part in (record.job_id, job_type) if part)


def subtitle(view: View) -> str:
    """The age of the data, after the seconds for which secrets are still visible."""
    if view.look.revealed is None:
        return freshness(view)
    left = view.look.revealed.seconds_left(view.now)
    return f"secrets visible for {left} s · {freshness(view)}"


def freshness(view: View) -> str:
    """The age of the data and whether they are stale or being fetched."""
    record = view.record
    old = age((view.now - record.fetched_at).total_seconds()) if record.fetched_at else ""
    if view.is_fetching:
        return f"fetching… · {old} old" if old else "fetching…"
    if record.fetched_at is None:
        return "fetch failed" if record.failure else "not fetched"
    return f"{'updated' if record.is_fresh(view.now) else 'stale ·'} {old} ago"


def _nothing_selected() -> Content:
    return Content.assemble(
        ("No job is selected", "bold"),
        "\n\n",
        ("Select one in the list: its progress appears here,\n", MUTED),
        ("with the location of its device and the next move.", MUTED),
    )
