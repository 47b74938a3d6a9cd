"""A value is saved to a new file of one's own, or not at all; what stands there is never touched."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from ie_tui.system.new_file import NotSaved, save_new


def test_the_file_holds_the_text_as_it_is_and_is_ones_own(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        size = save_new(tmp_path / "value", "sig\r\né\n\ud800")
    finally:
        os.umask(before)

    assert (tmp_path / "value").read_bytes() == b"sig\r\n\xc3\xa9\n\xed\xa0\x80"
    assert size == 11
    assert stat.S_IMODE((tmp_path / "value").stat().st_mode) == 0o600


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "value").write_text("mine")

    with pytest.raises(NotSaved, match="a file with that name already exists"):
        save_new(tmp_path / "value", "new")
    assert (tmp_path / "value").read_text() == "mine"


@pytest.mark.parametrize("exists", [True, False])
def test_a_symbolic_link_is_not_followed(tmp_path: Path, exists: bool) -> None:
    victim = tmp_path / "victim"
    if exists:
        victim.write_text("mine")
    (tmp_path / "value").symlink_to(victim)

    with pytest.raises(NotSaved, match="choose another name"):
        save_new(tmp_path / "value", "new")
    assert victim.exists() is exists


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none/value", "no such folder"),
        ("file/value", "no such folder"),
        ("x" * 300, "the name is too long"),
        ("a\0b", "invalid file name"),
    ],
)
def test_the_cause_is_named(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotSaved, match=reason):
        save_new(tmp_path / name, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_written_whole_is_taken_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="the file system is full"):
        save_new(tmp_path / "value", "x" * 100)
    assert list(tmp_path.iterdir()) == []
