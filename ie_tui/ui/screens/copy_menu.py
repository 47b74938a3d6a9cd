"""The copy menu: the values of a job, each with its key and a preview."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ie_tui.jobs.record import Record
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import BY_ID, Scope, bindings
from ie_tui.ui.copy_values import KINDS, Offer, offer, why_absent
from ie_tui.ui.rendering.text_layout import MUTED, WARN
from ie_tui.ui.screens.copy_value import ShowValue
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.style_sheets import styles_dir

_NAME_CELLS: Final = max(len(kind.name) for kind in KINDS.values()) + 2


class CopyList(OptionList, inherit_bindings=False):
    """The values; the keys are bound by the screen."""


class CopyMenu(Dialog[str]):
    """Returns the kind of the chosen value."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.COPY)]
    CSS_PATH = styles_dir() / "copy.tcss"

    def __init__(self, record: Record, kind: str) -> None:
        """The cursor starts on `kind`, or on the first value available."""
        super().__init__()
        self._job = printable_line(record.job_id)
        self._offers = {name: offer(name, record) for name in KINDS}
        self._absent = {name: why_absent(name, record) for name in KINDS}
        self._kind = kind

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="copy-menu") as dialog:
            dialog.border_title = Content(f"Copy from {self._job}")
            dialog.border_subtitle = "enter copy · s show · esc close"
            yield CopyList(*(self._option(kind) for kind in KINDS), markup=False, id="copies")

    def begin(self) -> None:
        """Put the cursor on a value that is available."""
        present = [number for number, found in enumerate(self._offers.values()) if found]
        wished = list(KINDS).index(self._kind)
        self.query_one(CopyList).highlighted = wished if wished in present else present[0]

    def action_take(self, kind: str) -> None:
        """Copy this kind; the main screen reports why if there is none."""
        self.dismiss(kind)

    def action_choose(self) -> None:
        """Copy the selected value."""
        self.query_one(CopyList).action_select()

    def action_show(self) -> None:
        """Show the selected value without copying it."""
        if found := self._offers[self._under_cursor()]:
            words = ["Shown only; not copied.", *(f"! {doubt}" for doubt in found.doubts)]
            if found.shown != found.text:
                words.append("accessKeyId shows its last four characters only; a file gets it in full.")
            self.app.push_screen(ShowValue(found.what, " ".join(words), found.text, found.shown))

    def action_move(self, step: int) -> None:
        """Move the cursor, skipping values that are not available."""
        values = self.query_one(CopyList)
        values.action_cursor_down() if step > 0 else values.action_cursor_up()

    def action_first(self) -> None:
        """Go to the first value."""
        self.query_one(CopyList).action_first()

    def action_last(self) -> None:
        """Go to the last value."""
        self.query_one(CopyList).action_last()

    def action_close(self) -> None:
        """Close without copying."""
        self.dismiss()

    @on(OptionList.OptionSelected)
    def take_chosen(self) -> None:
        """Copy the value chosen by key or click."""
        self.dismiss(self._under_cursor())

    def _under_cursor(self) -> str:
        return list(KINDS)[self.query_one(CopyList).highlighted or 0]

    def _option(self, kind: str) -> Option:
        found = self._offers[kind]
        key = BY_ID[f"copy.{kind}"].key_name
        return Option(_row(key, KINDS[kind].name, found, self._absent[kind]), disabled=found is None)


def _row(key: str, name: str, found: Offer | None, absent: str) -> Content:
    label = name.ljust(_NAME_CELLS)
    if found is None:
        return Content.styled(f"{key}  {label}{absent}", MUTED)
    doubt = ("! ", WARN) if found.doubts else ""
    return Content.assemble((key, "bold $text-primary"), f"  {label}", doubt, (found.preview, MUTED))
