from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ie_tui.api.models import Job, JobId, JobStatus, KeptStatus, UnknownElement
from ie_tui.cache.cache import Cache, CacheUnusable
from ie_tui.jobs.row import Identity

ME = Identity("me")
QX7ZD = JobId("QX7ZD")
T0 = datetime(2026, 3, 3, tzinfo=UTC)
SIGNATURE = "O8WnNGMfs6cwbpQHvJ0qXLrUdqI="


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ie-tui" / "jobs.sqlite3"


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(place: Path) -> int:
    return stat.S_IMODE(place.lstat().st_mode)


def bytes_in(directory: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(directory.iterdir()))


def keep_something(cache: Cache, identity: Identity = ME) -> None:
    cache.keep_page(identity, [Job(QX7ZD, "Import", T0, False)], T0)
    cache.keep_status(identity, QX7ZD, KeptStatus(job_id=QX7ZD, signature=SIGNATURE), T0)


def test_nobody_else_can_read_anything_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "made" / "too" / "ie-tui" / "jobs.sqlite3"
    with umask(0), closing(Cache.open(path)) as cache:
        keep_something(cache)
        names = {file.name for file in path.parent.iterdir()}
        assert names == {"jobs.sqlite3", "jobs.sqlite3-wal", "jobs.sqlite3-shm"}
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}
        assert {mode(directory) for directory in (path.parent, *path.parents[1:3])} == {0o700}
    assert mode(path) == 0o600


def test_what_was_open_to_others_is_closed_to_them(path: Path) -> None:
    with closing(Cache.open(path)) as cache:
        keep_something(cache)
    path.chmod(0o666)
    path.parent.chmod(0o777)
    Cache.open(path).close()
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_damaged_file_open_to_others_is_closed_to_them_before_it_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"nonsense" * 1000)
    path.chmod(0o644)
    with umask(0):
        Cache.open(path).close()
    assert {mode(file) for file in path.parent.iterdir()} == {0o600}
    assert len(list(path.parent.iterdir())) == 2


