"""CreateJob over ASGI: responses, progress of the new job and incomplete orders."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from ie_tui.emulator.world.parcels import ERASED

from .account import Account
from .caller import NAMESPACE, Clock, outcome
from .orders import ABROAD, EBS, EXPORT, IMPORT, STICK, having

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return clock


async def test_the_answer_to_create_job_has_all_that_the_device_needs(demo: Account) -> None:
    answer = await demo("CreateJob", JobType="Import", Manifest=IMPORT, ValidateOnly="false")
    result = answer.root.find(f"{NAMESPACE}CreateJobResult")
    assert result is not None
    names = [element.tag.removeprefix(NAMESPACE) for element in result]
    assert names == [
        "JobType", "JobId", "SignatureFileContents", "AwsShippingAddress", "Signature", "WarningMessage",
    ]  # fmt: skip
    job_id, signature = answer.text("JobId"), answer.text("Signature")
    assert re.fullmatch(r"[A-Za-z0-9+/]{27}=", signature or "")
    assert answer.text("SignatureFileContents") == (
        f"version:2.0\nsigningMethod:HmacSHA1\njobId:{job_id}\nsignature:{signature}\n"
    )
    assert f"\nJOBID {job_id}\n" in (answer.text("AwsShippingAddress") or "")
    assert (answer.text("JobType"), answer.text("WarningMessage")) == ("Import", ERASED)


async def test_a_new_job_stands_first_in_the_list_and_waits_for_its_device(
    demo: Account, clock: Clock
) -> None:
    answer = await demo("CreateJob", JobType="Export", Manifest=EXPORT)
    job_id = answer.text("JobId") or ""
    assert next(iter((await demo.listed()).items())) == (job_id, ("Export", "false"))
    status = await demo("GetStatus", JobId=job_id)
    expected = {
        "JobId": job_id,
        "JobType": "Export",
        "CurrentManifest": EXPORT,
        "LocationCode": "NotReceived",
        "ProgressCode": "Pending",
        "ErrorCount": "0",
        "CreationDate": f"{clock.now:%Y-%m-%dT%H:%M:%SZ}",
        "Signature": answer.text("Signature"),
        "SignatureFileContents": answer.text("SignatureFileContents"),
        "WarningMessage": None,
        "LogKey": None,
    }
    assert {name: status.text(name) for name in expected} == expected


async def test_the_manifest_comes_back_as_it_was_sent(demo: Account) -> None:
    manifest = having(IMPORT, "generator", "<é> & {device} ; 見本").replace("\n", "\r\n")
    job_id = await demo.create(manifest)
    assert (await demo("GetStatus", JobId=job_id)).text("CurrentManifest") == manifest


@pytest.mark.parametrize("typed", ["import", "IMPORT", "Import"])
async def test_a_type_counts_in_any_case_and_is_answered_as_documented(demo: Account, typed: str) -> None:
    answer = await demo("CreateJob", JobType=typed, Manifest=IMPORT)
    assert answer.text("JobType") == "Import"
    job_id = answer.text("JobId") or ""
    assert (await demo.listed())[job_id] == ("Import", "false")
    for export in ("export", "EXPORT"):
        assert (await demo("UpdateJob", JobId=job_id, JobType=export, Manifest=EXPORT)).http_status == 200
        assert (await demo("GetStatus", JobId=job_id)).text("JobType") == "Export"


async def test_a_device_with_a_barcode_gets_artifacts_and_no_signature(demo: Account) -> None:
    answer = await demo("CreateJob", JobType="Import", Manifest=EBS)
    assert (answer.text("Signature"), answer.text("SignatureFileContents")) == (None, None)
    assert (
        answer.texts("URL")[0]
        == f"https://s3.amazonaws.com/test-logs/packing-slip-{answer.text('JobId')}.pdf"
    )


async def test_a_device_is_sent_to_where_its_bucket_is(demo: Account) -> None:
    answer = await demo("CreateJob", JobType="Import", Manifest=ABROAD)
    assert "Ireland" in (answer.text("AwsShippingAddress") or "")


async def test_validate_only_checks_and_creates_nothing(demo: Account) -> None:
    before = await demo.listed()
    answer = await demo("CreateJob", JobType="Import", Manifest=IMPORT, ValidateOnly="true")
    job_id = answer.text("JobId") or ""
    assert re.fullmatch(r"[1-9A-NP-Z]{5}-VALIDATE-ONLY", job_id)
    assert await demo.listed() == before
    for name in (job_id, job_id.removesuffix("-VALIDATE-ONLY")):
        assert outcome(await demo("GetStatus", JobId=name)) == (400, "InvalidJobIdException")
    refused = await demo("CreateJob", JobType="Import", Manifest="bucket", ValidateOnly="true")
    assert outcome(refused) == (400, "MalformedManifestException")


async def test_a_job_without_a_device_expires_after_thirty_days(demo: Account, clock: Clock) -> None:
    job_id = await demo.create()
    clock.now += 30 * DAY - timedelta(seconds=1)
    assert await demo.codes(job_id) == ("NotReceived", "Pending")
    clock.now += timedelta(seconds=1)
    assert await demo.codes(job_id) == ("NotReceived", "Expired")
    for action in ("UpdateJob", "CancelJob"):
        refused = await demo(action, JobId=job_id, JobType="Import", Manifest=IMPORT)
        assert outcome(refused) == (400, "ExpiredJobIdException")
    clock.now += 400 * DAY
    assert (await demo.listed())[job_id] == ("Import", "false")


async def test_a_device_called_stick_goes_the_quick_way(demo: Account, clock: Clock) -> None:
    job_id = await demo.create(STICK)
    seen = []
    for minutes in (0, 9, 9, 72, 72, 9):
        clock.now += minutes * MINUTE
        seen.append(await demo.codes(job_id))
    assert seen == [
        ("NotReceived", "Pending"),
        ("AtAWS", "Pending"),
        ("AtAWS", "Started"),
        ("AtAWS", "InProgress"),
        ("AtAWS", "Success"),
        ("Returned", "Success"),
    ]


async def test_the_clock_put_back_does_not_age_a_job(demo: Account, clock: Clock) -> None:
    job_id = await demo.create()
    clock.now -= timedelta(seconds=1)
    assert await demo.codes(job_id) == ("NotReceived", "Pending")
    await demo("CancelJob", JobId=job_id)
    assert await demo.codes(job_id) == ("NotReceived", "Canceled")


async def test_fifty_jobs_a_day_and_no_more(demo: Account, clock: Clock) -> None:
    first = await demo.create()
    await demo("CancelJob", JobId=first)
    for _ in range(49):
        await demo.create()
    refused = await demo("CreateJob", JobType="Import", Manifest=IMPORT)
    assert outcome(refused) == (400, "CreateJobQuotaExceededException")
    assert (await demo.create(ValidateOnly="true")).endswith("-VALIDATE-ONLY")
    clock.now = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    assert (await demo("CreateJob", JobType="Import", Manifest=IMPORT)).http_status == 400
    clock.now += timedelta(seconds=1)
    assert len({first, await demo.create()} & (await demo.listed()).keys()) == 2


ORDER = {"JobType": "Import", "Manifest": IMPORT}
REFUSED = [
    pytest.param(
        "CreateJob", {"Manifest": IMPORT}, "MissingParameter", "JobType must be specified", id="C no type"
    ),
    pytest.param(
        "CreateJob", {"JobType": "Import"}, "MissingParameter", "Manifest must be specified", id="C none"
    ),
    pytest.param(
        "CreateJob", ORDER | {"Manifest": ""}, "MissingParameter", "Manifest must be specified", id="C empty"
    ),
    pytest.param(
        "CreateJob", ORDER | {"JobType": "imports"}, "InvalidParameter", "not imports", id="C no such type"
    ),
    pytest.param(
        "CreateJob", ORDER | {"ValidateOnly": "True"}, "InvalidParameter", "not True", id="C ValidateOnly"
    ),
    pytest.param("UpdateJob", ORDER, "InvalidJobId", "JobId must be specified", id="U no job"),
    pytest.param(
        "UpdateJob", ORDER | {"JobId": "ZZZZZ"}, "InvalidJobId", "No such job ZZZZZ for", id="U unknown"
    ),
    pytest.param("CancelJob", {}, "InvalidJobId", "JobId must be specified", id="X no job"),
    pytest.param(
        "CancelJob", {"JobId": "ZZZZZ"}, "InvalidJobId", "No such job ZZZZZ for your account", id="X unknown"
    ),
]


@pytest.mark.parametrize(("action", "parameters", "code", "message"), REFUSED)
async def test_an_order_that_is_not_whole_is_refused(
    demo: Account, action: str, parameters: dict[str, str], code: str, message: str
) -> None:
    answer = await demo(action, **parameters)
    assert outcome(answer) == (400, f"{code}Exception")
    assert message in (answer.text("Message") or "")


@pytest.mark.parametrize("missing", ["JobType", "Manifest"])
async def test_an_update_needs_type_and_manifest(demo: Account, missing: str) -> None:
    job_id = await demo.create()
    answer = await demo("UpdateJob", **({"JobId": job_id} | ORDER | {missing: ""}))
    assert outcome(answer) == (400, "MissingParameterException")
    assert answer.text("Message") == f"{missing} must be specified"
