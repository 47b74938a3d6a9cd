"""Saving SIGNATURE: the right file or none, no victim touched, no other file left, and the cause named.

V1 to V14 are the cases of docs/faults.md 11; real file systems where the machine can mount them.
"""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from ie_tui.devices.folder import REAL_CALLS, FileCalls
from ie_tui.devices.safe_save import (
    SaveFailed,
    SavePlan,
    SaveRefused,
    SignatureChanged,
    State,
    plan_save,
    replace_signature,
    save_signature,
)
from tests.devices.fake_devices import OTHER, TEXT, blind_to_case, failing, listed

NOBODY = 65534


def case(name: str, *, simulated: bool = False) -> pytest.MarkDecorator:
    """The case that a test is about. Simulated: a system call behaves as on a pulled device, or on FAT."""
    return pytest.mark.figure("SIGNATURE saves", 14, case=name, simulated=simulated)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """The root of a device, as far as a folder can be one."""
    root = tmp_path / "device"
    root.mkdir()
    return root


@pytest.fixture
def small_device(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 16 kB, mounted for this test."""
    root = tmp_path / "mounted"
    root.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(root)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("this machine cannot mount a tmpfs")
    yield root
    subprocess.run(["umount", str(root)], check=True)


def seen(plan: SavePlan, directory: Path, calls: FileCalls = REAL_CALLS) -> str:
    """Replace what a plan showed; gives what stands there then."""
    assert plan.seen is not None
    replace_signature(directory, TEXT, plan.seen, calls=calls)
    return (directory / "SIGNATURE").read_text()


@case("V1")
def test_v1_a_new_file_is_written_with_its_size_and_digest(device: Path) -> None:
    assert plan_save(device, TEXT).state is State.NEW
    saved = save_signature(device, TEXT)

    assert saved.path.read_bytes() == TEXT.encode()
    assert saved[:3] == (device / "SIGNATURE", len(TEXT), sha256(TEXT.encode()).hexdigest())
    assert "Eject the device before you unplug it." in saved.remarks
    assert listed(device) == ["SIGNATURE"]
    assert stat.S_IMODE(saved.path.stat().st_mode) == 0o600


@case("V2")
def test_v2_the_same_file_is_called_already_there_and_left_alone(device: Path) -> None:
    (device / "SIGNATURE").write_text(TEXT)
    before = (device / "SIGNATURE").stat()

    assert plan_save(device, TEXT).state is State.SAME
    assert (device / "SIGNATURE").stat().st_mtime_ns == before.st_mtime_ns


@case("V3")
def test_v3_another_file_is_replaced_only_after_its_difference_was_shown(device: Path) -> None:
    (device / "SIGNATURE").write_text(OTHER)
    plan = plan_save(device, TEXT)

    assert plan.state is State.DIFFERENT
    assert plan.diff == (
        "  version:2.0",
        "  signingMethod:HmacSHA1",
        "- jobId:M4T9B",
        "+ jobId:QX7ZD",
        "  signature:4O3pgJPEcIFNDXzOyboFrv/ltoo=",
    )
    assert "The SIGNATURE there is for another job, M4T9B." in plan.warnings
    with pytest.raises(SignatureChanged, match="has appeared"):
        save_signature(device, TEXT)
    assert (device / "SIGNATURE").read_text() == OTHER
    assert seen(plan, device) == TEXT
    assert listed(device) == ["SIGNATURE"]


@case("V4")
def test_v4_a_symbolic_link_is_replaced_and_its_target_untouched(device: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text(TEXT)
    (device / "SIGNATURE").symlink_to(victim)
    plan = plan_save(device, OTHER)

    assert plan.state is State.DIFFERENT
    assert f"- (symbolic link to {victim})" in plan.diff
    assert any("its target is not changed" in warning for warning in plan.changes)
    assert plan.seen is not None
    replace_signature(device, OTHER, plan.seen)
    assert victim.read_text() == TEXT
    assert not (device / "SIGNATURE").is_symlink()
    assert (device / "SIGNATURE").read_text() == OTHER


@case("V5")
def test_v5_a_folder_that_is_a_link_is_refused_by_its_real_name(device: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(device)
    plan = plan_save(link, TEXT)

    assert plan.state is State.REFUSED
    assert str(device) in plan.reason
    with pytest.raises(SaveRefused, match=str(device)):
        save_signature(link, TEXT)
    assert listed(device) == []


@case("V6")
def test_v6_a_named_pipe_is_refused_without_opening_it(device: Path) -> None:
    os.mkfifo(device / "SIGNATURE")
    plan = plan_save(device, TEXT)  # would hang if it opened the pipe

    assert (plan.state, "a named pipe" in plan.reason) == (State.REFUSED, True)
    with pytest.raises(SaveFailed):
        save_signature(device, TEXT)
    assert stat.S_ISFIFO((device / "SIGNATURE").lstat().st_mode)
    assert listed(device) == ["SIGNATURE"]


@case("V7")
def test_v7_a_folder_of_that_name_is_refused(device: Path) -> None:
    (device / "SIGNATURE").mkdir()
    plan = plan_save(device, TEXT)

    assert (plan.state, "a folder" in plan.reason) == (State.REFUSED, True)
    with pytest.raises(SaveFailed):
        save_signature(device, TEXT)
    assert listed(device / "SIGNATURE") == []
    assert listed(device) == ["SIGNATURE"]


@case("V8")
def test_v8_a_full_device_is_named_and_holds_no_rest(small_device: Path) -> None:
    room = os.statvfs(small_device)
    (small_device / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize))
    with pytest.raises(SaveFailed, match=r"SIGNATURE was not saved in .*: the device is full"):
        save_signature(small_device, TEXT)

    assert listed(small_device) == ["filler"]


@case("V9")
def test_v9_a_read_only_device_is_named(small_device: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_device)], check=True)
    with pytest.raises(SaveFailed, match="the device is read-only"):
        save_signature(small_device, TEXT)

    assert listed(small_device) == []


@case("V10")
def test_v10_a_folder_one_may_not_write_in_is_named() -> None:
    # Outside pytest's own folders, which nobody but their owner may enter.
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o555)
        was_root = os.geteuid() == 0
        if was_root:
            os.seteuid(NOBODY)
        try:
            with pytest.raises(SaveFailed, match="no permission to read or write there"):
                save_signature(directory, TEXT)
        finally:
            if was_root:
                os.seteuid(0)
        assert listed(directory) == []


@pytest.mark.parametrize("code", [errno.EIO, errno.ENODEV, errno.ENXIO])
@pytest.mark.parametrize("at", ["write", "fsync", "link", "stat"])
@case("V11", simulated=True)
def test_v11_a_device_that_is_pulled_while_writing_is_named(device: Path, code: int, at: str) -> None:
    calls = replace(REAL_CALLS, **{at: failing(code)})
    if at == "stat":
        assert plan_save(device, TEXT, calls=calls).state is State.REFUSED
    else:
        with pytest.raises(SaveFailed, match="check the device and its cable"):
            save_signature(device, TEXT, calls=calls)

    assert listed(device) == []


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP])
@case("V12", simulated=True)
@case("V13", simulated=True)
def test_v12_and_v13_without_hard_links_the_name_is_reserved_first(device: Path, code: int) -> None:
    calls = replace(REAL_CALLS, link=failing(code))
    saved = save_signature(device, TEXT, calls=calls)

    assert saved.path.read_text() == TEXT
    assert saved.remarks[0] == "The file system has no hard links; the name was reserved first."
    assert listed(device) == ["SIGNATURE"]
    with pytest.raises(SignatureChanged):
        save_signature(device, OTHER, calls=calls)
    assert saved.path.read_text() == TEXT


@case("V14", simulated=True)
def test_v14_on_a_file_system_blind_to_case_the_other_spelling_counts_as_existing(device: Path) -> None:
    (device / "signature").write_text(OTHER)
    calls = blind_to_case(device)
    plan = plan_save(device, TEXT, calls=calls)

    assert plan.state is State.DIFFERENT
    assert "The file is called signature; it will be renamed SIGNATURE, in capitals." in plan.changes
    with pytest.raises(SignatureChanged):
        save_signature(device, TEXT, calls=calls)
    assert (device / "signature").read_text() == OTHER
    assert seen(plan, device, calls) == TEXT
    assert listed(device) == ["SIGNATURE"]


def test_a_mounted_root_gets_no_warning_and_a_folder_in_it_one(small_device: Path) -> None:
    (small_device / "folder").mkdir()

    assert plan_save(small_device, TEXT).warnings == ()
    (warning,) = plan_save(small_device / "folder", TEXT).warnings
    assert "SIGNATURE must be in the root" in warning
