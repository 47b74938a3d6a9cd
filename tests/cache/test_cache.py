from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ie_tui.api.models import Artifact, Job, JobId, JobStatus, KeptStatus, Unreadable
from ie_tui.cache import statements
from ie_tui.cache.cache import HINTS_KEPT, Cache
from ie_tui.jobs.row import Change, Finding, Identity, JobRow, KeptRecord

ME = Identity("me")
OTHER = Identity("other")
QX7ZD = JobId("QX7ZD")
T0 = datetime(2026, 3, 3, 10, 0, 0, 123457, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHOLE = KeptStatus(
    job_id=JobId("TEST1"),
    job_type="Import",
    created_at=T0,
    location_code="AtAWS",
    location_message="Your device is at AWS.",
    progress_code="InProgress",
    progress_message="[b]The data[/b] \u202e\x85 is loaded.",
    carrier="UPS",
    tracking_number="1Z999",
    log_bucket="bucket",
    log_key="key",
    error_count=2,
    signature="O8WnNGMfs6cwbpQHvJ0qXLrUdqI=",
    signature_file_contents="version:2.0\r\nsignature:O8Wn\n",
    current_manifest="manifestVersion: 2.0\nbucket: b\n",
    artifacts=(Artifact("label", "https://example.com/a"), Artifact("", "")),
    aws_shipping_address="AWS\n1111 Nosuch Ave",
    warning_message="late",
    request_id="r-1",
    repairs=("line 3: mended",),
    unknown_names=("Novelty",),
    secrets_masked=1,
)
BARE = KeptStatus(job_id=QX7ZD)


@pytest.fixture(params=["file", "memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cache]:
    opened = (
        Cache.open(tmp_path / "ie-tui" / "jobs.sqlite3") if request.param == "file" else Cache.in_memory()
    )
    with closing(opened):
        yield opened


def job(job_id: str, created_at: datetime | Unreadable | None = T0) -> Job:
    return Job(JobId(job_id), "Import", created_at, False)


def ids(cache: Cache, identity: Identity = ME) -> list[str]:
    return [row.job_id for row in cache.rows(identity)]


def walk(cache: Cache, *jobs: Job, at: datetime = T0, identity: Identity = ME) -> None:
    cache.keep_page(identity, jobs, at)
    cache.finish_walk(identity, at, at)


def test_a_page_comes_back_as_rows_that_know_no_status(cache: Cache) -> None:
    cache.keep_page(ME, [Job(QX7ZD, "Export", T0, True)], T0)
    assert cache.rows(ME) == [JobRow(QX7ZD, "Export", T0, True)]


def test_what_was_unreadable_or_absent_in_the_list_stays_so(cache: Cache) -> None:
    jobs = [
        Job(QX7ZD, "Import", Unreadable("soon"), Unreadable("perhaps")),
        Job(JobId("M4T9B"), "", None, None),
    ]
    cache.keep_page(ME, jobs, T0)
    assert [cache.row(ME, job.job_id) for job in jobs] == [JobRow(*job) for job in jobs]


def test_rows_are_newest_first_then_in_the_order_of_the_service_and_those_without_date_last(
    cache: Cache,
) -> None:
    first = [job("none", None), job("old", T0 - HOUR), job("z"), job("odd", Unreadable("?"))]
    cache.keep_page(ME, first, T0)
    cache.keep_page(ME, [job("a"), job("new", T0 + HOUR)], T0)
    assert ids(cache) == ["new", "z", "a", "old", "none", "odd"]


def test_a_job_that_the_service_moves_among_its_equals_moves_here(cache: Cache) -> None:
    walk(cache, job("a"), job("b"))
    walk(cache, job("new"), job("b"), job("a"), at=T0 + HOUR)
    assert ids(cache) == ["new", "b", "a"]


@pytest.mark.parametrize("limit", [None, 0, 1, 3, 9])
@pytest.mark.parametrize("offset", [0, 2, 9])
def test_a_window_is_a_slice_of_all_rows(cache: Cache, limit: int | None, offset: int) -> None:
    cache.keep_page(ME, [job(f"J{number}", T0 - number * HOUR) for number in range(5)], T0)
    end = None if limit is None else offset + limit
    assert cache.rows(ME, limit, offset) == cache.rows(ME)[offset:end]


def test_the_count_counts_each_job_once(cache: Cache) -> None:
    assert cache.count(ME) == 0
    walk(cache, job("a"), job("b"), job("b"))
    walk(cache, job("b"), job("c"), at=T0 + HOUR)
    assert cache.count(ME) == len(cache.rows(ME)) == 3


def test_a_job_that_a_complete_walk_lacks_is_no_longer_listed_but_kept(cache: Cache) -> None:
    walk(cache, job("gone"), job("here"))
    cache.keep_page(ME, [job("here")], T0 + HOUR)
    assert all(row.is_listed for row in cache.rows(ME)), "the walk has not reached the end"
    cache.finish_walk(ME, T0 + HOUR, T0 + HOUR)
    assert {row.job_id: row.is_listed for row in cache.rows(ME)} == {"gone": False, "here": True}


def test_a_job_that_comes_back_is_listed_again(cache: Cache) -> None:
    walk(cache, job("a"))
    walk(cache, at=T0 + HOUR)
    walk(cache, job("a"), at=T0 + 2 * HOUR)
    assert [row.is_listed for row in cache.rows(ME)] == [True]


def test_two_walks_at_once_take_nothing_from_the_list_of_each_other(cache: Cache) -> None:
    later = T0 + timedelta(seconds=1)
    cache.keep_page(ME, [job("a")], later)
    cache.keep_page(ME, [job("a")], T0)
    cache.keep_page(ME, [job("made between")], later)
    cache.finish_walk(ME, later, later + HOUR)
    cache.finish_walk(ME, T0, T0 + HOUR)
    assert [row.is_listed for row in cache.rows(ME)] == [True, True]
    assert cache.listed_at(ME) == later + HOUR


def test_listed_at_is_the_end_of_a_walk_that_reached_it(cache: Cache) -> None:
    assert cache.listed_at(ME) is None
    cache.keep_page(ME, [job("a")], T0)
    assert cache.listed_at(ME) is None
    cache.finish_walk(ME, T0, T0 + HOUR)
    assert cache.listed_at(ME) == T0 + HOUR


@pytest.mark.parametrize(
    "status",
    [
        WHOLE,
        BARE,
        replace(BARE, created_at=Unreadable("soon"), error_count=Unreadable("many")),
        replace(BARE, error_count=0, signature="", carrier=""),
        replace(BARE, signature_file_contents="version:2.0"),
        replace(BARE, current_manifest="a\x00b\r\n\U0001f4e6'; drop table job--"),
    ],
)
def test_a_status_comes_back_as_it_was(cache: Cache, status: KeptStatus) -> None:
    cache.keep_status(ME, QX7ZD, status, T0)
    assert cache.status(ME, QX7ZD) == KeptRecord(status, T0)


def test_every_field_of_a_status_was_tried_above() -> None:
    assert all(getattr(WHOLE, name) for name in KeptStatus.__dataclass_fields__)


def test_a_status_is_kept_under_the_id_that_was_asked_for(cache: Cache) -> None:
    cache.keep_status(ME, QX7ZD, WHOLE, T0)
    assert cache.status(ME, WHOLE.job_id) is None
    kept = cache.status(ME, QX7ZD)
    assert kept is not None
    assert kept.status.job_id == "TEST1"


@pytest.mark.parametrize("foreign", [JobStatus(job_id=QX7ZD), None, {"job_id": "QX7ZD"}])
def test_only_a_kept_status_is_accepted(cache: Cache, foreign: object) -> None:
    with pytest.raises(TypeError, match="only a KeptStatus"):
        cache.keep_status(ME, QX7ZD, foreign, T0)  # type: ignore[arg-type]
    assert cache.status(ME, QX7ZD) is None


def test_a_row_shows_the_little_of_its_newest_status(cache: Cache) -> None:
    cache.keep_page(ME, [job("QX7ZD")], T0)
    cache.keep_status(ME, QX7ZD, WHOLE, T0 + HOUR)
    found = Finding.ERRORS | Finding.WARNING | Finding.REPAIRED | Finding.DISAGREES
    expected = JobRow(QX7ZD, "Import", T0, False, True, "InProgress", "AtAWS", found, T0 + HOUR)
    assert cache.row(ME, QX7ZD) == expected
    assert cache.rows(ME) == [expected]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (BARE, Finding(0)),
        (replace(BARE, error_count=0), Finding(0)),
        (replace(BARE, error_count=1), Finding.ERRORS),
        (replace(BARE, error_count=Unreadable("x")), Finding.ERRORS),
        (replace(BARE, warning_message="late"), Finding.WARNING),
        (replace(BARE, warning_message=" \n"), Finding(0)),
        (replace(BARE, repairs=("mended",)), Finding.REPAIRED),
        (replace(BARE, job_id=JobId("TEST1")), Finding.DISAGREES),
        (replace(BARE, signature_file_contents="jobId:qx7zd\n"), Finding(0)),
        (replace(BARE, signature_file_contents="jobId:WXSPP\n"), Finding.DISAGREES),
        (replace(BARE, signature="a", signature_file_contents="signature:b\n"), Finding.DISAGREES),
    ],
)
def test_the_row_keeps_what_in_its_status_needs_a_look(
    cache: Cache, status: KeptStatus, found: Finding
) -> None:
    cache.keep_page(ME, [job("QX7ZD")], T0)
    cache.keep_status(ME, QX7ZD, status, T0)
    assert [row.findings for row in cache.rows(ME)] == [found]


def test_a_job_that_was_asked_for_but_never_listed_is_no_row_until_the_list_brings_it(cache: Cache) -> None:
    cache.keep_status(ME, QX7ZD, WHOLE, T0)
    walk(cache, job("M4T9B"), at=T0 + HOUR)
    assert ids(cache) == ["M4T9B"]
    assert cache.count(ME) == 1
    assert cache.row(ME, QX7ZD) is None
    cache.keep_page(ME, [job("QX7ZD")], T0 + 2 * HOUR)
    row = cache.row(ME, QX7ZD)
    assert row is not None
    assert (row.is_listed, row.location_code) == (True, "AtAWS")


def test_the_first_sight_of_a_job_is_a_change_of_all_that_is_there(cache: Cache) -> None:
    seen = replace(BARE, location_code="NotReceived", progress_code="Pending", error_count=0)
    changes = cache.keep_status(ME, QX7ZD, seen, T0)
    assert changes == (
        Change("location_code", None, "NotReceived", None, T0),
        Change("progress_code", None, "Pending", None, T0),
        Change("error_count", None, "0", None, T0),
    )
    assert sorted(cache.history(ME, QX7ZD)) == sorted(changes)


def test_a_change_lies_between_the_last_sight_of_the_old_and_the_first_of_the_new(cache: Cache) -> None:
    before = replace(BARE, location_code="NotReceived", error_count=Unreadable("many"))
    after = replace(BARE, location_code="AtAWS", error_count=3, carrier="UPS")
    for hours in range(3):
        cache.keep_status(ME, QX7ZD, before, T0 + hours * HOUR)
    last, now = T0 + 2 * HOUR, T0 + 3 * HOUR
    expected = (
        Change("location_code", "NotReceived", "AtAWS", last, now),
        Change("error_count", "many", "3", last, now),
        Change("carrier", None, "UPS", last, now),
    )
    assert cache.keep_status(ME, QX7ZD, after, now) == expected
    assert sorted(cache.history(ME, QX7ZD)[:3]) == sorted(expected)
    assert cache.keep_status(ME, QX7ZD, after, now + HOUR) == ()


def test_a_value_that_is_no_longer_sent_is_a_change_to_none(cache: Cache) -> None:
    cache.keep_status(ME, QX7ZD, replace(BARE, tracking_number="1Z"), T0)
    gone = cache.keep_status(ME, QX7ZD, BARE, T0 + HOUR)
    assert gone == (Change("tracking_number", "1Z", None, T0, T0 + HOUR),)


def test_the_history_is_newest_first(cache: Cache) -> None:
    codes = ["Pending", "Started", "InProgress", "Success"]
    for hours, code in enumerate(codes):
        cache.keep_status(ME, QX7ZD, replace(BARE, progress_code=code), T0 + hours * HOUR)
    assert [change.new for change in cache.history(ME, QX7ZD)] == codes[::-1]


def test_an_older_answer_never_overwrites_a_newer_one(cache: Cache) -> None:
    cache.keep_status(ME, QX7ZD, WHOLE, T0)
    history = cache.history(ME, QX7ZD)
    assert cache.keep_status(ME, QX7ZD, BARE, T0 - timedelta(microseconds=1)) == ()
    assert cache.status(ME, QX7ZD) == KeptRecord(WHOLE, T0)
    assert cache.history(ME, QX7ZD) == history


def test_another_answer_of_the_same_moment_is_the_newer_one(cache: Cache) -> None:
    cache.keep_status(ME, QX7ZD, replace(BARE, carrier="UPS"), T0)
    cache.keep_status(ME, QX7ZD, replace(BARE, carrier="FedEx"), T0)
    assert [change.new for change in cache.history(ME, QX7ZD)] == ["FedEx", "UPS"]


@pytest.mark.parametrize(
    "at",
    [
        T0,
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 3, 10, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
def test_times_are_kept_to_the_microsecond_and_come_back_in_utc(cache: Cache, at: datetime) -> None:
    cache.keep_page(ME, [job("QX7ZD", at)], T0)
    row = cache.row(ME, QX7ZD)
    assert row is not None
    assert row.created_at == at
    assert isinstance(row.created_at, datetime)
    assert row.created_at.tzinfo is UTC


@pytest.mark.parametrize("job_id", ["'; drop table job--", "%_", "a\x00b", "../../x", "[b]", "😀", ""])
def test_any_text_is_a_job_id(cache: Cache, job_id: str) -> None:
    cache.keep_page(ME, [job(job_id), job("QX7ZD")], T0)
    cache.keep_status(ME, JobId(job_id), WHOLE, T0)
    row = cache.row(ME, JobId(job_id))
    assert row is not None
    assert (row.job_id, row.fetched_at) == (job_id, T0)
    assert cache.status(ME, QX7ZD) is None


def test_a_job_id_typed_in_bytes_that_are_no_text_is_simply_not_known(cache: Cache) -> None:
    typed = JobId(b"\xff".decode("utf-8", "surrogateescape"))
    assert cache.row(ME, typed) is None
    assert cache.status(ME, typed) is None
    assert cache.history(ME, typed) == ()


def test_only_the_exact_hint_gives_an_identity(cache: Cache) -> None:
    cache.remember("hint", "scope", ME, T0)
    assert cache.identity_for("hint") == ME
    assert [cache.identity_for(hint) for hint in ("Hint", "hin", "hint ", "%", "scope", "")] == [None] * 6


def test_a_scope_remembers_the_identity_that_came_last(cache: Cache) -> None:
    cache.remember("h1", "scope", ME, T0)
    cache.remember("h2", "scope", OTHER, T0 + HOUR)
    assert cache.last_identity("scope") == OTHER
    assert cache.last_identity("another scope") is None
    assert [cache.identity_for(hint) for hint in ("h1", "h2")] == [ME, OTHER]


def test_a_hint_can_come_to_mean_another_identity(cache: Cache) -> None:
    cache.remember("hint", "scope", ME, T0)
    cache.remember("hint", "scope", OTHER, T0 + HOUR)
    assert cache.identity_for("hint") == OTHER


def test_hints_used_long_ago_are_forgotten(cache: Cache) -> None:
    for number in range(HINTS_KEPT + 1):
        cache.remember(f"h{number}", "scope", ME, T0 + number * HOUR)
    assert [cache.identity_for(hint) for hint in ("h0", "h1")] == [None, ME]


def full(cache: Cache, identity: Identity) -> None:
    cache.remember(f"hint of {identity}", "scope", identity, T0)
    walk(cache, job("QX7ZD"), job("M4T9B"), identity=identity)
    cache.keep_status(identity, QX7ZD, replace(WHOLE, progress_code="Pending"), T0)
    cache.keep_status(identity, QX7ZD, WHOLE, T0 + HOUR)


def everything(cache: Cache, identity: Identity) -> list[object]:
    return [
        cache.count(identity),
        cache.rows(identity),
        cache.listed_at(identity),
        cache.status(identity, QX7ZD),
        cache.history(identity, QX7ZD),
    ]


def test_a_rotated_key_takes_over_all_that_was_kept(cache: Cache) -> None:
    full(cache, ME)
    before = everything(cache, ME)
    cache.move(ME, OTHER)
    assert everything(cache, OTHER) == before
    assert everything(cache, ME) == [0, [], None, None, ()]
    assert (cache.identity_for("hint of me"), cache.last_identity("scope")) == (OTHER, OTHER)


def test_a_rotated_key_that_is_already_remembered_takes_over_all_the_same(cache: Cache) -> None:
    full(cache, ME)
    before = everything(cache, ME)
    cache.remember("new hint", "scope", OTHER, T0 + HOUR)
    cache.move(ME, OTHER)
    assert everything(cache, OTHER) == before
    assert [cache.identity_for(hint) for hint in ("new hint", "hint of me")] == [OTHER, OTHER]


def test_moving_onto_rows_of_ones_own_keeps_the_newer_status_and_both_histories(cache: Cache) -> None:
    full(cache, ME)
    lone = JobId("LONE1")
    walk(cache, job("M4T9B", T0 + HOUR), job("LONE1"), identity=OTHER, at=T0 + 3 * HOUR)
    cache.keep_status(OTHER, lone, replace(BARE, carrier="UPS"), T0 + HOUR)
    cache.keep_status(OTHER, QX7ZD, replace(WHOLE, progress_code="Success", signature="s"), T0 + 2 * HOUR)
    cache.move(ME, OTHER)
    assert {row.job_id: row.is_listed for row in cache.rows(OTHER)} == {
        "M4T9B": True,
        "QX7ZD": False,
        "LONE1": True,
    }
    assert cache.count(OTHER) == 3
    assert cache.listed_at(OTHER) == T0 + 3 * HOUR
    assert ids(cache, OTHER)[0] == "M4T9B", "the date that came last counts"
    kept = cache.status(OTHER, QX7ZD)
    assert kept is not None
    assert (kept.status.signature, kept.fetched_at) == ("s", T0 + 2 * HOUR)
    assert cache.history(OTHER, QX7ZD)[0] == Change(
        "progress_code", "InProgress", "Success", T0 + HOUR, T0 + 2 * HOUR
    )
    progress = [change.new for change in cache.history(OTHER, QX7ZD) if change.field == "progress_code"]
    assert progress == ["Success", "InProgress", "Pending"]
    assert cache.history(OTHER, lone) == (Change("carrier", None, "UPS", None, T0 + HOUR),)


def test_moving_keeps_the_older_identitys_status_where_that_is_the_newer_one(cache: Cache) -> None:
    full(cache, ME)
    cache.keep_status(OTHER, QX7ZD, BARE, T0)
    cache.move(ME, OTHER)
    assert cache.status(OTHER, QX7ZD) == KeptRecord(WHOLE, T0 + HOUR)


@pytest.mark.parametrize(("old", "new"), [(ME, ME), (Identity("nobody"), ME)])
def test_moving_nothing_changes_nothing(cache: Cache, old: Identity, new: Identity) -> None:
    full(cache, ME)
    before = everything(cache, ME)
    cache.move(old, new)
    assert everything(cache, ME) == before


def test_a_cleared_cache_is_empty_and_can_be_used_on(cache: Cache) -> None:
    full(cache, ME)
    cache.clear()
    assert everything(cache, ME) == [0, [], None, None, ()]
    assert (cache.identity_for("hint of me"), cache.last_identity("scope")) == (None, None)
    walk(cache, job("new"))
    assert ids(cache) == ["new"]


def test_what_was_kept_is_there_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "ie-tui" / "jobs.sqlite3"
    with closing(Cache.open(path)) as cache:
        full(cache, ME)
        before = everything(cache, ME)
    with closing(Cache.open(path)) as cache:
        assert everything(cache, ME) == before
        assert cache.notice is None


def test_a_second_instance_sees_each_page_as_soon_as_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ie-tui" / "jobs.sqlite3"
    with closing(Cache.open(path)) as one, closing(Cache.open(path)) as other:
        one.keep_page(ME, [job("a")], T0)
        assert ids(other) == ["a"]
        other.keep_page(ME, [job("b")], T0)
        assert ids(one) == ["a", "b"]


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        (statements.NEWEST_FIRST, (ME, 60, 0)),
        (statements.JOBS, (ME,)),
        (statements.STATUS, (ME, QX7ZD)),
        (statements.ONE_ROW, (ME, QX7ZD)),
        (statements.HISTORY, (ME, QX7ZD)),
    ],
)
def test_what_is_read_while_someone_waits_neither_scans_nor_sorts(
    tmp_path: Path, query: str, parameters: tuple[object, ...]
) -> None:
    path = tmp_path / "ie-tui" / "jobs.sqlite3"
    Cache.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters)]
    assert plan
    assert all(step.startswith("SEARCH") for step in plan), plan


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    with closing(Cache.open(tmp_path / "ie-tui" / "jobs.sqlite3")) as cache:
        cache.keep_page(ME, [job("a")], T0)
        is_writing, was_read = threading.Event(), threading.Event()

        def slow_page() -> Iterator[Job]:
            yield job("b")
            is_writing.set()
            assert was_read.wait(10)

        writer = threading.Thread(target=lambda: cache.keep_page(ME, Lazily(slow_page), T0))
        writer.start()
        try:
            assert is_writing.wait(10)
            assert ids(cache) == ["a"]
        finally:
            was_read.set()
            writer.join()
        assert ids(cache) == ["a", "b"]


class Lazily(list[Job]):
    """A page whose jobs are made while it is being written."""

    def __init__(self, make: Callable[[], Iterator[Job]]) -> None:
        super().__init__([job("b")])
        self._make = make

    def __iter__(self) -> Iterator[Job]:
        return self._make()


def test_writers_of_several_threads_queue_and_lose_nothing(tmp_path: Path) -> None:
    with closing(Cache.open(tmp_path / "ie-tui" / "jobs.sqlite3")) as cache:

        def keep(number: int) -> None:
            for step in range(20):
                cache.keep_page(ME, [job(f"J{number}-{step}")], T0)
                cache.keep_status(ME, JobId(f"J{number}-{step}"), WHOLE, T0)
                assert cache.count(ME) > 0

        threads = [threading.Thread(target=keep, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [row.location_code for row in cache.rows(ME)] == ["AtAWS"] * 80


def test_the_cache_is_imported_with_little_more_than_the_standard_library() -> None:
    code = "import sys, ie_tui.cache.cache; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    foreign = set(loaded.stdout.split()) - set(sys.stdlib_module_names)
    assert foreign - {"__main__"} <= {"ie_tui"} | site_modules()


def site_modules() -> set[str]:
    code = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    bare = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(bare.stdout.split())
