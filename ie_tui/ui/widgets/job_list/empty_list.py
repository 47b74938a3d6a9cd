"""Empty states of the list: why there are no jobs, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from ie_tui.api.errors import Expired, LoginExpired, NoCredentials, Offline
from ie_tui.jobs.record import Overview
from ie_tui.text import printable, printable_line
from ie_tui.tracking.index import Filter
from ie_tui.ui.advice import command_of, list_advice


class EmptyWords(NamedTuple):
    """A heading, an explanation and the key that helps."""

    title: str
    body: str
    key: str = ""


def empty_words(overview: Overview) -> EmptyWords:
    """The words for an empty list."""
    if overview.is_fetching:
        whose = printable(f"{overview.account} · {overview.endpoint}")
        return EmptyWords("Fetching your jobs…", whose, "esc cancel")
    if overview.failure is not None:
        error = overview.failure.error
        body = printable(f"{error.sentence} {list_advice(error)}".strip())
        again = "enter or R to try again" + (" · C to copy the command" if command_of(error) else "")
        if isinstance(error, NoCredentials) and not command_of(error):
            again += " · ie-tui --demo needs no account"
        match error:
            case LoginExpired() | Expired():
                return EmptyWords("Your credentials have expired", body, again)
            case NoCredentials():
                return EmptyWords("No credentials yet", body, again)
            case Offline():
                return EmptyWords("Offline, and nothing cached", body, again)
            case _:
                return EmptyWords("Could not fetch the list", body, again)
    if overview.listed_at is not None:
        return EmptyWords(
            "No jobs",
            printable(f"{overview.account} has no Import/Export jobs at {overview.endpoint}."),
            "R to fetch again",
        )
    if overview.is_unfinished:
        return EmptyWords("No jobs fetched yet", "", "enter or R to fetch them")
    return EmptyWords("Loading your jobs…", "")


def no_match_words(wanted: Filter, overview: Overview) -> EmptyWords:
    """The words for a list whose filter matches nothing."""
    jobs = f"{overview.job_count:,} job{'s' * (overview.job_count != 1)}"
    if wanted.text:
        which = f"{overview.need_count:,} that need you" if wanted.needs_you else jobs
        sentence = f"None of {which} matches “{printable_line(wanted.text)}”."
        return EmptyWords("No matches", sentence, "esc to clear the filter")
    known = f"{overview.known_count:,} of {jobs} known"
    return EmptyWords(
        "No jobs need you", f"{known}; the others have not been fetched.", "esc to show all jobs"
    )


def centred(words: EmptyWords, width: int) -> list[tuple[str, str]]:
    """Centred lines with their component classes, a blank line below each part."""
    parts = ((words.title, "title"), (words.body, "calm"), (words.key, "muted"))
    found = []
    for text, style in parts:
        lines = [line.plain.strip() for line in Content(text).wrap(max(4, width - 4))]
        found += [(" " * max(0, (width - cell_len(line)) // 2) + line, style) for line in (*lines, "")]
    return [(line, f"job-list--{style}") for line, style in found]
