"""`V`: what stands on a device against what should, in words and line by line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ie_tui.api.errors import Offline
from ie_tui.api.models import JobId
from ie_tui.devices.safe_save import Check, LineCheck, verify
from ie_tui.manifest.version_1 import version_1_signature
from ie_tui.ui.rendering.glyphs import ASCII, UNICODE
from ie_tui.ui.rendering.save_steps import Problem
from ie_tui.ui.rendering.verify_report import Checked, Recomputed, content
from ie_tui.ui.screens.pick_device import PickDevice
from tests.ui.conftest import Stage, jobs, settle, status
from tests.ui.test_save_signature import FILE, WAITING, name_folder, told

VERSION_1 = "manifestVersion: 1.0\nbucket: demo\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "disk"
    place.mkdir()
    monkeypatch.chdir(tmp_path)
    return place


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (FILE, ["● Correct: this is the SIGNATURE of A36BC.", "● ok jobId:A36BC"]),
        (
            FILE.replace("jobId:A36BC", "jobId:OTHER"),
            [
                "✖ Wrong: 1 line differs from the SIGNATURE of A36BC.",
                "AWS would abort the job with InvalidSignature.",
                "● ok version:2.0",
                "✖ differs expected jobId:A36BC found jobId:OTHER",
            ],
        ),
        (
            f"{FILE}more\x1b\n",
            ["✖ Wrong: 1 line differs", "✖ differs expected no line found more\\e"],
        ),
        (
            FILE.rstrip(),
            [
                "✖ Not quite: the lines match, but see below.",
                "! The final line end is missing.",
            ],
        ),
        (
            None,
            ["✖ No SIGNATURE file. AWS would abort the job with MissingSignature.", "EXPECTED"],
        ),
    ],
)
def test_each_finding_has_its_verdict_and_its_lines(
    folder: Path, there: str | None, words: list[str]
) -> None:
    if there is not None:
        (folder / "SIGNATURE").write_text(there)
    step = Checked(verify(folder, FILE), "A36BC", ())
    text = " ".join(content(step, 100, UNICODE).plain.split())
    for word in words:
        assert word in text
    plain = content(step, 100, ASCII).plain
    assert plain.isascii()
    for width in (30, 60):
        assert max(line.cell_length for line in content(step, width, UNICODE).split("\n")) <= width


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (None, ""),
        (Recomputed("sig=", " sig=\n"), "secret key: sig= ● matches the job's."),
        (Recomputed("sig=", "other="), "? differs from the job's"),
        (Recomputed("sig=", None), "? differs from the job's"),
        (Problem("The cable is out."), "Not recomputed. The cable is out."),
    ],
)
def test_the_rule_of_version_1_is_told_where_it_holds(rule: Recomputed | Problem | None, words: str) -> None:
    check = Check(Path("/disk/SIGNATURE"), True, (LineCheck("a", "a"),), ())
    text = " ".join(content(Checked(check, "A36BC", (), rule), 100, UNICODE).plain.split())
    assert words in text
    assert ("RULE OF VERSION 1.0" in text) is (rule is not None)


async def test_capital_v_verifies_a_folder_and_looks_again(stage: Stage, folder: Path) -> None:
    signed = status("A36BC", signature="sA36BC", signature_file_contents=FILE, **WAITING)
    stage.keep(jobs("A36BC"), [signed], age=timedelta(0))
    async with stage.app().run_test(size=(120, 50)) as pilot:
        await name_folder(pilot, "V")
        assert "No SIGNATURE file. AWS would abort" in told(pilot.app)
        (folder / "SIGNATURE").write_text(FILE)
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "Correct: this is the SIGNATURE of A36BC." in told(pilot.app)
        assert "RULE OF VERSION 1.0" not in told(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PickDevice)


async def test_a_version_1_job_is_recomputed_and_offline_says_why_not(stage: Stage, folder: Path) -> None:
    kept = status("A36BC", current_manifest=VERSION_1, signature=_by_rule(), **WAITING)
    stage.keep(jobs("A36BC"), [kept], age=timedelta(0))
    stage.service.statuses["A36BC"] = kept
    async with stage.app().run_test(size=(120, 50)) as pilot:
        await name_folder(pilot, "V")
        assert f"{_by_rule()} ● matches the job's." in told(pilot.app)
        stage.service.statuses["A36BC"] = Offline("The service could not be reached.")
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "Not recomputed. The service could not be reached." in told(pilot.app)


def _by_rule() -> str:
    return version_1_signature("test-secret-key", JobId("A36BC"), VERSION_1)
