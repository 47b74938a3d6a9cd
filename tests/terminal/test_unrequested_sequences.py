"""Unrequested sequences from the terminal, and pastes outside of text fields.

Nothing is run, nothing is typed, and the next key works.
"""

from __future__ import annotations

import json
import os
import re
from typing import NamedTuple

import pytest

from tests.terminal.conftest import Start
from tests.terminal.test_the_whole_way import run
from tests.unrequested import UNREQUESTED, cuts

FIGURE = pytest.mark.figure("Unrequested terminal sequences, places on a real terminal", 4)


class Place(NamedTuple):
    """A place for the focus, and a key with an effect there."""

    keys: tuple[str, ...]
    shows: str
    next_key: str
    then_shows: str
    """`{second}`: the second job of the list."""
    way_back: str


PLACES = {
    "list": Place((), "SIGNATURE", "j", r"╭─* ?{second} · ", "k"),
    "detail": Place(("2",), "t original", "tab", "enter open", "2"),
    "filter": Place(("/", "a"), "/ a", "z", "/ az", "\x7f"),
    "dialog": Place(("c",), "job as JSON", "esc", "enter open", "c"),
}

PASTED = (
    "q u t x c ! R\r\n/\x1b]52;c;" + "quit " * 20 + "\x07\x1b[<0;1;1M\x1b[200~\x1bOP\x1b[27u\x1b[106u é日\r"
)


class Kept(NamedTuple):
    """A home with a cache; offline, nothing moves on its screen."""

    home: str
    jobs: list[str]
    """The first two with their status."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    home = str(tmp_path_factory.mktemp("home"))
    environ = {"PATH": os.environ["PATH"], "HOME": home}
    listed = json.loads(run(environ, "jobs", "--demo", "--fetch", "--json").stdout)["Jobs"]
    names = [str(job["JobId"]) for job in listed]
    for name in names[:2]:
        assert run(environ, "status", name, "--demo", "--fetch").returncode == 0
    return Kept(home, names)


def without_ages(screen: str) -> str:
    """The screen without what changes by the second."""
    passing = re.compile(r"\bago\b|\bjust now\b|\bTried\b")
    return "\n".join(line for line in screen.split("\n") if not passing.search(line))


@FIGURE
@pytest.mark.parametrize("place", PLACES)
def test_neither_answers_nor_pastes_do_anything(start: Start, kept: Kept, place: str) -> None:
    keys, shows, next_key, then_shows, way_back = PLACES[place]
    then_shows = then_shows.format(second=kept.jobs[1])
    with start("--demo", "--offline", HOME=kept.home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.press(*keys)
        terminal.wait_for(shows)
        terminal.press(next_key)
        terminal.wait_for(then_shows)
        right = without_ages(terminal.wait_until_quiet())
        terminal.press(way_back)
        terminal.wait_until(lambda screen: re.search(shows, screen) and without_ages(screen) != right)
        before = without_ages(terminal.wait_until_quiet())

        terminal.send(*UNREQUESTED.values())
        for number, sequence in enumerate(UNREQUESTED.values()):
            pieces = cuts(sequence)[1:]  # ESC alone is a key if this machine hesitates.
            terminal.send(*pieces[number % len(pieces)])
        if place != "filter":  # There it is typed, as it should be.
            terminal.send(*(f"\x1b[200~{text}\x1b[201~".encode() for text in (PASTED, PASTED * 20)))
        assert without_ages(terminal.wait_until_quiet()) == before
        terminal.press(next_key)
        terminal.wait_until(lambda screen: without_ages(screen) == right)
