"""The commands of the command palette; part of `registry`.

No letters: these are typed into its line. ctrl+p closes what it opened.
"""

from __future__ import annotations

from typing import Final

from ie_tui.ui.commands.command import Command, Scope


def _here(id: str, keys: str, label: str, help: str, action: str) -> Command:  # noqa: A002 -- Command's names
    return Command(f"palette.{id}", keys, label, help, Scope.PALETTE, action, in_palette=False)


PALETTE_COMMANDS: Final = (
    _here("run", "enter", "run", "Run the selected command.", "run"),
    _here("down", "down ctrl+n", "next", "Next command.", "move(1)"),
    _here("up", "up", "previous", "Previous command.", "move(-1)"),
    _here("page_down", "pagedown", "page down", "A page down.", "page(1)"),
    _here("page_up", "pageup", "page up", "A page up.", "page(-1)"),
    _here("first", "home", "first", "First command.", "move(-9999)"),
    _here("last", "end", "last", "Last command.", "move(9999)"),
    _here("close", "escape ctrl+p", "close", "Close; from the themes, return to the commands.", "close"),
)
