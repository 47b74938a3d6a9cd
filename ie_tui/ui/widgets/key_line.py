"""The last line: what the keys do here and now, as many as fit."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from ie_tui.ui.commands import BY_ID, Command, key_name

_AT_THE_END: Final = 2
"""Commands of a lower rank, help and quit, are never left out and stand last."""


class KeyLine(Widget):
    """Made from the bindings in force, so that it cannot promise a key that does nothing."""

    DEFAULT_CSS = "KeyLine { height: 1; }"
    ALLOW_SELECT = False

    shown: reactive[tuple[tuple[str, Command], ...]] = reactive(())
    """Keys in force and their commands, the most useful first."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.take_bindings)

    def take_bindings(self, screen: Screen[object]) -> None:
        """Look up what the keys do now."""
        found: dict[str, tuple[str, Command]] = {}
        for active in screen.active_bindings.values():
            command = BY_ID.get(active.binding.id or "")
            if command is not None and command.rank is not None and active.enabled:
                found.setdefault(command.id, (active.binding.key, command))
        self.shown = tuple(sorted(found.values(), key=lambda pair: pair[1].rank or 0))

    def on_click(self, event: events.Click) -> None:
        """A click on an entry is its key."""
        key = event.style.meta.get("key")
        if isinstance(key, str):
            self.app.simulate_key(key)

    def render(self) -> Content:
        """As many as fit, in the order of the registry's ranks."""
        room = self.size.width - 1
        kept: list[tuple[str, Command]] = []
        for key, command in self.shown:
            need = len(key_name(key)) + len(command.label) + 3
            if need <= room:
                kept.append((key, command))
                room -= need
        kept.sort(key=lambda pair: (pair[1].rank or 0) < _AT_THE_END)
        return Content(" ") + Content.assemble(*(entry(*pair) for pair in kept))


def entry(key: str, command: Command) -> Content:
    """A key and what it does; a click does the same."""
    press = Style.from_meta({"key": key})
    name = Content.styled(key_name(key), "bold $text-primary")
    return Content.assemble(name, " ", (command.label, "$text-muted")).stylize(press) + Content("  ")
