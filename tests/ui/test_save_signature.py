"""`x`: choose a device, see what would change, say yes, and know what is on it then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from ie_tui.api.models import JobId
from ie_tui.ui.rendering.save_steps import Busy
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.screens.pick_device import PickDevice
from ie_tui.ui.screens.save import SaveSignature
from ie_tui.ui.themes import OURS
from ie_tui.ui.widgets.device_list import DeviceList
from tests.devices.fake_devices import listed
from tests.ui.conftest import ME, Stage, jobs, screen_lines, settle, status, until
from tests.ui.test_contrast import too_faint
from tests.ui.test_copy import message

WAITING = {"location_code": "NotReceived", "progress_code": "Pending"}
FILE = "version:2.0\nsigningMethod:HmacSHA1\njobId:A36BC\nsignature:sA36BC\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Not the root of a device, which is a doubt."""
    place = tmp_path / "disk"
    place.mkdir()
    monkeypatch.chdir(tmp_path)
    return place


@pytest.fixture
def one_job(stage: Stage) -> Stage:
    signed = status("A36BC", signature="sA36BC", signature_file_contents=FILE, **WAITING)
    stage.keep(jobs("A36BC"), [signed], age=timedelta(0))
    return stage


async def name_folder(pilot: Pilot[None], key: str, typed: str = "disk") -> None:
    """By keys alone: the last choice, and a path from where the app was started."""
    await pilot.press(key)
    await settle(pilot.app, pilot)
    await pilot.press("G", "enter", *typed, "enter")
    await settle(pilot.app, pilot)


def told(app: App[None]) -> str:
    """The words of the dialog, however they are broken into lines; of the whole screen without one."""
    lines = screen_lines(app)
    for dialog in app.screen.query(".dialog"):
        x, y, width, height = dialog.region
        lines = [line[x : x + width] for line in lines[y : y + height]]
    return " ".join(" ".join(lines).replace("│", " ").split())


async def test_x_saves_the_file_after_a_yes_and_says_what_is_on_the_device(
    one_job: Stage, folder: Path
) -> None:
    async with one_job.app().run_test(size=(120, 40)) as pilot:
        await name_folder(pilot, "x")
        assert "FOUND no SIGNATURE file" in told(pilot.app)
        assert "SIGNATURE must be in the root" in told(pilot.app)
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert listed(folder) == [], "in doubt, only a yes saves"
        await pilot.press("y")
        await settle(pilot.app, pilot)
        assert (folder / "SIGNATURE").read_text() == FILE
        assert "SIGNATURE is saved." in told(pilot.app)
        assert sha256(FILE.encode()).hexdigest() in told(pilot.app), "on one line, to be compared"
        assert f"{len(FILE)} bytes" in told(pilot.app)
        assert "Eject the device" in told(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen), "once it is saved, the dialog is over"


async def test_another_file_is_replaced_only_after_its_difference_and_a_yes(
    one_job: Stage, folder: Path
) -> None:
    (folder / "SIGNATURE").write_text(FILE.replace("jobId:A36BC", "jobId:OTH\x1b[31mER"))
    async with one_job.app().run_test(size=(120, 50)) as pilot:
        await name_folder(pilot, "x")
        assert "- jobId:OTH\\e[31mER" in told(pilot.app)
        assert "+ jobId:A36BC" in told(pilot.app)
        assert "The SIGNATURE there is for another job, OTH\\e[31mER." in told(pilot.app)
        assert "y replace · esc back" in told(pilot.app)
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert "OTH" in (folder / "SIGNATURE").read_text()
        await pilot.press("y")
        await settle(pilot.app, pilot)
        assert (folder / "SIGNATURE").read_text() == FILE


async def test_escape_goes_one_step_back_and_changes_nothing(one_job: Stage, folder: Path) -> None:
    async with one_job.app().run_test(size=(120, 40)) as pilot:
        await name_folder(pilot, "x")
        assert isinstance(pilot.app.screen, SaveSignature)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PickDevice)
        assert "disk" in told(pilot.app), "the path is still there to be mended"
        await pilot.press("escape")
        assert pilot.app.screen.query_one(DeviceList).has_focus
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert listed(folder) == []


