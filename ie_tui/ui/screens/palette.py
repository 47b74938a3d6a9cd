"""The command palette: every command by name, with its keys, and why it is unavailable."""

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
"""Sorts after every rank."""
_THEMES: Final = Entry("choose a theme", "Change the colours, with a preview of each theme.")


class PaletteInput(Input):
    """The search line; its other keys are in the registry."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.PALETTE)]

    @property
    def _palette(self) -> Palette:
        return cast("Palette", self.screen)

    def action_run(self) -> None:
        """Run the selected command."""
        self._palette.run_chosen()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self._palette.move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self._palette.page(pages)

    def action_close(self) -> None:
        """Return from the themes to the commands, or close."""
        self._palette.go_back()


class Palette(Dialog[Command]):
    """Returns the command to run."""

    CSS_PATH = styles_dir() / "palette.tcss"
    AUTO_FOCUS = "PaletteInput"

    def __init__(self, commands: Sequence[Entry], themes: Iterable[str]) -> None:
        """`themes`: the names of themes that are readable on this terminal."""
        super().__init__()
        self._themes = [_theme_entry(name) for name in sorted(themes, key=_ours_first)]
        self._entries = [*commands, _THEMES, *(entry._replace(is_extra=True) for entry in self._themes)]
        self._theme_before: str | None = None
        """The theme to return to, while themes are being previewed."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="palette") as dialog:
            dialog.border_title = "Commands"
            dialog.border_subtitle = "enter run · esc close"
            with Horizontal(id="palette-line"):
                yield Static(":", classes="sign")
                yield PaletteInput(placeholder="a command or a key", compact=True)
            yield CommandList(id="palette-list")
            yield Static(id="palette-about")

    def begin(self) -> None:
        """List all commands."""
        self._find("")

    def run_chosen(self) -> None:
        """Run the selected command or apply its theme; an unavailable entry already shows why."""
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
        """Return from the themes to the commands, restoring the theme; else close."""
        if self._theme_before is None:
            self.dismiss()
            return
        self.app.theme, self._theme_before = self._theme_before, None
        self._ask_anew("Commands", "a command or a key")

    async def wait_for_typing(self) -> None:
        """Wait until every typed letter has been searched for.

        Waits for the line twice: it first takes the letters, then posts its change messages.
        """
        line = self.query_one(PaletteInput)
        for node in (line, *line.ancestors_with_self):
            taken = asyncio.Event()
            if isinstance(node, App) or not node.call_later(taken.set):
                return
            await taken.wait()

    @on(CommandList.Clicked)
    def take_click(self) -> None:
        """Run the clicked command, unless an earlier click did."""
        if self.is_on_top:
            self.run_chosen()

    @on(Input.Changed)
    def take_typed(self, message: Input.Changed) -> None:
        """Search as the user types."""
        if message.value == ":" and self._theme_before is None:
            # The key that opened the palette closes it, if nothing else was typed.
            self.dismiss()
        elif self.is_on_top:
            self._find(message.value)

    @on(CommandList.Moved)
    def tell_about(self) -> None:
        """Explain the selected entry below the list; preview a theme at once."""
        entry = self.query_one(CommandList).entry
        if entry is None:
            about = Content.styled("No matching commands.", MUTED)
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
        """Switch between commands and themes, with an empty search line."""
        keys = "enter select · esc back" if self._theme_before else "enter run · esc close"
        dialog, line = self.query_one("#palette"), self.query_one(PaletteInput)
        dialog.border_title, dialog.border_subtitle = title, keys
        line.placeholder = placeholder
        with line.prevent(Input.Changed):
            line.value = ""
        self._find("")


def entries(why_not: Callable[[str, tuple[object, ...]], str]) -> list[Entry]:
    """The commands of the registry: available ones first, then by rank.

    `why_not` takes an action's name and parameters.
    """
    found = [
        _entry(command, why_not) for command in COMMANDS if command.in_palette and command.scope in _SCOPES
    ]
    return sorted(found, key=lambda entry: (bool(entry.why_not), _rank(entry.command)))


def _rank(command: Command | None) -> int:
    # Help and quit, ranks 0 and 1, are kept for the key line; nobody searches for them here.
    return _LAST if command is None or command.rank is None or command.rank < 2 else command.rank


def _entry(command: Command, why_not: Callable[[str, tuple[object, ...]], str]) -> Entry:
    _, action, parameters = parse(command.action)
    keys = command.key_names
    return Entry(command.label, command.help, keys, why_not(action, parameters), command)


def _theme_entry(name: str) -> Entry:
    return Entry(f"theme: {name}", f"Use the theme {name}.", theme=name)


def _ours_first(name: str) -> tuple[bool, str]:
    return (not name.startswith("ie-"), name)
