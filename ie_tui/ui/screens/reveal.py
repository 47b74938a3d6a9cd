"""The confirmation before passwords are shown on a screen that others may see."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from ie_tui.api.models import JobId
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.manifest_view import SHOWN_FOR
from ie_tui.ui.screens.dialog import Dialog

READING_S: Final = 0.5
"""A yes within this time is ignored: nobody has read the question yet, and stray bytes come in bursts."""


class RevealSecrets(Dialog[bool]):
    """Returns True for a yes that came after the question could be read."""

    DEFAULT_CSS = "RevealSecrets #answers { margin-top: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.REVEAL)]

    is_readable: var[bool] = var(False)
    """The question has been on the screen long enough."""

    def __init__(self, job_id: JobId, count: int) -> None:
        """`count`: how many secrets the manifest has."""
        super().__init__()
        self._job_id = job_id
        self._count = count

    def compose(self) -> ComposeResult:
        noun = "secret" if self._count == 1 else "secrets"
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = Content(f"Show {self._count:,} {noun}?")
            yield Static(
                Content(
                    f"The manifest of {printable_line(self._job_id)} is fetched again. Anyone who sees "
                    f"this screen can then read its {noun} for {SHOWN_FOR.seconds} seconds."
                )
            )
            yield Static(id="answers")

    def begin(self) -> None:
        """Enable the yes a moment after the question is painted."""
        self._say_what_answers()
        self.call_after_refresh(self.set_timer, READING_S, self._accept_yes)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the yes until the question could be read."""
        return super().check_action(action, parameters) and (action != "show" or self.is_readable)

    def action_show(self) -> None:
        """Show them."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Keep them hidden."""
        self.dismiss(False)

    def _accept_yes(self) -> None:
        self.is_readable = True
        self._say_what_answers()

    def _say_what_answers(self) -> None:
        key = "bold $text-primary"
        yes = Content.assemble(("enter", key), " show   ") if self.is_readable else Content()
        no = Content.assemble(("esc", key), " keep hidden")
        self.query_one("#answers", Static).update(Content.assemble(yes, no))
