"""The commands that the key line shows in each place, the most useful first."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType
from typing import Final

from ie_tui.ui.commands.command import Scope

AT_THE_END: Final = ("app.quit", "app.help")
"""Always shown where these keys work."""

KEY_ORDER: Final = MappingProxyType(
    {
        Scope.FILTER: ("filter.keep", "filter.clear", "filter.down", "filter.up", "app.palette"),
        Scope.SEARCH: ("search.next", "search.previous", "search.keep", "search.close", "app.palette"),
        Scope.MANIFEST: (
            "app.copy_command",
            "job.retry",
            "manifest.next_match",
            "manifest.end_search",
            "job.copy_signature",
            "job.copy_menu",
            "job.save_signature",
            "job.refresh",
            "list.needs_you",
            "manifest.secrets",
            "manifest.search",
            "manifest.original",
            "job.handled",
            "job.note",
            "job.verify_device",
            "pane.list",
            "app.palette",
            "pane.zoom",
            "list.refresh",
            "job.copy_signature_file",
        ),
        Scope.LIST: (
            "app.copy_command",
            "list.open",
            "job.copy_signature",
            "job.copy_menu",
            "list.filter",
            "list.needs_you",
            "job.save_signature",
            "job.refresh",
            "list.refresh",
            "job.handled",
            "job.note",
            "app.palette",
            "job.verify_device",
            "pane.zoom",
            "job.copy_signature_file",
        ),
    }
)
"""Command ids by scope; while typing, only keys other than letters."""


def place_of(scopes: Collection[Scope]) -> Scope:
    """The key of `KEY_ORDER` to use while commands of these scopes are active."""
    return next((scope for scope in KEY_ORDER if scope in scopes), Scope.LIST)
