"""The question before a doubtful value is copied, and the value itself where no clipboard is in reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ie_tui.text import printable
from ie_tui.ui.commands import Scope, bindings


class ConfirmCopy(ModalScreen[bool]):
    """Names the doubts; gives True only for a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.QUESTION)]

    def __init__(self, what: str, doubts: Sequence[str]) -> None:
        """Both have passed the show gate."""
        super().__init__()
        self._what = what
        self._doubts = doubts

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Copy it all the same?"
            yield Static(Content.styled(f"The {self._what}:", "bold"))
            doubts = Content("\n").join(Content(f"! {doubt}") for doubt in self._doubts)
            yield Static(doubts, classes="doubts")
            yield Static(
                Content.assemble(
                    ("y", "bold $text-primary"),
                    " copy it   ",
                    ("esc", "bold $text-primary"),
                    " leave it",
                )
            )

    def action_yes(self) -> None:
        """Copy."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Do not copy."""
        self.dismiss(False)


class ShowValue(ModalScreen[None]):
    """The value alone on its own lines, to be selected with the mouse."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.HELP)]

    def __init__(self, words: str, value: str) -> None:
        """`words` say why it is shown; `value` is as sent."""
        super().__init__()
        self._words = words
        self._value = value

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Not copied"
            dialog.border_subtitle = "esc closes"
            yield Static(Content(printable(self._words)))
            yield Static(Content(printable(self._value)), classes="value")

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss()
