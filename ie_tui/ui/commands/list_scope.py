"""The commands of the list's filter and of notes; part of `registry`."""

from __future__ import annotations

from typing import Final

from ie_tui.ui.commands.command import Command, Scope

LIST_COMMANDS: Final = (
    Command(
        "list.filter",
        "slash",
        "filter",
        "Show only the jobs whose id, type, codes or note hold what one types.",
        Scope.LIST,
        "screen.filter",
        rank=5,
    ),
    Command(
        "list.needs_you",
        "exclamation_mark",
        "needs you",
        "In the list, show only the jobs whose next move is yours, most urgent first, or all again.",
        Scope.EVERYWHERE,
        "needs_you",
        rank=6,
    ),
    Command(
        "job.note",
        "e",
        "note",
        "Write down something about the job, and the parcel you sent; it stays on this machine.",
        Scope.JOB,
        "note",
        rank=9,
    ),
    Command(
        "job.handled",
        "d",
        "handled",
        "Mark the job as handled, or undo that; it comes back by itself when something changes.",
        Scope.JOB,
        "toggle_handled",
        rank=9,
    ),
    Command(
        "filter.keep",
        "enter tab shift+tab",
        "keep",
        "Back to the list, which stays filtered.",
        Scope.FILTER,
        "keep",
        rank=2,
        in_palette=False,
    ),
    Command(
        "filter.clear",
        "escape",
        "clear",
        "Take the text away; without any, back to the list.",
        Scope.FILTER,
        "clear",
        rank=3,
        in_palette=False,
    ),
    Command("filter.down", "down", "next", "To the next job.", Scope.FILTER, "move(1)", in_palette=False),
    Command(
        "filter.up", "up", "previous", "To the previous job.", Scope.FILTER, "move(-1)", in_palette=False
    ),
    Command("note.keep", "enter", "keep", "Keep the note.", Scope.NOTE, "keep", rank=2, in_palette=False),
    Command(
        "note.leave",
        "escape",
        "leave",
        "Leave the note as it was; asks once where it was changed.",
        Scope.NOTE,
        "leave",
        rank=3,
        in_palette=False,
    ),
    Command(
        "note.next",
        "down tab",
        "next line",
        "To the next line.",
        Scope.NOTE,
        "app.focus_next",
        in_palette=False,
    ),
    Command(
        "note.previous",
        "up shift+tab",
        "previous line",
        "To the line before.",
        Scope.NOTE,
        "app.focus_previous",
        in_palette=False,
    ),
)
