"""The definition of a command; `registry` has them all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from textual.binding import Binding


class Scope(Enum):
    """Where a command's keys work."""

    EVERYWHERE = "Everywhere"
    LIST = "In the list"
    FILTER = "While filtering the list"
    JOB = "On a job, in list or detail"
    NOTE = "While editing a note"
    DETAIL = "In the detail and the help"
    MANIFEST = "In the detail, for the manifest"
    REVEAL = "Before showing secrets"
    SEARCH = "While searching the manifest"
    HELP = "In the help"
    PALETTE = "In the command palette"
    COPY = "In the copy menu"
    VALUE = "While a value is shown"
    QUESTION = "In a confirmation"
    MESSAGES = "In the message log"
    MFA = "In the MFA code dialog"
    DEVICES = "While choosing a device"
    SAVE = "Before saving SIGNATURE"
    FILE = "While saving or verifying SIGNATURE"


@dataclass(frozen=True, slots=True)
class Command:
    """A user action and its keys; the source of bindings, key line, palette, help and the README table."""

    id: str
    """Public: users refer to it in their own keymaps."""
    keys: str
    """Separated by blanks; the first is shown where space is short."""
    label: str
    """One or two words for the key line."""
    help: str
    """One sentence that adds to the label."""
    scope: Scope
    action: str
    """A Textual action."""
    rank: int | None = None
    """Position in the palette, 0 first; None sorts last."""
    in_palette: bool = True
    """False for plain movement, which nobody searches for by name."""
    short: str = ""
    """A shorter label for the key line."""

    @property
    def key_names(self) -> tuple[str, ...]:
        """Display names of all keys, such as `pgdn`."""
        return tuple(map(key_name, self.keys.split()))

    @property
    def key_name(self) -> str:
        """Display name of the first key."""
        return self.key_names[0]

    def binding(self) -> Binding:
        """The Textual binding; `show` is set for ranked commands."""
        return Binding(
            ",".join(self.keys.split()),
            self.action,
            self.label,
            show=self.rank is not None,
            key_display=self.key_name,
            tooltip=self.help,
            id=self.id,
        )


_KEY_NAMES: Final = {
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "exclamation_mark": "!",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def key_name(key: str) -> str:
    """The display name of a Textual key: `?` for `question_mark`."""
    return _KEY_NAMES.get(key, key)
