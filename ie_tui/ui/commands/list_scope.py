"""The commands for the list's filter and for notes; part of `registry`."""

from __future__ import annotations

from typing import Final

from ie_tui.ui.commands.command import Command, Scope

LIST_COMMANDS: Final = (
    Command(
        "list.filter",
        "slash",
        "filter",
        "Filter by id, type, code or note.",
        Scope.LIST,
        "screen.filter",
        rank=5,
    ),
    Command(
        "list.needs_you",
        "exclamation_mark",
        "needs you",
        "Show only the jobs that need you, most urgent first, or all jobs.",
        Scope.EVERYWHERE,
        "needs_you",
        rank=6,
    ),
    Command(
        "job.note",
        "e",
        "note",
        "Add a note, or the parcel you sent; it stays on this machine.",
        Scope.JOB,
        "note",
        rank=9,
    ),
    Command(
        "job.handled",
        "d",
        "handled",
        "Mark the job as handled, or undo that; it comes back when something changes.",
        Scope.JOB,
        "toggle_handled",
        rank=9,
    ),
    Command(
        "filter.keep",
        "enter tab shift+tab",
        "keep",
        "Return to the list and keep the filter.",
        Scope.FILTER,
        "keep",
        rank=2,
        in_palette=False,
    ),
    Command(
        "filter.clear",
        "escape",
        "clear",
        "Clear the filter; if empty, return to the list.",
        Scope.FILTER,
        "clear",
        rank=3,
        in_palette=False,
    ),
    Command("filter.down", "down", "next", "Next job.", Scope.FILTER, "move(1)", in_palette=False),
    Command("filter.up", "up", "previous", "Previous job.", Scope.FILTER, "move(-1)", in_palette=False),
    Command("note.keep", "enter", "save", "Save the note.", Scope.NOTE, "keep", rank=2, in_palette=False),
    Command(
        "note.leave",
        "escape",
        "cancel",
        "Discard changes; asks for confirmation first.",
        Scope.NOTE,
        "leave",
        rank=3,
        in_palette=False,
    ),
    Command(
        "note.next",
        "down tab",
        "next field",
        "Next field.",
        Scope.NOTE,
        "app.focus_next",
        in_palette=False,
    ),
    Command(
        "note.previous",
        "up shift+tab",
        "previous field",
        "Previous field.",
        Scope.NOTE,
        "app.focus_previous",
        in_palette=False,
    ),
)
