"""A save believes neither the device nor what it saw a moment ago; a check reads to the last byte."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from ie_tui.devices.folder import REAL_CALLS
from ie_tui.devices.safe_save import (
    SaveFailed,
    SignatureChanged,
    State,
    VerifyFailed,
    plan_save,
    replace_signature,
    save_signature,
    verify,
)
from tests.devices.fake_devices import OTHER, TEXT, blind_to_case, failing, listed


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """The root of a device, as far as a folder can be one."""
    root = tmp_path / "device"
    root.mkdir()
    return root


def test_a_reserved_name_is_given_back_when_the_rename_fails(device: Path) -> None:
    calls = replace(REAL_CALLS, link=failing(errno.EPERM), replace=failing(errno.EIO))
    with pytest.raises(SaveFailed):
        save_signature(device, TEXT, calls=calls)

    assert listed(device) == []


def test_on_a_file_system_that_tells_case_the_other_spelling_is_another_file(device: Path) -> None:
    (device / "signature").write_text(OTHER)

    assert plan_save(device, TEXT).state is State.NEW
    save_signature(device, TEXT)
    assert (device / "signature").read_text() == OTHER


def test_a_file_that_changed_after_it_was_shown_is_not_replaced(device: Path) -> None:
    (device / "SIGNATURE").write_text(OTHER)
    plan = plan_save(device, TEXT)
    (device / "SIGNATURE").write_text("someone else's\n")

    assert plan.seen is not None
    with pytest.raises(SignatureChanged, match="has changed"):
        replace_signature(device, TEXT, plan.seen)
    assert (device / "SIGNATURE").read_text() == "someone else's\n"
    assert listed(device) == ["SIGNATURE"]


def test_a_file_that_went_after_it_was_shown_is_not_written_anew(device: Path) -> None:
    (device / "SIGNATURE").write_text(OTHER)
    plan = plan_save(device, TEXT)
    (device / "SIGNATURE").unlink()

    assert plan.seen is not None
    with pytest.raises(SignatureChanged):
        replace_signature(device, TEXT, plan.seen)
    assert listed(device) == []


def test_a_device_that_keeps_other_bytes_than_were_written_is_not_believed(device: Path) -> None:
    def careless(descriptor: int, data: bytes) -> int:
        return os.write(descriptor, b"?" * len(data))

    with pytest.raises(SaveFailed, match="check the device"):
        save_signature(device, TEXT, calls=replace(REAL_CALLS, write=careless))
    assert listed(device) == []


def test_a_device_that_takes_a_byte_at_a_time_gets_them_all(device: Path) -> None:
    def slow(descriptor: int, data: bytes) -> int:
        return os.write(descriptor, data[:1])

    save_signature(device, TEXT, calls=replace(REAL_CALLS, write=slow))
    assert (device / "SIGNATURE").read_text() == TEXT


def test_a_file_system_that_cannot_confirm_the_name_is_told_of(device: Path) -> None:
    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    saved = save_signature(device, TEXT, calls=replace(REAL_CALLS, fsync=files_only))
    assert saved.remarks[0] == "The file system cannot confirm that the name is on the device."


def test_a_folder_that_is_gone_is_refused_with_a_question(tmp_path: Path) -> None:
    plan = plan_save(tmp_path / "gone", TEXT)
    assert plan.reason.endswith("no such folder (is the device still mounted?).")


def test_a_large_file_is_shown_in_part_and_doubted(device: Path) -> None:
    (device / "SIGNATURE").write_bytes(b"x" * 100_000)
    plan = plan_save(device, TEXT)

    assert plan.state is State.DIFFERENT
    assert "The file there has 100,000 bytes: it may not be a SIGNATURE file." in plan.warnings


def test_a_file_of_many_lines_is_shown_by_its_first_and_their_number(device: Path) -> None:
    (device / "SIGNATURE").write_text("line\n" * 1000)
    diff = plan_save(device, TEXT).diff

    assert len(diff) == 61
    assert diff[-1] == "  … and 944 more lines"


def test_a_folder_of_the_system_disk_is_warned_of() -> None:
    assert any("running system" in warning for warning in plan_save(Path("/"), TEXT).warnings)


def test_a_saved_file_verifies(device: Path) -> None:
    save_signature(device, TEXT)
    check = verify(device, TEXT)

    assert check.is_right
    assert [line.is_same for line in check.lines] == [True] * 4


@pytest.mark.parametrize(
    ("content", "different", "remark"),
    [
        (OTHER.encode(), [2], ""),
        (TEXT.replace("\n", "\r\n").encode(), [0, 1, 2, 3], ""),
        (TEXT.rstrip("\n").encode(), [], "The final line end is missing."),
        (f"{TEXT}more\n".encode(), [4], ""),
        (b"\xff\xfe" + TEXT.encode(), [0], ""),
        (b"", [0, 1, 2, 3], "The final line end is missing."),
    ],
)
def test_what_is_wrong_in_a_file_is_told_line_by_line(
    device: Path, content: bytes, different: list[int], remark: str
) -> None:
    (device / "SIGNATURE").write_bytes(content)
    check = verify(device, TEXT)

    assert not check.is_right
    assert [number for number, line in enumerate(check.lines) if not line.is_same] == different
    assert check.remarks == ((remark,) if remark else ())


def test_a_missing_file_is_told_with_the_lines_it_should_hold(device: Path) -> None:
    check = verify(device, TEXT)

    assert (check.is_there, check.is_right) == (False, False)
    assert [(line.expected, line.found) for line in check.lines] == [
        (line, None) for line in TEXT.splitlines()
    ]


def test_a_file_in_another_spelling_does_not_verify(device: Path) -> None:
    (device / "signature").write_text(TEXT)
    check = verify(device, TEXT, calls=blind_to_case(device))

    assert check.remarks == ("It is called signature; the name must be in capitals.",)
    assert not check.is_right


def test_a_pipe_or_a_link_cannot_be_verified(device: Path, tmp_path: Path) -> None:
    os.mkfifo(device / "SIGNATURE")
    with pytest.raises(VerifyFailed, match="a named pipe"):
        verify(device, TEXT)
    with pytest.raises(VerifyFailed, match="no such folder"):
        verify(tmp_path / "gone", TEXT)
