"""The copy menu: what this job offers, honestly told; the value by itself; a file of one's own."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Record
from ie_tui.ui.commands.registry import Scope, in_scope
from ie_tui.ui.copy_values import KINDS, offer, why_absent
from ie_tui.ui.manifest_view import Revealed
from ie_tui.ui.screens.copy_menu import CopyMenu
from ie_tui.ui.screens.copy_value import ConfirmCopy, ShowValue
from tests.ui.conftest import NOW, Stage, jobs, screen_lines, screen_text, settle, status, until
from tests.ui.detail_stories import HOSTILE, JOB, MIXED_UP, PENDING, RETURNED, UNASKED, poisoned, with_status
from tests.ui.test_copy import listen, message, osc52

RICH = {
    "aws_shipping_address": "AWS Import/Export\nJOBID A36BC\n1111 Nosuch Ave\n",
    "tracking_number": "1Z 999",
    "log_bucket": "demo-logs",
    "log_key": "logs 2011/import-log-A36BC",
    "current_manifest": "manifestVersion: 2.0\ndeviceId: SN-1\npinCode: CANARY\n",
}


@pytest.fixture
def rich_job(stage: Stage) -> Stage:
    stage.keep(jobs("A36BC"), [status("A36BC", signature="sig/+=", **RICH)], age=timedelta(hours=3))
    return stage


def test_every_kind_has_a_key_in_the_menu() -> None:
    actions = {command.action for command in in_scope(Scope.COPY)}
    assert {f"take('{kind}')" for kind in KINDS} <= actions


@pytest.mark.parametrize(
    ("record", "absent"),
    [
        (RETURNED, set()),
        (PENDING, {"tracking_number", "log_address", "log_command"}),
        (UNASKED, KINDS.keys() - {"job_id"}),
        (
            MIXED_UP,
            {"tracking_number", "log_address", "log_command", "signature", "signature_file", "manifest"},
        ),
        (with_status(log_bucket="b", log_key=None), {"tracking_number", "log_address", "log_command"}),
    ],
)
def test_what_a_job_does_not_have_is_not_offered(record: Record, absent: set[str]) -> None:
    assert {kind for kind in KINDS if offer(kind, record) is None} == absent
    assert {why_absent(kind, UNASKED) for kind in absent} <= {"the job has not been fetched"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("job_id", "QX7ZD"),
        ("tracking_number", "1Z 999 AA1 01"),
        ("shipping_address", "Example Loading Dock\nJOBID QX7ZD\n77 Sample Road\nExampleville, VA 00000"),
        ("log_address", "s3://demo-archive-in/logs/2011 02/import-log-QX7ZD"),
        ("log_command", "aws s3 cp 's3://demo-archive-in/logs/2011 02/import-log-QX7ZD' ."),
    ],
)
def test_the_value_is_what_a_person_would_type(kind: str, text: str) -> None:
    found = offer(kind, RETURNED)
    assert found is not None
    assert (found.text, found.doubts) == (text, ())
    assert found.what.endswith(f"of QX7ZD, {len(text)} characters")


def test_the_json_is_that_of_the_command_line_and_the_manifest_says_what_it_hides() -> None:
    found, manifest = offer("json", RETURNED), offer("manifest", RETURNED)
    assert found is not None
    assert json.loads(found.text)["TrackingNumber"] == "1Z 999 AA1 01"
    assert manifest is not None
    assert manifest.preview.startswith("1 secret masked · manifestVersion: 2.0 · ")


def test_secrets_are_copied_only_while_shown_for_this_job_and_after_a_yes() -> None:
    mine = offer("manifest", RETURNED, Revealed(JOB, "pinCode: CANARY", NOW))
    others = offer("manifest", RETURNED, Revealed(JobId("OTHER"), "pinCode: CANARY", NOW))

    assert mine is not None
    assert mine.text == "pinCode: CANARY"
    assert mine.doubts == ("Its secrets are visible now and are copied in clear text.",)
    assert "CANARY" not in mine.preview + mine.what
    assert others == offer("manifest", RETURNED)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_foreign_is_shown_as_it_came_and_what_a_paste_obeys_is_a_doubt(kind: str, text: str) -> None:
    found = offer(kind, poisoned(text))
    assert found is not None
    shown = " ".join((found.what, found.preview, *found.doubts))
    assert "".join(c for c in shown if not c.isprintable()) == ""
    if text.startswith("a\x1b") and kind != "json":
        assert any("\\e" in doubt for doubt in found.doubts)


def test_line_ends_of_windows_are_no_doubt_in_a_manifest_but_a_lone_return_is() -> None:
    fine, odd = (offer("manifest", with_status(current_manifest=f"a: 1{end}b: 2")) for end in ("\r\n", "\r"))
    assert fine is not None
    assert odd is not None
    assert (bool(fine.doubts), bool(odd.doubts)) == (False, True)


async def test_the_menu_shows_key_name_and_beginning_and_why_something_is_not_there(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC", signature="sig/+=")], age=timedelta(hours=3))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await pilot.press("c")
        await pilot.pause()
        text = screen_text(pilot.app)
        assert "y  signature            sig/+=" in text
        assert "Y  SIGNATURE file       version:2.0 · signingMethod:HmacSHA1 · " in text
        assert "t  tracking number      the service sent none" in text
        assert "l  log address          the service sent no log" in text


@pytest.mark.parametrize("size", [(120, 40), (50, 20), (40, 12)])
async def test_what_does_not_fit_in_the_menu_ends_with_a_sign(rich_job: Stage, size: tuple[int, int]) -> None:
    async with rich_job.app().run_test(size=size) as pilot:
        await pilot.press("c")
        await pilot.pause()
        (line,) = (line for line in screen_lines(pilot.app) if "Y  SIGNATURE file" in line)
        assert line.rpartition("…")[2].strip(" │▐▂█▅") == ""


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        ("ci", "A36BC"),
        ("ct", "1Z 999"),
        ("cL", "aws s3 cp 's3://demo-logs/logs 2011/import-log-A36BC' ."),
        ("cjj", None),
        ("cgq", None),
    ],
)
async def test_a_key_in_the_menu_copies(rich_job: Stage, keys: str, copied: str | None) -> None:
    async with rich_job.app().run_test(size=(120, 30)) as pilot:
        sent = listen(pilot.app)
        await pilot.press(*keys)
        await settle(pilot.app, pilot)
        assert [piece for piece in sent if "52;c" in piece] == ([osc52(copied)] if copied else [])
        assert isinstance(pilot.app.screen, CopyMenu) is (keys == "cjj")


async def test_enter_copies_what_the_cursor_is_on_and_the_secret_stays_masked(rich_job: Stage) -> None:
    async with rich_job.app().run_test(size=(120, 30)) as pilot:
        sent = listen(pilot.app)
        await pilot.press("c", "G", "k", "enter")
        await settle(pilot.app, pilot)
        assert osc52("manifestVersion: 2.0\ndeviceId: SN-1\npinCode: ••••\n") in sent


async def test_after_a_copy_c_then_s_shows_it(rich_job: Stage) -> None:
    async with rich_job.app().run_test(size=(120, 30)) as pilot:
        sent = listen(pilot.app)
        await pilot.press("c", "a")
        await settle(pilot.app, pilot)
        sent.clear()
        await pilot.press("c", "s")
        await pilot.pause()
        lines = [line.strip() for line in screen_lines(pilot.app)]
        assert isinstance(pilot.app.screen, ShowValue)
        assert {"AWS Import/Export", "JOBID A36BC", "1111 Nosuch Ave"} <= set(lines)
        assert not any("52;c" in piece for piece in sent)
        await pilot.press("escape", "escape")
        assert not isinstance(pilot.app.screen, (ShowValue, CopyMenu))


@pytest.mark.parametrize("key", ["m", "J"])
async def test_of_an_access_key_id_the_last_four_characters_are_shown_and_all_is_copied(
    stage: Stage, key: str
) -> None:
    kept = status("A36BC", current_manifest="deviceId: SN-1\naccessKeyId: AKIAIOSFODNN7EXAMPLE\n")
    stage.keep(jobs("A36BC"), [kept], age=timedelta(0))
    async with stage.app().run_test(size=(120, 40)) as pilot:
        sent = listen(pilot.app)
        await pilot.press("c", key)
        await settle(pilot.app, pilot)
        (sequence,) = (piece for piece in sent if "52;c" in piece)
        assert b"AKIAIOSFODNN7EXAMPLE" in b64decode(sequence[7:-1])
        await pilot.press("c")
        await pilot.pause()
        assert "AKIA" not in screen_text(pilot.app)
        await pilot.press("s")
        await pilot.pause()
        assert "AKIA" not in screen_text(pilot.app)
        assert "MPLE" in screen_text(pilot.app)


async def test_what_is_not_there_says_why_when_its_key_is_pressed(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30), notifications=True) as pilot:
        await pilot.press("c", "l")
        said = "A36BC has no log address: the service sent no log."
        await until(pilot, lambda: said in message(pilot.app))


async def test_a_doubtful_value_asks_first_in_the_menu_too(stage: Stage) -> None:
    kept = replace(status("A36BC", **RICH), repairs=("line 4: closed by another name",))
    stage.keep(jobs("A36BC"), [kept], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        sent = listen(pilot.app)
        await pilot.press("c", "p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmCopy)
        await pilot.press("n")
        await settle(pilot.app, pilot)
        assert not any("52;c" in piece for piece in sent)


async def test_the_shown_value_is_saved_to_a_new_file_only(
    rich_job: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q").write_text("mine")
    async with rich_job.app(environ={"TERM": "dumb"}).run_test(size=(120, 30)) as pilot:
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, ShowValue))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press("q", "enter")
        await settle(pilot.app, pilot)
        assert "a file with that name already exists" in " ".join(screen_text(pilot.app).split())
        await pilot.press("s", "enter")
        await settle(pilot.app, pilot)
        assert f"Saved as {tmp_path}/qs, 6 bytes" in " ".join(screen_text(pilot.app).split())
        assert (tmp_path / "q").read_text() == "mine"
        assert (tmp_path / "qs").read_text() == "sig/+="
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, ShowValue)
