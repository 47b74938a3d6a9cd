"""Where a person writes down something about a job, and the parcel that went off."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input, Label

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Note
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.style_sheets import styles_dir

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

    is_leaving: reactive[bool] = reactive(False, init=False)
    """Leaving what was changed was asked for once."""

    def __init__(
        self, job_id: JobId, read: Note | None, typed: Note | None = None, *, is_refused: bool = False
    ) -> None:
        """`read` stands there now, `typed` is what the form begins with.

        `is_refused`: what was typed was not kept, since another window had written `read` meanwhile.
        """
        super().__init__()
        self._job = printable_line(job_id)
        self._read = read or Note()
        self._typed = self._read if typed is None else typed
        self._is_refused = is_refused

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False) as dialog:
            dialog.border_title = Content(f"Note on {self._job}")
            if self._is_refused:
                yield Label(_elsewhere(self._read), classes="elsewhere")
            for name, label, example in _LINES:
                yield Label(Content(label))
                value = getattr(self._typed, name)
                yield Input(
                    value,
                    placeholder=example,
                    id=name,
                    max_length=_LONGEST,
                    select_on_focus=False,
                    compact=True,
                )
            yield Label("Only on this machine: the service never sees it.", classes="about")

    def begin(self) -> None:
        self.watch_is_leaving()

    def watch_is_leaving(self) -> None:
        """The frame says what the keys do."""
        keys = "enter keeps · esc leaves"
        if self._is_refused:
            keys = "enter keeps yours in its place · esc leaves the other"
        if self.is_leaving:
            keys = "Changed: enter keeps it · esc again throws it away"
        self.query_one(VerticalScroll).border_subtitle = Content(keys)

    @on(Input.Changed)
    def go_on(self) -> None:
        """Whoever types on does not leave."""
        self.is_leaving = False

    @on(Input.Submitted)
    def action_keep(self) -> None:
        """Hand over what stands here now."""
        self.dismiss(self._written())

    def action_leave(self) -> None:
        """Leave the note as it was; what was typed is thrown away only when that is said twice."""
        if self.is_leaving or self._written() == self._read:
            self.dismiss()
        else:
            self.is_leaving = True

    def _written(self) -> Note:
        return Note(**{name: self.query_one(f"#{name}", Input).value.strip() for name, _, _ in _LINES})


def _elsewhere(note: Note) -> Content:
    """What another window wrote, in place of which this note would be kept."""
    lines = [Content.styled("Another window changed this note meanwhile. There it says:", "bold")]
    values = [printable_line(value) for value in note if value]
    lines += [Content(f"  {value}") for value in values or ["nothing: the note was removed"]]
    return Content("\n").join(lines)
