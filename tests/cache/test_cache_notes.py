"""What a person adds to a job: notes, that it was opened, that it was handled. It outlives every refresh."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ie_tui.api.models import Job, JobId, KeptStatus, Unreadable
from ie_tui.cache.cache import Cache
from ie_tui.jobs.row import Handled, Identity, JobRow, Note, NoteChanged, status_fingerprint

ME, OTHER = Identity("me"), Identity("other")
QX7ZD = JobId("QX7ZD")
T0 = datetime(2026, 3, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTE = Note("Straße; ask [b]Pat[/b]", "UPS", "1Z 999")
AT_AWS = KeptStatus(job_id=QX7ZD, location_code="AtAWS", progress_code="InProgress")
BACK = replace(AT_AWS, location_code="Returned", progress_code="Success")
EXPIRED = KeptStatus(job_id=QX7ZD, location_code="NotReceived", progress_code="Expired")


@pytest.fixture(params=["file", "memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cache]:
    path = tmp_path / "ie-tui" / "jobs.sqlite3"
    with closing(Cache.open(path) if request.param == "file" else Cache.in_memory()) as opened:
        walk(opened, T0)
        yield opened


def walk(cache: Cache, at: datetime, identity: Identity = ME) -> None:
    cache.keep_page(identity, [Job(QX7ZD, "Import", T0, False)], at)
    cache.finish_walk(identity, at, at)


def see(cache: Cache, *statuses: KeptStatus, identity: Identity = ME, since: datetime = T0) -> None:
    for hours, status in enumerate(statuses):
        cache.keep_status(identity, QX7ZD, status, since + hours * HOUR)


def is_unnoticed(cache: Cache, identity: Identity = ME) -> bool:
    row = cache.row(identity, QX7ZD)
    assert row is not None
    return row.is_unnoticed


def test_a_note_comes_back_as_it_was_written_alone_and_in_the_row(cache: Cache) -> None:
    assert cache.note(ME, QX7ZD) is None
    cache.set_note(ME, QX7ZD, NOTE)
    assert cache.note(ME, QX7ZD) == NOTE
    assert [row.note for row in cache.rows(ME)] == [NOTE]
    assert cache.note(OTHER, QX7ZD) is None


def test_a_note_survives_refreshes_and_a_walk_without_its_job(cache: Cache) -> None:
    cache.set_note(ME, QX7ZD, NOTE)
    see(cache, AT_AWS, BACK)
    walk(cache, T0 + HOUR)
    cache.finish_walk(ME, T0 + 2 * HOUR, T0 + 2 * HOUR)
    (row,) = cache.rows(ME)
    assert (row.note, row.is_listed) == (NOTE, False)


def test_a_note_can_be_changed_and_removed(cache: Cache) -> None:
    cache.set_note(ME, QX7ZD, NOTE)
    cache.set_note(ME, QX7ZD, Note(tracking_number="2Z"))
    assert cache.note(ME, QX7ZD) == Note("", "", "2Z")
    cache.set_note(ME, QX7ZD, None)
    assert cache.note(ME, QX7ZD) is None
    assert [row.note for row in cache.rows(ME)] == [None]


def test_a_job_that_is_in_no_list_can_have_a_note_until_the_list_brings_it(cache: Cache) -> None:
    cache.set_note(OTHER, QX7ZD, NOTE)
    assert cache.rows(OTHER) == []
    assert cache.note(OTHER, QX7ZD) == NOTE
    walk(cache, T0, OTHER)
    assert [row.note for row in cache.rows(OTHER)] == [NOTE]


def test_notes_follow_a_rotated_key_and_the_one_written_with_it_stays(cache: Cache) -> None:
    second = JobId("M4T9B")
    cache.set_note(ME, QX7ZD, NOTE)
    cache.set_note(ME, second, Note("old"))
    cache.set_note(OTHER, second, Note("new"))
    cache.move(ME, OTHER)
    assert [cache.note(OTHER, job_id) for job_id in (QX7ZD, second)] == [NOTE, Note("new")]
    assert cache.note(ME, QX7ZD) is None


def test_clearing_removes_notes_from_the_disk_too(tmp_path: Path) -> None:
    path = tmp_path / "ie-tui" / "jobs.sqlite3"
    with closing(Cache.open(path)) as cache:
        cache.set_note(ME, QX7ZD, Note("a very private line"))
        assert any(b"very private" in file.read_bytes() for file in path.parent.iterdir())
        cache.clear()
        assert cache.note(ME, QX7ZD) is None
        assert not any(b"very private" in file.read_bytes() for file in path.parent.iterdir())


@pytest.mark.parametrize(
    ("statuses", "unnoticed"),
    [
        ([BACK], False),
        ([BACK, BACK], False),
        ([AT_AWS, BACK], True),
        ([AT_AWS, BACK, BACK], True),
        ([AT_AWS, BACK, AT_AWS], False),
        ([EXPIRED, EXPIRED], False),
        ([AT_AWS, EXPIRED], True),
        ([EXPIRED, replace(EXPIRED, location_code="Returned")], True),
        ([AT_AWS, replace(EXPIRED, progress_code="Canceled")], False),
    ],
)
def test_only_an_ending_that_we_saw_come_is_unnoticed(
    cache: Cache, statuses: list[KeptStatus], unnoticed: bool
) -> None:
    see(cache, *statuses)
    assert is_unnoticed(cache) is unnoticed


def test_a_job_that_was_opened_after_its_end_stays_noticed(cache: Cache) -> None:
    see(cache, AT_AWS, BACK)
    cache.mark_noticed(ME, QX7ZD)
    assert not is_unnoticed(cache)
    see(cache, BACK, since=T0 + 5 * HOUR)
    assert not is_unnoticed(cache)


def test_another_ending_is_news_again(cache: Cache) -> None:
    see(cache, AT_AWS, EXPIRED)
    cache.mark_noticed(ME, QX7ZD)
    see(cache, replace(EXPIRED, location_code="Returned"), since=T0 + 5 * HOUR)
    assert is_unnoticed(cache)


def test_what_is_unnoticed_follows_a_rotated_key_and_is_cleared(cache: Cache) -> None:
    see(cache, AT_AWS, BACK)
    cache.move(ME, OTHER)
    assert is_unnoticed(cache, OTHER)
    cache.clear()
    walk(cache, T0, OTHER)
    assert not is_unnoticed(cache, OTHER)


def test_an_ending_seen_with_either_key_is_news_after_they_became_one(cache: Cache) -> None:
    see(cache, AT_AWS)
    walk(cache, T0 + HOUR, OTHER)
    see(cache, BACK, identity=OTHER, since=T0 + HOUR)
    cache.move(ME, OTHER)
    assert is_unnoticed(cache, OTHER)


def test_a_note_takes_the_place_of_the_one_that_was_read_and_of_no_other(cache: Cache) -> None:
    theirs = Note("another window's")
    cache.replace_note(ME, QX7ZD, NOTE, read=None)
    cache.set_note(ME, QX7ZD, theirs)
    for wanted in (Note("mine"), None):
        with pytest.raises(NoteChanged) as refused:
            cache.replace_note(ME, QX7ZD, wanted, read=NOTE)
        assert refused.value.there == theirs
        assert cache.note(ME, QX7ZD) == theirs
    cache.replace_note(ME, QX7ZD, theirs, read=NOTE)
    cache.replace_note(ME, QX7ZD, None, read=theirs)
    assert cache.note(ME, QX7ZD) is None
    with pytest.raises(NoteChanged):
        cache.replace_note(ME, QX7ZD, NOTE, read=theirs)


def mark(status: KeptStatus, at: datetime = T0) -> Handled:
    return Handled(at, ("ABORTED", "WARNING"), status_fingerprint(status))


def row(cache: Cache, identity: Identity = ME) -> JobRow:
    found = cache.row(identity, QX7ZD)
    assert found is not None
    return found


def test_what_was_handled_comes_back_alone_and_in_the_row_and_can_be_taken_away(cache: Cache) -> None:
    see(cache, AT_AWS)
    assert cache.replace_handled(ME, QX7ZD, None, mark(AT_AWS))
    assert cache.handled(ME, QX7ZD) == row(cache).handled == mark(AT_AWS)
    assert cache.handled(OTHER, QX7ZD) is None
    assert cache.replace_handled(ME, QX7ZD, mark(AT_AWS), None)
    assert cache.handled(ME, QX7ZD) is row(cache).handled is None


NEWS = (
    {"location_code": "Returned"},
    {"progress_code": "Success"},
    {"error_count": 1},
    {"error_count": Unreadable("1")},
    {"carrier": "UPS"},
    {"tracking_number": "1Z"},
    {"warning_message": "late"},
    {"signature": "x"},
    {"signature_file_contents": "jobId:X"},
    {"aws_shipping_address": "1 Example Lane"},
    {"job_id": JobId("TEST1")},
    {"repairs": ("line 3: mended",)},
)


@pytest.mark.parametrize("news", NEWS, ids=lambda news: next(iter(news)))
def test_a_handled_job_is_open_again_once_an_answer_says_something_new(
    cache: Cache, news: dict[str, Any]
) -> None:
    see(cache, AT_AWS)
    cache.replace_handled(ME, QX7ZD, None, mark(AT_AWS))
    before = row(cache)
    cache.keep_status(ME, QX7ZD, replace(AT_AWS, **news), T0 + HOUR)
    assert cache.handled(ME, QX7ZD) is row(cache).handled is None
    assert before.with_status(replace(AT_AWS, **news), T0 + HOUR).handled is None


@pytest.mark.parametrize(
    "same",
    [{}, {"request_id": "r-2"}, {"progress_message": "Still loading."}, {"unknown_names": ("Novelty",)}],
)
def test_a_handled_job_stays_handled_while_answers_say_the_same(cache: Cache, same: dict[str, Any]) -> None:
    see(cache, AT_AWS)
    cache.replace_handled(ME, QX7ZD, None, mark(AT_AWS))
    before = row(cache)
    cache.keep_status(ME, QX7ZD, replace(AT_AWS, **same), T0 + HOUR)
    walk(cache, T0 + HOUR)
    assert cache.handled(ME, QX7ZD) == row(cache).handled == mark(AT_AWS)
    assert before.with_status(replace(AT_AWS, **same), T0 + HOUR).handled == mark(AT_AWS)


def test_an_answer_that_came_late_takes_no_mark_away(cache: Cache) -> None:
    see(cache, AT_AWS, BACK)
    cache.replace_handled(ME, QX7ZD, None, mark(BACK))
    cache.keep_status(ME, QX7ZD, AT_AWS, T0)
    assert cache.handled(ME, QX7ZD) == mark(BACK)


def test_a_mark_is_written_only_over_the_one_that_was_seen_and_on_the_status_that_was_seen(
    cache: Cache,
) -> None:
    see(cache, AT_AWS, BACK)
    assert not cache.replace_handled(ME, QX7ZD, None, mark(AT_AWS))
    assert cache.handled(ME, QX7ZD) is None
    assert cache.replace_handled(ME, QX7ZD, None, mark(BACK))
    assert not cache.replace_handled(ME, QX7ZD, None, mark(BACK, T0 + HOUR))
    assert not cache.replace_handled(ME, QX7ZD, mark(BACK, T0 + HOUR), None)
    assert cache.handled(ME, QX7ZD) == mark(BACK)


def test_what_was_handled_follows_a_rotated_key_unless_the_newer_answer_says_something_new(
    cache: Cache,
) -> None:
    second = JobId("M4T9B")
    see(cache, AT_AWS)
    cache.replace_handled(ME, QX7ZD, None, mark(AT_AWS))
    cache.replace_handled(ME, second, None, mark(BACK))
    walk(cache, T0 + HOUR, OTHER)
    see(cache, BACK, identity=OTHER, since=T0 + HOUR)
    cache.move(ME, OTHER)
    assert cache.handled(OTHER, QX7ZD) is None
    assert cache.handled(OTHER, second) == mark(BACK)
    assert cache.handled(ME, second) is None


def test_clearing_removes_what_was_handled(cache: Cache) -> None:
    see(cache, AT_AWS)
    cache.replace_handled(ME, QX7ZD, None, mark(AT_AWS))
    cache.clear()
    walk(cache, T0)
    assert row(cache).handled is None


def test_a_cache_of_the_version_before_keeps_every_row_and_takes_marks(tmp_path: Path) -> None:
    path = tmp_path / "ie-tui" / "jobs.sqlite3"
    with closing(Cache.open(path)) as cache:
        walk(cache, T0)
        see(cache, AT_AWS, BACK)
        cache.set_note(ME, QX7ZD, NOTE)
        cache.remember("hint", "scope", ME, T0)
        expected = (cache.rows(ME), cache.status(ME, QX7ZD), cache.history(ME, QX7ZD))
    with closing(sqlite3.connect(path)) as db:
        # What version 1 did not have.
        db.execute("DROP TABLE handled")
        db.execute("PRAGMA user_version = 1")
    with closing(Cache.open(path)) as cache:
        assert cache.notice is None
        assert cache.identity_for("hint") == ME
        assert (cache.rows(ME), cache.status(ME, QX7ZD), cache.history(ME, QX7ZD)) == expected
        assert cache.replace_handled(ME, QX7ZD, None, mark(BACK))
    with closing(Cache.open(path)) as cache:
        assert cache.handled(ME, QX7ZD) == mark(BACK)
        assert [job.note for job in cache.rows(ME)] == [NOTE]
