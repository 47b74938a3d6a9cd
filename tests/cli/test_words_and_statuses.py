"""Output and exit status for each odd response; no message mentions a key of the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
import pytest

from ie_tui.api.models import JobId
from ie_tui.api.responses import read_job_status
from ie_tui.api.transport import Transport, asgi_transport
from ie_tui.emulator.app import create_app
from ie_tui.emulator.faults import clock_of, with_fault
from ie_tui.exit_statuses import Exit
from ie_tui.jobs.record import Record
from ie_tui.ui.manifest_view import ManifestView
from ie_tui.ui.rendering.glyphs import UNICODE
from ie_tui.ui.widgets.job_detail.manifest_section import manifest as manifest_section
from ie_tui.ui.widgets.job_detail.section import View
from tests.cli.odd_answers import JOB, MODES, SCRIPTED, SIGNATURE, always, answered, member, page, status
from tests.cli.shell import Shell, transport_of

KEYS_OF_THE_SCREEN: Final = re.compile(
    r"\b[Pp]ress\b|\benter\b|\besc\b|\b[A-Za-z] (asks|tries|copies|shows|fetches|again)\b"
)
NOON: Final = datetime(2026, 3, 5, 12, tzinfo=UTC)
FIGURE: Final = ("Words and statuses of subcommands", len(MODES))


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def faulty(name: str) -> Callable[[], Transport]:
    """The emulator with one of its faults."""

    def now() -> datetime:
        return datetime.now(UTC)

    return lambda: asgi_transport(with_fault(create_app(clock=clock_of(name, now)), name))


@pytest.mark.figure(*FIGURE)
@pytest.mark.parametrize("name", MODES)
def test_an_odd_answer_ends_in_the_right_words_and_status(name: str, shell: Shell) -> None:
    mode = MODES[name]
    answer = mode.answer
    shell.serve(faulty(answer) if isinstance(answer, str) else transport_of(answered(answer)))
    arguments = [str(shell.device) if word == "DEVICE" else word for word in mode.typed.split()]
    ended = shell.run(*arguments)

    assert ended.status == mode.status, ended
    assert re.search(mode.out, ended.out) if mode.out else ended.out == ""
    assert all(re.search(words, ended.err) for words in mode.err), ended.err
    assert "Traceback" not in ended.err
    assert not KEYS_OF_THE_SCREEN.search(ended.err)
    assert "\x9b" not in ended.err
    saved = (shell.device / "SIGNATURE").exists()
    assert saved is ("--save" in arguments and ended.status == Exit.DONE)


@pytest.mark.parametrize("name", [name for name in SCRIPTED if SCRIPTED[name].status is not Exit.USAGE])
def test_each_line_of_stderr_ends_as_a_sentence_or_a_fact(name: str, shell: Shell) -> None:
    mode = SCRIPTED[name]
    assert not isinstance(mode.answer, str)
    shell.serve(transport_of(answered(mode.answer)))
    arguments = [str(shell.device) if word == "DEVICE" else word for word in mode.typed.split()]
    for line in shell.run(*arguments).err.splitlines():
        assert line.startswith("ie-tui: ")
        assert line.endswith((".", "?", "fetched now", "--fetch to refresh", "more jobs"))


def test_what_an_endless_list_brought_is_printed_from_the_cache(shell: Shell) -> None:
    shell.serve(transport_of(answered(always(page(member(), truncated="true")))))
    shell.run("jobs")
    ended = shell.run("jobs", "--cached")
    assert ended.status == Exit.DONE
    assert JOB in ended.out
    assert "never fetched in full" in ended.err


def test_remarks_on_the_manifest_are_the_same_on_the_screen_in_json_and_as_text(shell: Shell) -> None:
    manifest = "manifestVersion: 2.0\nbucket: b\nsetContentEncodingForGzFiles: maybe"
    shell.serve(transport_of(answered(always(status(CurrentManifest=manifest)))))
    remarks = json.loads(shell.run("status", JOB, "--json").out)["Remarks"]
    text = shell.run("status", JOB).out
    assert "setContentEncodingForGzFiles: The documentation writes yes or no." in remarks
    assert all(f"remark            {remark}\n" in text for remark in remarks)
    kept = read_job_status(status(CurrentManifest=manifest).encode()).for_keeping()
    record = Record(JobId(JOB), status=kept)
    shown = manifest_section(View(record, NOON, UTC, False, UNICODE, ManifestView()), 80).plain
    assert f"3 fields · {len(remarks)} remarks" in shown


WRONG_LINES: dict[str, tuple[str, ...]] = {
    "--colour jobs": ("unknown flag --colour",),
    "--offlin jobs --jsn": ("unknown flag --jsn; did you mean --json?",),
    "jobs --demoo": ("unknown flag --demoo; did you mean --demo?",),
    "--json jobs": ("--json must follow a command: jobs, status",),
    "jobs --save x": ("--save must follow a command: signature",),
    "--region eu-west-1 jobs": ("unknown flag --region", "one endpoint for all regions", "--endpoint-url"),
    "--region=eu-west-1": ("unknown flag --region", "AWS_DEFAULT_REGION"),
    "jobs --output json": ("unknown flag --output", "--json"),
    "-v": ("unknown flag -v",),
    "--theme nope": ("Unknown theme nope.",),
    "--theme ie-drak jobs --demo": ("Did you mean ie-dark?",),
    "status": ("JOBID",),
    "status A36BC --field nothing": ("unknown field nothing",),
}


@pytest.mark.parametrize("line", WRONG_LINES)
def test_a_wrong_command_line_is_named_before_any_work(line: str, shell: Shell) -> None:
    ended = shell.run(*line.split())
    assert (ended.status, ended.out) == (Exit.USAGE, "")
    assert all(words in ended.err for words in WRONG_LINES[line]), ended.err
    assert not shell.cache.parent.exists()


def test_abbreviated_and_negative_values_are_no_unknown_flags(shell: Shell) -> None:
    shell.serve(transport_of(answered(always(page(member())))))
    assert shell.run("--no-c", "jobs", "--js").status == Exit.DONE
    assert "--jobs" in shell.run("emulator", "--jobs", "-1").err
    assert "unknown flag" not in shell.run("emulator", "--jobs", "-1").err


def test_offline_advises_nothing_that_offline_forbids(shell: Shell) -> None:
    shell.serve(transport_of(answered(always(page(member())))))
    shell.run("jobs")
    assert "--fetch" in shell.run("jobs").err
    assert "--fetch" not in shell.run("jobs", "--offline").err


def test_tables_are_in_the_zone_of_the_screen_and_json_in_utc(shell: Shell) -> None:
    shell.patch.setattr("ie_tui.cli.output.SystemZone", lambda: UTC)
    shell.serve(transport_of(answered(always(page(member())))))
    table, in_utc, as_json = (shell.run("jobs", *flags).out for flags in ((), ("--utc",), ("--json",)))
    assert "2010-04-17 00:09 UTC" in table
    assert table == in_utc
    assert '"CreationDate": "2010-04-17T00:09:02Z"' in as_json


def test_a_signature_is_never_printed_beside_a_refusal(shell: Shell) -> None:
    shell.serve(transport_of(answered(always(status("B81TC")))))
    for typed in (["signature", JOB], ["status", JOB, "--field", "SignatureFileContents"]):
        ended = shell.run(*typed)
        assert SIGNATURE not in ended.out + ended.err


def test_jobs_cached_under_other_settings_are_not_called_absent(shell: Shell) -> None:
    shell.serve(transport_of(answered(always(page(member())))))
    shell.run("jobs")
    (shell.home / ".aws").mkdir()
    (shell.home / ".aws" / "config").write_text("[default]\n")
    ended = shell.run("jobs", "--cached")
    assert (ended.status, ended.out) == (Exit.NO_SUCH, "")
    assert "No job list is cached under the current AWS settings" in ended.err
    assert shell.run("jobs").status == Exit.DONE
    assert shell.run("jobs", "--cached").status == Exit.DONE


def test_what_is_good_to_know_is_said_before_the_first_request(shell: Shell) -> None:
    said_before: list[str] = []

    def answer(form: dict[str, str]) -> httpx.Response:
        said_before.append(shell.streams().err)
        return always(page(member()))(form)

    shell.serve(transport_of(answered(answer)), remarks=("The region narnia-1 is none.",))
    ended = shell.run("jobs")
    assert said_before == ["ie-tui: The region narnia-1 is none.\n"]
    assert ended.err == "ie-tui: fetched now\n"
