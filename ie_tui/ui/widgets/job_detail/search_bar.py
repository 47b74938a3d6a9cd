"""The search line at the bottom of the detail."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input, Static

from ie_tui.ui.commands.registry import Scope, bindings


class SearchInput(Input):
    """The text field; its other keys are in the registry."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SEARCH)]

    def action_step(self, matches: int) -> None:
        """Go to another match."""
        self.post_message(SearchBar.Stepped(matches))

    def action_keep(self) -> None:
        """Return to the pane and keep the matches highlighted."""
        self.post_message(SearchBar.Left(is_kept=True))

    def action_close(self) -> None:
        """Return to the pane and clear the search."""
        self.post_message(SearchBar.Left(is_kept=False))


class SearchBar(Horizontal):
    """Posts what was typed, and shows how many matches that has."""

    found: var[str] = var("")
    """`3 of 7 matches`; empty without a search text."""

    class Typed(Message):
        """The search text changed."""

        def __init__(self, needle: str) -> None:
            super().__init__()
            self.needle = needle

    class Stepped(Message):
        """Go to another match."""

        def __init__(self, matches: int) -> None:
            """`matches`: how many further on; negative: back."""
            super().__init__()
            self.matches = matches

    class Left(Message):
        """The user left the search line."""

        def __init__(self, *, is_kept: bool) -> None:
            """`is_kept`: the matches stay highlighted."""
            super().__init__()
            self.is_kept = is_kept

    def __init__(self, needle: str) -> None:
        """`needle`: the previous search text."""
        super().__init__(id="search")
        self._needle = needle

    def compose(self) -> ComposeResult:
        yield Static("/", id="search-sign")
        yield SearchInput(self._needle, placeholder="search the manifest", compact=True)
        yield Static(id="search-found")

    def on_mount(self) -> None:
        """Focus the text field."""
        self.take_up()

    def take_up(self) -> None:
        """Focus the text field; the first letter replaces the previous search text."""
        self.screen.set_focus(self.query_one(SearchInput))

    def watch_found(self, found: str) -> None:
        # A bar being closed loses its children before it goes itself.
        for counter in self.query("#search-found").results(Static):
            counter.update(Content(found))

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Search as the user types."""
        event.stop()
        self.post_message(self.Typed(event.value))
