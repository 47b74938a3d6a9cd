from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from ie_tui.api.models import Job, JobId, KeptStatus
from ie_tui.cache.cache import Cache, CacheUnusable
from ie_tui.cache.database import DatabaseFile
from ie_tui.cache.private_file import FileId, set_aside
from ie_tui.cache.schema import MIGRATIONS
from ie_tui.jobs.row import Identity

ME = Identity("me")
QX7ZD = JobId("QX7ZD")
T0 = datetime(2026, 3, 3, tzinfo=UTC)
STATUS = KeptStatus(job_id=QX7ZD, location_code="AtAWS", current_manifest="x" * 3000)
VERBS: list[Callable[[Cache], object]] = [
    lambda cache: cache.identity_for("hint"),
    lambda cache: cache.last_identity("scope"),
    lambda cache: cache.count(ME),
    lambda cache: cache.rows(ME),
    lambda cache: cache.row(ME, QX7ZD),
    lambda cache: cache.listed_at(ME),
    lambda cache: cache.status(ME, QX7ZD),
    lambda cache: cache.history(ME, QX7ZD),
    lambda cache: cache.remember("hint", "scope", ME, T0),
    lambda cache: cache.move(ME, Identity("other")),
    lambda cache: cache.keep_page(ME, page("new"), T0),
    lambda cache: cache.finish_walk(ME, T0, T0),
    lambda cache: cache.keep_status(ME, QX7ZD, STATUS, T0),
    lambda cache: cache.clear(),
]
WRITES = VERBS[8:]


def page(*job_ids: str) -> list[Job]:
    return [Job(JobId(job_id), "Import", T0, False) for job_id in job_ids]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ie-tui" / "jobs.sqlite3"


