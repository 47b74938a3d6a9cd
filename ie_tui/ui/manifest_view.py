"""How a person looks at the manifest: as fields or as text, searched, its secrets shown for a while."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Final, NamedTuple

from textual.content import Content

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Record
from ie_tui.text import printable_line

SHOWN_FOR: Final = timedelta(seconds=30)
"""After this time secrets are hidden by themselves."""
FOUND: Final = "underline $text-warning"
HERE: Final = "bold reverse $text-warning"
"""The match that was gone to, so that it differs from the others without any colour."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A manifest with its secrets; exists only while these are shown."""

    job_id: JobId
    text: str = field(repr=False)
    since: datetime

    def seconds_left(self, now: datetime) -> int:
        """0 once they must be hidden; a clock that was put back lengthens nothing."""
        left = self.since + SHOWN_FOR - now
        return ceil(left.total_seconds()) if timedelta() < left <= SHOWN_FOR else 0


class ManifestView(NamedTuple):
    """What is shown of a manifest, and how."""

    is_original: bool = False
    """The text itself instead of its fields."""
    needle: str = ""
    """What is searched for; empty: nothing."""
    match: int = 0
    """Number of the match that was gone to, from 0."""
    revealed: Revealed | None = None


PLAIN: Final = ManifestView()
"""The fields, as one finds them."""


class MatchHighlighter:
    """Marks the matches in texts that come one by one, and counts them."""

    def __init__(self, needle: str, match: int) -> None:
        self._pattern = match_pattern(needle) if needle else None
        self._match = match
        self.count = 0

    def mark(self, text: Content) -> Content:
        """The same text with its matches marked."""
        for found in self._pattern.finditer(text.plain) if self._pattern else ():
            text = text.stylize(HERE if self.count == self._match else FOUND, *found.span())
            self.count += 1
        return text


def match_pattern(needle: str) -> re.Pattern[str]:
    """Finds the needle, in capitals or not."""
    return re.compile(re.escape(needle), re.IGNORECASE)


def match_position(match: int, count: int) -> str:
    """`3 of 7 matches`; `match` counts from 0."""
    if not count:
        return "no match"
    return f"{match + 1:,} of {count:,} match{'es' * (count != 1)}"


def nothing_to_show(record: Record) -> str:
    """Why there are no secrets of this job to show; empty if there may be some. Safe to show."""
    name = printable_line(record.job_id)
    if record.status is None:
        return f"Nothing is known of the manifest of {name} yet: it was never fetched."
    if not record.status.secrets_masked:
        return f"There is no secret in the manifest of {name}."
    return ""
