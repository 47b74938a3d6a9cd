"""Which jobs need a person, said at once: a sign, a count, the reason and the advice; and notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import events
from textual.app import App

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Note
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.screens.note import NoteScreen
from ie_tui.ui.screens.pick_device import PickDevice
from ie_tui.ui.widgets.job_list.job_list import JobList
from tests.ui.conftest import ME, Stage, job, jobs, screen_lines, screen_text, settle, status

JOB = JobId("A36BC")
WAITING = {"location_code": "NotReceived", "progress_code": "Pending"}


def detail(app: App[None]) -> str:
    """The words of the pane on the right, however they are broken into lines."""
    return " ".join(" ".join(line[56:-3] for line in screen_lines(app)).split())


@pytest.fixture
def two(stage: Stage) -> Stage:
    stage.keep(jobs("A36BC", "K7F2M"), [status("A36BC", **WAITING)], age=timedelta(hours=2))
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    return stage


async def test_sign_count_reason_and_advice_say_the_same(two: Stage) -> None:
    two.service.statuses["A36BC"] = status("A36BC", progress_code="InvalidSignature")
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        assert "! 1 needs you" in screen_lines(pilot.app)[0]
        assert "next move yours: Save SIGNATURE in the root of the device and ship it." in detail(pilot.app)
        await pilot.press("r")
        await settle(pilot.app, pilot)
        text = screen_text(pilot.app)
        assert "! 1 needs you, 1 of 2 known" in screen_lines(pilot.app)[0]
        assert "▸! A36BC" in text
        reason, progress = (
            text.index("The SIGNATURE file on the device is invalid."),
            text.rindex("PROGRESS"),
        )
        assert reason < progress
        assert "Save this job's SIGNATURE file on the device" in text


async def test_time_alone_brings_the_sign(stage: Stage) -> None:
    stage.keep([job("A36BC", age_days=19)], [status("A36BC", **WAITING)], age=timedelta(0))
    stage.cache.set_note(ME, JOB, Note("", "UPS", "1Z"))
    stage.service.pages = [(job("A36BC", age_days=19),)]
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        assert "▸→ A36BC" in screen_text(pilot.app)
        assert "next move    the carrier's: You shipped the device: UPS 1Z." in screen_text(pilot.app)
        stage.clock.now += timedelta(days=2)
        pilot.app.screen._tick()  # type: ignore[attr-defined]
        await settle(pilot.app, pilot)
        assert "▸! A36BC" in screen_text(pilot.app)
        assert "Under the 30-day rule" in screen_text(pilot.app)


@pytest.mark.parametrize("leave", [("escape",), ("escape", "j"), ("q",)])
async def test_a_job_that_came_back_is_the_carriers_until_it_was_opened_and_left(
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
        assert "the carrier's: The device was sent back; this job has not been opened" in detail(pilot.app)
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert "→ A36BC" in screen_text(pilot.app)
        await pilot.press(*leave)
        await settle(pilot.app, pilot)
        if "q" not in leave:
            assert "→ A36BC" not in screen_text(pilot.app)
    row = two.cache.row(ME, JOB)
    assert row is not None
    assert not row.is_unnoticed


async def test_a_note_is_written_by_keys_shown_kept_and_removed(two: Stage) -> None:
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("e", *"ask [b]Pat", "tab", *"UPS", "down", *"1Z9", "enter")
        await settle(pilot.app, pilot)
        text = screen_text(pilot.app)
        assert two.cache.note(ME, JOB) == Note("ask [b]Pat", "UPS", "1Z9")
        assert "ask [b]Pat" in text
        assert "your parcel  UPS 1Z9" in text
        assert "▸→ A36BC✎ Import" in text
        await pilot.press("e", "end", *"!", "escape")
        await settle(pilot.app, pilot)
        assert two.cache.note(ME, JOB) == Note("ask [b]Pat", "UPS", "1Z9")
        await pilot.press("e", "ctrl+u", "tab", "end", "ctrl+u", "tab", "end", "ctrl+u", "up", "enter")
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


async def test_d_marks_the_job_as_handled_with_the_date_and_d_takes_it_back(two: Stage) -> None:
    two.service.statuses["A36BC"] = status("A36BC", **WAITING)
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("d")
        await settle(pilot.app, pilot)
        assert "need" not in screen_lines(pilot.app)[0]
        assert "▸  A36BC" in screen_text(pilot.app)
        assert "nobody's: Nothing left to do. Marked as handled 0 s ago." in detail(pilot.app)
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "▸  A36BC" in screen_text(pilot.app), "the same answer changes nothing"
        await pilot.press("d")
        await settle(pilot.app, pilot)
        assert "! 1 needs you" in screen_lines(pilot.app)[0]
        await pilot.press("d", "d", "d")
        await settle(pilot.app, pilot)
        assert "need" not in screen_lines(pilot.app)[0]
        two.service.statuses["A36BC"] = status("A36BC", **WAITING, warning_message="late")
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "! 1 needs you" in screen_lines(pilot.app)[0]
    assert two.cache.handled(ME, JOB) is None


async def test_where_nothing_is_to_be_handled_d_says_whose_move_it_is(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(0))
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("d")
        await settle(pilot.app, pilot)
        words = "A36BC has nothing to handle: its next move is AWS's."
        assert [one.message for one in pilot.app._notifications] == [words]
    assert stage.cache.handled(ME, JOB) is None


async def test_what_another_window_marked_is_shown_before_d_writes_over_it(
    two: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A look each second might see the mark before the key does.
    monkeypatch.setattr(MainScreen, "_each_second", lambda _screen: None, raising=False)
    async with two.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        other = two.tracker()
        assert await other.toggle_handled(other.record(JOB))
        mark = two.cache.handled(ME, JOB)
        two.clock.now += timedelta(seconds=1)
        await pilot.press("d")
        await settle(pilot.app, pilot)
        assert two.cache.handled(ME, JOB) == mark
        words = "Not marked: another window changed A36BC. Check it and try again."
        assert [one.message for one in pilot.app._notifications] == [words]
        assert "Marked as handled" in detail(pilot.app)
        assert "need" not in screen_lines(pilot.app)[0]
        assert await other.toggle_handled(other.record(JOB))
        await pilot.press("j", "k")
        await settle(pilot.app, pilot)
        assert "! 1 needs you" in screen_lines(pilot.app)[0]
        assert "▸! A36BC" in screen_text(pilot.app)


async def test_your_moves_stand_most_urgent_first_with_the_reason_beside_each(stage: Stage) -> None:
    listed = [
        job(name, age_days=age) for name, age in (("SHIPS", 2), ("WRONG", 3), ("GOING", 4), ("LATE1", 27))
    ]
    kept = [
        status("SHIPS", **WAITING),
        status("WRONG", progress_code="InvalidSignature", repairs=("line 3: mended",)),
        status("GOING"),
        status("LATE1", **WAITING),
    ]
    stage.keep(listed, kept, age=timedelta(0))
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()
        rows = [line[1:47].split("  ")[:2] for line in screen_lines(pilot.app)[3:7]]
        assert [" ".join(part.strip() for part in row) for row in rows] == [
            "! LATE1 ship now, 3 days left",
            "! WRONG invalid SIGNATURE +1",
            "▸! SHIPS ship, 28 days left",
            " ",
        ]
        await pilot.press("d")
        await settle(pilot.app, pilot)
        assert "▸  SHIPS  handled" in screen_text(pilot.app), "not taken from under the cursor"
        await pilot.press("exclamation_mark", "g", "exclamation_mark")
        await pilot.pause()
        assert "▸! LATE1" in screen_text(pilot.app)


@pytest.mark.parametrize("key", ["x", "V"])
async def test_where_the_device_is_gone_this_is_asked_about_before_a_device_is_chosen(
    stage: Stage, key: str
) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(0))
    async with stage.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot.app, pilot)
        for answer, screen in (("escape", MainScreen), ("y", PickDevice)):
            await pilot.press(key)
            await pilot.pause()
            assert "! This job's device is already at AWS." in screen_text(pilot.app)
            await pilot.press(answer)
            await settle(pilot.app, pilot)
            assert isinstance(pilot.app.screen, screen)


@pytest.mark.parametrize("burst", ["xx", "xyy", "xVy", "xyyx"])
async def test_keys_in_one_burst_open_one_question_and_answer_it_once(stage: Stage, burst: str) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(0))
    async with stage.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot.app, pilot)
        for key in burst:
            pilot.app.post_message(events.Key(key, key))
        await settle(pilot.app, pilot)
        assert pilot.app.is_running
        assert len(pilot.app.screen_stack) == 2


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
        assert "no status yet" in screen_text(pilot.app).lower()


async def test_the_parcel_of_a_job_never_asked_for_is_shown_with_its_note(two: Stage) -> None:
    two.cache.set_note(ME, JobId("K7F2M"), Note("", "DHL", "77"))
    async with two.app().run_test(size=(40, 12)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert "your parcel  DHL 77" in screen_text(pilot.app)
        await pilot.press("e")
        await pilot.pause()
        assert "Note on K7F2M" in screen_text(pilot.app)