@pytest.fixture
def filled(path: Path) -> Path:
    with closing(Cache.open(path)) as cache:
        for start in range(0, 600, 100):
            cache.keep_page(ME, page(*(f"J{number}" for number in range(start, start + 100))), T0)
        cache.keep_status(ME, QX7ZD, STATUS, T0)
    return path


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def execute(path: Path, statement: str, *parameters: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement, parameters)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "random bytes": lambda path: rewrite(path, lambda old: Random(1).randbytes(len(old))),
    "a text": lambda path: rewrite(path, lambda _: b"jobs, jobs, jobs\n" * 100),
    "cut short": lambda path: rewrite(path, lambda old: old[: len(old) // 2]),
    "schema overwritten": lambda path: rewrite(path, lambda old: old[:100] + b"\xff" * 3996 + old[4096:]),
    "a table is missing": lambda path: execute(path, "DROP TABLE change"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_is_set_aside_and_begun_anew_and_the_person_is_told_once(
    filled: Path, damage: Callable[[Path], None]
) -> None:
    damage(filled)
    damaged = filled.read_bytes()
    with closing(Cache.open(filled)) as cache:
        assert cache.notice is not None
        assert cache.notice.startswith("The cache could not be read (")
        assert str(filled) in cache.notice
        assert cache.rows(ME) == []
        cache.keep_page(ME, page("new"), T0)
    (aside,) = (file for file in filled.parent.iterdir() if file.name.startswith("jobs.sqlite3.damaged-"))
    assert aside.read_bytes() == damaged
    with closing(Cache.open(filled)) as cache:
        assert cache.notice is None
        assert cache.count(ME) == 1


def test_what_was_set_aside_is_never_overwritten(filled: Path) -> None:
    for text in (b"first", b"second", b"third"):
        filled.write_bytes(text * 200)
        Cache.open(filled).close()
    asides = [file.read_bytes() for file in filled.parent.iterdir() if "damaged" in file.name]
    assert sorted(aside[:5] for aside in asides) == [b"first", b"secon", b"third"]


def test_an_empty_file_is_a_new_cache(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with closing(Cache.open(path)) as cache:
        cache.keep_page(ME, page("a"), T0)
        assert (cache.notice, cache.count(ME)) == (None, 1)


LATE_DAMAGE: dict[str, Callable[[Path], None]] = {
    "pages overwritten": lambda path: rewrite(
        path, lambda old: old[: 4096 * 2] + b"\xff" * (len(old) - 4096 * 2)
    ),
    "a text that is no Unicode": lambda path: execute(path, "UPDATE job SET job_type = CAST(x'ff' AS TEXT)"),
    "a date out of range": lambda path: execute(path, "UPDATE job SET created_at = ?", 2**62),
    "a date that is a text": lambda path: execute(path, "UPDATE job SET created_at = 'soon'"),
}


@pytest.mark.parametrize("damage", LATE_DAMAGE.values(), ids=LATE_DAMAGE)
def test_damage_met_while_reading_sets_the_cache_aside_for_the_next_start(
    filled: Path, damage: Callable[[Path], None]
) -> None:
    damage(filled)
    with closing(Cache.open(filled)) as cache:
        with pytest.raises(
            CacheUnusable, match=r"is damaged .*set aside as .*the next start creates a new one"
        ):
            cache.rows(ME)
        for verb in VERBS:
            with pytest.raises(CacheUnusable, match="is damaged"):
                verb(cache)
    with closing(Cache.open(filled)) as cache:
        assert (cache.notice, cache.rows(ME)) == (None, [])


@pytest.mark.parametrize(
    "record",
    ["", "{", "[]", "7", '{"nonsense":1}', "{}", '{"artifacts":7}', '{"job_id":"A","created_at":[]}'],
)
def test_a_status_that_was_not_written_here_is_damage(filled: Path, record: str) -> None:
    execute(filled, "UPDATE status SET record = ?", record)
    with closing(Cache.open(filled)) as cache:
        assert cache.rows(ME, limit=1)
        with pytest.raises(CacheUnusable, match="is damaged"):
            cache.status(ME, QX7ZD)


def test_damage_does_not_touch_a_file_that_another_instance_has_made_meanwhile(filled: Path) -> None:
    execute(filled, "UPDATE job SET created_at = 'soon'")
    with closing(Cache.open(filled)) as cache:
        filled.rename(filled.with_name("elsewhere"))
        with closing(Cache.open(filled)) as other:
            other.keep_page(ME, page("new"), T0)
            with pytest.raises(CacheUnusable, match="another instance has already replaced it"):
                cache.rows(ME)
            other.keep_page(ME, page("newer"), T0)
            assert other.count(ME) == 2


def test_only_the_file_that_was_opened_is_set_aside(filled: Path) -> None:
    opened = FileId.of(filled)
    filled.rename(filled.with_name("elsewhere"))
    assert set_aside(filled, opened) is None
    filled.write_bytes(b"new")
    assert set_aside(filled, opened) is None
    assert filled.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"PRAGMA user_version = {len(MIGRATIONS) + 1}", "written by a newer ie-tui; it was left unchanged"),
        ("PRAGMA application_id = 1", "belongs to another program; it was left unchanged"),
        ("PRAGMA application_id = 0", "belongs to another program; it was left unchanged"),
    ],
)
def test_a_file_that_is_not_ours_or_newer_is_left_as_it_is(
    filled: Path, statement: str, sentence: str
) -> None:
    execute(filled, statement)
    before = filled.read_bytes()
    with pytest.raises(CacheUnusable, match=sentence):
        Cache.open(filled)
    assert filled.read_bytes() == before
    assert [file.name for file in filled.parent.iterdir()] == [filled.name]


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("keep_directory", [True, False])
def test_a_cache_deleted_while_running_takes_no_more_and_the_next_start_makes_a_new_one(
    filled: Path, write: Callable[[Cache], object], keep_directory: bool
) -> None:
    with closing(Cache.open(filled)) as cache:
        for file in filled.parent.iterdir():
            file.unlink()
        if not keep_directory:
            filled.parent.rmdir()
        with pytest.raises(CacheUnusable, match="was deleted"):
            write(cache)
        assert len(cache.rows(ME)) == 600
    with closing(Cache.open(filled)) as cache:
        assert (cache.notice, cache.count(ME)) == (None, 0)


def test_a_cache_replaced_while_running_takes_no_more(filled: Path) -> None:
    with closing(Cache.open(filled)) as cache:
        filled.rename(filled.with_name("elsewhere"))
        Cache.open(filled).close()
        with pytest.raises(CacheUnusable, match="was deleted or replaced"):
            cache.keep_page(ME, page("new"), T0)


def test_a_full_disk_takes_nothing_from_what_was_kept(path: Path) -> None:
    database = DatabaseFile(path)
    with closing(Cache(database)) as cache:
        cache.keep_page(ME, page("a"), T0)
        with database.writing() as connection:
            connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(CacheUnusable, match=r"could not be written: .*disk is full"):
            cache.keep_page(ME, page(*(f"J{number}" for number in range(1000))), T0)
        assert [row.job_id for row in cache.rows(ME)] == ["a"]
        with database.writing() as connection:
            connection.execute("PRAGMA max_page_count = 1000000")
        cache.keep_page(ME, page("b"), T0)
        assert cache.count(ME) == 2


@contextmanager
def file_size_limit(bytes_: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_may_not_grow_takes_nothing_from_what_was_kept(path: Path) -> None:
    with closing(Cache.open(path)) as cache:
        cache.keep_page(ME, page("a"), T0)
        with file_size_limit(64 * 1024), pytest.raises(CacheUnusable, match="could not be written"):
            cache.keep_page(ME, page(*(f"J{number}" for number in range(5000))), T0)
        assert [row.job_id for row in cache.rows(ME)] == ["a"]
        cache.keep_page(ME, page("b"), T0)
    with closing(Cache.open(path)) as cache:
        assert (cache.notice, cache.count(ME)) == (None, 2)


def test_no_room_for_even_an_empty_cache_is_told_at_once(path: Path) -> None:
    with file_size_limit(0), pytest.raises(CacheUnusable, match="could not be opened"):
        Cache.open(path)
    with closing(Cache.open(path)) as cache:
        assert cache.notice is None


@pytest.fixture
def ordinary_home() -> Iterator[Path]:
    """A home directory of somebody who is not root: root may write anywhere, whatever the mode."""
    user = os.geteuid() or 65534
    with TemporaryDirectory() as home:  # pytest's own are in a directory that only root may enter
        os.chown(home, user, -1)
        with as_user(user):
            yield Path(home)


@contextmanager
def as_user(user: int) -> Iterator[None]:
    before = os.geteuid()
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_read_only_directory_without_a_cache_is_told(ordinary_home: Path) -> None:
    directory = ordinary_home / "ie-tui"
    directory.mkdir(0o500)
    for path in (directory / "jobs.sqlite3", directory / "deeper" / "still" / "jobs.sqlite3"):
        with pytest.raises(CacheUnusable, match=r"could not be opened: .*Permission"):
            Cache.open(path)


def test_a_read_only_file_is_read_but_not_written(ordinary_home: Path) -> None:
    path = ordinary_home / "ie-tui" / "jobs.sqlite3"
    with closing(Cache.open(path)) as cache:
        cache.keep_page(ME, page("a"), T0)
    path.chmod(0o400)
    with closing(Cache.open(path)) as cache:
        assert cache.notice is not None
        assert "is not writable: it is used read-only" in cache.notice
        assert cache.count(ME) == 1
        with pytest.raises(CacheUnusable, match="used read-only"):
            cache.keep_page(ME, page("b"), T0)
    path.chmod(0o600)
    with closing(Cache.open(path)) as cache:
        assert (cache.notice, cache.count(ME)) == (None, 1)


def test_a_cache_in_a_read_only_directory_is_read(ordinary_home: Path) -> None:
    path = ordinary_home / "ie-tui" / "jobs.sqlite3"
    with closing(Cache.open(path)) as cache:
        cache.keep_page(ME, page("a"), T0)
    before = path.read_bytes()
    path.parent.chmod(0o500)
    with closing(Cache.open(path)) as cache:
        assert cache.count(ME) == 1
        with pytest.raises(CacheUnusable, match="used read-only"):
            cache.keep_page(ME, page("b"), T0)
    path.parent.chmod(0o700)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_another_users_cache_is_read_and_left_as_it_is(filled: Path) -> None:
    for place in (filled, filled.parent):
        os.chown(place, 65534, 65534)
    with closing(Cache.open(filled)) as cache:
        assert cache.notice is not None
        assert "belongs to another user: it is used read-only" in cache.notice
        assert cache.count(ME) == 600
        for write in WRITES:
            with pytest.raises(CacheUnusable, match="belongs to another user"):
                write(cache)
    assert [file.name for file in filled.parent.iterdir()] == [filled.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_damage_in_another_users_cache_renames_nothing(filled: Path) -> None:
    execute(filled, "UPDATE job SET created_at = 'soon'")
    os.chown(filled, 65534, 65534)
    with (
        closing(Cache.open(filled)) as cache,
        pytest.raises(CacheUnusable, match=r"is damaged .*is not writable, so it was left unchanged"),
    ):
        cache.rows(ME)
    assert [file.name for file in filled.parent.iterdir()] == [filled.name]


@pytest.mark.parametrize("name", ["file/jobs.sqlite3", "file/deeper/jobs.sqlite3", "n" * 300])
def test_a_place_that_cannot_be_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CacheUnusable, match="cache"):
        Cache.open(tmp_path / name)


def test_a_cache_that_another_program_locks_is_read_but_not_written(filled: Path) -> None:
    with (
        closing(Cache.open(filled)) as cache,
        closing(sqlite3.connect(filled, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with closing(Cache.open(filled)) as second:
            assert second.count(ME) == cache.count(ME) == 600
        with pytest.raises(CacheUnusable, match="could not be written: database is locked"):
            cache.keep_page(ME, page("new"), T0)
        other.execute("ROLLBACK")
        cache.keep_page(ME, page("new"), T0)
        assert cache.count(ME) == 601


def test_a_page_that_cannot_be_kept_whole_is_not_kept_at_all(path: Path) -> None:
    with closing(Cache.open(path)) as cache:
        with pytest.raises(CacheUnusable, match="could not be written"):
            cache.keep_page(ME, page("a", "b", "\udcff"), T0)
        assert cache.rows(ME) == []
        cache.keep_page(ME, page("c"), T0)
        assert cache.count(ME) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_closed_cache_says_so(path: Path, verb: Callable[[Cache], object]) -> None:
    in_memory = Cache.in_memory()
    for cache in (Cache.open(path), in_memory):
        cache.close()
        with pytest.raises(CacheUnusable, match="closed"):
            verb(cache)


def test_many_instances_that_start_at_once_share_one_new_cache(tmp_path: Path) -> None:
    starters = 6
    for number in range(10):
        path = tmp_path / str(number) / "jobs.sqlite3"
        together = threading.Barrier(starters)

        def start(me: int, path: Path = path, together: threading.Barrier = together) -> None:
            together.wait()
            with closing(Cache.open(path)) as cache:
                cache.keep_page(ME, page(f"J{me}"), T0)

        threads = [threading.Thread(target=start, args=(me,)) for me in range(starters)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with closing(Cache.open(path)) as cache:
            assert (cache.notice, cache.count(ME)) == (None, starters)


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ie_tui.api.models import Job, JobId, KeptStatus
from ie_tui.cache.cache import Cache
from ie_tui.cache.private_file import FileId, set_aside
from ie_tui.jobs.row import Identity
at = datetime(2026, 3, 3, tzinfo=UTC)
cache, start = Cache.open(Path(sys.argv[1])), int(sys.argv[2])
for number in range(start, start + 100_000, 100):
    jobs = [Job(JobId(f"J{n}"), "Import", at, False) for n in range(number, number + 100)]
    cache.keep_page(Identity("me"), jobs, at)
    cache.keep_status(Identity("me"), jobs[0].job_id, KeptStatus(job_id=jobs[0].job_id, carrier="UPS"), at)
    print(number, flush=True)
"""


def test_killing_the_writer_damages_nothing_and_loses_no_page_that_was_kept(path: Path) -> None:
    kept: list[int] = []
    for kill in range(10):
        arguments = [sys.executable, "-c", WRITER, str(path), str(kill * 100_000)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            kept += [int(writer.stdout.readline()) for _ in range(kill + 1)]
            writer.kill()
            kept += map(int, writer.stdout.read().split())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(Cache.open(path)) as cache:
        assert cache.notice is None
        there = {row.job_id: row.fetched_at for row in cache.rows(ME)}
        assert cache.count(ME) == len(there)
        assert len(there) % 100 == 0, "a page is kept whole or not at all"
        assert {f"J{number + offset}" for number in kept for offset in range(100)} <= there.keys()
        assert all(there[JobId(f"J{number}")] == T0 for number in kept)
