"""Copying: the right value, honest words, and a question where there is a doubt."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.app import App

from ie_tui.api.errors import Offline
from ie_tui.api.models import JobId
from ie_tui.ui.app import IeTui
from ie_tui.ui.screens.copy_value import ConfirmCopy
from tests.ui.conftest import ME, Stage, jobs, screen_text, settle, status, until


def listen(app: App[None]) -> list[str]:
    """What is written to the terminal besides the screen."""
    sent: list[str] = []
    assert app._driver is not None
    app._driver.write = sent.append  # type: ignore[method-assign, assignment]
    return sent


def message(app: App[None]) -> str:
    """What the message line says, with what one reads on."""
    assert isinstance(app, IeTui)
    return " ".join(app.said.text.split()) if app.said else ""


def osc52(text: str) -> str:
    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"


@pytest.fixture
def one_job(stage: Stage) -> Stage:
    stage.keep(jobs("A36BC"), [status("A36BC", signature="sig/+=")], age=timedelta(hours=3))
    return stage


async def test_y_sends_the_signature_and_says_what_is_known_of_it(one_job: Stage) -> None:
    async with one_job.app().run_test(size=(120, 30), notifications=True) as pilot:
        sent = listen(pilot.app)
        await pilot.press("y")
        await settle(pilot.app, pilot)
        await until(pilot, lambda: "signature of A36BC, 6 characters: sent by OSC 52" in message(pilot.app))
        assert "paste to check. Press c then s to see it." in message(pilot.app)
        assert osc52("sig/+=") in sent
        assert "Copied" not in message(pilot.app)
        assert pilot.app.clipboard == "sig/+="


async def test_keys_in_one_burst_copy_the_job_that_the_cursor_came_to(stage: Stage) -> None:
    names = ("A36BC", "K7F2M", "Q9XZ1", "B81TC")
    stage.keep(jobs(*names), [status(name) for name in names], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        sent = listen(pilot.app)
        for key in "jjjyk":
            pilot.app.simulate_key(key)
        await until(pilot, lambda: any("52;c" in piece for piece in sent))
        assert osc52(stage.tracker().record(JobId("B81TC")).status.signature) in sent  # type: ignore[union-attr, arg-type]


async def test_capital_y_sends_the_text_of_the_signature_file(one_job: Stage) -> None:
    file = "version:2.0\nsigningMethod:HmacSHA1\njobId:A36BC\nsignature:sig/+=\n"
    async with one_job.app().run_test(size=(120, 30)) as pilot:
        sent = listen(pilot.app)
        await pilot.press("Y")
        await settle(pilot.app, pilot)
        assert osc52(file) in sent


async def test_a_kept_signature_is_copied_while_the_service_is_away(one_job: Stage) -> None:
    one_job.connect_error = Offline("The service could not be reached.")
    async with one_job.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        sent = listen(pilot.app)
        await pilot.press("y")
        await settle(pilot.app, pilot)
        assert osc52("sig/+=") in sent


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"signature": "sig\nrm -rf"}, "\\n"),
        ({"signature": "sig\x9b31m"}, "⟨U+009B⟩"),
        ({"signature": "sig\u202e"}, "⟨U+202E⟩"),
        ({"signature": "sig", "repairs": ("line 4: closed by another name",)}, "line 4"),
        ({"signature": "sig", "job_id": JobId("OTHER")}, "the response is about OTHER"),
        ({"signature": "sig", "job_id": JobId("")}, "the response names no job."),
    ],
)
async def test_a_doubtful_signature_is_copied_only_after_a_yes(
    stage: Stage, fields: dict[str, object], named: str
) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(0))
    kept = replace(status("A36BC"), **fields).for_keeping()  # type: ignore[arg-type]
    stage.cache.keep_status(ME, JobId("A36BC"), kept, stage.clock.now)
    async with stage.app().run_test(size=(120, 30), notifications=True) as pilot:
        sent = listen(pilot.app)
        await pilot.press("y")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmCopy)
        assert named in screen_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot.app, pilot)
        assert not any("52;c" in piece for piece in sent)
        await pilot.press("y", "y")
        await settle(pilot.app, pilot)
        assert osc52(str(fields["signature"])) in sent


async def test_a_signature_file_of_several_lines_is_no_doubt_but_an_escape_in_it_is(stage: Stage) -> None:
    bad = status("A36BC", signature_file_contents="version:2.0\n\x1b]0;x\x07\n")
    stage.keep(jobs("A36BC"), [bad], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await pilot.press("Y")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmCopy)
        assert "\\e" in screen_text(pilot.app)


@pytest.mark.parametrize(
    ("key", "fields", "words"),
    [
        ("y", {"signature": None}, "A36BC has no signature: the service sent none."),
        ("Y", {"signature_file_contents": " \n"}, "A36BC has no SIGNATURE file"),
    ],
)
async def test_nothing_to_copy_is_said(stage: Stage, key: str, fields: dict[str, object], words: str) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC", **fields)], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30), notifications=True) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: words in message(pilot.app))


async def test_a_job_never_fetched_says_so(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(0))
    async with stage.app().run_test(size=(120, 30), notifications=True) as pilot:
        await pilot.press("y")
        await until(pilot, lambda: "the job has not been fetched" in message(pilot.app))


async def test_without_any_clipboard_the_value_is_shown(one_job: Stage) -> None:
    async with one_job.app(environ={"TERM": "dumb"}).run_test(size=(120, 30)) as pilot:
        sent = listen(pilot.app)
        await pilot.press("y")
        await settle(pilot.app, pilot)
        text = screen_text(pilot.app)
        assert "Not copied" in text
        assert "sig/+=" in text
        assert not any("52;c" in piece for piece in sent)
        await pilot.press("escape")
        assert "Not copied" not in screen_text(pilot.app)
