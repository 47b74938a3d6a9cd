"""The editor of a job's note and of the parcel that the user sent."""

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
    """Returns the note; an empty one means: delete it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.NOTE)]
    CSS_PATH = styles_dir() / "note.tcss"

    is_leaving: reactive[bool] = reactive(False, init=False)
    """Cancel was pressed once on a changed note."""

    def __init__(
        self, job_id: JobId, read: Note | None, typed: Note | None = None, *, is_refused: bool = False
    ) -> None:
        """`read` is the saved note, `typed` the initial content of the form.

        `is_refused`: `typed` was not saved, since another window had saved `read` meanwhile.
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
            yield Label("Stays on this machine; the service never sees it.", classes="about")

    def begin(self) -> None:
        self.watch_is_leaving()

    def watch_is_leaving(self) -> None:
        """Show the keys in the border."""
        keys = "enter save · esc cancel"
        if self._is_refused:
            keys = "enter replace it with yours · esc keep the other"
        if self.is_leaving:
            keys = "Changed: enter save · esc again discard"
        self.query_one(VerticalScroll).border_subtitle = Content(keys)

    @on(Input.Changed)
    def go_on(self) -> None:
        """Typing on takes the first esc back."""
        self.is_leaving = False

    @on(Input.Submitted)
    def action_keep(self) -> None:
        """Save the note."""
        self.dismiss(self._written())

    def action_leave(self) -> None:
        """Cancel; a changed note is discarded at the second press only."""
        if self.is_leaving or self._written() == self._read:
            self.dismiss()
        else:
            self.is_leaving = True

    def _written(self) -> Note:
        return Note(**{name: self.query_one(f"#{name}", Input).value.strip() for name, _, _ in _LINES})


def _elsewhere(note: Note) -> Content:
    """The note from another window, which saving would replace."""
    lines = [Content.styled("Another window changed this note meanwhile:", "bold")]
    values = [printable_line(value) for value in note if value]
    lines += [Content(f"  {value}") for value in values or ["the note was deleted"]]
    return Content("\n").join(lines)
