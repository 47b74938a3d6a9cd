"""Why a key does nothing where it was pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Final

from textual.actions import parse
from textual.keys import format_key

from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import Command, Scope, in_scope, key_name

_PANES: Final = MappingProxyType(
    {
        Scope.LIST: "in the list (1)",
        Scope.MANIFEST: "in the detail (2)",
        Scope.DETAIL: "in the detail (2)",
    }
)
"""The panes where a key may work, and the key that focuses them."""
_WHERE_DISABLED: Final = MappingProxyType({"step_match": "No search; press / to search the manifest."})
"""Reasons by action, where the pane itself disables it."""


def why_no_key(key: str, places: Sequence[Scope], why_not: Callable[[str, tuple[object, ...]], str]) -> str:
    """One sentence, safe to show; empty where nothing needs saying.

    `places`: the scopes in force, besides EVERYWHERE. `why_not` takes an action's name and
    parameters and returns why it is unavailable.
    """
    if key == "escape":
        return ""
    for command in _commands(key, (*places, Scope.EVERYWHERE)):
        _, action, parameters = parse(command.action)
        if why := why_not(action, parameters) or _WHERE_DISABLED.get(action):
            return why
    name = printable_line(key_name(key) if key_name(key) != key else format_key(key))
    for command in _commands(key, tuple(_PANES)):
        return f"{name} works {_PANES[command.scope]}: {command.label}."
    return f"{name} does nothing here; ? shows the keys."


def _commands(key: str, scopes: Sequence[Scope]) -> list[Command]:
    return [command for scope in scopes for command in in_scope(scope) if key in command.keys.split()]