def test_a_directory_that_is_a_symlink_is_refused(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(0o755)
    path.parent.symlink_to(elsewhere)
    with pytest.raises(CacheUnusable, match="is a symbolic link"):
        Cache.open(path)
    assert list(elsewhere.iterdir()) == []
    assert mode(elsewhere) == 0o755


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
@pytest.mark.parametrize("is_dangling", [True, False])
def test_a_file_that_is_a_symlink_is_refused(
    path: Path, tmp_path: Path, suffix: str, is_dangling: bool
) -> None:
    victim = tmp_path / "victim"
    if not is_dangling:
        victim.write_text("precious")
        victim.chmod(0o644)
    path.parent.mkdir()
    Path(f"{path}{suffix}").symlink_to(victim)
    with pytest.raises(CacheUnusable, match="is a symbolic link"):
        Cache.open(path)
    if is_dangling:
        assert not victim.exists()
    else:
        assert (victim.read_text(), mode(victim)) == ("precious", 0o644)


def test_a_thing_of_another_kind_in_the_place_of_the_file_is_refused(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    with pytest.raises(CacheUnusable, match="is not a file"):
        Cache.open(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(CacheUnusable, match="is not a file"):
        Cache.open(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
@pytest.mark.parametrize("place", ["ie-tui", "ie-tui/jobs.sqlite3", "ie-tui/jobs.sqlite3-wal"])
def test_what_belongs_to_another_user_is_not_written(path: Path, tmp_path: Path, place: str) -> None:
    path.parent.mkdir(0o700)
    path.touch(0o600)
    Path(f"{path}-wal").touch(0o600)
    os.chown(tmp_path / place, 65534, 65534)
    with pytest.raises(CacheUnusable, match="belongs to another user"):
        Cache.open(path)


def test_six_identities_never_see_each_others_rows(path: Path) -> None:
    identities = [Identity(f"{number:064x}") for number in range(6)]
    with closing(Cache.open(path)) as cache:
        for number, me in enumerate(identities):
            cache.remember(f"hint {number}", f"scope {number}", me, T0)
            cache.keep_page(me, [Job(QX7ZD, f"type {number}", T0, False)], T0)
            cache.keep_page(me, [Job(JobId(f"OWN{number}"), "Import", T0, False)] * number, T0)
            cache.finish_walk(me, T0, datetime(2026, 4, 1 + number, tzinfo=UTC))
            cache.keep_status(me, QX7ZD, KeptStatus(job_id=QX7ZD, signature=f"signature {number}"), T0)
            cache.keep_status(me, QX7ZD, KeptStatus(job_id=QX7ZD, carrier=f"carrier {number}"), T0)
        cache.move(identities[0], Identity("moved"))
        for number, me in enumerate(identities):
            own = [] if number == 0 else [f"type {number}", "Import"]
            assert [row.job_type for row in cache.rows(me)] == own
            assert cache.count(me) == len(own)
            kept = cache.status(me, QX7ZD)
            assert (kept.status.carrier if kept else None) == (f"carrier {number}" if own else None)
            assert [change.new for change in cache.history(me, QX7ZD)] == (
                [f"carrier {number}"] if own else []
            )
            assert (cache.listed_at(me) is not None) == bool(own)
            for other in range(1, 6):
                seen = cache.row(me, JobId(f"OWN{other}"))
                assert (seen is not None) == (other == number)


CANARIES = [f"canary-{number:02}-{number * 7919:x}" for number in range(12)]
MANIFEST = f"""manifestVersion: 2.0
generator: somebody
deviceId: TestDevice1
trueCryptPassword: {CANARIES[0]}
pinCode:{CANARIES[1]}
PINCODE : "{CANARIES[2]}"
operations:
    - trueCryptPassword: '{CANARIES[3]}'
    -pinCode: {CANARIES[4]}
eraseDevice: yes
truecryptpassword:
    {CANARIES[5]}
bucket: visible-bucket
"""


def test_none_of_twelve_canaries_is_in_any_byte_of_the_cache(path: Path) -> None:
    fetched = JobStatus(
        job_id=QX7ZD,
        signature=SIGNATURE,
        current_manifest=MANIFEST,
        unknown_elements=tuple(UnknownElement("Novelty", canary) for canary in CANARIES[6:]),
    )
    with closing(Cache.open(path)) as cache:
        cache.keep_page(ME, [Job(QX7ZD, "Import", T0, False)], T0)
        with pytest.raises(TypeError):
            cache.keep_status(ME, QX7ZD, fetched, T0)  # type: ignore[arg-type]
        cache.keep_status(ME, QX7ZD, fetched.for_keeping(), T0)
        while_open = bytes_in(path.parent)
    stored = while_open + bytes_in(path.parent)
    assert [canary for canary in CANARIES if canary.encode() in stored] == []
    assert b"visible-bucket" in stored, "the search finds what is there"
    assert b"Novelty" in stored


def test_signatures_are_in_a_table_of_their_own(path: Path) -> None:
    with closing(Cache.open(path)) as cache:
        keep_something(cache)
    with closing(sqlite3.connect(path)) as connection:
        holders = {line.split()[2].strip('"') for line in connection.iterdump() if SIGNATURE in line}
    assert holders == {"signature"}


def test_clearing_leaves_no_byte_of_what_was_kept_or_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(SIGNATURE.encode() * 1000)
    with closing(Cache.open(path)) as cache:
        keep_something(cache)
        assert bytes_in(path.parent).count(SIGNATURE.encode()) > 1000
        cache.clear()
        assert SIGNATURE.encode() not in bytes_in(path.parent)
        assert QX7ZD.encode() not in bytes_in(path.parent)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_clearing_tells_when_another_instance_keeps_the_old_data_on_the_disk(path: Path) -> None:
    with closing(Cache.open(path)) as cache, closing(sqlite3.connect(path, isolation_level=None)) as other:
        keep_something(cache)
        other.execute("BEGIN")
        other.execute("SELECT * FROM job").fetchall()
        with pytest.raises(CacheUnusable, match="quit it and clear again"):
            cache.clear()
        other.execute("COMMIT")
        cache.clear()
        assert SIGNATURE.encode() not in bytes_in(path.parent)


def test_a_newer_signature_overwrites_the_older_one_on_the_disk(path: Path) -> None:
    with closing(Cache.open(path)) as cache:
        keep_something(cache)
        newer = KeptStatus(job_id=QX7ZD, signature="newer")
        cache.keep_status(ME, QX7ZD, newer, datetime(2026, 3, 4, tzinfo=UTC))
    assert SIGNATURE.encode() not in bytes_in(path.parent)
