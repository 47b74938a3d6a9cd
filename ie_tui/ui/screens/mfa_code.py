"""The dialog for an MFA code."""

from __future__ import annotations

from concurrent.futures import Future
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label

from ie_tui.api.errors import MfaDeclined
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.style_sheets import styles_dir

_DIGITS: Final = 6
"""Least digits of a code, per AWS; longer ones are left for AWS to judge."""
_LONGEST: Final = 20


class MfaScreen(Dialog[None]):
    """Answers a credential lookup that blocks in a thread; closes once that is answered or cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.MFA)]
    CSS_PATH = styles_dir() / "mfa.tcss"

    def __init__(self, serial: str, answer: Future[str]) -> None:
        """`serial`: the ARN of the MFA device, or the serial number of a hardware device."""
        super().__init__()
        self._serial = printable_line(serial)
        self._answer = answer

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False) as dialog:
            dialog.border_title = "MFA code"
            dialog.border_subtitle = "enter send · esc skip"
            yield Label("Enter the current code of this MFA device:", classes="about")
            yield Label(Content(self._serial), id="serial")
            # A code is valid once, for half a minute: it is shown, so that a typo is visible.
            yield Input(
                placeholder="six digits", restrict="[0-9 ]*", max_length=_LONGEST, id="code", compact=True
            )
            yield Label(id="told")

    def begin(self) -> None:
        """Close as soon as the lookup no longer waits."""
        self.query_one("#told").display = False
        self._answer.add_done_callback(lambda _: self.dismiss())

    @on(Input.Submitted)
    def action_send(self) -> None:
        """Send the code if it has enough digits."""
        code = self.query_one(Input).value.replace(" ", "")
        if len(code) < _DIGITS:
            told = self.query_one("#told", Label)
            told.update(Content(f"A code has six digits; this one has {len(code)}."))
            told.display = True
        elif not self._answer.done():
            self._answer.set_result(code)

    def action_decline(self) -> None:
        """Continue without credentials."""
        if not self._answer.done():
            self._answer.set_exception(MfaDeclined())
