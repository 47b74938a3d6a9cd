"""The question before a SIGNATURE file is saved or verified for a job whose device is gone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.screens.dialog import Dialog


class DeviceGone(Dialog[bool]):
    """Says where the device is; gives True only for a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.QUESTION)]

    def __init__(self, title: str, sentence: str) -> None:
        """Both have passed the show gate."""
        super().__init__()
        self._title = title
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        key = "bold $text-primary"
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = Content(self._title)
            yield Static(Content(f"! {self._sentence}"), classes="doubts")
            yield Static(Content.assemble(("y", key), " go on all the same   ", ("esc", key), " leave it"))

    def action_yes(self) -> None:
        """Go on."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave it."""
        self.dismiss(False)
