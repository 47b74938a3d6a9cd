"""Where a person writes down something about a job, and the parcel that went off."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label

from ie_tui.jobs.record import Note
from ie_tui.service.models import JobId
from ie_tui.text import printable_line
from ie_tui.ui.commands import Scope, bindings
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.styles import styles_dir

_LONGEST: Final = 500
_LINES: Final = (
    ("text", "Note", "anything you want to remember"),
    ("carrier", "The parcel you sent: carrier", "UPS, FedEx, …"),
    ("tracking_number", "and its tracking number", "1Z…"),
)
"""Field of Note, label and example."""


class NoteScreen(Dialog[Note]):
    """Gives the note; an empty one is to be removed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.NOTE)]
    CSS_PATH = styles_dir() / "note.tcss"

    def __init__(self, job_id: JobId, note: Note | None) -> None:
        super().__init__()
        self._job = printable_line(job_id)
        self._note = note or Note()

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False) as dialog:
            dialog.border_title = Content(f"Note on {self._job}")
            dialog.border_subtitle = "enter keeps · esc leaves"
            for name, label, example in _LINES:
                yield Label(Content(label))
                value = getattr(self._note, name)
                yield Input(
                    value,
                    placeholder=example,
                    id=name,
                    max_length=_LONGEST,
                    select_on_focus=False,
                    compact=True,
                )
            yield Label("Only on this machine: the service never sees it.", classes="about")

    @on(Input.Submitted)
    def action_keep(self) -> None:
        """Hand over what stands here now."""
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name, _, _ in _LINES}
        self.dismiss(Note(**values))

    def action_leave(self) -> None:
        """Leave the note as it was."""
        self.dismiss()
