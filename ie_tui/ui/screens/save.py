"""Saving SIGNATURE in a folder: preview, confirmation and result."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive

from ie_tui.devices.safe_save import Saved, plan_save, replace_signature, save_signature
from ie_tui.jobs.record import Record
from ie_tui.jobs.signature_doubts import answer_doubts
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.rendering import save_steps
from ie_tui.ui.rendering.glyphs import Glyphs
from ie_tui.ui.rendering.save_steps import LOOKING, Busy, Planned, Problem
from ie_tui.ui.screens.device_dialog import DeviceDialog
from ie_tui.ui.widgets.dialog_text import DialogBody, DialogText


class SaveSignature(DeviceDialog[bool]):
    """Returns True once the file is saved, False on going back."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.SAVE, Scope.FILE)]
    DOING = "saving SIGNATURE"

    step: reactive[save_steps.Step] = reactive[save_steps.Step](Busy(LOOKING), init=False)

    def __init__(self, record: Record, text: str, glyphs: Glyphs, directory: Path) -> None:
        """`text`: the whole file, from `signature_file()`."""
        super().__init__()
        self._record = record
        self._text = text
        self._glyphs = glyphs
        self._directory = directory

    def compose(self) -> ComposeResult:
        with DialogBody(classes="dialog") as body:
            body.border_title = Content(f"Save SIGNATURE of {printable_line(self._record.job_id)}")
            yield DialogText()

    def begin(self) -> None:
        """Plan before anything is written."""
        self.watch_step()
        self._look()

    def watch_step(self) -> None:
        body = self.query_one(DialogBody)
        body.border_subtitle = Content(save_steps.keys(self.step))
        body.scroll_home(animate=False)
        self.query_one(DialogText).build = partial(save_steps.content, self.step, glyphs=self._glyphs)

    def say_problem(self, sentence: str) -> None:
        self.step = Problem(sentence)

    def action_save(self) -> None:
        """Save if there are no warnings; close once saved."""
        if isinstance(self.step, Saved):
            self.dismiss(True)
        elif isinstance(self.step, Planned) and self.step.may_save and not self.step.needs_yes:
            self._save(self.step)

    def action_yes(self) -> None:
        """Save despite the warnings."""
        if isinstance(self.step, Planned) and self.step.may_save:
            self._save(self.step)

    def action_look_again(self) -> None:
        """Rescan the device."""
        if isinstance(self.step, Planned | Problem):
            self.step = Busy(LOOKING)
            self._look()

    def action_back(self) -> None:
        """Return to the devices, or close once saved."""
        if isinstance(self.step, Busy) and self.step.is_writing:
            words = "Saving may be incomplete: verify the device before you ship it."
            self.app.notify(words, severity="warning", markup=False, timeout=15)
        self.dismiss(isinstance(self.step, Saved))

    def _save(self, planned: Planned) -> None:
        self.step = Busy("Saving and verifying…", is_writing=True)
        self._write(planned)

    @work(exclusive=True, group="device", exit_on_error=False)
    async def _look(self) -> None:
        plan = await self.ask_device(partial(plan_save, self._directory, self._text))
        self.step = Planned(plan, self._text, answer_doubts(self._record))

    @work(exclusive=True, group="device", exit_on_error=False)
    async def _write(self, planned: Planned) -> None:
        seen = planned.plan.seen
        if seen is None:
            save = partial(save_signature, self._directory, self._text)
        else:
            save = partial(replace_signature, self._directory, self._text, seen)
        self.step = await self.ask_device(save)
