"""The line at the bottom of the detail in which one says what to search for in the manifest."""

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
    """Takes letters; what else its keys do stands in the registry."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SEARCH)]

    def action_step(self, matches: int) -> None:
        """Go to another match."""
        self.post_message(SearchBar.Stepped(matches))

    def action_keep(self) -> None:
        """Back to the pane; the marks stay."""
        self.post_message(SearchBar.Left(is_kept=True))

    def action_close(self) -> None:
        """Back to the pane; the marks go."""
        self.post_message(SearchBar.Left(is_kept=False))


class SearchBar(Horizontal):
    """Says what was typed; it is told how much that found."""

    found: var[str] = var("")
    """`3 of 7 matches`; empty while nothing is searched for."""

    class Typed(Message):
        """The text to search for is another."""

        def __init__(self, needle: str) -> None:
            super().__init__()
            self.needle = needle

    class Stepped(Message):
        """Another match is to be gone to."""

        def __init__(self, matches: int) -> None:
            """`matches`: how many further on; negative: back."""
            super().__init__()
            self.matches = matches

    class Left(Message):
        """The person is done with typing."""

        def __init__(self, *, is_kept: bool) -> None:
            """`is_kept`: the marks stay."""
            super().__init__()
            self.is_kept = is_kept

    def __init__(self, needle: str) -> None:
        """`needle`: what was searched for before."""
        super().__init__(id="search")
        self._needle = needle

    def compose(self) -> ComposeResult:
        yield Static("/", id="search-sign")
        yield SearchInput(self._needle, placeholder="search in the manifest", compact=True)
        yield Static(id="search-found")

    def on_mount(self) -> None:
        """Ready for typing."""
        self.take_up()

    def take_up(self) -> None:
        """Type here; the first letter replaces what was searched for before."""
        self.screen.set_focus(self.query_one(SearchInput))

    def watch_found(self, found: str) -> None:
        # A bar that is being closed has lost its parts before it goes itself.
        for counter in self.query("#search-found").results(Static):
            counter.update(Content(found))

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Search while one types."""
        event.stop()
        self.post_message(self.Typed(event.value))
