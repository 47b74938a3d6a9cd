"""The confirmation before saving or verifying SIGNATURE for a job whose device has been shipped."""

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
    """Shows where the device is; returns True only for a yes."""

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
            yield Static(Content.assemble(("y", key), " continue anyway   ", ("esc", key), " cancel"))

    def action_yes(self) -> None:
        """Continue."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Cancel."""
        self.dismiss(False)
