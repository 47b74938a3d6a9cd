"""The commands of the manifest in the detail; part of the registry in `commands`.

`n` writes a note, so the matches of a search are walked in its own line: down and up, as in the list.
"""

from __future__ import annotations

from typing import Final

from ie_tui.ui.command import Command, Scope

MANIFEST_COMMANDS: Final = (
    Command(
        "manifest.original",
        "t",
        "original text",
        "Show the manifest as it was sent, line by line, or its fields again.",
        Scope.MANIFEST,
        "original",
        rank=5,
    ),
    Command(
        "manifest.secrets",
        "u",
        "show secrets",
        "After a question, fetch the passwords and show them for 30 seconds, or hide them at once.",
        Scope.MANIFEST,
        "secrets",
        rank=6,
    ),
    Command(
        "reveal.show",
        "enter",
        "show",
        "Show the passwords; it works once the question could be read, so that no stray byte does it.",
        Scope.REVEAL,
        "show",
        in_palette=False,
    ),
    Command(
        "reveal.leave",
        "escape n q",
        "leave hidden",
        "Leave them hidden.",
        Scope.REVEAL,
        "leave",
        in_palette=False,
    ),
    Command(
        "manifest.search",
        "slash",
        "search",
        "Search in the manifest, fields or original text; what is hidden is not found.",
        Scope.MANIFEST,
        "search",
        rank=5,
    ),
    Command(
        "manifest.end_search",
        "escape",
        "end search",
        "Take the marks of the search away.",
        Scope.MANIFEST,
        "end_search",
        in_palette=False,
    ),
    Command(
        "search.next",
        "down",
        "next match",
        "To the next match.",
        Scope.SEARCH,
        "step(1)",
        rank=2,
        in_palette=False,
    ),
    Command(
        "search.previous",
        "up",
        "previous match",
        "To the match before.",
        Scope.SEARCH,
        "step(-1)",
        rank=3,
        in_palette=False,
    ),
    Command(
        "search.keep",
        "enter",
        "keep the marks",
        "Back to the detail with the matches still marked.",
        Scope.SEARCH,
        "keep",
        rank=4,
        in_palette=False,
    ),
    Command(
        "search.close",
        "escape",
        "end search",
        "Back to the detail; the marks go.",
        Scope.SEARCH,
        "close",
        rank=5,
        in_palette=False,
    ),
)
