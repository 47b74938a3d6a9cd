"""The documented rule of Version 1.0, against the vector of docs/service.md 7."""

from __future__ import annotations

import pytest

from ie_tui.api.client import ImportExportClient
from ie_tui.api.endpoint import Endpoint
from ie_tui.api.models import JobId
from ie_tui.api.signing import Credentials
from ie_tui.bootstrap import Options, wire
from ie_tui.manifest.version_1 import is_version_1, version_1_signature

SECRET = "test-secret-key"
MANIFEST = "manifestVersion: 1.0\r\nbucket: demo\r\n"
SIGNATURE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="


@pytest.mark.parametrize("manifest", [MANIFEST, MANIFEST.replace("\r\n", "\n")])
def test_the_rule_gives_the_documented_value_whatever_the_line_ends(manifest: str) -> None:
    assert version_1_signature(SECRET, "QX7ZD", manifest) == SIGNATURE


@pytest.mark.parametrize(
    ("secret", "job_id", "manifest"),
    [("other", "QX7ZD", MANIFEST), (SECRET, "M4T9B", MANIFEST), (SECRET, "QX7ZD", f"{MANIFEST} ")],
)
def test_one_other_byte_makes_another_signature(secret: str, job_id: str, manifest: str) -> None:
    assert version_1_signature(secret, job_id, manifest) != SIGNATURE


@pytest.mark.parametrize(
    ("manifest", "holds"),
    [
        (MANIFEST, True),
        ("manifestVersion:1.2", True),
        ('manifestVersion: "1.0";', True),
        ("manifestVersion: 2.0", False),
        ("manifestVersion: 10.0", False),
        ("bucket: demo", False),
        ("", False),
    ],
)
def test_it_is_documented_for_version_1_alone(manifest: str, holds: bool) -> None:
    assert is_version_1(manifest) is holds


async def test_the_client_makes_it_with_its_own_key_and_hands_out_the_signature_alone() -> None:
    async with ImportExportClient(Endpoint("http://localhost/"), Credentials("AKID", SECRET)) as client:
        assert await client.version_1_signature(JobId("QX7ZD"), MANIFEST) == SIGNATURE


async def test_the_demo_has_a_job_that_the_rule_holds_for() -> None:
    tracker = wire(Options(demo=True, no_cache=True), {})
    found = {}
    async for _ in tracker.walk():
        pass
    for row in tracker.index.window(0, len(tracker.index)):
        status = (await tracker.refresh_status(row.job_id)).status
        assert status is not None
        if signature := await tracker.recomputed_signature(row.job_id):
            found[signature] = status.signature
    await tracker.disconnect()
    tracker.close()
    assert found
    assert set(found) == set(found.values())
