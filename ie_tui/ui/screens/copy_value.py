"""Dialogs of copying: the confirmation of a doubtful value, and the value itself to read or save."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from ie_tui.manifest.reader import mask_secrets
from ie_tui.system.new_file import NotSaved, save_new
from ie_tui.system.threads import in_daemon_thread
from ie_tui.text import control_signs, printable, printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.messages import Faulted
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.style_sheets import styles_dir
from ie_tui.ui.widgets.dialog_text import DialogBody

_SAVE_WITHIN_S: Final = 15.0


class ConfirmCopy(Dialog[bool]):
    """Shows the warnings; returns True only for a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.QUESTION)]

    def __init__(self, what: str, doubts: Sequence[str]) -> None:
        """Both have passed the show gate."""
        super().__init__()
        self._what = what
        self._doubts = doubts

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Copy anyway?"
            yield Static(Content.styled(f"The {self._what}:", "bold"))
            doubts = Content("\n").join(Content(f"! {doubt}") for doubt in self._doubts)
            yield Static(doubts, classes="doubts")
            yield Static(
                Content.assemble(
                    ("y", "bold $text-primary"),
                    " copy   ",
                    ("esc", "bold $text-primary"),
                    " cancel",
                )
            )

    def action_yes(self) -> None:
        """Copy."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Do not copy."""
        self.dismiss(False)


class ShowValue(Dialog[None]):
    """The value on lines of its own, so that a mouse selection takes nothing else along."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.VALUE)]
    CSS_PATH = styles_dir() / "copy.tcss"

    def __init__(self, title: str, words: str, value: str, shown: str | None = None) -> None:
        """`title` and `words` are safe to show; `value` is as sent, `shown` is its displayable form."""
        super().__init__()
        self._title = title
        self._words = words
        self._value = value
        self._shown = value if shown is None else shown

    def compose(self) -> ComposeResult:
        signs = control_signs(self._shown, keep="\n\t")
        with DialogBody(id="value") as body:
            body.border_title = Content(self._title)
            body.border_subtitle = "s save to a file · esc close"
            yield Static(Content(self._words), classes="about")
            if signs:
                note = f"Non-printing characters are escaped ({' '.join(signs)}); a file gets them as sent."
                yield Static(Content(note), classes="doubts")
            yield Static(Content(printable(self._shown)), id="alone")
            yield Static(id="told")
            yield Input(placeholder="file name", id="file")

    def begin(self) -> None:
        """Hide the file name until it is needed."""
        self.query_one(Input).display = False
        self.query_one("#told").display = False

    def hide_secrets(self) -> None:
        """Mask the secrets of a manifest that was copied in clear text."""
        self.query_one("#alone", Static).update(Content(printable(mask_secrets(self._value)[0])))

    def action_save(self) -> None:
        """Ask for the file name."""
        name = self.query_one(Input)
        name.display = True
        name.focus()
        self._tell(f"Name of a new file in {Path.cwd()}, or a full path; enter saves it.")

    def action_close(self) -> None:
        """Cancel the file name, or close."""
        name = self.query_one(Input)
        if not name.display:
            self.dismiss()
            return
        name.display = False
        self.query_one("#told").display = False
        self.query_one(DialogBody).focus()

    @on(Input.Submitted)
    def take_name(self, message: Input.Submitted) -> None:
        """Save under the given name."""
        if not (typed := message.value.strip()):
            return
        try:
            self._save(Path(typed).expanduser().absolute())
        except RuntimeError:
            self._tell(f"No home directory for {typed}.")

    @work(exclusive=True, group="save", exit_on_error=False)
    async def _save(self, path: Path) -> None:
        try:
            size = await in_daemon_thread(lambda: save_new(path, self._value), _SAVE_WITHIN_S)
        except NotSaved as error:
            self._tell(str(error))
        except TimeoutError:
            self._tell(f"No answer within {_SAVE_WITHIN_S:g} s; check that {path} exists and is complete.")
        else:
            self.query_one(Input).display = False
            self.query_one(DialogBody).focus()
            self._tell(f"Saved as {path}, {size:,} byte{'s' * (size != 1)}; only you can read it.")

    @on(Worker.StateChanged)
    def tell_fault(self, event: Worker.StateChanged) -> None:
        """Report unexpected worker errors."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.app.post_message(Faulted(event.worker.error, "saving a value"))

    def _tell(self, sentence: str) -> None:
        told = self.query_one("#told", Static)
        told.update(Content(printable_line(sentence)))
        told.display = True
        told.scroll_visible(animate=False)
