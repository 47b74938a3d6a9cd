"""Which jobs need a person, said at once: a sign, a count, the reason and the advice; and notes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ie_tui.jobs.record import Note
from ie_tui.service.models import JobId
from ie_tui.ui.screens.note import NoteScreen
from ie_tui.ui.widgets.job_list import JobList
from tests.ui.conftest import ME, Stage, job, jobs, screen_lines, screen_text, settle, status

JOB = JobId("A36BC")
WAITING = {"location_code": "NotReceived", "progress_code": "Pending"}


@pytest.fixture
def two(stage: Stage) -> Stage:
    stage.keep(jobs("A36BC", "K7F2M"), [status("A36BC", **WAITING)], age=timedelta(hours=2))
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    return stage


async def test_sign_count_reason_and_advice_say_the_same(two: Stage) -> None:
    two.service.statuses["A36BC"] = status("A36BC", progress_code="InvalidSignature")
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        assert "need" not in screen_lines(pilot.app)[0]
        await pilot.press("r")
        await settle(pilot.app, pilot)
        text = screen_text(pilot.app)
        assert "! 1 needs you, 1 of 2 known" in screen_lines(pilot.app)[0]
        assert "▸! A36BC" in text
        reason, progress = (
            text.index("The SIGNATURE file on the device is not valid."),
            text.rindex("PROGRESS"),
        )
        assert reason < progress
        assert "Put this job's own SIGNATURE file on the device" in text


async def test_time_alone_brings_the_sign(stage: Stage) -> None:
    stage.keep([job("A36BC", age_days=19)], [status("A36BC", **WAITING)], age=timedelta(0))
    stage.service.pages = [(job("A36BC", age_days=19),)]
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        assert "▸  A36BC" in screen_text(pilot.app)
        stage.clock.now += timedelta(days=2)
        pilot.app.screen._tick()  # type: ignore[attr-defined]
        await settle(pilot.app, pilot)
        assert "▸! A36BC" in screen_text(pilot.app)
        assert "By the 30-day rule" in screen_text(pilot.app)


@pytest.mark.parametrize("leave", [("escape",), ("escape", "j"), ("q",)])
async def test_a_job_that_came_back_is_news_until_it_was_opened_and_left(
    two: Stage, leave: tuple[str, ...]
) -> None:
    two.cache.keep_status(
        ME,
        JOB,
        status("A36BC", location_code="Returned", progress_code="Complete").for_keeping(),
        two.clock(),
    )
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("j", "k")
        assert "The device was sent back, and nobody has opened this job" in screen_text(pilot.app)
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert "! 1 needs you" in screen_text(pilot.app)
        await pilot.press(*leave)
        await settle(pilot.app, pilot)
        if "q" not in leave:
            assert "needs you" not in screen_lines(pilot.app)[0]
    row = two.cache.row(ME, JOB)
    assert row is not None
    assert not row.is_unnoticed


async def test_a_note_is_written_by_keys_shown_kept_and_removed(two: Stage) -> None:
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("n", *"ask [b]Pat", "tab", *"UPS", "down", *"1Z9", "enter")
        await settle(pilot.app, pilot)
        text = screen_text(pilot.app)
        assert two.cache.note(ME, JOB) == Note("ask [b]Pat", "UPS", "1Z9")
        assert "ask [b]Pat" in text
        assert "your parcel  UPS 1Z9" in text
        assert "▸  A36BC✎ Import" in text
        await pilot.press("n", "end", *"!", "escape")
        await settle(pilot.app, pilot)
        assert two.cache.note(ME, JOB) == Note("ask [b]Pat", "UPS", "1Z9")
        await pilot.press("n", "ctrl+u", "tab", "end", "ctrl+u", "tab", "end", "ctrl+u", "up", "enter")
        await settle(pilot.app, pilot)
        assert two.cache.note(ME, JOB) is None
        assert "✎" not in screen_text(pilot.app)


async def test_a_note_stays_through_refreshes_and_restarts(two: Stage) -> None:
    two.cache.set_note(ME, JOB, Note("ask Pat"))
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("r", "R")
        await settle(pilot.app, pilot)
        assert "ask Pat" in screen_text(pilot.app)


async def test_a_burst_writes_the_note_of_the_job_that_was_under_the_cursor(two: Stage) -> None:
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        pilot.app.query_one(JobList).cursor = JobId("K7F2M")
        await pilot.app.run_action("screen.note")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteScreen)
        assert "Note on K7F2M" in screen_text(pilot.app)
        await pilot.press(*"x", "enter")
        await settle(pilot.app, pilot)
        assert two.cache.note(ME, JobId("K7F2M")) == Note("x")
        assert "its status was never asked for" in screen_text(pilot.app).lower()


async def test_the_parcel_of_a_job_never_asked_for_is_shown_with_its_note(two: Stage) -> None:
    two.cache.set_note(ME, JobId("K7F2M"), Note("", "DHL", "77"))
    async with two.app().run_test(size=(40, 12)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert "your parcel  DHL 77" in screen_text(pilot.app)
        await pilot.press("n")
        await pilot.pause()
        assert "Note on K7F2M" in screen_text(pilot.app)
