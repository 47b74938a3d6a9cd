"""All keys by where they work, and what is good to know about selecting and copying."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from ie_tui.ui.commands import Command, Scope, bindings, in_scope, key_name
from ie_tui.ui.screens.dialog import Dialog

_FACTS: Final = (
    (
        "Reading the list",
        "The codes stand there as the service sent them. A dot is a job whose status was never asked for. "
        "! marks one that needs you: its detail says why and what to do. One that ended while you were away "
        "keeps the sign until you have opened and left it. ✎ marks one with a note. A job that the service "
        "no longer lists stays, dimmed.",
    ),
    (
        "When the service is asked",
        "For the job under the cursor once it has rested there a moment, for the other visible jobs after a "
        "pause without keys, and at once by r and R. Nothing shown before is lost when asking fails.",
    ),
    (
        "Selecting with the mouse",
        "The app uses the mouse itself: hold Shift (Option on a Mac) while dragging to select text as in any "
        "other program.",
    ),
    (
        "Copying",
        "Most terminals take a copy without saying so; the app tells which way it went and whether that was "
        "checked. tmux passes it on after: set -g set-clipboard on",
    ),
)
_TITLE: Final = "bold $text-primary"
_KEYS_CELLS: Final = 19
_BESIDE_FROM: Final = 50
"""Cells of width from which the help of a key stands beside it instead of below."""


class HelpText(Widget):
    """The text, wrapped to the room it has."""

    DEFAULT_CSS = "HelpText { height: auto; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(lines(width))

    def render(self) -> Content:
        return Content("\n").join(lines(self.size.width))


class HelpBody(VerticalScroll):
    """The scrolling part."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DETAIL)]


class HelpScreen(Dialog[None]):
    """More than the key line has room for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.HELP)]

    def compose(self) -> ComposeResult:
        with HelpBody(classes="dialog") as body:
            body.border_title = "Keys"
            body.border_subtitle = "esc closes"
            yield HelpText()

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss()


def lines(width: int) -> list[Content]:
    """The whole help in lines of at most `width` cells."""
    width = max(2, width)
    found: list[Content] = []
    for scope in Scope:
        found += Content.styled(scope.value, _TITLE).wrap(width)
        found += [line for command in in_scope(scope) for line in _row(command, width)]
        found += [Content()]
    for title, text in _FACTS:
        found += Content.styled(title, _TITLE).wrap(width)
        found += [line.pad_left(2) for line in Content(text).wrap(max(2, width - 2))]
        found += [Content()]
    return found[:-1]


def _row(command: Command, width: int) -> list[Content]:
    keys = Content.styled("  " + "  ".join(key_name(key) for key in command.keys.split()), "bold")
    if width < _BESIDE_FROM:
        return [keys, *(line.pad_left(4) for line in Content(command.help).wrap(max(2, width - 4)))]
    first, *others = Content(command.help).wrap(width - _KEYS_CELLS)
    head = keys.pad_right(max(1, _KEYS_CELLS - keys.cell_length)) + first
    return [head, *(line.pad_left(_KEYS_CELLS) for line in others)]
