"""Fuzzy search over commands: which match, in what order, and which letters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from textual.content import Content

from ie_tui.ui.commands.command import Command

FOUND_IN_NAME: Final = "bold underline $text-primary"
_WHOLE, _START, _WORD, _INSIDE, _LETTERS, _IN_HELP = range(6)
"""Quality of a match, best first."""


class Entry(NamedTuple):
    """A line of the palette: a command, or a theme."""

    name: str
    """What is searched; a word or two."""
    help: str
    """One sentence."""
    keys: tuple[str, ...] = ()
    """Display names."""
    why_not: str = ""
    """Why it is unavailable: a sentence, safe to show."""
    command: Command | None = None
    theme: str = ""
    """Name of the theme, if this is one."""
    is_extra: bool = False
    """Shown only once something is typed."""


class Hit(NamedTuple):
    """An entry that matches."""

    entry: Entry
    name: Content
    """The name, its matching letters highlighted."""


class _Match(NamedTuple):
    """Quality and matching letters of one word."""

    quality: int
    letters: tuple[int, ...] = ()


def find(entries: Iterable[Entry], typed: str) -> list[Hit]:
    """The entries that match every word or have this key, best first, unavailable ones last.

    With nothing typed: all but the extras, in their given order.
    """
    words = typed.lower().split()
    found: list[tuple[tuple[bool, int], Hit]] = []
    for entry in entries:
        if not words and entry.is_extra:
            continue
        matches = [_match(word, entry) for word in words]
        kept = [match for match in matches if match is not None]
        is_key = typed.strip() in entry.keys
        if len(kept) < len(words) and not is_key:
            continue
        quality = -1 if is_key else sum(match.quality for match in kept)
        letters = {place for match in kept for place in match.letters}
        found.append(((bool(entry.why_not), quality), Hit(entry, _marked(entry.name, letters))))
    found.sort(key=lambda pair: pair[0])
    return [hit for _, hit in found]


def _match(word: str, entry: Entry) -> _Match | None:
    name = entry.name.lower()
    at = name.find(word)
    if at >= 0:
        # People mean the beginning of a word more often than its middle.
        at_word = f" {name}".find(f" {word}")
        at = at_word if at_word >= 0 else at
        letters = tuple(range(at, at + len(word)))
        if at == 0:
            return _Match(_WHOLE if word == name else _START, letters)
        return _Match(_WORD if at_word >= 0 else _INSIDE, letters)
    if (scattered := _scattered(word, name)) is not None:
        return _Match(_LETTERS, scattered)
    return _Match(_IN_HELP) if len(word) > 2 and word in entry.help.lower() else None


def _scattered(word: str, name: str) -> tuple[int, ...] | None:
    """Offsets of the letters in this order, starting at the beginning of a word."""
    starts = [place for place in range(len(name)) if place == 0 or name[place - 1] == " "]
    for start in starts:
        places: list[int] = []
        at = start
        for letter in word:
            at = name.find(letter, at)
            if at < 0 or (not places and at != start):
                break
            places.append(at)
            at += 1
        if len(places) == len(word):
            return tuple(places)
    return None


def _marked(name: str, letters: set[int]) -> Content:
    content = Content(name)
    for place in letters:
        content = content.stylize(FOUND_IN_NAME, place, place + 1)
    return content
