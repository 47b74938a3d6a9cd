"""A note that two windows write: each sees the other's before writing over it, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest
from textual.pilot import Pilot

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Note
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.screens.note import NoteScreen
from tests.ui.conftest import ME, Stage, jobs, screen_text, settle, until

JOB: Final = JobId("A36BC")
THEIRS: Final = Note("ask Sam", "DHL", "77")


@pytest.fixture
def one(stage: Stage) -> Stage:
    stage.service.pages = [jobs(JOB)]
    stage.keep(jobs(JOB), age=timedelta(minutes=1))
    return stage


async def open_form(pilot: Pilot[None]) -> None:
    await pilot.app.run_action("screen.note")
    await until(pilot, lambda: isinstance(pilot.app.screen, NoteScreen))


async def test_the_form_begins_with_what_another_window_wrote(one: Stage) -> None:
    async with one.app().run_test(size=(100, 30)) as pilot:
        await settle(pilot.app, pilot)
        one.cache.set_note(ME, JOB, THEIRS)
        await open_form(pilot)
        assert "ask Sam" in screen_text(pilot.app)
        await pilot.press("!", "enter")
        await settle(pilot.app, pilot)
        assert one.cache.note(ME, JOB) == THEIRS._replace(text="ask Sam!")


async def test_a_note_written_while_the_form_is_open_is_shown_before_it_is_written_over(one: Stage) -> None:
    async with one.app().run_test(size=(100, 30)) as pilot:
        await settle(pilot.app, pilot)
        await open_form(pilot)
        await pilot.press("m", "i", "n", "e")
        one.cache.set_note(ME, JOB, THEIRS)
        await pilot.press("enter")
        await until(pilot, lambda: "Another window changed this note" in screen_text(pilot.app))
        text = screen_text(pilot.app)
        assert all(value in text for value in (*THEIRS, "mine", "enter replace it with yours"))
        assert one.cache.note(ME, JOB) == THEIRS
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert one.cache.note(ME, JOB) == Note("mine")


async def test_the_other_note_stays_when_one_leaves_and_says_so_twice(one: Stage) -> None:
    async with one.app().run_test(size=(100, 30)) as pilot:
        await settle(pilot.app, pilot)
        await open_form(pilot)
        await pilot.press("m")
        one.cache.set_note(ME, JOB, THEIRS)
        await pilot.press("enter")
        await until(pilot, lambda: "Another window" in screen_text(pilot.app))
        await pilot.press("escape")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        assert one.cache.note(ME, JOB) == THEIRS
        assert "ask Sam" in screen_text(pilot.app)


async def test_the_note_of_the_job_on_the_screen_follows_the_other_window(one: Stage) -> None:
    async with one.app().run_test(size=(100, 30)) as pilot:
        await settle(pilot.app, pilot)
        one.cache.set_note(ME, JOB, THEIRS)
        assert isinstance(pilot.app.screen, MainScreen)
        pilot.app.screen._each_second()
        await pilot.pause()
        assert "ask Sam" in screen_text(pilot.app)
        one.cache.set_note(ME, JOB, None)
        pilot.app.screen._each_second()
        await pilot.pause()
        assert "ask Sam" not in screen_text(pilot.app)


async def test_esc_in_a_changed_note_asks_once_and_typing_on_takes_that_back(one: Stage) -> None:
    one.cache.set_note(ME, JOB, Note("ask Pat"))
    async with one.app().run_test(size=(100, 30)) as pilot:
        await settle(pilot.app, pilot)
        await open_form(pilot)
        await pilot.press("!")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteScreen)
        assert "esc again discard" in screen_text(pilot.app)
        await pilot.press("!")
        await pilot.pause()
        assert "esc again" not in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        assert one.cache.note(ME, JOB) == Note("ask Pat")


async def test_esc_in_an_unchanged_note_leaves_at_once(one: Stage) -> None:
    one.cache.set_note(ME, JOB, Note("ask Pat"))
    async with one.app().run_test(size=(100, 30)) as pilot:
        await settle(pilot.app, pilot)
        await open_form(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
