"""Every command of the app, once: key bindings, key line, palette, help, README table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from textual.binding import Binding


class Scope(Enum):
    """Where a command's keys work."""

    EVERYWHERE = "Everywhere"
    LIST = "In the list"
    JOB = "On a job, in list or detail"
    DETAIL = "In the detail and in the help"
    HELP = "In the help, or where a value is shown"
    QUESTION = "Before a doubtful copy"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do."""

    id: str
    """For a person's own keymap."""
    keys: str
    """Separated by blanks; the first is the one that is shown in few cells."""
    label: str
    """One or two words for the key line."""
    help: str
    """One sentence, saying more than the label."""
    scope: Scope
    action: str
    """A Textual action."""
    rank: int | None = None
    """Place in the key line, 0 first; the last give way when it is narrow. None: not shown there."""
    in_palette: bool = True
    """False for plain movement, which nobody looks up by name."""

    def binding(self) -> Binding:
        """The command as Textual binds it."""
        return Binding(
            ",".join(self.keys.split()),
            self.action,
            self.label,
            show=self.rank is not None,
            key_display=key_name(self.keys.split()[0]),
            tooltip=self.help,
            id=self.id,
        )


COMMANDS: Final = (
    Command(
        "app.help",
        "question_mark",
        "help",
        "Show all keys and what they do.",
        Scope.EVERYWHERE,
        "help",
        rank=0,
    ),
    Command(
        "app.quit",
        "q",
        "quit",
        "Leave; everything fetched so far is kept.",
        Scope.EVERYWHERE,
        "app.quit",
        rank=1,
    ),
    Command(
        "pane.next",
        "tab shift+tab",
        "other pane",
        "Go to the other pane: from the list to the detail and back.",
        Scope.EVERYWHERE,
        "other_pane",
        rank=7,
    ),
    Command("pane.list", "1", "list", "Go to the list.", Scope.EVERYWHERE, "go_to('jobs')"),
    Command(
        "pane.detail",
        "2",
        "detail",
        "Go to the detail of the job under the cursor.",
        Scope.EVERYWHERE,
        "go_to('detail')",
    ),
    Command(
        "pane.zoom",
        "z",
        "zoom",
        "Give the whole screen to this pane, or take it back.",
        Scope.EVERYWHERE,
        "zoom",
        rank=8,
    ),
    Command(
        "app.back",
        "escape",
        "back",
        "Undo one layer: a dialog, the zoom, then the detail.",
        Scope.EVERYWHERE,
        "back",
        in_palette=False,
    ),
    Command(
        "list.refresh",
        "R",
        "fetch list",
        "Ask the service for the whole list again; the cursor stays on its job.",
        Scope.EVERYWHERE,
        "fetch_list",
        rank=9,
    ),
    Command(
        "app.palette",
        "colon ctrl+p",
        "commands",
        "Find a command by its name.",
        Scope.EVERYWHERE,
        "app.command_palette",
        rank=10,
        in_palette=False,
    ),
    Command(
        "app.suspend",
        "ctrl+z",
        "suspend",
        "Back to the shell for a while; fg returns here.",
        Scope.EVERYWHERE,
        "app.suspend_process",
    ),
    Command("list.down", "j down", "next", "To the next job.", Scope.LIST, "move(1)", in_palette=False),
    Command("list.up", "k up", "previous", "To the previous job.", Scope.LIST, "move(-1)", in_palette=False),
    Command("list.first", "g home", "first", "To the newest job.", Scope.LIST, "first", in_palette=False),
    Command("list.last", "G end", "last", "To the oldest job.", Scope.LIST, "last", in_palette=False),
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
        "Go to the job's detail; where fetching failed, try again.",
        Scope.LIST,
        "open",
        rank=4,
        in_palette=False,
    ),
    Command(
        "job.copy_signature",
        "y",
        "copy signature",
        "Put the job's signature on the clipboard, and say by which way.",
        Scope.JOB,
        "copy_signature",
        rank=2,
    ),
    Command(
        "job.copy_signature_file",
        "Y",
        "copy SIGNATURE file",
        "Put what the file SIGNATURE on the device must hold on the clipboard.",
        Scope.JOB,
        "copy_signature_file",
        rank=6,
    ),
    Command(
        "job.refresh",
        "r",
        "fetch again",
        "Ask the service for this job again, however young the answer is; moving on does not stop it.",
        Scope.JOB,
        "fetch_job",
        rank=3,
    ),
    Command(
        "job.retry",
        "enter",
        "try again",
        "After a failure: ask for this job again.",
        Scope.JOB,
        "retry",
        rank=4,
        in_palette=False,
    ),
    Command(
        "detail.down",
        "j down",
        "scroll down",
        "Scroll down; the list keeps its cursor.",
        Scope.DETAIL,
        "scroll_down",
        in_palette=False,
    ),
    Command("detail.up", "k up", "scroll up", "Scroll up.", Scope.DETAIL, "scroll_up", in_palette=False),
    Command(
        "detail.top",
        "g home",
        "top",
        "To the top of the detail.",
        Scope.DETAIL,
        "scroll_home",
        in_palette=False,
    ),
    Command(
        "detail.bottom",
        "G end",
        "bottom",
        "To the bottom of the detail.",
        Scope.DETAIL,
        "scroll_end",
        in_palette=False,
    ),
    Command(
        "detail.page_down",
        "pagedown ctrl+d",
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
        "help.close",
        "escape q question_mark",
        "close",
        "Back to where one was.",
        Scope.HELP,
        "close",
        in_palette=False,
    ),
    Command("question.yes", "y", "yes", "Do it all the same.", Scope.QUESTION, "yes", in_palette=False),
    Command("question.no", "escape n q", "no", "Leave it.", Scope.QUESTION, "no", in_palette=False),
)
BY_ID: Final = {command.id: command for command in COMMANDS}

_KEY_NAMES: Final = {
    "question_mark": "?",
    "colon": ":",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
}


def key_name(key: str) -> str:
    """A key as people write it."""
    return _KEY_NAMES.get(key, key)


def in_scope(scope: Scope) -> list[Command]:
    """The commands of one scope, in the order in which help shows them."""
    return [command for command in COMMANDS if command.scope is scope]


def bindings(*scopes: Scope) -> list[Binding]:
    """The key bindings of some scopes."""
    return [command.binding() for scope in scopes for command in in_scope(scope)]


def key_rows() -> list[str]:
    """The key table of the README: rows of Markdown, with their head."""
    rows = ["| where | keys | what happens |", "| --- | --- | --- |"]
    for scope in Scope:
        for command in in_scope(scope):
            keys = " ".join(f"`{key_name(key)}`" for key in command.keys.split())
            rows.append(f"| {scope.value.lower()} | {keys} | {command.help} |")
    return rows
