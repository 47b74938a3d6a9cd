"""The real botocore client over loopback reads what the emulator's jobs hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ie_tui.emulator.app import create_app
from ie_tui.emulator.world.jobs_of_seed import World

from .sdk import sdk_client
from .served import served

WORLD = World(count=2_500)


@pytest.fixture(scope="module")
def now() -> datetime:
    """The service's clock, stopped close enough to now for current signatures."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def endpoint_url(now: datetime) -> Iterator[str]:
    with served(create_app(WORLD, clock=lambda: now)) as url:
        yield url


@pytest.fixture(scope="module")
def client(endpoint_url: str) -> Iterator[Any]:
    with sdk_client(endpoint_url) as client:
        yield client


def test_the_paginator_walks_2500_jobs(client: Any, now: datetime) -> None:
    pages = list(client.get_paginator("list_jobs").paginate())
    assert [len(page["Jobs"]) for page in pages] == [1_000, 1_000, 500]
    walked = [
        (job["JobId"], job["JobType"], job["CreationDate"], job["IsCanceled"])
        for page in pages
        for job in page["Jobs"]
    ]
    assert walked == [tuple(job) for job in WORLD.jobs(now)]


def test_get_status_is_read_as_it_was_meant(client: Any, now: datetime) -> None:
    for job in World().jobs(now):
        status = WORLD.status(job.job_id, now)
        # botocore parses well-formed responses only.
        if status.ill_formed:
            continue
        answer = client.get_status(JobId=job.job_id)
        expected: dict[str, Any] = {
            "JobId": status.job_id,
            "JobType": status.job_type,
            "CreationDate": status.created_at,
            "LocationCode": status.location_code,
            "LocationMessage": status.location_message,
            "ProgressCode": status.progress_code,
            "ProgressMessage": status.progress_message,
            "Carrier": status.carrier,
            "TrackingNumber": status.tracking_number,
            "LogBucket": status.log_bucket,
            "LogKey": status.log_key,
            "ErrorCount": status.error_count,
            "Signature": status.signature,
            "SignatureFileContents": status.signature_file_contents,
            "CurrentManifest": status.current_manifest,
        }
        if status.artifacts:
            expected["ArtifactList"] = [{"Description": text, "URL": url} for text, url in status.artifacts]
        assert {name: answer.get(name) for name in expected} == expected
