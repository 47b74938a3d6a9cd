"""The AWS CLI works with the emulator: its six commands,
as JSON and as text (docs/service.md 10)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from ie_tui.emulator.app import create_app
from ie_tui.emulator.keys import Key
from ie_tui.emulator.world.job_state import EmulatedStatus
from ie_tui.emulator.world.jobs_of_seed import World
from tests.emulator.orders import IMPORT
from tests.emulator.served import served
from tests.terminal.emulator_process import running

AWS: Final = Path(sys.prefix, "aws", "bin", "aws")
"""Installed by `make test` in a separate environment."""
FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
WORLD: Final = World(count=1_200)
READER: Final = "AKIDREADER0000000001"
WRITER: Final = "AKIDWRITER0000000001"
ERASED: Final = "**** Device will be erased before being returned. ****"

Ended = subprocess.CompletedProcess[str]
Aws = Callable[..., Ended]


@pytest.fixture(scope="module")
def now() -> datetime:
    """The service's clock, stopped close enough to now for current signatures."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def url(now: datetime) -> Iterator[str]:
    with served(
        create_app(WORLD, clock=lambda: now, keys={READER: Key("r"), WRITER: Key("w", "writer")})
    ) as url:
        yield url


@pytest.fixture(scope="module")
def reader(url: str, tmp_path_factory: pytest.TempPathFactory) -> Aws:
    """Runs `aws importexport …` for the account with 1,200 jobs, which no test changes."""
    return aws(url, tmp_path_factory.mktemp("reader"), READER, "r")


@pytest.fixture(scope="module")
def writer(url: str, tmp_path_factory: pytest.TempPathFactory) -> Aws:
    """Runs `aws importexport …` for an account without jobs."""
    return aws(url, tmp_path_factory.mktemp("writer"), WRITER, "w")


