"""On which device: what is listed, and what a device that hangs or a fault leaves standing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ie_tui.api.models import JobId
from ie_tui.devices.mounts import Device, Space
from ie_tui.jobs.record import Record
from ie_tui.ui.rendering.glyphs import UNICODE
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.screens.pick_device import PickDevice
from ie_tui.ui.screens.save import SaveSignature
from ie_tui.ui.widgets.device_list import DeviceList
from tests.ui.conftest import Stage, settle, status, until
from tests.ui.test_copy import message
from tests.ui.test_save_signature import FILE, told

DISK = Device(
    Path("/media/pat/MY\x9b DISK"),
    "MY\x9b DISK",
    "/dev/sdb1",
    "vfat",
    Space(64 * 10**9, 10**7),
    False,
    False,
    True,
)
OLD = replace(
    DISK, mount_point=Path("/mnt/old"), name="old", space=None, is_read_only=True, is_removable=None
)
ROOT = replace(DISK, mount_point=Path("/"), name="/", kind="ext4", is_system=True, is_removable=False)


@pytest.fixture
def hung() -> Iterator[threading.Event]:
    """What a device waits for that hangs; it answers after the test."""
    event = threading.Event()
    yield event
    event.set()


def picker(devices: Callable[[], list[Device]], chosen: list[Path] | None = None) -> PickDevice:
    """A picker on a list of our own; what is chosen goes to `chosen`, or to a save."""
    record = Record(JobId("A36BC"), status=status("A36BC").for_keeping())

    def go_on(directory: Path) -> SaveSignature:
        if chosen is not None:
            chosen.append(directory)
        return SaveSignature(record, FILE, UNICODE, directory)

    return PickDevice("Save SIGNATURE of A36BC", go_on, devices)


async def test_the_devices_are_listed_with_what_tells_them_apart(stage: Stage) -> None:
    chosen: list[Path] = []
    mounted = [DISK, OLD, ROOT]
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await pilot.app.push_screen(picker(lambda: list(mounted), chosen))
        await settle(pilot.app, pilot)
        text = told(pilot.app)
        assert "MY⟨U+009B⟩ DISK 64.0 GB, 10.0 MB free" in text
        assert "/media/pat/MY⟨U+009B⟩ DISK · vfat · removable" in text
        assert "old size unknown" in text
        assert "/mnt/old · vfat · ! read-only" in text
        assert "/ · ext4 · ! system disk" in text
        assert "another folder…" in text
        assert "No device to ship" not in text

        await pilot.press("j")
        mounted.remove(DISK)
        await pilot.press("r")
        await settle(pilot.app, pilot)
        await pilot.press("enter")
        assert chosen == [Path("/mnt/old")], "the cursor stays on its device"
        assert pilot.app.control_characters.hits == 0  # type: ignore[attr-defined]


async def test_without_a_device_to_ship_the_picker_says_what_to_do(stage: Stage) -> None:
    def no_table() -> list[Device]:
        raise OSError(13, "Permission denied")

    async with stage.app().run_test(size=(120, 40)) as pilot:
        await pilot.app.push_screen(picker(lambda: [ROOT]))
        await settle(pilot.app, pilot)
        assert "No device to ship is mounted. Mount one and press r" in told(pilot.app)
        await pilot.app.push_screen(picker(no_table))
        await settle(pilot.app, pilot)
        assert "Cannot list the mounted devices: Permission denied." in told(pilot.app)
        assert "another folder…" in told(pilot.app)


async def test_a_device_that_hangs_leaves_the_keys_alive_and_its_late_answer_is_dropped(
    stage: Stage, hung: threading.Event
) -> None:
    def late() -> list[Device]:
        hung.wait()
        return [DISK]

    async with stage.app().run_test(size=(120, 40)) as pilot:
        dialog = picker(late)
        await pilot.app.push_screen(dialog)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, MainScreen)
        hung.set()
        await settle(pilot.app, pilot)
        assert isinstance(pilot.app.screen, MainScreen)


async def test_devices_that_come_late_do_not_move_the_cursor_that_a_person_has_put_somewhere(
    stage: Stage, hung: threading.Event
) -> None:
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await pilot.app.push_screen(picker(lambda: [DISK, ROOT] if hung.wait() else []))
        await pilot.press("G")
        hung.set()
        await settle(pilot.app, pilot)
        assert pilot.app.screen.query_one(DeviceList).chosen is None
        await pilot.press("g")
        assert pilot.app.screen.query_one(DeviceList).chosen == DISK.mount_point


async def test_a_device_that_gives_no_answer_in_time_is_told(
    stage: Stage, hung: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = picker(lambda: [DISK] if hung.wait() else [])
    monkeypatch.setattr(dialog, "ask_device", partial(dialog.ask_device, limit_s=0.01))
    async with stage.app().run_test(size=(120, 40)) as pilot:
        await pilot.app.push_screen(dialog)
        await settle(pilot.app, pilot)
        assert "No answer within 0.01 s" in told(pilot.app)


async def test_a_fault_of_ours_is_told_and_the_dialog_stays(stage: Stage) -> None:
    def broken() -> list[Device]:
        raise ZeroDivisionError

    async with stage.app().run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.app.push_screen(picker(broken))
        await settle(pilot.app, pilot)
        await until(pilot, lambda: "went wrong while listing the mounted devices" in message(pilot.app))
        assert isinstance(pilot.app.screen, PickDevice)
