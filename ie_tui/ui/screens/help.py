"""All keys by where they work, first those of the place one came from, and what is good to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from ie_tui.ui.commands.registry import Command, Scope, bindings, in_scope
from ie_tui.ui.rendering.glyphs import UNICODE, Glyphs
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.style_sheets import styles_dir

_FACTS: Final = (
    (
        "Reading the list",
        "The codes stand there as the service sent them. The sign before a job says who has the next move; "
        "the detail says why and what to do. A job that came back while you were away keeps its sign until "
        "you have opened and left it. A job that the service no longer lists stays, dimmed. A wider list has "
        "more columns.",
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
_FOUND: Final = "underline $text-warning"
_KEYS_CELLS: Final = 19
_NARROW_KEYS_CELLS: Final = 14
_WIDE_FROM: Final = 60
"""Cells of width from which the keys have the wider column."""
_BESIDE_FROM: Final = 36
"""Cells of width from which the help of a key stands beside it instead of below."""


def signs(glyphs: Glyphs) -> dict[str, tuple[tuple[str, str], ...]]:
    """What the signs mean, by where they stand."""
    return {
        "Signs before and behind a job": (
            (glyphs.you, "The next move is yours."),
            (glyphs.carrier, "The carrier has the device."),
            (glyphs.aws, "AWS works on it."),
            (glyphs.absent, "Not known: the status was never fetched, or does not say it."),
            (glyphs.note, "You wrote a note."),
        ),
        "Signs of progress and location": (
            (glyphs.waiting, "Not started."),
            (glyphs.running, "Being loaded."),
            (glyphs.done, "Done."),
            (glyphs.done_with_errors, "Done with errors: read the log."),
            (glyphs.aborted, "Aborted: the code says why."),
            (glyphs.cancelled, "Cancelled."),
            (glyphs.expired, "Expired: the device did not come in time."),
            (glyphs.unknown, "A code that no document explains."),
            (glyphs.not_received, "The device has not arrived at AWS."),
            (glyphs.at_aws, "The device is at AWS."),
            (glyphs.returned, "The device was sent back."),
        ),
    }


class HelpText(Widget):
    """The text, wrapped to the room it has."""

    DEFAULT_CSS = "HelpText { height: auto; }"

    needle: reactive[str] = reactive("", layout=True)
    """Only what holds it is shown; empty: all."""

    def __init__(self, first: Sequence[Scope], glyphs: Glyphs) -> None:
        """`first`: the places that come before the others."""
        super().__init__()
        self._first = first
        self._glyphs = glyphs

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        return lines(width, self._first, self.needle, self._glyphs)


class HelpBody(VerticalScroll):
    """The scrolling part."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DETAIL)]


class HelpScreen(Dialog[None]):
    """More than the key line has room for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.HELP)]
    CSS_PATH = styles_dir() / "help.tcss"

    def __init__(self, first: Sequence[Scope] = (), glyphs: Glyphs = UNICODE) -> None:
        """`first`: the places that the help begins with."""
        super().__init__()
        self._first = first
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="help") as dialog:
            dialog.border_title = "Help"
            with HelpBody():
                yield HelpText(self._first, self._glyphs)
            yield Input(placeholder="a key, or a word of its help", compact=True, id="help-search")

    def begin(self) -> None:
        """Show all."""
        self.query_one(Input).display = False

    @on(events.DescendantFocus)
    def tell_keys(self) -> None:
        """What the keys do depends on whether one types."""
        typing = self.query_one(Input).has_focus
        keys = "enter keep · esc show all" if typing else "/ search · ? or esc closes"
        self.query_one("#help").border_subtitle = Content(keys)

    def action_search(self) -> None:
        """Type what to look for."""
        line = self.query_one(Input)
        line.display = True
        self.set_focus(line)

    def action_close(self) -> None:
        """Show all again, or go back to where one was."""
        line = self.query_one(Input)
        if not line.display:
            self.dismiss()
            return
        line.value = ""
        line.display = False
        self.set_focus(self.query_one(HelpBody))

    @on(Input.Changed)
    def search(self, message: Input.Changed) -> None:
        """Show what holds it, from the top."""
        self.query_one(HelpText).needle = message.value.strip()
        self.query_one(HelpBody).scroll_home(animate=False)

    @on(Input.Submitted)
    def keep(self) -> None:
        """Scroll in what was found."""
        self.set_focus(self.query_one(HelpBody))


def lines(
    width: int, first: Sequence[Scope] = (), needle: str = "", glyphs: Glyphs = UNICODE
) -> list[Content]:
    """The whole help, or what of it holds `needle`, in lines of at most `width` cells."""
    width = max(2, width)
    found: list[Content] = []
    for title, block in _blocks(width, first, needle, glyphs):
        found += [*Content.styled(title, _TITLE).wrap(width), *block, Content()]
    return found[:-1] or Content("Nothing in the help says this.").wrap(width)


def _blocks(
    width: int, first: Sequence[Scope], needle: str, glyphs: Glyphs
) -> Iterator[tuple[str, list[Content]]]:
    """This place, the signs, each other place with its keys, then the facts; nothing that says nothing."""
    others = [scope for scope in Scope if scope not in first]
    yield from _keys(first[:1], width, needle)
    for title, legend in signs(glyphs).items():
        wanted = [row for row in legend if needle.lower() in " ".join(row).lower()]
        if wanted:
            yield title, [line for sign, meaning in wanted for line in _row(sign, meaning, width, needle)]
    yield from _keys([*first[1:], *others], width, needle)
    for title, text in _FACTS:
        if needle.lower() in f"{title} {text}".lower():
            wrapped = _marked(text, needle).wrap(max(2, width - 2))
            yield title, [line.pad_left(2) for line in wrapped]


def _keys(scopes: Sequence[Scope], width: int, needle: str) -> Iterator[tuple[str, list[Content]]]:
    for scope in scopes:
        wanted = [command for command in in_scope(scope) if _says(command, needle)]
        rows = ((_names(command), command.help) for command in wanted)
        if wanted:
            yield scope.value, [line for keys, told in rows for line in _row(keys, told, width, needle)]


def _names(command: Command) -> str:
    return "  ".join(command.key_names)


def _says(command: Command, needle: str) -> bool:
    """A key must be the whole needle, or every second command would have an `e`."""
    keys = command.key_names
    words = f"{command.label} {command.help}".lower()
    return needle in keys or needle.lower() in words


def _marked(text: str, needle: str) -> Content:
    at = text.lower().find(needle.lower()) if needle else -1
    content = Content(text)
    return content if at < 0 else content.stylize(_FOUND, at, at + len(needle))


def _row(sign: str, meaning: str, width: int, needle: str) -> list[Content]:
    """Keys or a sign in their column, and the meaning beside them, or below where there is no room."""
    left, told = Content.styled(sign, "bold"), _marked(meaning, needle)
    if width < _BESIDE_FROM:
        above = [line.pad_left(2) for line in left.wrap(max(2, width - 2))]
        return [*above, *(line.pad_left(4) for line in told.wrap(max(2, width - 4)))]
    column = _KEYS_CELLS if width >= _WIDE_FROM else _NARROW_KEYS_CELLS
    pairs = zip_longest(left.wrap(column - 3), told.wrap(width - column), fillvalue=Content())
    return [left.pad_left(2).pad_right(column - 2 - left.cell_length) + right for left, right in pairs]
