"""The message log: recent messages in full, with their times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.rendering.text_layout import MUTED
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.widgets.dialog_text import DialogBody
from ie_tui.ui.widgets.message_line import Said


class LastMessages(Dialog[None]):
    """Recent messages, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.MESSAGES)]

    def __init__(self, said: Sequence[Said]) -> None:
        """`said`: the oldest first."""
        super().__init__()
        self._said = said

    def compose(self) -> ComposeResult:
        with DialogBody(classes="dialog") as dialog:
            dialog.border_title = "Messages"
            dialog.border_subtitle = "esc close"
            blocks = [_block(one) for one in reversed(self._said)]
            yield Static(Content("\n\n").join(blocks) if blocks else Content("No messages yet."))

    def action_close(self) -> None:
        """Close."""
        self.dismiss()


def _block(said: Said) -> Content:
    style = "" if said.severity == "information" else "bold"
    return Content.assemble((f"{said.at:%H:%M:%S}  ", MUTED), (" ".join(said.text.split("\n")), style))
