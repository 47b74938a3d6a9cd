"""UpdateJob and CancelJob over ASGI, and their effect on the other operations."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from ie_tui.emulator.keys import DEMO_SECRET_ACCESS_KEY
from ie_tui.emulator.world.parcels import ERASED

from .account import Account, wait_for
from .caller import Clock, outcome
from .orders import ABROAD, EBS, EXPORT, IMPORT, STICK, having

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return clock


@pytest.mark.parametrize(
    "job_of", [None, ("NotReceived", "Pending"), ("AtAWS", "Pending")], ids=["created", "waiting", "arrived"]
)
async def test_an_update_replaces_manifest_and_type_and_keeps_the_rest(
    demo: Account, clock: Clock, job_of: tuple[str, str] | None
) -> None:
    job_id = await demo.create() if job_of is None else wait_for(clock, *job_of)
    kept = ("JobId", "CreationDate", "LocationCode", "ProgressCode", "Signature", "SignatureFileContents")
    before = await demo("GetStatus", JobId=job_id)
    answer = await demo("UpdateJob", JobId=job_id, JobType="Export", Manifest=EXPORT, ValidateOnly="false")
    assert (answer.text("Success"), answer.text("WarningMessage")) == ("true", None)
    after = await demo("GetStatus", JobId=job_id)
    assert (after.text("CurrentManifest"), after.text("JobType")) == (EXPORT, "Export")
    assert {name: after.text(name) for name in kept} == {name: before.text(name) for name in kept}
    assert (await demo.listed())[job_id] == ("Export", "false")


async def test_a_signature_that_follows_from_the_manifest_follows_the_new_one(
    demo: Account, clock: Clock
) -> None:
    job_id = wait_for(clock, "NotReceived", "Pending", manifest_has="manifestVersion: 1.2")
    manifest = having(IMPORT, "manifestVersion", "1.2")
    await demo("UpdateJob", JobId=job_id, JobType="Import", Manifest=manifest)
    status = await demo("GetStatus", JobId=job_id)
    digest = hmac.digest(DEMO_SECRET_ACCESS_KEY.encode(), f"{job_id}\n{manifest}".encode(), hashlib.sha1)
    assert status.text("Signature") == b64encode(digest).decode()
    assert f"\nsignature:{status.text('Signature')}\n" in (status.text("SignatureFileContents") or "")


async def test_an_update_says_that_the_device_will_be_erased(demo: Account) -> None:
    job_id = await demo.create(having(IMPORT, "eraseDevice", "no"))
    answer = await demo("UpdateJob", JobId=job_id, JobType="Import", Manifest=IMPORT)
    assert answer.text("WarningMessage") == ERASED


async def test_an_update_may_turn_a_signature_into_a_barcode_and_back(demo: Account) -> None:
    job_id = await demo.create()
    first = (await demo("GetStatus", JobId=job_id)).text("Signature")
    answer = await demo("UpdateJob", JobId=job_id, JobType="Import", Manifest=EBS)
    assert len(answer.texts("URL")) == 2
    assert (await demo("GetStatus", JobId=job_id)).text("Signature") is None
    await demo("UpdateJob", JobId=job_id, JobType="Import", Manifest=IMPORT)
    assert (await demo("GetStatus", JobId=job_id)).text("Signature") == first


async def test_a_device_that_has_come_stays_where_it_is(demo: Account, clock: Clock) -> None:
    job_id = await demo.create(STICK)
    for minutes, country in ((0, "Ireland"), (0, "USA"), (9, "USA")):
        clock.now += minutes * MINUTE
        manifest = ABROAD if country == "Ireland" or minutes else STICK
        await demo("UpdateJob", JobId=job_id, JobType="Import", Manifest=manifest)
        address = (await demo("GetStatus", JobId=job_id)).text("AwsShippingAddress") or ""
        assert address.endswith(country)


async def test_an_update_that_only_validates_changes_nothing(demo: Account) -> None:
    job_id = await demo.create()
    answer = await demo("UpdateJob", JobId=job_id, JobType="Export", Manifest=EXPORT, ValidateOnly="true")
    assert answer.text("Success") == "true"
    assert (await demo("GetStatus", JobId=job_id)).text("CurrentManifest") == IMPORT


STARTED = [("AtAWS", "Started"), ("AtAWS", "InProgress"), ("AtAWS", "Success"), ("Returned", "DeviceError")]


@pytest.mark.parametrize("codes", STARTED, ids=[" ".join(codes) for codes in STARTED])
async def test_a_job_that_was_started_stays_as_it_is(
    demo: Account, clock: Clock, codes: tuple[str, str]
) -> None:
    job_id = wait_for(clock, *codes)
    update = await demo("UpdateJob", JobId=job_id, JobType="Import", Manifest=IMPORT)
    assert outcome(update) == (400, "UnableToUpdateJobIdException")
    assert outcome(await demo("CancelJob", JobId=job_id)) == (400, "UnableToCancelJobIdException")
    assert await demo.codes(job_id) == codes


async def test_a_canceled_job_can_be_read_and_not_be_changed(demo: Account, clock: Clock) -> None:
    for job_id in (await demo.create(), wait_for(clock, "NotReceived", "Pending")):
        answer = await demo("CancelJob", JobId=job_id)
        assert (answer.http_status, answer.text("Success")) == (200, "true")
        assert await demo.codes(job_id) == ("NotReceived", "Canceled")
        assert (await demo.listed())[job_id][1] == "true"
        for action in ("UpdateJob", "CancelJob"):
            refused = await demo(action, JobId=job_id, JobType="Import", Manifest=IMPORT)
            assert outcome(refused) == (400, "CanceledJobIdException")


async def test_a_device_whose_job_was_canceled_at_aws_is_sent_back(demo: Account, clock: Clock) -> None:
    job_id = await demo.create(STICK)
    clock.now += 10 * MINUTE
    await demo("CancelJob", JobId=job_id)
    assert await demo.codes(job_id) == ("AtAWS", "Canceled")
    clock.now += 165 * MINUTE
    status = await demo("GetStatus", JobId=job_id)
    assert (status.text("LocationCode"), status.text("ProgressCode")) == ("Returned", "Canceled")
    assert status.text("TrackingNumber")
    assert status.text("LogKey") is None
