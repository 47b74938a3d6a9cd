"""How far a job is: codes, track, times and counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from ie_tui.api.models import PROGRESS_CODES, Unreadable
from ie_tui.jobs.record import Change, Record
from ie_tui.ui.rendering.dates import seen
from ie_tui.ui.rendering.glyphs import UNICODE, progress_mark
from ie_tui.ui.widgets.job_detail.location_section import location
from ie_tui.ui.widgets.job_detail.progress_section import progress, stages_of
from tests.ui.detail_stories import CANCELLED, LOADING, PENDING, RETURNED, STORIES, at, row, view, with_status

UNKNOWN = ("Verifying", "pending", "Success ", "[b]Done[/b]", "成功")
WIDE = 100


@pytest.mark.parametrize("code", [*PROGRESS_CODES, *UNKNOWN])
def test_every_progress_code_is_shown_as_sent_beside_its_glyph_and_words(code: str) -> None:
    text = progress(view(with_status(progress_code=code)), WIDE).plain
    mark = progress_mark(code)
    assert f"  {mark.glyph} {code}   {mark.words}\n" in text


@pytest.mark.parametrize(
    ("record", "reached"),
    [
        (PENDING, ["created"]),
        (LOADING, ["created", "at AWS", "loading"]),
        (RETURNED, ["created", "at AWS", "loading", "with errors", "returned"]),
        (STORIES["aborted"], ["created", "at AWS", "aborted"]),
        (CANCELLED, ["created", "cancelled"]),
        (with_status(progress_code="Expired"), ["created", "expired"]),
        (with_status(progress_code="Verifying", location_code="InTransit"), ["created"]),
        (with_status(progress_code=None, location_code=None), ["created"]),
        (with_status(progress_code="Success", location_code=None), ["created", "loading", "done"]),
        (replace(CANCELLED, history=LOADING.history), ["created", "at AWS", "loading", "cancelled"]),
    ],
)
def test_the_track_lights_only_what_the_service_said(record: Record, reached: list[str]) -> None:
    assert [stage.label for stage in stages_of(record, UNICODE) if stage.is_reached] == reached


def test_the_time_of_a_stage_is_as_wide_as_the_gap_between_two_looks() -> None:
    text = progress(view(RETURNED), WIDE).plain
    assert "loading      between 2011-02-09 18:20 and 2011-02-10 08:12 UTC" in text
    assert "created      9 d ago, 2011-02-03 04:05 UTC" in text


def test_times_are_shown_in_the_chosen_zone() -> None:
    tokyo = replace(view(LOADING), zone=timezone(timedelta(hours=9), "JST"))
    assert "between 2011-02-10 03:20 and 17:12 JST" in progress(tokyo, WIDE).plain
    assert "2011-03-05 JST" in location(replace(tokyo, record=PENDING), WIDE).plain


@pytest.mark.parametrize("width", [*range(30, 64), 120])
def test_the_track_names_the_stage_that_was_reached_at_every_width(width: int) -> None:
    dots, labels = progress(view(RETURNED), width).plain.split("\n")[1:3]
    assert dots.count("●") == 4
    assert "returned" in labels
    assert ("created" in labels) == (width >= 58)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "none reported"),
        (1, "1 error reported"),
        (12345, "12,345 errors reported"),
        (Unreadable("three"), "unreadable: three"),
    ],
)
def test_the_errors_are_counted_in_words(count: int | Unreadable, words: str) -> None:
    assert f"errors       {words}" in progress(view(with_status(error_count=count)), WIDE).plain


def test_the_list_and_the_status_may_disagree_about_a_cancelled_job() -> None:
    record = replace(PENDING, row=row(is_canceled=True))
    text = progress(view(record), WIDE).plain
    assert "Pending" in text
    assert "IsCanceled true" in text


def test_times_at_the_edge_of_the_calendar_are_shown() -> None:
    edge = with_status(created_at=datetime.min.replace(tzinfo=UTC))
    west = replace(view(edge), zone=timezone(timedelta(hours=-9)))
    assert "734" in progress(west, WIDE).plain


@pytest.mark.parametrize(
    ("not_before", "seen_at", "words"),
    [
        (None, at(5, 8, 12), "before the first check, 2011-02-05 08:12 UTC"),
        (at(5, 8, 12), at(5, 8, 12) + timedelta(seconds=30), "2011-02-05 08:12 UTC"),
        (at(5, 8, 12), at(5, 9, 40), "between 2011-02-05 08:12 and 09:40 UTC"),
        (at(3, 10), at(5, 8, 12), "between 2011-02-03 10:00 and 2011-02-05 08:12 UTC"),
    ],
)
def test_a_change_happened_between_two_looks(
    not_before: datetime | None, seen_at: datetime, words: str
) -> None:
    assert seen(Change("progress_code", "Pending", "InProgress", not_before, seen_at), UTC) == words


class SummerTime(tzinfo):
    """A zone that puts its clocks forward on 6 February, as a zone file would."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        return timedelta(hours=2 if when is not None and when.day >= 6 else 1)

    def dst(self, when: datetime | None) -> timedelta:
        return self.utcoffset(when) - timedelta(hours=1)

    def tzname(self, when: datetime | None) -> str:
        return "Summer Time" if self.dst(when) else "Winter Time"


def test_where_the_clocks_change_between_two_looks_both_zones_are_named() -> None:
    change = Change("carrier", None, "Parcel Post", at(5, 12), at(7, 12))
    words = "between 2011-02-05 13:00 Winter Time and 2011-02-07 14:00 Summer Time"
    assert seen(change, SummerTime()) == words
