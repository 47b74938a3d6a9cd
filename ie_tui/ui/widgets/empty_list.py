"""What the list says while it has no jobs: why, and what a person can do about it."""

from __future__ import annotations

from typing import NamedTuple

from ie_tui.jobs.record import Overview
from ie_tui.service.errors import NoCredentials, Offline
from ie_tui.text import printable


class EmptyWords(NamedTuple):
    """A heading, an explanation and the key that helps."""

    title: str
    body: str
    key: str = ""


def empty_words(overview: Overview) -> EmptyWords:
    """The words for an empty list."""
    if overview.is_asking:
        return EmptyWords("Fetching your jobs…", printable(f"{overview.account} · {overview.endpoint}"))
    if overview.failure is not None:
        error = overview.failure.error
        body = printable(f"{error.sentence} {error.advice}".strip())
        again = "enter or R tries again"
        match error:
            case NoCredentials():
                return EmptyWords("No credentials yet", body, f"{again} · ie-tui --demo needs no account")
            case Offline():
                return EmptyWords("Offline, and nothing kept from before", body, again)
            case _:
                return EmptyWords("The list could not be fetched", body, again)
    if overview.listed_at is not None:
        return EmptyWords(
            "No jobs",
            printable(f"{overview.account} has no Import/Export jobs at {overview.endpoint}."),
            "R asks again",
        )
    return EmptyWords("Looking for your jobs…", "")
