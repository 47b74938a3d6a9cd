"""The command palette: every command by its name, with its keys, and why it cannot be done now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final, cast

from textual import on
from textual.actions import parse
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from ie_tui.ui.commands.command import Command, Scope
from ie_tui.ui.commands.registry import COMMANDS, bindings
from ie_tui.ui.commands.search import Entry, find
from ie_tui.ui.rendering.text_layout import MUTED, WARN
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.style_sheets import styles_dir
from ie_tui.ui.widgets.command_list import CommandList

_SCOPES: Final = (Scope.JOB, Scope.EVERYWHERE, Scope.LIST, Scope.MANIFEST)
_LAST: Final = 1_000
"""Behind every rank of the key line."""
_THEMES: Final = Entry("choose a theme", "Other colours; each is shown while one walks over it.")


class PaletteInput(Input):
    """Takes letters; what else its keys do stands in the registry."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.PALETTE)]

    @property
    def _palette(self) -> Palette:
        return cast("Palette", self.screen)

    def action_run(self) -> None:
        """Run the command under the cursor."""
        self._palette.run_chosen()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self._palette.move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self._palette.page(pages)

    def action_close(self) -> None:
        """Leave the themes, or the palette."""
        self._palette.go_back()


class Palette(Dialog[Command]):
    """Gives the command that is to be run."""

    CSS_PATH = styles_dir() / "palette.tcss"
    AUTO_FOCUS = "PaletteInput"

    def __init__(self, commands: Sequence[Entry], themes: Iterable[str]) -> None:
        """`themes`: the names of those that can be read here."""
        super().__init__()
        self._themes = [_theme_entry(name) for name in sorted(themes, key=_ours_first)]
        self._entries = [*commands, _THEMES, *(entry._replace(is_extra=True) for entry in self._themes)]
        self._theme_before: str | None = None
        """Where one walks over the themes: the one to go back to."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="palette") as dialog:
            dialog.border_title = "Commands"
            dialog.border_subtitle = "enter run · esc close"
            with Horizontal(id="palette-line"):
                yield Static(":", classes="sign")
                yield PaletteInput(placeholder="what to do, or a key", compact=True)
            yield CommandList(id="palette-list")
            yield Static(id="palette-about")

    def begin(self) -> None:
        """Show all commands."""
        self._find("")

    def run_chosen(self) -> None:
        """Run the command under the cursor, or take its theme; what cannot be done says why already."""
        entry = self.query_one(CommandList).entry
        if entry is None or entry.why_not:
            return
        if entry is _THEMES:
            self._walk_themes()
        elif entry.theme:
            self.app.theme = entry.theme
            self.dismiss()
        else:
            self.dismiss(entry.command)

    def move(self, rows: int) -> None:
        """Move the cursor."""
        self.query_one(CommandList).move(rows)

    def page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.query_one(CommandList).page(pages)

    def go_back(self) -> None:
        """From the themes to the commands, with the colours from before; then to where one was."""
        if self._theme_before is None:
            self.dismiss()
            return
        self.app.theme, self._theme_before = self._theme_before, None
        self._ask_anew("Commands", "what to do, or a key")

    async def wait_for_typing(self) -> None:
        """Wait until every letter that was typed has been searched for.

        The line itself is waited for twice: it first takes the letters, then tells of them.
        """
        line = self.query_one(PaletteInput)
        for node in (line, *line.ancestors_with_self):
            taken = asyncio.Event()
            if isinstance(node, App) or not node.call_later(taken.set):
                return
            await taken.wait()

    @on(CommandList.Clicked)
    def take_click(self) -> None:
        """A click runs the command, if an earlier one has not."""
        if self.is_on_top:
            self.run_chosen()

    @on(Input.Changed)
    def take_typed(self, message: Input.Changed) -> None:
        """Search while one types."""
        if message.value == ":" and self._theme_before is None:
            # The key that opened it, before anything else was typed.
            self.dismiss()
        elif self.is_on_top:
            self._find(message.value)

    @on(CommandList.Moved)
    def tell_about(self) -> None:
        """Below the list: what is under the cursor does; a theme is shown at once."""
        entry = self.query_one(CommandList).entry
        if entry is None:
            about = Content.styled("No command matches.", MUTED)
        elif entry.why_not:
            about = Content.assemble((entry.why_not, WARN), "  ", (entry.help, MUTED))
        else:
            about = Content(entry.help)
        self.query_one("#palette-about", Static).update(about)
        if entry is not None and entry.theme and self._theme_before is not None and self.is_on_top:
            self.app.theme = entry.theme

    def _find(self, typed: str) -> None:
        entries = self._entries if self._theme_before is None else self._themes
        hits = find(entries, typed)
        places = [hit.entry.theme for hit in hits]
        is_here = self._theme_before is not None and not typed and self.app.theme in places
        self.query_one(CommandList).show(hits, places.index(self.app.theme) if is_here else 0)

    def _walk_themes(self) -> None:
        self._theme_before = self.app.theme
        self._ask_anew("Themes", "a theme")

    def _ask_anew(self, title: str, placeholder: str) -> None:
        """Show the other entries, with nothing typed."""
        keys = "enter take · esc back" if self._theme_before else "enter run · esc close"
        dialog, line = self.query_one("#palette"), self.query_one(PaletteInput)
        dialog.border_title, dialog.border_subtitle = title, keys
        line.placeholder = placeholder
        with line.prevent(Input.Changed):
            line.value = ""
        self._find("")


def entries(why_not: Callable[[str, tuple[object, ...]], str]) -> list[Entry]:
    """The commands of the registry, those that can be done now first, the most useful before the others.

    `why_not` is asked with an action's name and parameters.
    """
    found = [
        _entry(command, why_not) for command in COMMANDS if command.in_palette and command.scope in _SCOPES
    ]
    return sorted(found, key=lambda entry: (bool(entry.why_not), _rank(entry.command)))


def _rank(command: Command | None) -> int:
    # Help and quit stand at the end of the key line, though nothing there is ranked before them.
    return _LAST if command is None or command.rank is None or command.rank < 2 else command.rank


def _entry(command: Command, why_not: Callable[[str, tuple[object, ...]], str]) -> Entry:
    _, action, parameters = parse(command.action)
    keys = command.key_names
    return Entry(command.label, command.help, keys, why_not(action, parameters), command)


def _theme_entry(name: str) -> Entry:
    return Entry(f"theme: {name}", f"The colours of {name}.", theme=name)


def _ours_first(name: str) -> tuple[bool, str]:
    return (not name.startswith("ie-"), name)
