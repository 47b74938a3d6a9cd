"""What a command is; which there are stands in `registry`."""

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
    NOTE = "Where a note is written"
    DETAIL = "In the detail and in the help"
    MANIFEST = "In the detail, on the manifest"
    REVEAL = "Before secrets are shown"
    SEARCH = "While searching in the manifest"
    HELP = "In the help"
    PALETTE = "In the command palette"
    COPY = "In the copy menu"
    VALUE = "Where a value is shown"
    QUESTION = "Before something doubtful"
    MESSAGES = "Where the last messages are read"
    MFA = "Where an MFA code is asked for"
    DEVICES = "Where a device is chosen"
    SAVE = "Before SIGNATURE is saved"
    FILE = "Where SIGNATURE is saved or verified"


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
    """How soon the palette lists it, 0 first. None: behind all that have a rank."""
    in_palette: bool = True
    """False for plain movement, which nobody looks up by name."""
    short: str = ""
    """The label in the key line, where that must be shorter."""

    @property
    def key_names(self) -> tuple[str, ...]:
        """All keys, as people write them."""
        return tuple(map(key_name, self.keys.split()))

    @property
    def key_name(self) -> str:
        """The first key, as people write it."""
        return self.key_names[0]

    def binding(self) -> Binding:
        """The command as Textual binds it."""
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
    """A key as people write it."""
    return _KEY_NAMES.get(key, key)
