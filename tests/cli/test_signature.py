"""`ie-tui signature` prints or saves the file, and never replaces a different one."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ie_tui.cli import main as cli
from ie_tui.exit_statuses import Exit

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the demo in a separate home; returns exit status, stdout and stderr."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)

    def run_it(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(["--demo", *arguments])
        streams = capsys.readouterr()
        return status, streams.out, streams.err

    return run_it


def a_job(run: Run, fits: Callable[[Any], bool]) -> Any:
    """The first job of the demo that matches."""
    jobs = json.loads(run("jobs", "--json")[1])["Jobs"]
    return next(
        job for job in (json.loads(run("status", j["JobId"], "--json")[1]) for j in jobs) if fits(job)
    )


def is_to_be_shipped(job: Any) -> bool:
    """Whether the job waits for its device and has no warnings."""
    return [why["Kind"] for why in job["NeedsYou"]] == ["ship the device"] and bool(job["Signature"])


@pytest.fixture
def signed(run: Run) -> Any:
    """A job that waits for its device and has no warnings."""
    return a_job(run, is_to_be_shipped)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    root = tmp_path / "device"
    root.mkdir()
    return root


def test_the_four_lines_are_printed_to_the_byte(run: Run, signed: Any) -> None:
    status, out, _ = run("signature", signed["JobId"])
    assert (status, out) == (Exit.DONE, signed["SignatureFileContents"])
    assert len(out.splitlines()) == 4


def test_what_the_screen_asks_about_is_not_saved_without_force(run: Run, signed: Any, device: Path) -> None:
    status, out, err = run("signature", signed["JobId"], "--save", str(device))
    assert (status, out) == (Exit.IN_DOUBT, "")
    assert "This is a disk of the running system" in err
    assert "SIGNATURE must be in the root" in err
    assert "--force" in err.splitlines()[-1]
    assert list(device.iterdir()) == []


def test_it_is_saved_by_force_and_its_digest_and_path_printed(run: Run, signed: Any, device: Path) -> None:
    status, out, err = run("signature", signed["JobId"], "--save", str(device), "--force")
    data = (device / "SIGNATURE").read_bytes()
    assert (status, data.decode()) == (Exit.DONE, signed["SignatureFileContents"])
    assert out == f"{sha256(data).hexdigest()}  {device / 'SIGNATURE'}\n"
    assert "Eject the device before you unplug it." in err
    assert "SIGNATURE must be in the root" in err

    again, out_again, err_again = run("signature", signed["JobId"], "--save", str(device))
    assert (again, out_again) == (Exit.DONE, out)
    assert "This SIGNATURE file was already there." in err_again


def test_in_the_root_of_a_device_nothing_is_in_doubt(
    run: Run, signed: Any, device: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ie_tui.devices.safe_save._place_warnings", lambda _directory: ())
    status, _, err = run("signature", signed["JobId"], "--save", str(device))
    assert status == Exit.DONE
    assert "--force" not in err


def test_a_symbolic_link_is_left_alone_in_one_sentence_and_replaced_by_force(
    run: Run, signed: Any, device: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_text("kept")
    (device / "SIGNATURE").symlink_to(target)
    status, _, err = run("signature", signed["JobId"], "--save", str(device))
    assert status == Exit.NOT_REPLACED
    assert err.count("symbolic link and was not replaced") == 1
    assert "is replaced" not in err
    assert (device / "SIGNATURE").is_symlink()

    status, _, err = run("signature", signed["JobId"], "--save", str(device), "--force")
    assert status == Exit.DONE
    assert "the link is replaced, its target is not changed" in err
    assert "not replaced" not in err
    assert not (device / "SIGNATURE").is_symlink()
    assert target.read_text() == "kept"


def test_another_file_is_not_replaced_and_the_difference_told(run: Run, signed: Any, device: Path) -> None:
    (device / "SIGNATURE").write_text("version:2.0\njobId:OTHER\n\x1b[31m\n")
    status, out, err = run("signature", signed["JobId"], "--save", str(device))
    assert (status, out) == (Exit.NOT_REPLACED, "")
    assert "- jobId:OTHER" in err
    assert f"+ jobId:{signed['JobId']}" in err
    assert "\\e[31m" in err
    assert "\x1b" not in err
    assert (device / "SIGNATURE").read_text().startswith("version:2.0\njobId:OTHER\n")
    status, _, _ = run("signature", signed["JobId"], "--save", str(device), "--force")
    assert status == Exit.DONE
    assert (device / "SIGNATURE").read_text() == signed["SignatureFileContents"]


def test_a_place_that_cannot_be_written_is_told(run: Run, signed: Any, device: Path) -> None:
    status, out, err = run("signature", signed["JobId"], "--save", str(device / "gone"))
    assert (status, out) == (Exit.FAILED, "")
    assert "no such folder" in err


def test_a_job_without_the_file_says_so(run: Run, device: Path) -> None:
    unsigned = a_job(run, lambda job: not job["SignatureFileContents"])
    status, out, err = run("signature", unsigned["JobId"], "--save", str(device))
    assert (status, out) == (Exit.NO_SUCH, "")
    assert "sent no SIGNATURE file" in err
    assert list(device.iterdir()) == []


def test_doubts_about_the_answer_are_told(run: Run) -> None:
    doubtful = a_job(
        run, lambda job: job["Signature"] and job["Signature"] not in job["SignatureFileContents"]
    )
    status, out, err = run("signature", doubtful["JobId"])
    assert (status, out) == (Exit.DONE, doubtful["SignatureFileContents"])
    assert "The signature in the file differs from the one in the response." in err


def test_a_directory_without_a_name_is_not_the_one_where_we_are(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("signature", "QX7ZD", "--save", "")
    assert ended.value.code == Exit.USAGE
    assert "the directory name is empty" in capsys.readouterr().err


def test_a_device_that_is_gone_is_in_doubt(run: Run, device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ie_tui.devices.safe_save._place_warnings", lambda _directory: ())
    at_aws = a_job(
        run, lambda job: job["LocationCode"] == "AtAWS" and not job["NeedsYou"] and job["Signature"]
    )
    status, out, err = run("signature", at_aws["JobId"], "--save", str(device))
    assert (status, out) == (Exit.IN_DOUBT, "")
    assert "This job's device is already at AWS." in err
    assert not (device / "SIGNATURE").exists()
    assert run("signature", at_aws["JobId"], "--save", str(device), "--force")[0] == Exit.DONE
