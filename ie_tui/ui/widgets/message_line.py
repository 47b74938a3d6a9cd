"""The message line: the latest message, which goes by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from ie_tui.text import fit

Severity = Literal["information", "warning", "error"]

_SIGNS: Final[dict[Severity, tuple[str, str]]] = {
    "information": ("·", "bold $text-primary"),
    "warning": ("!", "bold $text-warning"),
    "error": ("x", "bold $text-error"),
}
"""Sign and style: colour alone never carries the meaning."""
_MORE: Final = "  E for more"
_AGE_WIDTH: Final = 26
"""Cells at the end of the border, where the detail shows the age of its status."""
_SIGN_WIDTH: Final = 4
_AGE_SEEN_FROM: Final = 80
"""On a narrower screen a message may take the whole line."""


class Said(NamedTuple):
    """One message."""

    text: str
    """Gated. The message line shows the first line, the message log all of it."""
    severity: Severity
    at: datetime
    """In the display time zone."""

    @property
    def line(self) -> str:
        """The first line of the text."""
        return self.text.partition("\n")[0]


class MessageLine(Widget):
    """Drawn on the lower border of the panes, above the key line; in a dialog on the last line, below it."""

    DEFAULT_CSS = "MessageLine { dock: bottom; width: auto; height: 1; visibility: hidden; }"
    ALLOW_SELECT = False

    said: var[Said | None] = var(None)

    class Clicked(Message):
        """Open the message log."""

    def on_mount(self) -> None:
        self.watch(self.app, "said", self._show)

    def _show(self, said: Said | None) -> None:
        self.said = said

    def watch_said(self, before: Said | None, said: Said | None) -> None:
        if (before is None) != (said is None):
            self.visible = said is not None
        self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        """Open the message log."""
        event.stop()
        self.post_message(self.Clicked())

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self._line(container.width).cell_length

    def render(self) -> Content:
        return self._line(self.screen.size.width)

    def _line(self, width: int) -> Content:
        if self.said is None:
            return Content()
        is_modal = self.screen.is_modal
        # A failure is read together with the age of what is shown; anything else may cover that for a moment.
        fits = cell_len(self.said.line) <= width - _AGE_WIDTH - _SIGN_WIDTH
        if not is_modal and width >= _AGE_SEEN_FROM and (fits or self.said.severity == "error"):
            width -= _AGE_WIDTH
        return message_line(self.said, width, may_read_on=not is_modal)


def message_line(said: Said, width: int, *, may_read_on: bool) -> Content:
    """The sign, the first line of the text, the key that shows the rest, and the time.

    No wider than its text, so that the border stays visible. Where room is short the time goes first.
    `may_read_on`: the key works here.
    """
    sign, style = _SIGNS[said.severity]
    text, time = f" {sign} {said.line}", f"  {said.at:%H:%M:%S} "
    room = width - 1 - cell_len(text)
    more = _MORE if may_read_on and (said.line != said.text or room < 0) else ""
    if room < 0:
        text, room = fit(text, max(1, width - 1 - len(more))), len(more)
    ends = more if len(more) <= room else ""
    ends += time if len(ends) + len(time) - 1 <= room else " "
    written = Content(text).stylize("bold", 3) if said.severity == "error" else Content(text)
    return Content.assemble(written.stylize(style, 0, 3), (ends, "$text-muted"))