async def test_the_same_file_is_called_there_already_and_nothing_can_be_saved(
    one_job: Stage, folder: Path
) -> None:
    (folder / "SIGNATURE").write_text(FILE)
    before = (folder / "SIGNATURE").stat()
    async with one_job.app().run_test(size=(120, 40)) as pilot:
        await name_folder(pilot, "x")
        assert "the same file, byte for byte" in told(pilot.app)
        await pilot.press("y", "enter")
        await settle(pilot.app, pilot)
        assert (folder / "SIGNATURE").stat().st_mtime_ns == before.st_mtime_ns


async def test_what_cannot_be_saved_is_said_in_the_dialog_and_can_be_tried_again(
    one_job: Stage, folder: Path
) -> None:
    gone = folder / "gone"
    async with one_job.app().run_test(size=(120, 40)) as pilot:
        await name_folder(pilot, "x", "disk/gone")
        assert "no such folder (is the device still mounted?)" in told(pilot.app)
        gone.mkdir()
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "TO BE WRITTEN" in told(pilot.app)
        (gone / "SIGNATURE").write_text("someone was faster\n")
        await pilot.press("y")
        await settle(pilot.app, pilot)
        assert "A SIGNATURE has appeared in" in told(pilot.app)
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "- someone was faster" in told(pilot.app)


async def test_what_is_doubtful_about_the_answer_is_said_before_anything_is_written(
    stage: Stage, folder: Path
) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(0))
    odd = replace(status("OTHER", **WAITING), repairs=("line 4: mended",), signature="another")
    stage.cache.keep_status(ME, JobId("A36BC"), odd.for_keeping(), stage.clock.now)
    async with stage.app().run_test(size=(120, 50)) as pilot:
        await name_folder(pilot, "x")
        for doubt in (
            "Requested A36BC, but the response is about OTHER.",
            "The response was malformed; ie-tui repaired it: line 4: mended.",
            "The file is for job OTHER, not for A36BC.",
            "The signature in the file differs from the one in the response.",
        ):
            assert doubt in told(pilot.app)
        assert "y save anyway" in told(pilot.app)


@pytest.mark.parametrize("key", ["x", "V"])
async def test_a_job_without_the_file_gets_a_sentence_and_no_dialog(stage: Stage, key: str) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC", signature_file_contents=None)], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30), notifications=True) as pilot:
        await pilot.press(key)
        await until(
            pilot, lambda: "A36BC has no SIGNATURE file: the service sent none." in message(pilot.app)
        )
        assert isinstance(pilot.app.screen, MainScreen)


async def test_keys_in_one_burst_save_the_job_that_the_cursor_came_to(stage: Stage, folder: Path) -> None:
    names = ("A36BC", "K7F2M", "Q9XZ1")
    stage.keep(jobs(*names), [status(name, **WAITING) for name in names], age=timedelta(0))
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot.app, pilot)
        for key in "jjx":
            pilot.app.simulate_key(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, PickDevice))
        await settle(pilot.app, pilot)
        assert "Save SIGNATURE of Q9XZ1" in told(pilot.app)


async def test_who_leaves_while_the_device_is_written_is_told_to_look_again(
    one_job: Stage, folder: Path
) -> None:
    async with one_job.app().run_test(size=(120, 40), notifications=True) as pilot:
        await name_folder(pilot, "x")
        assert isinstance(pilot.app.screen, SaveSignature)
        pilot.app.screen.step = Busy("Saving…", is_writing=True)
        await pilot.press("y", "enter", "r")
        assert listed(folder) == [], "one save at a time"
        await pilot.press("escape")
        await until(pilot, lambda: "Saving may be incomplete: verify the device" in message(pilot.app))


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
async def test_every_step_is_readable_also_at_the_smallest_size(
    one_job: Stage, folder: Path, theme: str
) -> None:
    (folder / "SIGNATURE").write_text("other\n")
    async with one_job.app(theme=theme).run_test(size=(40, 12)) as pilot:
        await name_folder(pilot, "x")
        assert "y replace · esc back" in told(pilot.app)
        assert too_faint(pilot.app, rows=10) == {}
        await pilot.press("y")
        await settle(pilot.app, pilot)
        assert "SIGNATURE is saved." in told(pilot.app)
        assert too_faint(pilot.app, rows=10) == {}
