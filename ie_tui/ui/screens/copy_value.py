"""Copying a value of a job: the question where it is doubtful, and the value where it is to be seen."""

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
    """Names the doubts; gives True only for a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.QUESTION)]

    def __init__(self, what: str, doubts: Sequence[str]) -> None:
        """Both have passed the show gate."""
        super().__init__()
        self._what = what
        self._doubts = doubts

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Copy it all the same?"
            yield Static(Content.styled(f"The {self._what}:", "bold"))
            doubts = Content("\n").join(Content(f"! {doubt}") for doubt in self._doubts)
            yield Static(doubts, classes="doubts")
            yield Static(
                Content.assemble(
                    ("y", "bold $text-primary"),
                    " copy it   ",
                    ("esc", "bold $text-primary"),
                    " leave it",
                )
            )

    def action_yes(self) -> None:
        """Copy."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Do not copy."""
        self.dismiss(False)


class ShowValue(Dialog[None]):
    """The value alone on its own lines, with nothing beside it that a selection would take along."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.VALUE)]
    CSS_PATH = styles_dir() / "copy.tcss"

    def __init__(self, title: str, words: str, value: str, shown: str | None = None) -> None:
        """`title` and `words` are safe to show; `value` is as sent, `shown` what of it may be seen."""
        super().__init__()
        self._title = title
        self._words = words
        self._value = value
        self._shown = value if shown is None else shown

    def compose(self) -> ComposeResult:
        signs = control_signs(self._shown, keep="\n\t")
        with DialogBody(id="value") as body:
            body.border_title = Content(self._title)
            body.border_subtitle = "s saves it to a file · esc closes"
            yield Static(Content(self._words), classes="about")
            if signs:
                note = (
                    f"What does not print stands here as signs ({' '.join(signs)}); a file gets it as sent."
                )
                yield Static(Content(note), classes="doubts")
            yield Static(Content(printable(self._shown)), id="alone")
            yield Static(id="told")
            yield Input(placeholder="a name for the new file", id="file")

    def begin(self) -> None:
        """The name is asked for when it is needed."""
        self.query_one(Input).display = False
        self.query_one("#told").display = False

    def hide_secrets(self) -> None:
        """A manifest that was copied in clear text is shown masked from now on."""
        self.query_one("#alone", Static).update(Content(printable(mask_secrets(self._value)[0])))

    def action_save(self) -> None:
        """Ask for the name of the file."""
        name = self.query_one(Input)
        name.display = True
        name.focus()
        self._tell(f"A new file in {Path.cwd()}, or anywhere else; enter saves it.")

    def action_close(self) -> None:
        """Give up the name, or go back to where one was."""
        name = self.query_one(Input)
        if not name.display:
            self.dismiss()
            return
        name.display = False
        self.query_one("#told").display = False
        self.query_one(DialogBody).focus()

    @on(Input.Submitted)
    def take_name(self, message: Input.Submitted) -> None:
        """A name was given."""
        if not (typed := message.value.strip()):
            return
        try:
            self._save(Path(typed).expanduser().absolute())
        except RuntimeError:
            self._tell(f"There is no home directory for {typed}.")

    @work(exclusive=True, group="save", exit_on_error=False)
    async def _save(self, path: Path) -> None:
        try:
            size = await in_daemon_thread(lambda: save_new(path, self._value), _SAVE_WITHIN_S)
        except NotSaved as error:
            self._tell(str(error))
        except TimeoutError:
            self._tell(f"No answer within {_SAVE_WITHIN_S:g} s; look whether {path} is there and whole.")
        else:
            self.query_one(Input).display = False
            self.query_one(DialogBody).focus()
            self._tell(f"Saved as {path}, {size:,} byte{'s' * (size != 1)}; you alone can read it.")

    @on(Worker.StateChanged)
    def tell_fault(self, event: Worker.StateChanged) -> None:
        """The one end of every exception that is no NotSaved."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.app.post_message(Faulted(event.worker.error, "saving a value"))

    def _tell(self, sentence: str) -> None:
        told = self.query_one("#told", Static)
        told.update(Content(printable_line(sentence)))
        told.display = True
        told.scroll_visible(animate=False)
