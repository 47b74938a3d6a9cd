"""Saves a job's SIGNATURE file to a device by keys on a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from tests.terminal.conftest import Start
from tests.terminal.test_the_whole_way import go_to, job_with_signature, run


def test_x_saves_the_file_byte_for_byte_and_v_finds_it_right(
    start: Start, home: Mapping[str, str], tmp_path: Path
) -> None:
    signed = job_with_signature(home)
    folder = tmp_path / "disk"
    folder.mkdir()
    with start("--demo") as terminal:
        terminal.wait_for("SIGNATURE")
        go_to(terminal, signed["JobId"])
        terminal.press("x")
        terminal.wait_for("another folder")
        terminal.press("G", "enter")
        terminal.wait_for("enter continue")
        terminal.press(str(folder), "enter")
        terminal.wait_for("y save anyway")
        terminal.press("y")
        terminal.wait_for("SIGNATURE is saved")
        saved = (folder / "SIGNATURE").read_bytes()
        assert saved == signed["SignatureFileContents"].encode()
        terminal.wait_for(sha256(saved).hexdigest())
        terminal.press("esc")
        terminal.wait_until_gone("SIGNATURE is saved")

        terminal.press("V")
        terminal.wait_for("another folder")
        terminal.press("G", "enter")
        terminal.wait_for("enter continue")
        terminal.press("~/disk", "enter")
        terminal.wait_for("Correct: this is the SIGNATURE of")
        terminal.press("esc")
        terminal.wait_for("enter continue")
        terminal.press("esc")
        terminal.wait_for("enter select")
        terminal.press("esc")
        terminal.wait_until_gone("another folder")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def test_the_command_line_saves_the_same_bytes(home: Mapping[str, str], tmp_path: Path) -> None:
    signed = job_with_signature(home)
    ended = run(home, "signature", signed["JobId"], "--save", str(tmp_path), "--demo", "--force")
    saved = (tmp_path / "SIGNATURE").read_bytes()
    assert (ended.returncode, saved) == (0, signed["SignatureFileContents"].encode())
    assert ended.stdout.split() == [sha256(saved).hexdigest(), str(tmp_path / "SIGNATURE")]