@pytest.fixture(scope="module")
def created(writer: Aws, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The output of create-job with a manifest file; no test cancels that job."""
    manifest = Path(tmp_path_factory.mktemp("manifests"), "import")
    manifest.write_text(IMPORT, encoding="utf-8")
    return as_json(create(writer, f"file://{manifest}"))


def aws(url: str, home: Path, access_key_id: str, secret_access_key: str) -> Aws:
    environ = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_IMPORTEXPORT": url,
        "AWS_ACCESS_KEY_ID": access_key_id,
        "AWS_SECRET_ACCESS_KEY": secret_access_key,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    return lambda *arguments: run(environ, str(AWS), "importexport", *arguments)


def run(environ: Mapping[str, str], *command: str) -> Ended:
    if not AWS.exists():
        pytest.fail(f"There is no AWS CLI at {AWS}. `make test` puts it there, from the package registry.")
    return subprocess.run(command, env=dict(environ), capture_output=True, text=True, timeout=60, check=False)


def printed(ended: Ended) -> str:
    """The output of a successful command."""
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def as_json(ended: Ended) -> dict[str, Any]:
    return dict(json.loads(printed(ended)))


def refusal(ended: Ended) -> str:
    """The AWS CLI's message for an error response."""
    assert (ended.returncode > 0, ended.stdout) == (True, "")
    return ended.stderr.strip()


def members(status: EmulatedStatus) -> dict[str, str | int]:
    """The status under the names of the service's model."""
    values = {
        "Carrier": status.carrier,
        "CreationDate": wire_date(status.created_at),
        "CurrentManifest": status.current_manifest,
        "ErrorCount": status.error_count,
        "JobId": status.job_id,
        "JobType": status.job_type,
        "LocationCode": status.location_code,
        "LocationMessage": status.location_message,
        "LogBucket": status.log_bucket,
        "LogKey": status.log_key,
        "ProgressCode": status.progress_code,
        "ProgressMessage": status.progress_message,
        "Signature": status.signature,
        "SignatureFileContents": status.signature_file_contents,
        "TrackingNumber": status.tracking_number,
    }
    return {name: value for name, value in values.items() if value is not None}


def wire_date(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def returned_job(at: datetime) -> EmulatedStatus:
    """A job with all elements: its device was returned before the lanes started."""
    status = next(
        status
        for job in reversed(WORLD.jobs(at))
        if not (status := WORLD.status(job.job_id, at)).ill_formed and not status.artifacts
    )
    assert {"Carrier", "LogKey", "SignatureFileContents"} < members(status).keys()
    return status


@pytest.mark.figure("AWS CLI commands", 6, case="list-jobs")
def test_list_jobs_walks_all_pages(reader: Aws, now: datetime) -> None:
    jobs = WORLD.jobs(now)
    listed = as_json(reader("list-jobs", "--output", "json"))["Jobs"]
    assert listed == [
        {
            "JobId": job.job_id,
            "CreationDate": wire_date(job.created_at),
            "IsCanceled": job.is_canceled,
            "JobType": job.job_type,
        }
        for job in jobs
    ]
    lines = [
        f"JOBS\t{wire_date(job.created_at)}\t{job.is_canceled}\t{job.job_id}\t{job.job_type}\n"
        for job in jobs
    ]
    assert printed(reader("list-jobs", "--output", "text")) == "".join(lines)


@pytest.mark.figure("AWS CLI commands", 6, case="list-jobs")
def test_the_command_that_the_emulator_prints_works_in_a_shell_with_its_lines(home: dict[str, str]) -> None:
    with running(home, "--jobs", "3") as emulator:
        (command,) = (line for line in emulator.printed.splitlines() if "aws importexport" in line)
        path = f"{AWS.parent}{os.pathsep}{home['PATH']}"
        script = f"{emulator.printed}\n{command.strip('# ')}"
        listed = as_json(run({**home, "PATH": path}, "/bin/sh", "-c", script))
    assert len(listed["Jobs"]) == 3


@pytest.mark.figure("AWS CLI commands", 6, case="get-status")
def test_get_status_prints_every_member_as_it_was_meant(reader: Aws, now: datetime) -> None:
    expected = members(returned_job(now))
    job_id = str(expected["JobId"])
    assert as_json(reader("get-status", "--job-id", job_id, "--output", "json")) == expected
    record = "\t".join(str(expected[name]) for name in sorted(expected))
    assert printed(reader("get-status", "--job-id", job_id, "--output", "text")) == f"{record}\n"


@pytest.mark.figure("AWS CLI commands", 6, case="create-job")
def test_create_job_prints_what_the_device_needs(created: dict[str, Any]) -> None:
    job_id, signature = created["JobId"], created["Signature"]
    contents = f"version:2.0\nsigningMethod:HmacSHA1\njobId:{job_id}\nsignature:{signature}\n"
    assert created == {
        "JobId": job_id,
        "JobType": "Import",
        "Signature": signature,
        "SignatureFileContents": contents,
        "WarningMessage": ERASED,
    }


def test_create_job_works_as_in_its_examples(writer: Aws) -> None:
    """With the type in lower case and a quoted manifest of several lines."""
    manifest = (FIXTURES / "manifests/01-cli-string-form-import.txt").read_text(encoding="utf-8")
    example = ("create-job", "--job-type", "import", "--manifest", manifest, "--no-validate-only")
    created = as_json(writer(*example))
    assert created["JobType"] == "Import"
    assert as_json(writer("get-status", "--job-id", created["JobId"]))["CurrentManifest"] == manifest


@pytest.mark.figure("AWS CLI commands", 6, case="update-job")
def test_update_job_replaces_the_manifest(writer: Aws, created: dict[str, Any]) -> None:
    job_id = created["JobId"]
    manifest = IMPORT.replace("SN-0042", "SN-0043 café & <tea>")
    update = ("update-job", "--job-id", job_id, "--job-type", "Import", "--manifest", manifest)
    answer = printed(writer(*update, "--no-validate-only", "--output", "text"))
    assert answer == f"True\t{ERASED}\n"
    assert as_json(writer("get-status", "--job-id", job_id))["CurrentManifest"] == manifest


@pytest.mark.figure("AWS CLI commands", 6, case="cancel-job")
def test_cancel_job_cancels_once(writer: Aws) -> None:
    job_id = as_json(create(writer, IMPORT))["JobId"]
    assert as_json(writer("cancel-job", "--job-id", job_id)) == {"Success": True}
    assert refusal(writer("cancel-job", "--job-id", job_id)).startswith(
        "An error occurred (CanceledJobIdException) when calling the CancelJob operation: "
    )


@pytest.mark.figure("AWS CLI commands", 6, case="get-shipping-label")
def test_get_shipping_label_prints_where_the_label_is(writer: Aws, created: dict[str, Any]) -> None:
    job_id = created["JobId"]
    sender = ("--name", "Pat Example", "--company", "Harbour Archive", "--street1", "12 Nosuch Street")
    town = ("--city", "Seattle", "--state-or-province", "WA", "--postal-code", "98000", "--country", "USA")
    label = ("get-shipping-label", "--job-ids", job_id, *sender, *town, "--phone-number", "206-555-0112")
    url = f"https://s3.amazonaws.com/test-in/shipping-label-{job_id}.pdf"
    assert printed(writer(*label, "--output", "text")) == f"{url}\n"


def create(aws: Aws, manifest: str) -> Ended:
    return aws("create-job", "--job-type", "Import", "--manifest", manifest, "--no-validate-only")
