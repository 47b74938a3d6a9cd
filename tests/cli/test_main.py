"""The command line: flags in any position, results on stdout only, and exit statuses."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ie_tui import bootstrap
from ie_tui.api.errors import BadAnswer, BadEndpoint, Denied, NoCredentials, Offline, UnknownJob
from ie_tui.api.models import Job, JobId
from ie_tui.cli import main as cli
from ie_tui.cli import output
from ie_tui.exit_statuses import Exit, exit_of
from ie_tui.jobs.attention import explained_by_row
from ie_tui.jobs.record import Note

GLOBAL_FLAGS = [
    (["--demo"], "demo", True),
    (["--profile", "prod"], "profile", "prod"),
    (["--endpoint-url", "http://localhost:8000"], "endpoint_url", "http://localhost:8000"),
    (["--signature-version", "2"], "signature_version", 2),
    (["--ca-bundle", "ca.pem"], "ca_bundle", "ca.pem"),
    (["--insecure-endpoint"], "insecure_endpoint", True),
    (["--offline"], "offline", True),
    (["--no-cache"], "no_cache", True),
]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own files and settings out of the tests."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[bootstrap.Options]:
    """Collects the options for the tracker without running anything."""
    seen: list[bootstrap.Options] = []

    def note(options: bootstrap.Options, *_: object) -> None:
        seen.append(options)
        raise Offline("enough")

    monkeypatch.setattr(cli, "wire", note)
    return seen


@pytest.mark.parametrize(
    "command",
    [["jobs"], ["status", "QX7ZD"], ["signature", "QX7ZD"], ["signature", "QX7ZD", "--save", "folder"]],
    ids=["jobs", "status", "signature", "save"],
)
@pytest.mark.parametrize(("flag", "name", "value"), GLOBAL_FLAGS, ids=[flag[0][0] for flag in GLOBAL_FLAGS])
def test_a_global_flag_counts_before_and_after_the_subcommand(
    typed: list[bootstrap.Options], command: list[str], flag: list[str], name: str, value: object
) -> None:
    cli.main([*flag, *command])
    cli.main([*command, *flag])
    assert [getattr(options, name) for options in typed] == [value, value]
    assert typed[0] == typed[1] == bootstrap.Options(**{name: value})  # type: ignore[arg-type]


def run(capsys: pytest.CaptureFixture[str], arguments: Sequence[str]) -> tuple[int, str, str]:
    status = cli.main(arguments)
    streams = capsys.readouterr()
    return status, streams.out, streams.err


def test_jobs_prints_the_demo_list_as_aligned_columns(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, ["jobs", "--demo"])
    lines = out.splitlines()
    assert status == Exit.DONE
    assert lines[0].split() == ["JOB", "TYPE", "CREATED", "PROGRESS", "LOCATION", "NEXT", "MOVE"]
    assert len(lines) > 20
    assert {line.index(kind) for line in lines[1:] for kind in ("Import", "Export") if kind in line} == {
        lines[0].index("TYPE")
    }
    assert err == "ie-tui: fetched now\n"


def test_the_second_time_the_list_comes_from_the_cache_and_says_how_old_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fresh = json.loads(run(capsys, ["--demo", "jobs", "--json"])[1])
    status, out, err = run(capsys, ["jobs", "--demo", "--json"])
    assert status == Exit.DONE
    assert [job["JobId"] for job in json.loads(out)["Jobs"]] == [job["JobId"] for job in fresh["Jobs"]]
    assert "from the cache" in err


def test_status_prints_one_job_as_json_or_text_or_one_value(capsys: pytest.CaptureFixture[str]) -> None:
    jobs = json.loads(run(capsys, ["--demo", "jobs", "--json"])[1])["Jobs"]
    whole = [json.loads(run(capsys, ["--demo", "status", job["JobId"], "--json"])[1]) for job in jobs]
    signed = next(job for job in whole if job["Signature"])
    status, out, _ = run(capsys, ["status", signed["JobId"], "--field", "signature", "--demo"])
    assert (status, out) == (Exit.DONE, signed["Signature"] + "\n")
    _, text, _ = run(capsys, ["--demo", "status", signed["JobId"]])
    assert signed["Signature"] in text
    assert signed["LocationCode"] in text


def test_all_printed_forms_tell_the_same_next_moves(capsys: pytest.CaptureFixture[str]) -> None:
    jobs = json.loads(run(capsys, ["--demo", "jobs", "--json"])[1])["Jobs"]
    assert {why["Kind"] for job in jobs for why in job["NeedsYou"]} >= {"expires soon", "ship the device"}
    assert {job["NextMove"]["Holder"] for job in jobs} == {"You", "Carrier", "AWS", "Nobody"}
    table = run(capsys, ["--demo", "jobs", "--cached"])[1].splitlines()[1:]
    for job, line in zip(jobs, table, strict=True):
        move, needs = job["NextMove"], job["NeedsYou"]
        assert (move["Holder"] == "You") == bool(needs)
        kinds = [why["Kind"] for why in needs] or [move["Kind"]]
        assert line.endswith(f"  {move['Holder']}: {', '.join(kinds)}")
        whole = json.loads(run(capsys, ["--demo", "status", job["JobId"], "--json", "--cached"])[1])
        assert (whole["NextMove"], whole["NeedsYou"]) == (move, needs)
        text = run(capsys, ["--demo", "status", job["JobId"], "--cached"])[1]
        assert f"\nnext-move         {move['Holder']}\n" in text
        assert f"{'needs you' if needs else '':18}{move['Reason']}\n" in text
        assert (move["Advice"] or "") in text


def test_what_a_person_marked_as_handled_is_printed_with_its_date(capsys: pytest.CaptureFixture[str]) -> None:
    jobs = json.loads(run(capsys, ["--demo", "jobs", "--json"])[1])["Jobs"]
    job_id = next(job["JobId"] for job in jobs if job["NextMove"]["Kind"] == "ship the device")
    tracker = bootstrap.wire(bootstrap.Options(demo=True), os.environ)
    asyncio.run(tracker.toggle_handled(tracker.record(job_id)))
    tracker.close()
    move = {"Holder": "Nobody", "Kind": "handled", "Reason": "Nothing left to do.", "Advice": None}
    whole = json.loads(run(capsys, ["--demo", "status", job_id, "--json", "--cached"])[1])
    handled = whole["NextMove"].pop("Handled")
    assert datetime.now(UTC) - datetime.fromisoformat(handled) < timedelta(minutes=5)
    assert (whole["NextMove"], whole["NeedsYou"]) == (move, [])
    text = run(capsys, ["--demo", "status", job_id, "--cached"])[1]
    assert f"handled           {handled[:10]} {handled[11:16]} UTC\n" in text


def test_a_job_that_was_never_fetched_has_a_next_move_that_nobody_can_tell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tracker = bootstrap.wire(bootstrap.Options(no_cache=True, offline=True), {})
    tracker.index.merge([Job(JobId("A36BC"), "Import", None, False)])
    rows = tracker.index.window(0, 1)
    moves = {row.job_id: explained_by_row(row, tracker.clock()) for row in rows}
    (job,) = json.loads(output.jobs_json(rows, tracker.overview, moves))["Jobs"]
    assert (job["NextMove"]["Holder"], job["NextMove"]["Kind"], job["NeedsYou"]) == (None, "not fetched", [])
    (_head, line) = output.jobs_table(rows, tracker.clock(), UTC).splitlines()
    assert line.split() == [
        "A36BC",
        "Import",
        "·",
        "·",
        "·",
        "·",
    ]
    tracker.close()


def test_a_note_is_printed_with_its_job(capsys: pytest.CaptureFixture[str]) -> None:
    job_id = json.loads(run(capsys, ["--demo", "jobs", "--json"])[1])["Jobs"][0]["JobId"]
    tracker = bootstrap.wire(bootstrap.Options(demo=True), os.environ)
    asyncio.run(tracker.replace_note(job_id, Note("ask \x1bPat", "UPS", "1Z"), None))
    tracker.close()
    noted = {"Note": "ask \x1bPat", "SentCarrier": "UPS", "SentTrackingNumber": "1Z"}
    first, second = json.loads(run(capsys, ["--demo", "jobs", "--json"])[1])["Jobs"][:2]
    whole = json.loads(run(capsys, ["--demo", "status", job_id, "--json"])[1])
    for printed in (first, whole):
        assert {name: printed[name] for name in noted} == noted
    assert (second["Note"], second["SentCarrier"]) == (None, None)
    text = run(capsys, ["--demo", "status", job_id])[1]
    assert "note              ask \\ePat\nsent-carrier      UPS\nsent-tracking     1Z\n" in text


def test_no_printed_form_holds_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    jobs = json.loads(run(capsys, ["--demo", "jobs", "--json"])[1])["Jobs"]
    statuses = [json.loads(run(capsys, ["--demo", "status", job["JobId"], "--json"])[1]) for job in jobs]
    masked = [status for status in statuses if status["SecretsMasked"]]
    assert masked, "the demo has manifests with secrets"
    for status in masked:
        assert status["CurrentManifest"].count("••••") == status["SecretsMasked"]


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["--demo", "status", "NOSUCH"], Exit.NO_SUCH, "NOSUCH"),
        (["--demo", "signature", "NOSUCH"], Exit.NO_SUCH, "NOSUCH"),
        (["--demo", "signature", "NOSUCH", "--cached"], Exit.NO_SUCH, "Nothing is cached for job NOSUCH"),
        (["--demo", "status", "NOSUCH", "--cached"], Exit.NO_SUCH, "Nothing is cached for job NOSUCH"),
        (["--demo", "jobs", "--cached"], Exit.NO_SUCH, "No job list is cached"),
        (["--demo", "jobs", "--offline"], Exit.NOT_REACHED, "--offline"),
        (["jobs", "--endpoint-url", "ftp://x"], Exit.USAGE, "https://"),
        (["--demo"], Exit.USAGE, "terminal"),
    ],
)
def test_what_cannot_be_done_is_said_on_stderr_and_stdout_stays_empty(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: Exit, sentence: str
) -> None:
    ended, out, err = run(capsys, arguments)
    assert (ended, out) == (status, "")
    assert sentence in err


def test_each_kind_of_failure_has_its_exit_status() -> None:
    def refused(kind: type[Denied | UnknownJob]) -> Denied | UnknownJob:
        return kind("no", code="X")

    assert [
        exit_of(error)
        for error in (
            BadEndpoint("x"),
            refused(UnknownJob),
            Offline("x"),
            NoCredentials("x"),
            refused(Denied),
            BadAnswer("x"),
        )
    ] == [2, 3, 4, 5, 5, 6]
