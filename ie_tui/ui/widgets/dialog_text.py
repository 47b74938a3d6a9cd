"""The text of a dialog, built for its width, and the scrolling body of a dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import var
from textual.widget import Widget

from ie_tui.ui.commands.registry import Scope, bindings

_ANY_WIDTH = 80


def _nothing(_width: int) -> Content:
    return Content()


class DialogBody(VerticalScroll):
    """Scrolls with the detail's keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DETAIL)]


class DialogText(Widget):
    """Draws the result of `build`, called with the width in cells."""

    DEFAULT_CSS = "DialogText { height: auto; text-wrap: nowrap; }"

    build: var[Callable[[int], Content]] = var[Callable[[int], Content]](lambda: _nothing)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of the text at this width."""
        text = self.build(width).plain
        return text.count("\n") + 1 if text else 0

    def render(self) -> Content:
        """The text at the current width."""
        return self.build(self.content_size.width or _ANY_WIDTH)

    def watch_build(self) -> None:
        self.refresh(layout=True)
