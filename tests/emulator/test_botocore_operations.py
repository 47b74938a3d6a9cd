"""All six operations by the real botocore client over loopback, in both signature versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.credentials import Credentials

from ie_tui.emulator.app import create_app
from ie_tui.emulator.keys import DEMO_KEYS, Key
from ie_tui.emulator.operations.dispatch import OPERATIONS
from ie_tui.emulator.world.jobs_of_seed import World
from ie_tui.emulator.world.parcels import ERASED

from .caller import DEMO
from .orders import EBS, EXPORT, IMPORT
from .sdk import sdk_client, signature_version_of
from .served import served

NOW = datetime.now(UTC).replace(microsecond=0)
SESSION = Credentials("ASIASESSION", "secret-of-a-session", "session/token+with=signs")
KEYS = {**DEMO_KEYS, SESSION.access_key: Key(SESSION.secret_key, session_token=SESSION.token)}
ADDRESS = {
    "name": "João Test",
    "street1": "1 Nosuch Street",
    "city": "Porto",
    "postalCode": "4490-000",
    "phoneNumber": "+351 255 550 155",
    "country": "Portugal",
}


@pytest.fixture(scope="module")
def endpoint_url() -> Iterator[str]:
    with served(create_app(World(), clock=lambda: NOW, keys=KEYS)) as url:
        yield url


def created(client: Any, manifest: str = IMPORT) -> Any:
    return client.create_job(JobType="Import", Manifest=manifest, ValidateOnly=False)


def create_job(client: Any) -> None:
    answer = created(client)
    job_id, signature = answer["JobId"], answer["Signature"]
    assert len(signature) == 28
    assert answer["SignatureFileContents"] == (
        f"version:2.0\nsigningMethod:HmacSHA1\njobId:{job_id}\nsignature:{signature}\n"
    )
    assert (answer["JobType"], answer["WarningMessage"]) == ("Import", ERASED)
    barcode = created(client, EBS)
    assert "Signature" not in barcode
    assert [set(artifact) for artifact in barcode["ArtifactList"]] == [{"Description", "URL"}] * 2
    rehearsed = client.create_job(JobType="Import", Manifest=IMPORT, ValidateOnly=True)
    assert rehearsed["JobId"].endswith("-VALIDATE-ONLY")


def update_job(client: Any) -> None:
    job_id = created(client)["JobId"]
    answer = client.update_job(JobId=job_id, JobType="Export", Manifest=EXPORT, ValidateOnly=False)
    assert answer["Success"] is True
    status = client.get_status(JobId=job_id)
    assert (status["JobType"], status["CurrentManifest"]) == ("Export", EXPORT)


def cancel_job(client: Any) -> None:
    job_id = created(client)["JobId"]
    assert client.cancel_job(JobId=job_id)["Success"] is True
    assert client.get_status(JobId=job_id)["ProgressCode"] == "Canceled"


def get_status(client: Any) -> None:
    job_id = created(client)["JobId"]
    status = client.get_status(JobId=job_id, APIVersion="2012-01-14")
    assert (status["JobId"], status["CreationDate"], status["ErrorCount"]) == (job_id, NOW, 0)
    assert (status["LocationCode"], status["ProgressCode"]) == ("NotReceived", "Pending")


def list_jobs(client: Any) -> None:
    before = client.list_jobs()["Jobs"]
    job_id = created(client)["JobId"]
    jobs = {job["JobId"]: job for job in client.list_jobs()["Jobs"]}
    assert len(jobs) == len(before) + 1
    assert jobs[job_id] == {"JobId": job_id, "JobType": "Import", "IsCanceled": False, "CreationDate": NOW}
    first = client.list_jobs(MaxJobs=1)
    assert first["IsTruncated"] is True
    rest = client.list_jobs(Marker=first["Jobs"][0]["JobId"])
    assert [job["JobId"] for job in first["Jobs"] + rest["Jobs"]] == list(jobs)


def get_shipping_label(client: Any) -> None:
    job_ids = [created(client)["JobId"] for _ in range(2)]
    answer = client.get_shipping_label(jobIds=job_ids, **ADDRESS)
    assert answer["ShippingLabelURL"] == f"https://s3.amazonaws.com/test-in/shipping-label-{job_ids[0]}.pdf"


WORKS: dict[str, Callable[[Any], None]] = {
    "CancelJob": cancel_job,
    "CreateJob": create_job,
    "GetShippingLabel": get_shipping_label,
    "GetStatus": get_status,
    "ListJobs": list_jobs,
    "UpdateJob": update_job,
}
CASES = [
    pytest.param(
        version,
        work,
        id=f"{name} V{version}",
        marks=pytest.mark.figure(f"emulator operations V{version}", 6, case=name),
    )
    for version in (4, 2)
    for name, work in WORKS.items()
]


@pytest.mark.parametrize(("version", "work"), CASES)
@pytest.mark.parametrize("credentials", [DEMO, SESSION], ids=["lasting key", "session"])
def test_botocore_takes_the_emulator_for_the_service(
    endpoint_url: str, version: int, work: Callable[[Any], None], credentials: Credentials
) -> None:
    versions = set()
    with sdk_client(endpoint_url, signature_version=version, credentials=credentials) as client:
        client.meta.events.register(
            "before-send.importexport.*",
            # The response from such a hook would be taken for the service's.
            lambda request, **_: versions.add(signature_version_of(request)),
        )
        work(client)
    assert versions == {version}


def test_these_are_all_operations_of_the_service(endpoint_url: str) -> None:
    with sdk_client(endpoint_url) as client:
        modelled = client.meta.service_model.operation_names
    assert sorted(modelled) == sorted(WORKS) == sorted(OPERATIONS)
