"""Every command of the app, once: key bindings, key line, palette, help, docs/keys.md."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

from ie_tui.ui.commands.command import Command, Scope, key_name
from ie_tui.ui.commands.copy_menu_scope import COPY_COMMANDS
from ie_tui.ui.commands.device_scope import DEVICE_COMMANDS
from ie_tui.ui.commands.list_scope import LIST_COMMANDS
from ie_tui.ui.commands.manifest_scope import MANIFEST_COMMANDS
from ie_tui.ui.commands.palette_scope import PALETTE_COMMANDS

__all__ = ["BY_ID", "COMMANDS", "Command", "Scope", "bindings", "in_scope", "key_name", "key_rows"]

COMMANDS: Final = (
    Command(
        "app.help",
        "question_mark",
        "help",
        "Show all keys and what they do.",
        Scope.EVERYWHERE,
        "app.help",
        rank=0,
    ),
    Command(
        "app.quit",
        "q",
        "quit",
        "Quit. Cached jobs are kept.",
        Scope.EVERYWHERE,
        "app.quit",
        rank=1,
    ),
    Command(
        "pane.next",
        "tab shift+tab",
        "other pane",
        "Focus the other pane.",
        Scope.EVERYWHERE,
        "other_pane",
        rank=7,
    ),
    Command("pane.list", "1 h left", "list", "Focus the list.", Scope.EVERYWHERE, "go_to('jobs')"),
    Command(
        "pane.detail",
        "2 l right",
        "detail",
        "Focus the detail of the selected job.",
        Scope.EVERYWHERE,
        "go_to('detail')",
    ),
    Command(
        "pane.zoom",
        "z",
        "zoom",
        "Zoom the focused pane, or show both again.",
        Scope.EVERYWHERE,
        "zoom",
        rank=8,
    ),
    Command(
        "app.back",
        "escape",
        "back",
        "Go back one step: dialog, request, zoom, detail, then the filter.",
        Scope.EVERYWHERE,
        "back",
        in_palette=False,
    ),
    Command(
        "list.refresh",
        "R",
        "fetch list",
        "Fetch the whole list again; the cursor stays on its job.",
        Scope.EVERYWHERE,
        "fetch_list",
        rank=9,
    ),
    Command(
        "app.palette",
        "colon ctrl+p",
        "commands",
        "Open or close the command palette: commands and themes by name.",
        Scope.EVERYWHERE,
        "app.command_palette",
        rank=10,
        in_palette=False,
    ),
    Command(
        "app.messages",
        "E",
        "messages",
        "Show recent messages in full, with their times, newest first.",
        Scope.EVERYWHERE,
        "app.messages",
        rank=10,
    ),
    Command(
        "app.copy_or_leave",
        "ctrl+c",
        "copy selection",
        "Copy the mouse selection; without one, press twice to quit.",
        Scope.EVERYWHERE,
        "app.copy_or_leave",
        in_palette=False,
    ),
    Command(
        "app.suspend",
        "ctrl+z",
        "suspend",
        "Suspend to the shell; fg resumes.",
        Scope.EVERYWHERE,
        "app.suspend_process",
    ),
    Command("list.down", "j down", "next", "Next job.", Scope.LIST, "move(1)", in_palette=False),
    Command("list.up", "k up", "previous", "Previous job.", Scope.LIST, "move(-1)", in_palette=False),
    Command("list.first", "g home", "first", "Newest job.", Scope.LIST, "first", in_palette=False),
    Command("list.last", "G end", "last", "Oldest job.", Scope.LIST, "last", in_palette=False),
    Command(
        "list.half_page_down",
        "ctrl+d",
        "half a page down",
        "Half a page down.",
        Scope.LIST,
        "page(0.5)",
        in_palette=False,
    ),
    Command(
        "list.half_page_up",
        "ctrl+u",
        "half a page up",
        "Half a page up.",
        Scope.LIST,
        "page(-0.5)",
        in_palette=False,
    ),
    Command(
        "list.page_down", "pagedown", "page down", "A page down.", Scope.LIST, "page(1)", in_palette=False
    ),
    Command("list.page_up", "pageup", "page up", "A page up.", Scope.LIST, "page(-1)", in_palette=False),
    Command(
        "list.open",
        "enter",
        "open",
        "Open the job's detail; after an error, try again.",
        Scope.LIST,
        "open",
        rank=4,
        in_palette=False,
    ),
    *COPY_COMMANDS,
    Command(
        "job.refresh",
        "r",
        "fetch again",
        "Fetch this job again, even if the data is recent; moving on does not stop it.",
        Scope.JOB,
        "fetch_job",
        rank=3,
        short="fetch",
    ),
    Command(
        "job.retry",
        "enter",
        "try again",
        "After an error, fetch this job again.",
        Scope.JOB,
        "retry",
        rank=4,
        in_palette=False,
    ),
    Command(
        "detail.down",
        "j down",
        "scroll down",
        "Scroll down.",
        Scope.DETAIL,
        "scroll_down",
        in_palette=False,
    ),
    Command("detail.up", "k up", "scroll up", "Scroll up.", Scope.DETAIL, "scroll_up", in_palette=False),
    Command(
        "detail.top",
        "g home",
        "top",
        "Top of the detail.",
        Scope.DETAIL,
        "scroll_home",
        in_palette=False,
    ),
    Command(
        "detail.bottom",
        "G end",
        "bottom",
        "Bottom of the detail.",
        Scope.DETAIL,
        "scroll_end",
        in_palette=False,
    ),
    Command(
        "detail.page_down",
        "pagedown ctrl+d space",
        "page down",
        "A page down.",
        Scope.DETAIL,
        "page_down",
        in_palette=False,
    ),
    Command(
        "detail.page_up", "pageup ctrl+u", "page up", "A page up.", Scope.DETAIL, "page_up", in_palette=False
    ),
    Command(
        "help.search",
        "slash",
        "search",
        "Search the help for a word or a key.",
        Scope.HELP,
        "search",
        in_palette=False,
    ),
    Command(
        "help.close",
        "escape q question_mark",
        "close",
        "Clear the search, or close.",
        Scope.HELP,
        "close",
        in_palette=False,
    ),
    Command(
        "messages.close",
        "escape q E",
        "close",
        "Close.",
        Scope.MESSAGES,
        "close",
        in_palette=False,
    ),
    Command("mfa.send", "enter", "send", "Send the code.", Scope.MFA, "send", in_palette=False),
    Command(
        "mfa.decline",
        "escape",
        "skip",
        "Continue without credentials; trying again asks for a code again.",
        Scope.MFA,
        "decline",
        in_palette=False,
    ),
    Command("question.yes", "y", "yes", "Do it anyway.", Scope.QUESTION, "yes", in_palette=False),
    Command("question.no", "escape n q", "no", "Cancel.", Scope.QUESTION, "no", in_palette=False),
    *LIST_COMMANDS,
    *MANIFEST_COMMANDS,
    *DEVICE_COMMANDS,
    *PALETTE_COMMANDS,
)
BY_ID: Final = {command.id: command for command in COMMANDS}


def in_scope(scope: Scope) -> list[Command]:
    """The commands of one scope, in the order of the help."""
    return [command for command in COMMANDS if command.scope is scope]


def bindings(*scopes: Scope) -> list[Binding]:
    """The Textual bindings of these scopes."""
    return [command.binding() for scope in scopes for command in in_scope(scope)]


def key_rows() -> list[str]:
    """The key table of docs/keys.md in Markdown, header rows included."""
    rows = ["| where | keys | what happens |", "| --- | --- | --- |"]
    for scope in Scope:
        for command in in_scope(scope):
            keys = " ".join(f"`{key}`" for key in command.key_names)
            rows.append(f"| {scope.value.lower()} | {keys} | {command.help} |")
    return rows
