"""The key line at the bottom: the keys that work now, as many as fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.actions import parse
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from ie_tui.ui.commands.key_order import AT_THE_END, KEY_ORDER, place_of
from ie_tui.ui.commands.registry import BY_ID, Command, Scope, key_name
from ie_tui.ui.manifest_view import Revealed

_HIDES = "manifest.secrets"
"""The command whose second press hides what it showed."""


class KeyEntry(NamedTuple):
    """A key and its label."""

    key: str
    label: str
    stays: bool = False
    """It is always shown."""

    @property
    def cells(self) -> int:
        """Width, with the gap behind it."""
        return cell_len(f"{key_name(self.key)} {self.label}") + 2


class KeyLine(Widget):
    """Built from the active bindings, so it never shows a key that does nothing."""

    DEFAULT_CSS = "KeyLine { height: 1; }"
    ALLOW_SELECT = False

    found: reactive[tuple[tuple[str, Command], ...]] = reactive(())
    """Active keys and their commands, the most useful first."""
    revealed: reactive[Revealed | None] = reactive(None)
    """Set while secrets are visible and can be hidden."""

    def __init__(self, why_not: Callable[[str, tuple[object, ...]], str], *, id: str | None = None) -> None:  # noqa: A002
        """`why_not` takes an action's name and parameters and returns why it is unavailable."""
        super().__init__(id=id)
        self._why_not = why_not

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.take_bindings)

    def take_bindings(self, screen: Screen[object]) -> None:
        """Collect the active keys."""
        active = {
            one.binding.id: one.binding.key
            for one in reversed(screen.active_bindings.values())
            if one.enabled
        }
        scopes = {BY_ID[name].scope for name in active if name in BY_ID}
        place = place_of(scopes)
        is_typing = place in (Scope.FILTER, Scope.SEARCH)
        wanted = (*KEY_ORDER[place], *(() if is_typing else AT_THE_END))
        self.found = tuple(
            (active[name], BY_ID[name])
            for name in wanted
            if name in active and self._can_be_done(BY_ID[name])
        )

    def on_click(self, event: events.Click) -> None:
        """Press the key of the clicked entry."""
        key = event.style.meta.get("key")
        if isinstance(key, str):
            self.app.simulate_key(key)

    def render(self) -> Content:
        """Draw as many entries as fit, dropping from the end."""
        entries = [self._entry(*pair) for pair in self.found]
        shown = fitting(entries, self.size.width)
        return (Content(" ") + Content("  ").join(_content(one) for one in shown)).truncate(
            self.size.width, ellipsis=True
        )

    def _entry(self, key: str, command: Command) -> KeyEntry:
        label = "hide" if command.id == _HIDES and self.revealed else command.short or command.label
        return KeyEntry(key, label, command.id in AT_THE_END)

    def _can_be_done(self, command: Command) -> bool:
        _, action, parameters = parse(command.action)
        return not self._why_not(action, parameters)


def fitting(entries: list[KeyEntry], width: int) -> list[KeyEntry]:
    """The entries that fit: those that stay, then the first of the others."""
    room = width + 1 - sum(one.cells for one in entries if one.stays)
    kept = []
    for one in entries:
        if one.stays:
            kept.append(one)
        elif one.cells <= room:
            kept.append(one)
            room -= one.cells
    return kept


def _content(one: KeyEntry) -> Content:
    """An entry whose click presses its key."""
    name = Content.styled(key_name(one.key), "bold $text-primary")
    press = Style.from_meta({"key": one.key})
    return Content.assemble(name, " ", (one.label, "$text-muted")).stylize(press)
