"""All keys by scope, those of the current place first, then the glyphs and some facts."""

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
        "Codes are shown exactly as received. The sign before a job shows who has the next move; the detail "
        "explains why and what to do. A job that came back while you were away keeps its sign until you have "
        "opened and left it. A job that the service no longer lists stays, dimmed. A wider list shows more "
        "columns.",
    ),
    (
        "When jobs are fetched",
        "The selected job once the cursor has rested on it for a moment, the other visible jobs after a "
        "pause without keys, and at once by r and R. Nothing already shown is lost when fetching fails.",
    ),
    (
        "Selecting with the mouse",
        "The app captures the mouse: hold Shift (Option on a Mac) while dragging to select text as in any "
        "other program.",
    ),
    (
        "Copying",
        "Most terminals do not confirm a copy; the app reports how it was copied and whether that was "
        "verified. For tmux: set -g set-clipboard on",
    ),
)
_TITLE: Final = "bold $text-primary"
_FOUND: Final = "underline $text-warning"
_KEYS_CELLS: Final = 19
_NARROW_KEYS_CELLS: Final = 14
_WIDE_FROM: Final = 60
"""Width in cells from which the keys have the wider column."""
_BESIDE_FROM: Final = 36
"""Width in cells from which the help of a key goes beside it instead of below."""


def signs(glyphs: Glyphs) -> dict[str, tuple[tuple[str, str], ...]]:
    """The legend of the glyphs, by title."""
    return {
        "Signs before and behind a job": (
            (glyphs.you, "The next move is yours."),
            (glyphs.carrier, "The carrier has the device."),
            (glyphs.aws, "AWS works on it."),
            (glyphs.absent, "Unknown: the status has not been fetched, or does not say."),
            (glyphs.note, "You wrote a note."),
        ),
        "Signs of progress and location": (
            (glyphs.waiting, "Not started."),
            (glyphs.running, "Loading."),
            (glyphs.done, "Done."),
            (glyphs.done_with_errors, "Done with errors: read the log."),
            (glyphs.aborted, "Aborted: the code says why."),
            (glyphs.cancelled, "Cancelled."),
            (glyphs.expired, "Expired: the device did not arrive in time."),
            (glyphs.unknown, "An undocumented code."),
            (glyphs.not_received, "The device has not arrived at AWS."),
            (glyphs.at_aws, "The device is at AWS."),
            (glyphs.returned, "The device was sent back."),
        ),
    }


class HelpText(Widget):
    """The help text, wrapped to its width."""

    DEFAULT_CSS = "HelpText { height: auto; }"

    needle: reactive[str] = reactive("", layout=True)
    """The search text; empty shows all."""

    def __init__(self, first: Sequence[Scope], glyphs: Glyphs) -> None:
        """`first`: the scopes to list first."""
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
    """The scrolling part of the help."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DETAIL)]


class HelpScreen(Dialog[None]):
    """The help dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.HELP)]
    CSS_PATH = styles_dir() / "help.tcss"

    def __init__(self, first: Sequence[Scope] = (), glyphs: Glyphs = UNICODE) -> None:
        """`first`: the scopes to list first."""
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
        """Hide the search line."""
        self.query_one(Input).display = False

    @on(events.DescendantFocus)
    def tell_keys(self) -> None:
        """Show the keys for typing or for scrolling in the border."""
        typing = self.query_one(Input).has_focus
        keys = "enter done · esc show all" if typing else "/ search · ? or esc close"
        self.query_one("#help").border_subtitle = Content(keys)

    def action_search(self) -> None:
        """Focus the search line."""
        line = self.query_one(Input)
        line.display = True
        self.set_focus(line)

    def action_close(self) -> None:
        """Clear the search, or close."""
        line = self.query_one(Input)
        if not line.display:
            self.dismiss()
            return
        line.value = ""
        line.display = False
        self.set_focus(self.query_one(HelpBody))

    @on(Input.Changed)
    def search(self, message: Input.Changed) -> None:
        """Show the matches from the top."""
        self.query_one(HelpText).needle = message.value.strip()
        self.query_one(HelpBody).scroll_home(animate=False)

    @on(Input.Submitted)
    def keep(self) -> None:
        """Leave the search line and keep the matches."""
        self.set_focus(self.query_one(HelpBody))


def lines(
    width: int, first: Sequence[Scope] = (), needle: str = "", glyphs: Glyphs = UNICODE
) -> list[Content]:
    """The whole help, or the parts that contain `needle`, in lines of at most `width` cells."""
    width = max(2, width)
    found: list[Content] = []
    for title, block in _blocks(width, first, needle, glyphs):
        found += [*Content.styled(title, _TITLE).wrap(width), *block, Content()]
    return found[:-1] or Content("No matches in the help.").wrap(width)


def _blocks(
    width: int, first: Sequence[Scope], needle: str, glyphs: Glyphs
) -> Iterator[tuple[str, list[Content]]]:
    """The current scope, the glyphs, the other scopes, then the facts; without empty blocks."""
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
    """A key must equal the needle: otherwise `e` would match nearly every command."""
    keys = command.key_names
    words = f"{command.label} {command.help}".lower()
    return needle in keys or needle.lower() in words


def _marked(text: str, needle: str) -> Content:
    at = text.lower().find(needle.lower()) if needle else -1
    content = Content(text)
    return content if at < 0 else content.stylize(_FOUND, at, at + len(needle))


def _row(sign: str, meaning: str, width: int, needle: str) -> list[Content]:
    """Keys or a glyph in a column, the meaning beside them, or below where there is no room."""
    left, told = Content.styled(sign, "bold"), _marked(meaning, needle)
    if width < _BESIDE_FROM:
        above = [line.pad_left(2) for line in left.wrap(max(2, width - 2))]
        return [*above, *(line.pad_left(4) for line in told.wrap(max(2, width - 4)))]
    column = _KEYS_CELLS if width >= _WIDE_FROM else _NARROW_KEYS_CELLS
    pairs = zip_longest(left.wrap(column - 3), told.wrap(width - column), fillvalue=Content())
    return [left.pad_left(2).pad_right(column - 2 - left.cell_length) + right for left, right in pairs]
