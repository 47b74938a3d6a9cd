"""GetShippingLabel over ASGI, and APIVersion, which every operation accepts."""

from __future__ import annotations

import pytest

from ie_tui.emulator.app import Emulator
from ie_tui.emulator.operations.dispatch import OPERATIONS

from .account import Account, wait_for
from .caller import ENDPOINT, Clock, call, outcome, signed_v2, signed_v4
from .orders import IMPORT, having

ADDRESS = {
    "name": "Test Person",
    "street1": "1 Nosuch Street",
    "city": "Seattle",
    "stateOrProvince": "WA",
    "postalCode": "98000",
    "phoneNumber": "206-555-0100",
    "country": "USA",
}


async def test_the_label_lies_in_the_log_bucket_of_the_first_job(demo: Account) -> None:
    first, second = await demo.create(having(IMPORT, "logBucket", "test-logs")), await demo.create()
    for address in ({}, ADDRESS, ADDRESS | {"company": "Tests", "street2": "Floor 3"}):
        answer = await demo(
            "GetShippingLabel", **{"jobIds.member.2": second, "jobIds.member.1": first}, **address
        )
        assert (
            answer.text("ShippingLabelURL")
            == f"https://s3.amazonaws.com/test-logs/shipping-label-{first}.pdf"
        )
        assert answer.text("Warning") is None


async def test_a_device_that_has_come_needs_no_label(demo: Account, clock: Clock) -> None:
    job_id = wait_for(clock, "AtAWS", "InProgress")
    answer = await demo("GetShippingLabel", **{"jobIds.member.1": job_id})
    assert answer.text("Warning") == f"The device of {job_id} is already at AWS"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, "InvalidJobId"),
        ({"jobIds": ""}, "InvalidJobId"),
        ({"jobIds.member.1": ""}, "InvalidJobId"),
        ({"jobIds.member.1": "ZZZZZ"}, "InvalidJobId"),
        ({"jobIds.member.0": "{job}"}, "InvalidParameter"),
        ({"jobIds.member.1": "{job}", "jobIds.member.3": "{job}"}, "InvalidParameter"),
        ({"jobIds.member.1": "{job}", "jobIds.member.2": "{job}"}, "InvalidParameter"),
        ({"jobIds.member.": "{job}"}, "InvalidParameter"),
        ({"jobIds.member.1": "{job}", "jobIds.member.2": "ZZZZZ"}, "InvalidJobId"),
    ],
)
async def test_the_list_of_jobs_must_be_one(demo: Account, members: dict[str, str], code: str) -> None:
    job_id = await demo.create()
    named = {name: value.format(job=job_id) for name, value in members.items()}
    assert outcome(await demo("GetShippingLabel", **named)) == (400, f"{code}Exception")


async def test_there_is_no_label_for_a_job_that_ended(demo: Account, clock: Clock) -> None:
    for progress_code in ("Canceled", "Expired"):
        job_id = wait_for(clock, "NotReceived", progress_code)
        answer = await demo("GetShippingLabel", **{"jobIds.member.1": job_id})
        assert outcome(answer) == (400, f"{progress_code}JobIdException")


@pytest.mark.parametrize("lacking", sorted(ADDRESS))
async def test_an_address_comes_whole_or_not_at_all(demo: Account, lacking: str) -> None:
    parameters = {"jobIds.member.1": await demo.create()} | ADDRESS | {lacking: ""}
    answer = await demo("GetShippingLabel", **parameters)
    assert outcome(answer) == (400, "InvalidAddressException")
    assert lacking in (answer.text("Message") or "")


NEEDED = {
    "CancelJob": (),
    "CreateJob": ("JobType", "Manifest"),
    "GetShippingLabel": (),
    "GetStatus": (),
    "ListJobs": (),
    "UpdateJob": ("JobType", "Manifest"),
}


@pytest.mark.parametrize("action", sorted(OPERATIONS))
async def test_every_operation_takes_a_tool_version_that_is_a_date(demo: Account, action: str) -> None:
    job_id = await demo.create()
    order = {"JobType": "Import", "Manifest": IMPORT}
    parameters = {name: order[name] for name in NEEDED[action]} | {"JobId": job_id, "jobIds.member.1": job_id}
    for version in ("", "1", "2012-13-14", "2012-01-14 ", "12-01-14", "2012-1-14"):
        refused = await demo(action, **parameters, APIVersion=version)
        assert outcome(refused) == (400, "InvalidVersionException"), version
    assert (await demo(action, **parameters, APIVersion="2012-01-14")).http_status == 200


async def test_a_job_may_be_created_by_get_and_by_the_old_name_of_the_action(
    app: Emulator, demo: Account
) -> None:
    order = {"JobType": "Import", "Manifest": IMPORT}
    for sent in (
        signed_v4({"Operation": "CreateJob", **order}, method="GET"),
        signed_v2({"Action": "CreateJob", **order}, method="GET"),
        signed_v2({"Operation": "CreateJob", **order}),
        signed_v2(order)._replace(url=f"{ENDPOINT}?Operation=CreateJob"),
    ):
        job_id = (await call(app, sent)).text("JobId") or ""
        assert job_id in await demo.listed()
