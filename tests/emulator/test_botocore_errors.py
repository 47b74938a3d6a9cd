"""Each error of the service's model, triggered by the real botocore client over loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ie_tui.emulator.app import create_app
from ie_tui.emulator.world.jobs_of_seed import World

from .orders import ABROAD, CUSTOMS, EXPORT, IMPORT, having, without
from .sdk import sdk_client
from .served import served

NOW = datetime.now(UTC)
WORLD = World()
Provocation = Callable[[Any], object]


@pytest.fixture(scope="module")
def endpoint_url() -> Iterator[str]:
    with served(create_app(WORLD, clock=lambda: NOW)) as url:
        yield url


@pytest.fixture(scope="module")
def client(endpoint_url: str) -> Iterator[Any]:
    with sdk_client(endpoint_url) as client:
        yield client


def world_job(*progress_codes: str) -> str:
    return next(
        job.job_id for job in WORLD.jobs(NOW) if WORLD.status(job.job_id, NOW).progress_code in progress_codes
    )


def create(client: Any, manifest: str, job_type: str = "Import") -> Any:
    return client.create_job(JobType=job_type, Manifest=manifest, ValidateOnly=False)


def ordering(manifest: str, job_type: str = "Import") -> Provocation:
    return lambda client: create(client, manifest, job_type)


def update_a_running_job(client: Any) -> None:
    client.update_job(JobId=world_job("InProgress"), JobType="Import", Manifest=IMPORT, ValidateOnly=False)


def create_fifty_one(client: Any) -> None:
    assert len({create(client, IMPORT)["JobId"] for _ in range(50)}) == 50
    create(client, IMPORT)


PROVOKED: dict[str, Provocation] = {
    "BucketPermissionException": ordering(having(IMPORT, "bucket", "forbidden-in")),
    "CanceledJobIdException": lambda client: client.cancel_job(JobId=world_job("Canceled")),
    "CreateJobQuotaExceededException": create_fifty_one,
    "ExpiredJobIdException": lambda client: client.get_shipping_label(jobIds=[world_job("Expired")]),
    "InvalidAccessKeyIdException": ordering(having(IMPORT, "accessKeyId", "AKIDOTHER")),
    "InvalidAddressException": ordering(having(IMPORT, "street1", "PO Box 1")),
    "InvalidCustomsException": ordering(having(ABROAD, "deviceValue", "much")),
    "InvalidFileSystemException": ordering(having(EXPORT, "fileSystem", "HFS+"), "Export"),
    "InvalidJobIdException": lambda client: client.get_status(JobId="ZZZZZ"),
    "InvalidManifestFieldException": ordering(having(IMPORT, "eraseDevice", "perhaps")),
    "InvalidParameterException": lambda client: client.list_jobs(MaxJobs=1_001),
    "InvalidVersionException": lambda client: client.list_jobs(APIVersion="first"),
    "MalformedManifestException": ordering("This is no manifest"),
    "MissingCustomsException": ordering(ABROAD.removesuffix(CUSTOMS)),
    "MissingManifestFieldException": ordering(without(IMPORT, "bucket")),
    "MissingParameterException": ordering(""),
    "MultipleRegionsException": ordering(EXPORT.replace("test-more", "test--eu-west-1"), "Export"),
    "NoSuchBucketException": ordering(having(IMPORT, "bucket", "no-such-bucket")),
    "UnableToCancelJobIdException": lambda client: client.cancel_job(JobId=world_job("InProgress")),
    "UnableToUpdateJobIdException": update_a_running_job,
}


@pytest.mark.parametrize(
    ("name", "provoke"),
    [
        pytest.param(name, provoke, id=name, marks=pytest.mark.figure("modelled errors", 20))
        for name, provoke in PROVOKED.items()
    ],
)
def test_botocore_meets_the_error_of_the_model(client: Any, name: str, provoke: Provocation) -> None:
    with pytest.raises(getattr(client.exceptions, name)) as caught:
        provoke(client)
    assert caught.value.response["Error"]["Code"] == name
    assert caught.value.response["Error"]["Type"] == "Sender"
    assert caught.value.response["Error"]["Message"]
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert caught.value.operation_name in operations_with(client, name)


def operations_with(client: Any, name: str) -> list[str]:
    """The operations that list this error in the model."""
    model = client.meta.service_model
    return [
        operation
        for operation in model.operation_names
        if name in {shape.name for shape in model.operation_model(operation).error_shapes}
    ]


def test_these_are_all_errors_of_the_model(client: Any) -> None:
    modelled = {shape.name for shape in client.meta.service_model.error_shapes}
    assert modelled == PROVOKED.keys()
    assert len(modelled) == 20
