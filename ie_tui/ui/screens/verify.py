"""Verifying the SIGNATURE file in a folder against the job's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive

from ie_tui.api.errors import ServiceError
from ie_tui.api.models import JobId
from ie_tui.devices.safe_save import verify
from ie_tui.jobs.record import Record
from ie_tui.jobs.signature_doubts import answer_doubts
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.rendering import verify_report
from ie_tui.ui.rendering.glyphs import Glyphs
from ie_tui.ui.rendering.save_steps import LOOKING, Busy, Problem
from ie_tui.ui.rendering.verify_report import Checked, Recomputed
from ie_tui.ui.screens.device_dialog import DeviceDialog
from ie_tui.ui.widgets.dialog_text import DialogBody, DialogText


class VerifyDevice(DeviceDialog[bool]):
    """Changes nothing; always returns False, to go back."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.FILE)]
    DOING = "verifying a device"

    step: reactive[verify_report.Step] = reactive[verify_report.Step](Busy(LOOKING), init=False)

    def __init__(
        self,
        record: Record,
        text: str,
        glyphs: Glyphs,
        recompute: Callable[[JobId], Awaitable[str | None]],
        directory: Path,
    ) -> None:
        """`text`: the whole file as expected.

        `recompute` returns the signature by the rule of Version 1.0, None where that does not apply; may
        raise ServiceError.
        """
        super().__init__()
        self._record = record
        self._text = text
        self._glyphs = glyphs
        self._recompute = recompute
        self._directory = directory

    def compose(self) -> ComposeResult:
        with DialogBody(classes="dialog") as body:
            body.border_title = Content(f"Verify SIGNATURE of {printable_line(self._record.job_id)}")
            body.border_subtitle = Content("r rescan · esc back")
            yield DialogText()

    def begin(self) -> None:
        """Read the device at once: reading changes nothing."""
        self.watch_step()
        self._look()

    def watch_step(self) -> None:
        self.query_one(DialogText).build = partial(verify_report.content, self.step, glyphs=self._glyphs)

    def say_problem(self, sentence: str) -> None:
        self.step = Problem(sentence)

    def action_look_again(self) -> None:
        """Rescan the device."""
        self.step = Busy(LOOKING)
        self._look()

    def action_back(self) -> None:
        """Return to the devices."""
        self.dismiss(False)

    @work(exclusive=True, group="device", exit_on_error=False)
    async def _look(self) -> None:
        check = await self.ask_device(partial(verify, self._directory, self._text))
        checked = Checked(check, self._record.job_id, answer_doubts(self._record))
        self.step = checked
        self.step = checked._replace(rule=await self._rule())

    async def _rule(self) -> Recomputed | Problem | None:
        try:
            signature = await self._recompute(self._record.job_id)
        except ServiceError as error:
            return Problem(error.sentence)
        sent = self._record.status.signature if self._record.status else None
        return None if signature is None else Recomputed(signature, sent)
