"""Cached first, then fresh; and what a failing service or cache takes away: nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from ie_tui.api.errors import BadAnswer, NoCredentials, Offline, ServiceError
from ie_tui.api.models import Job, JobId, JobPage, JobStatus
from ie_tui.cache.cache import Cache, CacheUnusable
from ie_tui.jobs.attention import newest_move
from ie_tui.jobs.next_move import Holder
from ie_tui.jobs.row import Handled, Identity, Note
from ie_tui.manifest.version_1 import version_1_signature
from ie_tui.tracking.connection import CallerHint, Connection, UserCallbacks
from ie_tui.tracking.repository import JobRepository
from ie_tui.tracking.tracker import FIRST_WINDOW, JobTracker

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ME = Identity("me")
WHO = CallerHint(hint="hint", scope="scope", account="profile prod", endpoint="")


def job(number: int, *, created: datetime | None = None) -> Job:
    return Job(JobId(f"J{number:04}"), "Import", created or NOON - timedelta(hours=number), False)


def status(
    job_id: str, location: str = "NotReceived", progress: str = "Pending", **more: object
) -> JobStatus:
    fields = {"job_id": JobId(job_id), "location_code": location, "progress_code": progress, **more}
    return JobStatus(**fields)  # type: ignore[arg-type]


class ScriptedService:
    """Answers from a list of pages and a table of statuses; an error in their place is raised."""

    def __init__(self) -> None:
        self.pages: list[JobPage | ServiceError] = []
        self.statuses: dict[str, JobStatus | ServiceError] = {}
        self.asked: list[str] = []
        self.is_closed = False
        self.clock_offset = timedelta()

    async def list_jobs(self, marker: JobId | None = None) -> JobPage:
        self.asked.append(f"list after {marker}")
        return _give(self.pages.pop(0))

    async def get_status(self, job_id: JobId) -> JobStatus:
        self.asked.append(job_id)
        return _give(self.statuses[job_id])

    async def version_1_signature(self, job_id: JobId, manifest: str) -> str:
        return version_1_signature("test-secret-key", job_id, manifest)

    async def aclose(self) -> None:
        self.is_closed = True


T = TypeVar("T")


def _give(answer: T | ServiceError) -> T:
    if isinstance(answer, ServiceError):
        raise answer
    return answer


class Bench:
    """A tracker with everything around it in hand."""

    def __init__(self, cache: Cache | None = None, identity: Identity = ME, who: CallerHint = WHO) -> None:
        self.cache = cache or Cache.in_memory()
        self.service = ScriptedService()
        self.connect_error: ServiceError | None = None
        self.at = NOON
        self.identity = identity
        keeping = JobRepository(self.cache, self.cache.identity_for(who.hint))
        self.tracker = JobTracker(keeping, who, self.connect, lambda: self.at)

    async def connect(self, _person: UserCallbacks) -> Connection:
        if self.connect_error:
            raise self.connect_error
        return Connection(self.service, self.identity, "profile prod", "importexport.amazonaws.com")

    async def walk(self, *pages: JobPage | ServiceError) -> list[int]:
        self.service.pages = list(pages)
        return [count async for count in self.tracker.walk()]

    def shown(self) -> list[str]:
        index = self.tracker.index
        return [row.job_id for row in index.window(0, len(index))]


async def test_the_list_comes_page_by_page_until_it_is_no_longer_truncated() -> None:
    bench = Bench()
    counts = await bench.walk(
        JobPage((job(1), job(2)), is_truncated=True), JobPage((job(3),), is_truncated=False)
    )
    assert counts == [2, 3]
    assert bench.service.asked == ["list after None", "list after J0002"]
    assert bench.shown() == ["J0001", "J0002", "J0003"]
    assert bench.tracker.overview.listed_at == NOON


async def test_a_new_start_shows_what_was_kept_before_anything_is_asked() -> None:
    first = Bench()
    await first.walk(JobPage((job(1), job(2)), is_truncated=False))
    first.service.statuses["J0002"] = status("J0002", "AtAWS", "InProgress", signature="c2ln")
    await first.tracker.refresh_status(JobId("J0002"))

    again = Bench(first.cache)
    assert again.shown() == ["J0001", "J0002"]
    assert again.service.asked == []
    assert again.tracker.overview.is_checked is False
    kept = again.tracker.record(JobId("J0002"))
    assert kept.status is not None
    assert (kept.status.signature, kept.fetched_at) == ("c2ln", NOON)


async def test_another_profile_sees_nothing_of_the_first() -> None:
    first = Bench()
    await first.walk(JobPage((job(1),), is_truncated=False))
    other = Bench(
        first.cache, Identity("other"), CallerHint("other hint", "other scope", "profile other", "")
    )
    assert other.shown() == []
    await other.walk(JobPage((job(7),), is_truncated=False))
    assert other.shown() == ["J0007"]
    assert Bench(first.cache).shown() == ["J0001"]


async def test_rows_painted_for_another_account_go_once_the_credentials_are_known() -> None:
    first = Bench()
    await first.walk(JobPage((job(1),), is_truncated=False))
    other = Bench(first.cache, Identity("other"))
    assert other.shown() == ["J0001"]
    await other.walk(JobPage((job(7),), is_truncated=False))
    assert other.shown() == ["J0007"]


async def test_a_rotated_key_that_sees_the_same_jobs_takes_over_what_was_kept() -> None:
    first = Bench()
    await first.walk(JobPage((job(1), job(2)), is_truncated=False))
    first.service.statuses["J0001"] = status("J0001")
    await first.tracker.refresh_status(JobId("J0001"))

    rotated = Bench(first.cache, Identity("new key"), CallerHint("new hint", WHO.scope, "profile prod", ""))
    await rotated.walk(JobPage((job(1), job(2)), is_truncated=False))
    assert rotated.tracker.record(JobId("J0001")).fetched_at == NOON


async def test_a_rotated_key_that_sees_other_jobs_takes_nothing() -> None:
    first = Bench()
    await first.walk(JobPage((job(1),), is_truncated=False))
    stranger = Bench(first.cache, Identity("stranger"), CallerHint("new hint", WHO.scope, "profile prod", ""))
    await stranger.walk(JobPage((job(1, created=NOON),), is_truncated=False))
    assert Bench(first.cache).cache.row(ME, JobId("J0001")) is not None


async def test_a_list_that_was_repaired_says_so_until_one_comes_whole() -> None:
    bench = Bench()
    repairs = ("line 1: JobType was closed as Kind", "job 2 of the page has no JobId and was left out")
    await bench.walk(JobPage((job(1),), is_truncated=False, repairs=repairs))
    (notice,) = bench.tracker.overview.notices
    assert "repaired it: line 1: JobType was closed as Kind, and 1 more." in notice
    await bench.walk(JobPage((job(1),), is_truncated=False))
    assert bench.tracker.overview.notices == ()


async def test_a_failed_walk_keeps_the_old_list_its_age_and_the_reason() -> None:
    bench = Bench()
    await bench.walk(JobPage((job(1),), is_truncated=False))
    bench.at += timedelta(hours=1)
    with pytest.raises(Offline):
        await bench.walk(Offline("no way"))
    overview = bench.tracker.overview
    assert bench.shown() == ["J0001"]
    assert overview.listed_at == NOON
    assert overview.failure is not None
    assert (str(overview.failure.error), overview.failure.at) == ("no way", bench.at)


async def test_offline_counts_from_the_first_failure_in_a_row_that_found_nobody() -> None:
    bench = Bench()
    began = []
    for error in (Offline("no way"), Offline("no way"), BadAnswer("portal"), Offline("no way")):
        with pytest.raises(ServiceError):
            await bench.walk(error)
        assert bench.tracker.overview.failure is not None
        began.append(bench.tracker.overview.failure.since)
        bench.at += timedelta(hours=1)
    assert began == [None, NOON, None, None]


async def test_only_a_complete_walk_marks_what_is_no_longer_listed() -> None:
    bench = Bench()
    await bench.walk(JobPage((job(1), job(2)), is_truncated=False))
    with pytest.raises(Offline):
        await bench.walk(JobPage((job(1),), is_truncated=True), Offline("gone"))
    assert [row.is_listed for row in bench.tracker.index.window(0, 9)] == [True, True]
    await bench.walk(JobPage((job(1),), is_truncated=False))
    assert [row.is_listed for row in bench.tracker.index.window(0, 9)] == [True, False]


@pytest.mark.parametrize(
    "second", [JobPage((), is_truncated=True), JobPage((job(1),), is_truncated=True)], ids=["empty", "circle"]
)
async def test_a_list_that_never_ends_is_told_and_not_followed(second: JobPage) -> None:
    bench = Bench()
    with pytest.raises(BadAnswer, match="repeats"):
        await bench.walk(JobPage((job(1),), is_truncated=True), second)
    assert bench.shown() == ["J0001"]


async def test_a_failed_status_keeps_what_was_known_beside_the_failure() -> None:
    bench = Bench()
    bench.service.statuses["J0001"] = status("J0001", signature="c2ln")
    await bench.tracker.refresh_status(JobId("J0001"))
    bench.service.statuses["J0001"] = Offline("cable")
    with pytest.raises(Offline):
        await bench.tracker.refresh_status(JobId("J0001"))
    record = bench.tracker.record(JobId("J0001"))
    assert record.status is not None
    assert record.failure is not None
    assert (record.status.signature, str(record.failure.error)) == ("c2ln", "cable")
    bench.service.statuses["J0001"] = status("J0001")
    assert (await bench.tracker.refresh_status(JobId("J0001"))).failure is None


async def test_missing_credentials_leave_the_painted_rows_and_are_asked_for_again() -> None:
    first = Bench()
    await first.walk(JobPage((job(1),), is_truncated=False))
    bench = Bench(first.cache)
    bench.connect_error = NoCredentials("nobody")
    with pytest.raises(NoCredentials):
        await bench.walk()
    assert bench.shown() == ["J0001"]
    assert bench.tracker.overview.is_checked is False
    bench.connect_error = None
    assert await bench.walk(JobPage((job(1),), is_truncated=False)) == [1]
    assert bench.tracker.overview.is_checked is True


@pytest.mark.parametrize(
    ("location", "progress", "age", "fresh"),
    [
        ("AtAWS", "InProgress", timedelta(seconds=59), True),
        ("AtAWS", "InProgress", timedelta(seconds=60), False),
        ("Returned", "Success", timedelta(hours=23), True),
        ("Returned", "Success", timedelta(hours=24), False),
        ("NotReceived", "Canceled", timedelta(hours=23), True),
        ("AtAWS", "Success", timedelta(hours=1), False),
    ],
)
async def test_how_long_a_status_counts_as_fresh(
    location: str, progress: str, age: timedelta, fresh: bool
) -> None:
    bench = Bench()
    bench.service.statuses["J0001"] = status("J0001", location, progress)
    record = await bench.tracker.refresh_status(JobId("J0001"))
    assert record.is_fresh(NOON + age) is fresh


async def test_quietly_asked_are_the_unknown_and_the_old_unfinished_ones() -> None:
    bench = Bench()
    await bench.walk(JobPage(tuple(job(n) for n in range(5)), is_truncated=False))
    for number, (location, progress) in enumerate(
        [("AtAWS", "InProgress"), ("Returned", "Success"), ("NotReceived", "Pending")]
    ):
        bench.service.statuses[f"J{number:04}"] = status(f"J{number:04}", location, progress)
        await bench.tracker.refresh_status(JobId(f"J{number:04}"))
    bench.service.statuses["J0004"] = Offline("cable")
    with pytest.raises(Offline):
        await bench.tracker.refresh_status(JobId("J0004"))
    visible = [JobId(f"J{n:04}") for n in range(5)]
    assert bench.tracker.refresh_candidates(visible) == ["J0003"]
    bench.at += timedelta(minutes=5)
    assert bench.tracker.refresh_candidates(visible) == ["J0000", "J0002", "J0003", "J0004"]


async def test_changes_are_kept_with_the_time_between_which_they_happened() -> None:
    bench = Bench()
    bench.service.statuses["J0001"] = status("J0001", "NotReceived")
    await bench.tracker.refresh_status(JobId("J0001"))
    bench.at += timedelta(days=2)
    bench.service.statuses["J0001"] = status("J0001", "AtAWS")
    record = await bench.tracker.refresh_status(JobId("J0001"))
    newest = record.history[0]
    assert (newest.field, newest.old, newest.new) == ("location_code", "NotReceived", "AtAWS")
    assert (newest.not_before, newest.seen_at) == (NOON, bench.at)


async def test_an_answer_about_another_job_is_kept_under_the_id_that_was_asked_for() -> None:
    bench = Bench()
    bench.service.statuses["J0001"] = status("A36BC", repairs=("line 18: mended",))
    record = await bench.tracker.refresh_status(JobId("J0001"))
    assert record.remarks() == (
        "Requested J0001, but the response is about A36BC.",
        "The response was malformed; ie-tui repaired it: line 18: mended.",
    )
    assert bench.tracker.record(JobId("A36BC")).status is None


class FullDisk(Cache):
    """A cache whose file can be read and no longer written."""

    def keep_page(self, *_: object) -> None:
        raise CacheUnusable("The disk is full.")

    def keep_status(self, *_: object) -> tuple[()]:
        raise CacheUnusable("The disk is full.")


async def test_a_cache_that_cannot_be_written_is_told_once_and_nothing_is_lost() -> None:
    bench = Bench(FullDisk.in_memory())
    await bench.walk(JobPage((job(1),), is_truncated=False))
    bench.service.statuses["J0001"] = status("J0001", signature="c2ln")
    record = await bench.tracker.refresh_status(JobId("J0001"))
    assert record.status is not None
    assert record.status.signature == "c2ln"
    assert bench.shown() == ["J0001"]
    assert bench.tracker.overview.notices == ("The disk is full.",)


async def test_the_first_window_is_small_and_the_rest_follows() -> None:
    first = Bench()
    await first.walk(JobPage(tuple(job(n) for n in range(FIRST_WINDOW + 20)), is_truncated=False))
    again = Bench(first.cache)
    assert len(again.tracker.index) == FIRST_WINDOW
    assert again.tracker.overview.job_count == FIRST_WINDOW + 20
    await again.tracker.read_rest()
    assert len(again.tracker.index) == FIRST_WINDOW + 20


async def test_leaving_ends_the_connection_and_the_next_question_makes_a_new_one() -> None:
    bench = Bench()
    await bench.walk(JobPage((), is_truncated=False))
    await bench.tracker.disconnect()
    assert bench.service.is_closed
    assert await bench.walk(JobPage((job(1),), is_truncated=False)) == [1]


async def test_a_job_that_was_asked_for_by_its_id_shows_its_status_once_it_is_listed() -> None:
    bench = Bench()
    bench.service.statuses["J0001"] = status("J0001", "AtAWS", "InProgress")
    await bench.tracker.refresh_status(JobId("J0001"))
    assert bench.shown() == []
    await bench.walk(JobPage((job(1), job(2)), is_truncated=False))
    assert [row.progress_code for row in bench.tracker.index.window(0, 2)] == ["InProgress", None]
    assert bench.tracker.overview.known_count == 1


VERSION_1 = "manifestVersion: 1.0\r\nbucket: demo\r\n"


async def test_a_signature_of_version_1_is_recomputed_from_the_manifest_as_the_service_has_it_now() -> None:
    bench = Bench()
    secret = f"{VERSION_1}trueCryptPassword: canary\r\n"
    bench.service.statuses["QX7ZD"] = status("QX7ZD", current_manifest=secret)
    await bench.tracker.refresh_status(JobId("QX7ZD"))
    assert await bench.tracker.recomputed_signature(JobId("QX7ZD")) == version_1_signature(
        "test-secret-key", "QX7ZD", secret
    )
    assert bench.service.asked == ["QX7ZD", "QX7ZD"], "what is kept has its password masked"
    bench.service.statuses["QX7ZD"] = Offline("cable")
    with pytest.raises(Offline):
        await bench.tracker.recomputed_signature(JobId("QX7ZD"))


@pytest.mark.parametrize(
    "manifest", [None, "", "bucket: demo", "manifestVersion: 2.0", "manifestVersion: 10"]
)
async def test_for_other_versions_nothing_is_recomputed_and_nothing_asked(manifest: str | None) -> None:
    bench = Bench()
    assert await bench.tracker.recomputed_signature(JobId("QX7ZD")) is None
    bench.service.statuses["QX7ZD"] = status("QX7ZD", current_manifest=manifest)
    await bench.tracker.refresh_status(JobId("QX7ZD"))
    assert await bench.tracker.recomputed_signature(JobId("QX7ZD")) is None
    assert bench.service.asked == ["QX7ZD"]


async def test_a_note_is_kept_shown_in_the_row_and_removed() -> None:
    bench = Bench()
    await bench.walk(JobPage((job(1),), is_truncated=False))
    note = Note("ask Pat", "UPS", "1Z")
    await bench.tracker.replace_note(JobId("J0001"), note, None)
    await bench.tracker.replace_note(JobId("NOSUCH"), note, None)
    assert [bench.tracker.record(JobId(name)).note for name in ("J0001", "NOSUCH")] == [note, note]

    again = Bench(bench.cache).tracker
    (row,) = again.index.window(0, 9)
    assert (row.note, again.note(JobId("NOSUCH"))) == (note, note)
    await again.replace_note(JobId("J0001"), None, note)
    assert again.record(JobId("J0001")).note is None


async def test_a_note_written_while_the_cache_fails_is_there_until_the_end() -> None:
    bench = Bench(FailingCache.in_memory())
    await bench.walk(JobPage((job(1),), is_truncated=False))
    await bench.tracker.replace_note(JobId("J0001"), Note("ask Pat"), None)
    assert bench.tracker.note(JobId("J0001")) == Note("ask Pat")
    assert any("full" in notice for notice in bench.tracker.overview.notices)


class FailingCache(Cache):
    """A disk that has no room for notes."""

    def replace_note(self, identity: Identity, job_id: JobId, note: Note | None, read: Note | None) -> None:
        raise CacheUnusable("The disk is full.")


async def test_a_job_that_came_back_is_the_carriers_until_it_was_opened() -> None:
    bench = Bench()
    await bench.walk(JobPage((job(1),), is_truncated=False))
    for location in ("AtAWS", "Returned"):
        bench.service.statuses["J0001"] = status("J0001", location, "Success")
        await bench.tracker.refresh_status(JobId("J0001"))
    assert bench.tracker.overview.need_count == 0
    assert holder_of(bench, "J0001") is Holder.CARRIER
    assert await bench.tracker.mark_noticed(JobId("J0001"))
    assert not await bench.tracker.mark_noticed(JobId("J0001"))
    assert holder_of(bench, "J0001") is Holder.NOBODY
    assert holder_of(Bench(bench.cache), "J0001") is Holder.NOBODY


def holder_of(bench: Bench, name: str) -> Holder | None:
    """Who has the next move, in the list and in the record."""
    record = bench.tracker.record(JobId(name))
    assert record.row is not None
    listed = bench.tracker.index.next_move(record.row)
    assert newest_move(record, bench.at) == listed
    return listed.holder


async def one_aborted_job() -> Bench:
    bench = Bench()
    await bench.walk(JobPage((job(1),), is_truncated=False))
    bench.service.statuses["J0001"] = status("J0001", "AtAWS", "DeviceError")
    await bench.tracker.refresh_status(JobId("J0001"))
    return bench


async def test_a_job_is_marked_as_handled_with_the_date_and_the_mark_is_taken_away_again() -> None:
    bench = await one_aborted_job()
    tracker, job_id = bench.tracker, JobId("J0001")
    assert tracker.overview.need_count == 1
    assert await tracker.toggle_handled(tracker.record(job_id))
    assert tracker.overview.need_count == 0
    handled = tracker.record(job_id).handled
    assert handled is not None
    assert (handled.at, handled.kinds) == (NOON, ("ABORTED",))
    assert Bench(bench.cache).tracker.overview.need_count == 0
    assert await tracker.toggle_handled(tracker.record(job_id))
    assert tracker.record(job_id).handled is None
    assert tracker.overview.need_count == 1
    assert Bench(bench.cache).tracker.overview.need_count == 1


async def test_what_came_up_since_a_mark_is_handled_by_the_same_key() -> None:
    bench = Bench()
    tracker, job_id = bench.tracker, JobId("J0001")
    await bench.walk(JobPage((job(1),), is_truncated=False))
    bench.service.statuses["J0001"] = replace(status("J0001"), created_at=NOON)
    await tracker.refresh_status(job_id)
    await tracker.toggle_handled(tracker.record(job_id))
    assert tracker.overview.need_count == 0
    bench.at = NOON + timedelta(days=21)
    assert tracker.advance_clock()
    assert tracker.overview.need_count == 1, "the 30 days are nearly over"
    await tracker.toggle_handled(tracker.record(job_id))
    assert tracker.overview.need_count == 0
    handled = tracker.record(job_id).handled
    assert handled == Handled(bench.at, ("SHIP", "EXPIRES"), handled.fingerprint if handled else "")
    await tracker.toggle_handled(tracker.record(job_id))
    assert tracker.overview.need_count == 1


async def test_a_handled_job_comes_back_by_itself_when_an_answer_says_something_new() -> None:
    bench = await one_aborted_job()
    tracker, job_id = bench.tracker, JobId("J0001")
    await tracker.toggle_handled(tracker.record(job_id))
    await tracker.refresh_status(job_id)
    assert tracker.overview.need_count == 0
    bench.service.statuses["J0001"] = replace(status("J0001", "AtAWS", "DeviceError"), error_count=3)
    await tracker.refresh_status(job_id)
    assert tracker.overview.need_count == 1
    assert tracker.record(job_id).handled is None
    assert Bench(bench.cache).tracker.overview.need_count == 1


async def test_what_another_window_marked_is_seen_before_it_is_written_over() -> None:
    bench = await one_aborted_job()
    job_id = JobId("J0001")
    other = Bench(bench.cache)
    other.at = NOON + timedelta(hours=1)
    shown = other.tracker.record(job_id)
    assert await bench.tracker.toggle_handled(bench.tracker.record(job_id))
    assert not await other.tracker.toggle_handled(shown)
    assert other.tracker.record(job_id).handled == bench.tracker.record(job_id).handled
    assert other.tracker.overview.need_count == 0
    assert await other.tracker.toggle_handled(other.tracker.record(job_id))
    assert bench.tracker.overview.need_count == 0
    assert bench.tracker.record(job_id).handled is None
    assert bench.tracker.overview.need_count == 1


async def test_nothing_is_marked_that_another_window_found_changed_meanwhile() -> None:
    bench = await one_aborted_job()
    job_id = JobId("J0001")
    other = Bench(bench.cache)
    shown = other.tracker.record(job_id)
    bench.service.statuses["J0001"] = status("J0001", "Returned", "DeviceError")
    await bench.tracker.refresh_status(job_id)
    assert not await other.tracker.toggle_handled(shown)
    assert other.tracker.record(job_id).handled is None


async def test_what_needs_a_person_is_known_at_the_next_start_and_as_time_goes_by() -> None:
    bench = Bench()
    await bench.walk(JobPage((job(1), job(2)), is_truncated=False))
    bench.service.statuses["J0001"] = status("J0001", "AtAWS", "DeviceError")
    bench.service.statuses["J0002"] = status("J0002")
    await bench.tracker.replace_note(JobId("J0002"), Note("", "UPS", "1Z"), None)
    for name in ("J0001", "J0002"):
        await bench.tracker.refresh_status(JobId(name))
    again = Bench(bench.cache)
    assert again.tracker.overview.need_count == 1
    assert not again.tracker.advance_clock()
    again.at = NOON + timedelta(days=21)
    assert again.tracker.advance_clock()
    assert again.tracker.overview.need_count == 2


async def test_a_job_asked_for_and_noted_before_the_list_brings_it_is_known_when_it_does() -> None:
    bench = Bench()
    await bench.walk(JobPage((job(2),), is_truncated=False))
    bench.service.statuses["J0001"] = status("J0001", "AtAWS", "DeviceError")
    await bench.tracker.refresh_status(JobId("J0001"))
    await bench.tracker.replace_note(JobId("J0001"), Note("ask Pat"), None)
    await bench.walk(JobPage((job(1), job(2)), is_truncated=False))
    row = bench.tracker.index.get(JobId("J0001"))
    assert row is not None
    assert (row.progress_code, row.note) == ("DeviceError", Note("ask Pat"))
    assert bench.tracker.overview.need_count == 1
