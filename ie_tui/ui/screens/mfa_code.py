"""The question for an MFA code, without which there are no credentials."""

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
"""Of a code in AWS's own words; a longer one is for AWS to judge."""
_LONGEST: Final = 20


class MfaScreen(Dialog[None]):
    """Answers a look-up, which waits in a thread; goes when the answer is there or no longer wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.MFA)]
    CSS_PATH = styles_dir() / "mfa.tcss"

    def __init__(self, serial: str, answer: Future[str]) -> None:
        """`serial` names the device: an ARN, or the number of a hardware device."""
        super().__init__()
        self._serial = printable_line(serial)
        self._answer = answer

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False) as dialog:
            dialog.border_title = "MFA code"
            dialog.border_subtitle = "enter sends · esc leaves it"
            yield Label("AWS wants the code that this device shows now:", classes="about")
            yield Label(Content(self._serial), id="serial")
            # A code is good for one use and half a minute: it is shown, so that a slip is seen.
            yield Input(
                placeholder="six digits", restrict="[0-9 ]*", max_length=_LONGEST, id="code", compact=True
            )
            yield Label(id="told")

    def begin(self) -> None:
        """Go as soon as nobody waits any more."""
        self.query_one("#told").display = False
        self._answer.add_done_callback(lambda _: self.dismiss())

    @on(Input.Submitted)
    def action_send(self) -> None:
        """Hand over what was typed, if it can be a code."""
        code = self.query_one(Input).value.replace(" ", "")
        if len(code) < _DIGITS:
            told = self.query_one("#told", Label)
            told.update(
                Content(f"A code has six digits, here {'is' if len(code) == 1 else 'are'} {len(code)}.")
            )
            told.display = True
        elif not self._answer.done():
            self._answer.set_result(code)

    def action_decline(self) -> None:
        """Go on without credentials."""
        if not self._answer.done():
            self._answer.set_exception(MfaDeclined())
