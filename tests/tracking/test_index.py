"""The list: whose move each job is, what a filter lets through, and that neither costs much at a key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from ie_tui.api.models import Job, JobId, KeptStatus
from ie_tui.jobs.next_move import Holder, MoveKind
from ie_tui.jobs.row import Handled, JobRow, Note, status_fingerprint
from ie_tui.tracking.index import Filter, JobIndex, JobView

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def row(job_id: str, age_days: float = 0, kind: str = "Import") -> JobRow:
    return JobRow(JobId(job_id), kind, NOW - age_days * DAY, False)


def status(job_id: str, progress: str = "Pending", location: str = "NotReceived") -> KeptStatus:
    return KeptStatus(job_id=JobId(job_id), progress_code=progress, location_code=location)


def known(
    job_id: str, age_days: float = 0, progress: str = "Pending", location: str = "NotReceived"
) -> JobRow:
    return row(job_id, age_days).with_status(status(job_id, progress, location), NOW)


def shown(view: JobView) -> list[str]:
    return [view.at(place).job_id for place in range(len(view))]


ROWS = (
    known("A36BC", 1, "InProgress", "AtAWS"),
    known("K7F2M", 2, "DeviceError", "AtAWS"),
    row("M4T9B", 3, "Export"),
    known("Q9XZ1", 4)._replace(note=Note("Straße, for Pat", "UPS", "1Z77")),
    known("B81TC", 25),
)


@pytest.mark.parametrize(
    ("wanted", "jobs"),
    [
        (Filter(), "A36BC K7F2M M4T9B Q9XZ1 B81TC"),
        (Filter("k7f"), "K7F2M"),
        (Filter("export"), "M4T9B"),
        (Filter("PENDING"), "Q9XZ1 B81TC"),
        (Filter("ataws"), "A36BC K7F2M"),
        (Filter("strasse"), "Q9XZ1"),
        (Filter("STRAßE"), "Q9XZ1"),
        (Filter("ups 1z"), "Q9XZ1"),
        (Filter("import inprogress"), "A36BC"),
        (Filter(".*"), ""),
        (Filter(needs_you=True), "B81TC K7F2M"),
        (Filter("pend", needs_you=True), "B81TC"),
        (Filter("nothing", needs_you=True), ""),
    ],
)
def test_a_filter_lets_through_the_rows_that_say_its_text_and_those_that_need_you_by_urgency(
    wanted: Filter, jobs: str
) -> None:
    assert shown(JobView(JobIndex(ROWS, NOW), wanted)) == jobs.split()


def test_each_job_has_its_place_in_what_is_shown() -> None:
    view = JobView(JobIndex(ROWS, NOW), Filter("pend"))
    assert [view.place(JobId(name)) for name in ("Q9XZ1", "B81TC", "A36BC", "NOSUCH")] == [0, 1, None, None]
    assert view.place(None) is None
    assert [found.job_id for found in view.window(-3, 1)] == ["Q9XZ1"]
    assert view.window(5, 9) == []
    with pytest.raises(IndexError):
        view.at(2)


@pytest.mark.parametrize(
    ("job_id", "place"), [("A36BC", 0), ("M4T9B", 1), ("B81TC", 1), ("NOSUCH", None), (None, None)]
)
def test_next_to_a_hidden_job_stands_the_next_older_one(job_id: str | None, place: int | None) -> None:
    view = JobView(JobIndex(ROWS, NOW), Filter("ataws"))
    assert shown(view) == ["A36BC", "K7F2M"]
    assert view.place_near(None if job_id is None else JobId(job_id)) == place


def test_the_job_that_a_person_is_on_stays_although_the_filter_no_longer_lets_it_through() -> None:
    index = JobIndex(ROWS, NOW)
    assert shown(JobView(index, Filter("pend"), keep=JobId("M4T9B"))) == ["M4T9B", "Q9XZ1", "B81TC"]
    assert shown(JobView(index, Filter(), keep=JobId("M4T9B"))) == [r.job_id for r in ROWS]
    for place, jobs in enumerate(("M4T9B B81TC K7F2M", "B81TC M4T9B K7F2M", "B81TC K7F2M M4T9B")):
        view = JobView(index, Filter(needs_you=True), keep=JobId("M4T9B"), keep_at=place)
        assert shown(view) == jobs.split()
        assert [view.place(JobId(name)) for name in jobs.split()] == [0, 1, 2]
    assert shown(JobView(index, Filter(needs_you=True), keep=JobId("K7F2M"), keep_at=0)) == ["B81TC", "K7F2M"]
    assert shown(JobView(index, Filter(needs_you=True))) == ["B81TC", "K7F2M"]


def test_your_moves_stand_by_urgency_and_the_oldest_first_among_equals() -> None:
    rows = (
        known("SHIP3", 3),
        known("BACK1", 4, "Success", "Returned"),
        known("WRONG", 5, "DeviceError", "AtAWS"),
        known("SHIP7", 7),
        known("LATE1", 21),
        known("LATE2", 22),
        known("ERROR", 40, "SuccessWithErrors", "AtAWS"),
    )
    index = JobIndex(rows, NOW)
    view = JobView(index, Filter(needs_you=True))
    assert shown(view) == ["LATE2", "LATE1", "WRONG", "ERROR", "SHIP7", "SHIP3"]
    assert [view.place(JobId(name)) for name in ("LATE2", "SHIP3", "BACK1", "NOSUCH")] == [0, 5, None, None]
    assert (view.place_near(JobId("BACK1")), view.place_near(JobId("NOSUCH"))) == (0, None)
    index.put_status(JobId("SHIP3"), status("SHIP3", "InvalidSignature", "AtAWS"), NOW)
    index.put_note(JobId("SHIP7"), Note("", "UPS"))
    assert shown(JobView(index, Filter(needs_you=True))) == ["LATE2", "LATE1", "WRONG", "SHIP3", "ERROR"]
    index.merge([Job(JobId("NEWER"), "Import", NOW, False)])
    assert shown(JobView(index, Filter(needs_you=True))) == ["LATE2", "LATE1", "WRONG", "SHIP3", "ERROR"]


def test_a_job_that_is_marked_as_handled_comes_back_once_its_status_says_something_new() -> None:
    index = JobIndex(ROWS, NOW)
    mark = Handled(NOW, ("ABORTED",), status_fingerprint(status("K7F2M", "DeviceError", "AtAWS")))
    assert index.put_handled(JobId("K7F2M"), mark)
    assert not index.put_handled(JobId("K7F2M"), mark)
    assert not index.put_handled(JobId("NOSUCH"), mark)
    assert not index.needs_you(JobId("K7F2M"))
    index.put_status(JobId("K7F2M"), status("K7F2M", "DeviceError", "AtAWS"), NOW)
    assert not index.needs_you(JobId("K7F2M"))
    index.put_status(JobId("K7F2M"), status("K7F2M", "DeviceError", "Returned"), NOW)
    assert index.needs_you(JobId("K7F2M"))
    row = index.get(JobId("K7F2M"))
    assert row is not None
    assert row.handled is None
    assert index.next_move(row).kinds == (MoveKind.ABORTED,)


def test_what_becomes_known_is_found_at_once() -> None:
    index = JobIndex(ROWS, NOW)
    assert shown(JobView(index, Filter("melted"))) == []
    index.put_status(JobId("M4T9B"), status("M4T9B", "Melted", "Oven"), NOW)
    index.put_note(JobId("A36BC"), Note("melted too"))
    index.put_note(JobId("NOSUCH"), Note("melted"))
    assert shown(JobView(index, Filter("melted"))) == ["A36BC", "M4T9B"]
    index.put_note(JobId("A36BC"), None)
    index.merge([Job(JobId("MELTED"), "Import", NOW, False)])
    assert shown(JobView(index, Filter("melted"))) == ["MELTED", "M4T9B"]


def test_jobs_need_a_person_as_statuses_come_and_go() -> None:
    index = JobIndex(ROWS, NOW)
    assert (set(index.needing()), index.need_count) == ({"K7F2M", "B81TC"}, 2)
    index.put_status(JobId("K7F2M"), status("K7F2M", "Success", "AtAWS"), NOW)
    assert set(index.needing()) == {"B81TC"}
    index.put_status(JobId("K7F2M"), status("K7F2M", "Success", "Returned"), NOW)
    returned = index.at(1)
    assert index.next_move(returned).holder is Holder.CARRIER
    index.mark_noticed(JobId("K7F2M"))
    assert index.next_move(index.at(1)).holder is Holder.NOBODY
    index.put_status(JobId("K7F2M"), status("K7F2M"), NOW)
    assert set(index.needing()) == {"B81TC", "K7F2M"}


def test_a_job_that_the_list_calls_cancelled_no_longer_waits_for_its_device() -> None:
    index = JobIndex(ROWS, NOW)
    index.merge([Job(JobId("B81TC"), "Import", NOW - 25 * DAY, True)])
    assert set(index.needing()) == {"K7F2M"}


def test_time_alone_makes_jobs_need_a_person() -> None:
    index = JobIndex(ROWS, NOW)
    assert index.as_of(NOW + 15 * DAY) is False
    assert index.as_of(NOW + 16 * DAY) is True
    assert set(index.needing()) == {"K7F2M", "B81TC", "Q9XZ1"}
    index.put_status(JobId("M4T9B"), status("M4T9B"), NOW)
    assert index.as_of(NOW + 17 * DAY) is True
    assert index.needs_you(JobId("M4T9B"))
    index.put_status(JobId("K7F2M"), status("K7F2M", "DeviceError", "Returned"), NOW)
    assert index.as_of(NOW + 57 * DAY) is False
    index.mark_noticed(JobId("K7F2M"))
    assert index.as_of(NOW + 58 * DAY) is True
    assert not index.needs_you(JobId("K7F2M"))
    assert index.as_of(NOW + 99 * DAY) is False


def test_a_job_known_before_it_is_listed_is_known_when_it_comes() -> None:
    index = JobIndex(now=NOW)
    index.merge([Job(JobId("K7F2M"), "Import", NOW, False)], [ROWS[1]])
    assert (index.known_count, index.need_count) == (1, 1)


class Counted(JobIndex):
    """Notes which jobs are decided, one by one."""

    def __init__(self, rows: Iterable[JobRow], now: datetime) -> None:
        self.decided: list[str] = []
        super().__init__(rows, now)

    def _decide(self, row: JobRow) -> None:
        self.decided.append(row.job_id)
        super()._decide(row)


def test_a_long_list_is_not_decided_anew_at_each_look() -> None:
    index = Counted((known(f"J{number}", number / 1000) for number in range(5000)), NOW)
    assert len(index.decided) == 5000
    index.decided.clear()
    for second in range(100):
        assert not index.as_of(NOW + timedelta(seconds=second))
        JobView(index, Filter("j4", needs_you=True))
    index.put_status(JobId("J7"), status("J7", "InProgress", "AtAWS"), NOW)
    assert index.decided == ["J7"]
