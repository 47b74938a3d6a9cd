"""In any state of the cache, subcommands read what is readable and report why the rest is not."""

from __future__ import annotations

import os
import re
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import pytest

from ie_tui.cache import schema
from ie_tui.exit_statuses import Exit
from tests.cli.odd_answers import JOB, always, answered, member, page, status
from tests.cli.shell import Shell, transport_of

NOBODY: Final = 65534
FLAGS: Final = ((), ("--cached",), ("--fetch",))

Prepare = Callable[[Path], AbstractContextManager[object]]
"""Puts the cache file into a state for the duration of a run."""


class State(NamedTuple):
    """A state, what is readable in it, and the expected stderr of each run."""

    prepare: Prepare
    is_read: bool
    notice: str = ""
    """A pattern; empty: only the age."""
    leaves_files: bool = True
    """Rename nothing; returns True also if there is nothing to rename."""


def once(change: Callable[[Path], object]) -> Prepare:
    def prepare(path: Path) -> AbstractContextManager[object]:
        return nullcontext(change(path))

    return prepare


def execute(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(statement)

    return change


def remove(path: Path) -> None:
    for file in path.parent.iterdir():
        file.unlink()


def replace_directory(path: Path) -> None:
    remove(path)
    path.parent.rmdir()
    path.parent.touch()


def link(path: Path) -> None:
    target = path.with_name("elsewhere")
    path.rename(target)
    path.symlink_to(target)


def give_away(path: Path) -> None:
    for place in (path, path.parent):
        os.chown(place, NOBODY, NOBODY)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def locked_alone(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


STATES: Final[dict[str, State]] = {
    "as it was": State(once(lambda _: None), is_read=True),
    "absent": State(once(remove), is_read=False),
    "newer": State(
        once(execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")),
        is_read=False,
        notice="was written by a newer ie-tui; it was left unchanged",
    ),
    "of another program": State(
        once(execute("PRAGMA application_id = 1")), is_read=False, notice="belongs to another program"
    ),
    "a text": State(
        once(lambda path: path.write_text("jobs, jobs, jobs\n" * 100)),
        is_read=False,
        notice="could not be read .* was set aside as .* and a new one was created",
        leaves_files=False,
    ),
    "damaged in a row": State(
        once(execute("UPDATE job SET created_at = 'soon'")),
        is_read=False,
        notice="is damaged .* was set aside as .* the next start creates a new one",
        leaves_files=False,
    ),
    "locked by a writer": State(locked, is_read=True),
    "locked against readers": State(
        locked_alone, is_read=False, notice="could not be opened: database is locked"
    ),
    "a symbolic link": State(once(link), is_read=False, notice="is a symbolic link"),
    "in a directory that is none": State(
        once(replace_directory), is_read=False, notice="could not be opened|is not a directory"
    ),
    "on a disk without room": State(
        lambda _: no_more_than(0), is_read=False, notice="could not be (opened|read|written)"
    ),
    "another user's": State(
        once(give_away), is_read=True, notice="belongs to another user: it is used read-only"
    ),
}


def shell_in(home: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(home, patch, capsys)
    patch.setattr(schema, "BUSY_TIMEOUT_S", 0.01)
    bodies = {"ListJobs": page(member()), "GetStatus": status()}
    shell.serve(transport_of(answered(lambda form: always(bodies[form["Action"]])(form))))
    assert shell.run("jobs").status == shell.run("status", JOB).status == Exit.DONE
    return shell


@pytest.mark.parametrize("command", [("jobs",), ("status", JOB)], ids=["jobs", "status"])
@pytest.mark.parametrize("flags", FLAGS, ids=["default", "cached", "fetch"])
@pytest.mark.parametrize("name", STATES)
def test_a_state_of_the_cache_is_told_and_read_if_it_can_be(
    name: str,
    flags: tuple[str, ...],
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if name == "another user's" and os.geteuid() != 0:
        pytest.skip("only root can give a file to another user")
    if name == "damaged in a row" and command[0] == "status":
        pytest.skip("the row of the list is not read")
    shell, state = shell_in(tmp_path, monkeypatch, capsys), STATES[name]
    with state.prepare(shell.cache):
        before = names(shell.cache.parent)
        ended = shell.run(*command, *flags)
        after = names(shell.cache.parent)
    is_told = state.is_read or "--cached" not in flags
    assert ended.status == (Exit.DONE if is_told else Exit.NO_SUCH), ended
    assert (JOB in ended.out) is is_told
    assert ("fetched now" in ended.err) is (is_told and ("--fetch" in flags or not state.is_read))
    assert "Traceback" not in ended.err
    if state.notice:
        assert re.search(state.notice, ended.err), ended.err
    elif name != "locked by a writer":
        assert len(ended.err.splitlines()) == 1
    if state.leaves_files:
        assert not {file for file in after - before if "damaged" in file}


def names(directory: Path) -> set[str]:
    return {file.name for file in directory.iterdir()} if directory.is_dir() else set()


@contextmanager
def as_nobody() -> Iterator[None]:
    before = os.geteuid()
    os.seteuid(before or NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.parametrize("flags", FLAGS, ids=["default", "cached", "fetch"])
@pytest.mark.parametrize("mode", [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
def test_what_may_be_read_and_not_written_is_read_and_says_that_nothing_is_kept(
    mode: tuple[int, int],
    flags: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with TemporaryDirectory() as home:
        shell_in(Path(home), monkeypatch, capsys)  # loads the modules, which `nobody` may not read
    with TemporaryDirectory() as home:  # pytest's own are in a directory that only root may enter
        os.chown(home, os.geteuid() or NOBODY, -1)
        with as_nobody():
            shell = shell_in(Path(home), monkeypatch, capsys)
            before = shell.cache.read_bytes()
            shell.cache.chmod(mode[0])
            shell.cache.parent.chmod(mode[1])
            ended = shell.run("jobs", *flags)
            shell.cache.parent.chmod(0o700)
            assert shell.cache.read_bytes() == before
    assert (ended.status, JOB in ended.out) == (Exit.DONE, True)
    assert "is not writable: it is used read-only." in ended.err
    assert ("fetched now" in ended.err) is ("--fetch" in flags)


class Failing(sqlite3.Connection):
    """Fails at one call and works at all others."""

    left = 0
    calls = 0

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        Failing.calls += 1
        Failing.left -= 1
        if not Failing.left:
            raise sqlite3.DatabaseError("disk I/O error")
        return super().execute(*arguments)


def test_an_error_at_any_call_of_sqlite_is_told_and_the_list_is_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = shell_in(tmp_path, monkeypatch, capsys)
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def failing(database: str, **options: Any) -> sqlite3.Connection:
        if database == ":memory:":
            return connect(database, **options)
        return connect(database, factory=Failing, **options)

    monkeypatch.setattr(sqlite3, "connect", failing)
    number = 0
    while True:
        number += 1
        Failing.left, Failing.calls = number, 0
        for command in (("jobs", "--fetch"), ("status", JOB, "--fetch")):
            ended = shell.run(*command)
            assert (ended.status, JOB in ended.out) == (Exit.DONE, True), (number, ended)
        if Failing.left > 0:
            break
    assert number > 40, "both commands together call it that often"
