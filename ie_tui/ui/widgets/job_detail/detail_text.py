"""The sections of one job as one long text; only lines that changed are repainted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.cache import LRUCache
from textual.color import TRANSPARENT
from textual.content import Content
from textual.geometry import Region, Size
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from ie_tui.ui.terminal.line_compositor import runs
from ie_tui.ui.widgets.job_detail.banners import attention, failure, note, remarks, unasked
from ie_tui.ui.widgets.job_detail.brief_section import brief, particulars
from ie_tui.ui.widgets.job_detail.history_section import history
from ie_tui.ui.widgets.job_detail.location_section import location
from ie_tui.ui.widgets.job_detail.log_section import log
from ie_tui.ui.widgets.job_detail.manifest_section import manifest, original_text
from ie_tui.ui.widgets.job_detail.original_text import OriginalText
from ie_tui.ui.widgets.job_detail.progress_section import progress
from ie_tui.ui.widgets.job_detail.response_section import answer
from ie_tui.ui.widgets.job_detail.section import NO_LINE, Block, Gutter, PaneLine, SectionBlock, View
from ie_tui.ui.widgets.job_detail.signature_section import signature
from ie_tui.ui.widgets.line_view import LineView

_PLAIN: Final = Gutter()
_BAD: Final = Gutter("▌ ", "detail-text--bad")
_WARN: Final = Gutter("▌ ", "detail-text--warn")
_Section = tuple[str, Callable[[View, int], Content], Gutter]
"""Name, text and gutter."""
_BELOW: Final[tuple[_Section, ...]] = (
    ("signature", signature, _PLAIN),
    ("log", log, _PLAIN),
    ("manifest", manifest, _PLAIN),
    ("history", history, _PLAIN),
    ("answer", answer, _PLAIN),
)
SECTIONS: Final[tuple[_Section, ...]] = (
    ("failure", failure, _BAD),
    ("attention", attention, _WARN),
    ("remarks", remarks, _WARN),
    ("note", note, _PLAIN),
    ("unasked", unasked, _PLAIN),
    ("progress", progress, _PLAIN),
    ("location", location, _PLAIN),
    *_BELOW,
)
"""From top to bottom."""
SECTIONS_OF_A_LOW_PANE: Final[tuple[_Section, ...]] = (
    ("failure", failure, _BAD),
    ("brief", brief, _PLAIN),
    ("attention", attention, _WARN),
    ("remarks", remarks, _WARN),
    ("note", note, _PLAIN),
    ("unasked", unasked, _PLAIN),
    ("particulars", particulars, _PLAIN),
    *_BELOW,
)
"""The sections where those above would leave no room for progress, next move and location."""
_LOW_BELOW: Final = 20
"""Height in lines below which a pane is low."""
_RIGHT: Final = 1
"""Blank cells between the text and the scroll bar."""
_KEPT_STYLES: Final = 2_000
"""Cached styles by position: the sections of all jobs look much alike."""


class _Painted(NamedTuple):
    """A line and its rendered strip."""

    line: PaneLine
    strip: Strip


class DetailText(LineView, can_focus=False):
    """Draws the lines in view, and keeps its scroll position while the same job is refreshed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "detail-text--bad",
        "detail-text--warn",
        "detail-text--number",
    }

    def __init__(self, *, id: str) -> None:  # noqa: A002 -- Textual's name
        super().__init__(id=id)
        self._view: View | None = None
        self._blocks: list[Block] = []
        self._tops = [0]
        self._width = 0
        self._top_of: dict[str, int] = {}
        self._awaited = ""
        self._painted: dict[int, _Painted] = {}
        self._styles_of_text: dict[str | Style, Style] = {}
        self._styles_at: LRUCache[tuple[int, int, Style], RichStyle] = LRUCache(_KEPT_STYLES)

    @property
    def text_width(self) -> int:
        """Width in cells of a section's lines."""
        return max(1, self.outer_size.width - self.scrollbar_size_vertical - _RIGHT)

    def show(self, view: View | None) -> None:
        """Replace the text; it is not built while the pane is not visible."""
        self._view, self._width = view, 0
        if not self.outer_size.width or not self.is_on_screen:
            # Drop the old text: it may hold secrets that are hidden again.
            self._blocks, self._tops, self._painted = [], [0], {}
            return
        self._lay_out()
        top, seen, others = self.scroll_offset.y, {}, list[int]()
        for row in range(top, top + self.outer_size.height):
            painted = self._painted.get(row)
            if painted is not None and painted.line.is_same(self._line(row)):
                seen[row] = painted
            else:
                others.append(row - top)
        # Lines out of view are dropped too: they may hold secrets that are hidden again.
        self._painted = seen
        if others:
            self.refresh(*(Region(0, y, self.size.width, stop - y) for y, stop in runs(others)))

    def top_of(self, section: str) -> int:
        """The line where a section begins or would begin; 0 while nothing is shown."""
        return self._top_of.get(section, 0)

    def go_to(self, section: str) -> None:
        """Scroll a section's heading to the top; in a pane just being shown, once its text is built."""
        self._awaited = "" if self._blocks else section
        if self._blocks:
            self.scroll_to(y=self.top_of(section), animate=False)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if self._width != self.outer_size.width:
            self._lay_out()
            self._painted.clear()
        row = self.scroll_offset.y + y
        painted = self._painted.get(row)
        if painted is None:
            line = self._line(row)
            painted = self._painted[row] = _Painted(line, self._strip(line, row))
        return painted.strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw directly: Textual makes each line five times over, for borders and padding we do not have."""
        strips = [self.render_line(y) for y in crop.line_range]
        start, stop = crop.column_span
        return [strip.crop(start, stop) for strip in strips]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painted.clear()
        self._styles_of_text.clear()
        self._styles_at.clear()

    def on_resize(self) -> None:
        """Wrap again; the number of lines may change."""
        self.show(self._view)
        if self._awaited:
            self.call_after_refresh(self.go_to, self._awaited)

    def selection_updated(self, selection: Selection | None) -> None:
        self._painted.clear()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without the gutter."""
        first = selection.start.y if selection.start else 0
        last = selection.end.y if selection.end else self._tops[-1] - 1
        lines = ("" if row < first else self._line(row).text.plain for row in range(last + 1))
        return selection.extract("\n".join(lines)), "\n"

    def _lay_out(self) -> None:
        """Build the blocks, each followed by a blank line unless it is a heading."""
        self._blocks, self._tops, self._top_of, self._width = [], [0], {}, self.outer_size.width
        if self._view is None:
            return
        width = self.text_width
        sections = SECTIONS_OF_A_LOW_PANE if self.outer_size.height < _LOW_BELOW else SECTIONS
        for name, build, gutter in sections:
            self._top_of[name] = self._tops[-1]
            text = build(self._view, width - cell_len(gutter.text))
            is_heading = name == "manifest" and bool(original_text(self._view))
            if text:
                self._put(SectionBlock(text, gutter), 0 if is_heading else 1)
            if is_heading:
                self._put(OriginalText(self._view, width), 1)
        self.virtual_size = Size(self._width, self._tops[-1])

    def _put(self, block: Block, blank_count: int) -> None:
        self._blocks.append(block)
        self._tops.append(self._tops[-1] + len(block) + blank_count)

    def _line(self, row: int) -> PaneLine:
        at = bisect_right(self._tops, row) - 1
        if at >= len(self._blocks):
            return NO_LINE
        block, number = self._blocks[at], row - self._tops[at]
        return block.line(number) if number < len(block) else NO_LINE

    def _strip(self, line: PaneLine, row: int) -> Strip:
        """The line, padded to the pane's width; a mouse selection covers its text only."""
        width, text = self.outer_size.width, line.text
        if (selection := self.text_selection) and (span := selection.get_span(row)):
            start, end = span
            selected = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            text = text.stylize(selected, start, len(text) if end == -1 else end)
        segments = []
        if line.gutter.text:
            segments.append(Segment(line.gutter.text, self.get_component_rich_style(line.gutter.style)))
        base, x = self.visual_style, 0
        for piece, style in text.render(base, end="", parse_style=self._style_of_text):
            # Mouse selection needs the offset in the text.
            segments.append(Segment(piece, self._style_at(x, row, style)))
            x += len(piece)
        segments = Segment.adjust_line_length(segments, width, base.rich_style)
        for line_filter in self.get_line_filters():
            segments = line_filter.apply(segments, base.background or TRANSPARENT)
        return Strip(segments, width)

    def _style_at(self, x: int, row: int, style: Style) -> RichStyle:
        key = (x, row, style)
        if (found := self._styles_at.get(key)) is None:
            found = self._styles_at[key] = (self.visual_style + style).rich_style_with_offset(x, row)
        return found

    def _style_of_text(self, style: str | Style) -> Style:
        if (found := self._styles_of_text.get(style)) is None:
            found = self._styles_of_text[style] = self._get_style(style)
        return found
