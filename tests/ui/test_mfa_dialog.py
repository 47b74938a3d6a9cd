"""The dialog for an MFA code, which a look-up waits for in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from ie_tui.api.errors import MfaDeclined, NoCredentials
from ie_tui.tracking.connection import UserCallbacks
from ie_tui.ui.screens.mfa_code import MfaScreen
from tests.ui.conftest import AT_ONCE, Stage, jobs, screen_text, settle, until

SERIAL = "arn:aws:iam::123456789012:mfa/jo"


def asking(stage: Stage, answers: list[str], serial: str = SERIAL) -> Callable[[UserCallbacks], None]:
    """A look-up that takes one code and refuses 000000, as STS would."""
    stage.service.pages = [jobs("A36BC")]

    def look_up(person: UserCallbacks) -> None:
        assert person.mfa_code is not None
        try:
            code = person.mfa_code(serial)
        except MfaDeclined:
            answers.append("declined")
            raise
        answers.append(code)
        if code == "000000":
            raise NoCredentials("The MFA code was rejected.", advice="Wait for the next one.")

    return look_up


def is_open(stage_app: object) -> bool:
    return isinstance(stage_app, MfaScreen)


async def test_the_code_goes_to_the_look_up_which_then_goes_on(stage: Stage) -> None:
    answers: list[str] = []
    stage.looks_up = asking(stage, answers)
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: is_open(pilot.app.screen))
        assert SERIAL in screen_text(pilot.app)
        await pilot.press(*"q123 456")
        assert "123 456" in screen_text(pilot.app), "a code is good for one use, so that it can be seen"
        await pilot.press("enter")
        await until(pilot, lambda: "A36BC" in screen_text(pilot.app))
        assert answers == ["123456"]
        assert not is_open(pilot.app.screen)


async def test_what_is_too_short_for_a_code_is_told_and_kept_and_what_is_longer_is_sent(stage: Stage) -> None:
    answers: list[str] = []
    stage.looks_up = asking(stage, answers)
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: is_open(pilot.app.screen))
        await pilot.press(*"12345", "enter")
        await pilot.pause()
        assert "A code has six digits; this one has 5." in screen_text(pilot.app)
        await pilot.press(*"678", "enter")
        await until(pilot, lambda: answers == ["12345678"])
        await settle(pilot.app, pilot)


async def test_esc_leaves_it_without_a_second_question_until_a_key_asks_again(stage: Stage) -> None:
    answers: list[str] = []
    stage.looks_up = asking(stage, answers)
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: is_open(pilot.app.screen))
        await pilot.press("escape")
        await until(pilot, lambda: "No MFA code was entered." in screen_text(pilot.app))
        await settle(pilot.app, pilot)
        assert answers == ["declined"]
        assert not is_open(pilot.app.screen)
        await pilot.press("enter")
        await until(pilot, lambda: is_open(pilot.app.screen))
        await pilot.press(*"123456", "enter")
        await until(pilot, lambda: "sigA36BC" in screen_text(pilot.app))


async def test_a_wrong_code_is_told_and_enter_asks_for_another(stage: Stage) -> None:
    answers: list[str] = []
    stage.looks_up = asking(stage, answers)
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: is_open(pilot.app.screen))
        await pilot.press(*"000000", "enter")
        await until(pilot, lambda: "The MFA code was rejected." in screen_text(pilot.app))
        await settle(pilot.app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: is_open(pilot.app.screen))
        await pilot.press(*"111111", "enter")
        await until(pilot, lambda: "A36BC" in screen_text(pilot.app))
        assert answers == ["000000", "111111"]


async def test_quitting_while_it_is_open_ends_the_app_and_the_thread_that_waits(stage: Stage) -> None:
    answers: list[str] = []
    stage.looks_up = asking(stage, answers)
    before = set(threading.enumerate())
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: is_open(pilot.app.screen))
        waiting = [thread for thread in set(threading.enumerate()) - before if thread.name == "apart"]
        assert len(waiting) == 1
        await pilot.press("ctrl+q")
    waiting[0].join(5)
    assert not waiting[0].is_alive()
    assert answers == ["declined"]


async def test_it_closes_when_the_look_up_waits_no_longer_even_below_another_dialog(stage: Stage) -> None:
    stage.looks_up = asking(stage, [])
    app = stage.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: is_open(app.screen))
        app.action_help()
        await pilot.pause()
        app._tracker.cancel_requests()
        await settle(app, pilot)
        assert "? or esc close" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not is_open(app.screen))
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("size", [(120, 30), (80, 24), (40, 12)])
async def test_it_is_whole_at_every_size_and_shows_a_hostile_serial_as_signs(
    stage: Stage, size: tuple[int, int]
) -> None:
    stage.looks_up = asking(stage, [], serial="GAHT12345678[b]\x1b[2J\u202e")
    async with stage.app().run_test(size=size) as pilot:
        await until(pilot, lambda: is_open(pilot.app.screen))
        text = screen_text(pilot.app)
        for words in (
            "MFA code",
            "GAHT12345678[b]\\e[2J⟨U+202E⟩",
            "six digits",
            "enter send · esc skip",
        ):
            assert words in text
        await pilot.press("1", "enter")
        await pilot.pause()
        assert "has 1." in screen_text(pilot.app)
        assert pilot.app.control_characters.hits == 0  # type: ignore[attr-defined]
