"""View state of the manifest: fields or original text, search, and secrets shown for a while."""

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
"""Secrets are hidden again after this."""
FOUND: Final = "underline $text-warning"
HERE: Final = "bold reverse $text-warning"
"""The current match; differs from the others without colour."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A manifest with its secrets; exists only while they are visible."""

    job_id: JobId
    text: str = field(repr=False)
    since: datetime

    def seconds_left(self, now: datetime) -> int:
        """0 once they must be hidden; setting the clock back does not extend this."""
        left = self.since + SHOWN_FOR - now
        return ceil(left.total_seconds()) if timedelta() < left <= SHOWN_FOR else 0


class ManifestView(NamedTuple):
    """The view state of a manifest."""

    is_original: bool = False
    """Show the original text instead of the fields."""
    needle: str = ""
    """The search text; empty: no search."""
    match: int = 0
    """The current match, from 0."""
    revealed: Revealed | None = None


PLAIN: Final = ManifestView()
"""The default: fields, no search, secrets hidden."""


class MatchHighlighter:
    """Highlights matches in successive texts and counts them."""

    def __init__(self, needle: str, match: int) -> None:
        self._pattern = match_pattern(needle) if needle else None
        self._match = match
        self.count = 0

    def mark(self, text: Content) -> Content:
        """The text with its matches highlighted."""
        for found in self._pattern.finditer(text.plain) if self._pattern else ():
            text = text.stylize(HERE if self.count == self._match else FOUND, *found.span())
            self.count += 1
        return text


def match_pattern(needle: str) -> re.Pattern[str]:
    """Matches the needle, ignoring case."""
    return re.compile(re.escape(needle), re.IGNORECASE)


def match_position(match: int, count: int) -> str:
    """`3 of 7 matches`; `match` counts from 0."""
    if not count:
        return "no matches"
    return f"{match + 1:,} of {count:,} match{'es' * (count != 1)}"


def nothing_to_show(record: Record) -> str:
    """Why this job has no secrets to show; empty if it may have some. Safe to show."""
    name = printable_line(record.job_id)
    if record.status is None:
        return f"The manifest of {name} has not been fetched."
    if not record.status.secrets_masked:
        return f"The manifest of {name} has no secrets."
    return ""
