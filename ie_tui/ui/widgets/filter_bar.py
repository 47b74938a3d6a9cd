"""The filter line, below list and detail."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.messages import FilterCleared, FilterLeft, FilterMoved, FilterTyped


class FilterInput(Input):
    """The text field; its other keys are in the registry."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.FILTER)]

    def action_keep(self) -> None:
        """Return to the list and keep the filter."""
        self.post_message(FilterLeft())

    def action_clear(self) -> None:
        """Clear the filter; if empty, return to the list."""
        if self.value:
            self.post_message(FilterCleared())
            self.value = ""
        else:
            self.post_message(FilterLeft())

    def action_move(self, rows: int) -> None:
        """Move the list's cursor."""
        self.post_message(FilterMoved(rows))


class FilterBar(Horizontal):
    """Filters the list as the user types."""

    DEFAULT_CSS = "FilterBar { dock: bottom; height: 1; padding: 0 1; }"

    def __init__(self, text: str) -> None:
        """`text`: the current filter."""
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static("/", classes="sign")
        yield FilterInput(self._text, placeholder="id, type, code or note", compact=True)

    def on_mount(self) -> None:
        """Make the message line leave room."""
        self.screen.add_class("-filtering")

    def on_unmount(self) -> None:
        self.screen.remove_class("-filtering")

    def take_up(self) -> None:
        """Focus the text field."""
        self.screen.set_focus(self.query_one(FilterInput))

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Filter by the current text."""
        event.stop()
        self.post_message(FilterTyped(event.value))
