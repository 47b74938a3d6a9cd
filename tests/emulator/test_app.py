"""The service over ASGI: responses, paging, errors and invalid requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ie_tui.emulator.app import Emulator
from ie_tui.emulator.request import MAX_BODY_BYTES
from ie_tui.emulator.world.jobs_of_seed import World

from .caller import NAMESPACE, Answer, Clock, Sent, ask, call, outcome, signed_v2, signed_v4, unsigned

DOCUMENTED = Path(__file__).parents[1] / "fixtures" / "get-status-documented.xml"


async def test_without_max_jobs_a_page_holds_a_thousand_newest_first(
    app: Emulator, world: World, clock: Clock
) -> None:
    answer = await call(app, ask("ListJobs"))
    assert answer.http_status == 200
    assert answer.texts("JobId") == [job.job_id for job in world.jobs(clock.now)[:1_000]]
    dates = answer.texts("CreationDate")
    assert dates == sorted(dates, reverse=True)
    assert answer.text("IsTruncated") == "true"


async def test_the_answer_to_list_jobs_has_the_form_of_the_model(
    app: Emulator, world: World, clock: Clock
) -> None:
    root = (await call(app, ask("ListJobs", MaxJobs="1"))).root
    job = world.jobs(clock.now)[0]
    assert [
        (element.tag.removeprefix(NAMESPACE), (element.text or "").strip()) for element in root.iter()
    ] == [
        ("ListJobsResponse", ""),
        ("ListJobsResult", ""),
        ("Jobs", ""),
        ("member", ""),
        ("JobId", job.job_id),
        ("JobType", job.job_type),
        ("IsCanceled", "false"),
        ("CreationDate", f"{job.created_at:%Y-%m-%dT%H:%M:%SZ}"),
        ("IsTruncated", "true"),
        ("ResponseMetadata", ""),
        ("RequestId", "request-1"),
    ]
    assert root.find(f"{NAMESPACE}ListJobsResult/{NAMESPACE}IsTruncated") is not None


async def test_a_marker_leads_from_page_to_page_to_the_end(app: Emulator, world: World, clock: Clock) -> None:
    gathered: list[str] = []
    more: dict[str, str] = {}
    for _ in range(5):
        answer = await call(app, ask("ListJobs", MaxJobs="600", **more))
        gathered += answer.texts("JobId")
        more = {"Marker": gathered[-1]}
    assert answer.text("IsTruncated") == "false"
    assert gathered == [job.job_id for job in world.jobs(clock.now)]


async def test_a_page_of_no_jobs_says_that_there_are_more(app: Emulator) -> None:
    answer = await call(app, ask("ListJobs", MaxJobs="0"))
    assert (answer.texts("member"), answer.text("IsTruncated")) == ([], "true")


async def test_canceled_jobs_stay_in_the_list(app: Emulator, world: World, clock: Clock) -> None:
    answer = await call(app, ask("ListJobs"))
    flags = dict(zip(answer.texts("JobId"), answer.texts("IsCanceled"), strict=True))
    canceled = [job.job_id for job in world.jobs(clock.now) if job.is_canceled]
    assert canceled
    assert [job_id for job_id, flag in flags.items() if flag == "true"] == canceled
    assert (await call(app, ask("GetStatus", JobId=canceled[0]))).text("ProgressCode") == "Canceled"


async def test_get_status_brings_every_value_of_every_well_formed_job(
    app: Emulator, world: World, clock: Clock
) -> None:
    for job in World().jobs(clock.now):
        status = world.status(job.job_id, clock.now)
        answer = await call(app, ask("GetStatus", JobId=job.job_id))
        assert answer.http_status == 200
        if status.ill_formed:
            continue
        sent = {
            "JobId": status.job_id,
            "JobType": status.job_type,
            "CreationDate": f"{status.created_at:%Y-%m-%dT%H:%M:%SZ}",
            "LocationCode": status.location_code,
            "LocationMessage": status.location_message,
            "ProgressCode": status.progress_code,
            "ProgressMessage": status.progress_message,
            "Carrier": status.carrier,
            "TrackingNumber": status.tracking_number,
            "LogBucket": status.log_bucket,
            "LogKey": status.log_key,
            "ErrorCount": str(status.error_count),
            "Signature": status.signature,
            "SignatureFileContents": status.signature_file_contents,
            "CurrentManifest": status.current_manifest,
            "AwsShippingAddress": status.aws_shipping_address,
            "WarningMessage": status.warning_message,
        }
        assert {name: answer.text(name) for name in sent} == sent
        assert answer.texts("URL") == [artifact.url for artifact in status.artifacts]
        assert answer.texts("Description") == [artifact.description for artifact in status.artifacts]


async def test_the_ill_formed_answer_slips_where_the_documented_sample_does(
    app: Emulator, world: World, clock: Clock
) -> None:
    job = next(job for job in world.jobs(clock.now) if world.status(job.job_id, clock.now).ill_formed)
    body = (await call(app, ask("GetStatus", JobId=job.job_id))).body.decode()
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(body)  # noqa: S314  our own emulator wrote it
    sample = DOCUMENTED.read_text(encoding="utf-8")
    for end_tag in ("</LocationDescription>", "</ProgressDescription>"):
        assert sample.count(end_tag) == body.count(end_tag) == 1
    mended = body.replace("</LocationDescription>", "</LocationMessage>")
    mended = mended.replace("</ProgressDescription>", "</ProgressMessage>")
    assert Answer(200, {}, mended.encode()).text("JobId") == job.job_id


async def test_jobs_move_with_the_clock(app: Emulator, world: World, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    job_id = world.jobs(clock.now)[0].job_id
    seen = []
    for _ in range(4):
        answer = await call(app, signed_v2({"Action": "GetStatus", "JobId": job_id}, at=clock.now))
        seen.append((answer.text("LocationCode"), answer.text("ProgressCode"), answer.text("ErrorCount")))
        clock.now += timedelta(minutes=50)
    assert seen == [
        ("AtAWS", "Started", "0"),
        ("AtAWS", "InProgress", "0"),
        ("AtAWS", "InProgress", "0"),
        ("Returned", "Success", "0"),
    ]


REFUSED = [
    pytest.param(
        lambda: ask("ListJobs", MaxJobs="1001"), 400, "InvalidParameterException", id="MaxJobs too large"
    ),
    pytest.param(
        lambda: ask("ListJobs", MaxJobs="-1"), 400, "InvalidParameterException", id="MaxJobs negative"
    ),
    pytest.param(lambda: ask("ListJobs", MaxJobs=""), 400, "InvalidParameterException", id="MaxJobs empty"),
    pytest.param(lambda: ask("ListJobs", MaxJobs="٣"), 400, "InvalidParameterException", id="MaxJobs Arabic"),
    pytest.param(
        lambda: ask("ListJobs", MaxJobs="9" * 5_000), 400, "InvalidParameterException", id="MaxJobs endless"
    ),
    pytest.param(
        lambda: ask("ListJobs", Marker="ZZZZZ"), 400, "InvalidParameterException", id="Marker unknown"
    ),
    pytest.param(lambda: ask("ListJobs", Marker=""), 400, "InvalidParameterException", id="Marker empty"),
    pytest.param(lambda: ask("GetStatus"), 400, "InvalidJobIdException", id="no JobId"),
    pytest.param(lambda: ask("GetStatus", JobId="ZZZZZ"), 400, "InvalidJobIdException", id="JobId unknown"),
    pytest.param(lambda: ask("MakeCoffee"), 400, "InvalidAction", id="unknown action"),
    pytest.param(lambda: signed_v4({"Version": "2010-06-01"}), 400, "MissingAction", id="no action"),
    pytest.param(lambda: unsigned({"Action": "ListJobs"}), 403, "MissingAuthenticationToken", id="unsigned"),
    pytest.param(lambda: signed_v4({}, method="DELETE"), 405, "MethodNotAllowed", id="another method"),
    pytest.param(
        lambda: unsigned({}, url="https://example.com/jobs"), 404, "MalformedQueryString", id="another path"
    ),
    pytest.param(lambda: unsigned({})._replace(body=b"a=%ff"), 404, "MalformedQueryString", id="no UTF-8"),
    pytest.param(
        lambda: unsigned({})._replace(body=b"a&" * 2_000), 404, "MalformedQueryString", id="2,000 parameters"
    ),
    pytest.param(
        lambda: unsigned({})._replace(body=b"a" * (MAX_BODY_BYTES + 1)),
        413,
        "RequestEntityTooLarge",
        id="a huge body",
    ),
]


@pytest.mark.parametrize(("sign", "http_status", "code"), REFUSED)
async def test_a_bad_request_gets_an_error_response(
    app: Emulator, sign: Callable[[], Sent], http_status: int, code: str
) -> None:
    answer = await call(app, sign())
    assert outcome(answer) == (http_status, code)
    assert answer.headers["content-type"] == "text/xml"
    assert [element.tag.removeprefix(NAMESPACE) for element in answer.root] == ["Error", "RequestId"]
    assert [element.tag.removeprefix(NAMESPACE) for element in answer.root[0]] == ["Type", "Code", "Message"]
    assert (answer.text("Type"), answer.text("RequestId")) == ("Sender", "request-1")
    assert answer.text("Message")


async def test_an_unknown_job_is_named_as_the_service_names_it(app: Emulator) -> None:
    answer = await call(app, ask("GetStatus", JobId="QX7Z0"))
    assert answer.text("Message") == "No such job QX7Z0 for your account"


async def test_what_a_request_makes_the_service_quote_cannot_break_the_answer(app: Emulator) -> None:
    answer = await call(app, ask("GetStatus", JobId="</Message>&\x00\x1b[2J\ufffe😀"))
    assert answer.text("Message") == "No such job </Message>&\ufffd\ufffd[2J\ufffd😀 for your account"


ASKED_IN_EVERY_WAY: dict[str, Callable[[], Sent]] = {
    "Version 4": lambda: ask("ListJobs"),
    "Version 4 by GET": lambda: signed_v4({"Action": "ListJobs"}, method="GET"),
    "Version 2": lambda: signed_v2({"Action": "ListJobs", "Version": "2010-06-01"}),
    "Version 2 by GET": lambda: signed_v2({"Action": "ListJobs"}, method="GET"),
    "Operation": lambda: signed_v2({"Operation": "ListJobs", "Version": "2010-06-03"}),
    "Operation in the query string": lambda: signed_v4(
        {"Version": "2010-06-01"}, url="https://importexport.amazonaws.com/?Operation=ListJobs"
    ),
}


@pytest.mark.parametrize("sign", ASKED_IN_EVERY_WAY.values(), ids=ASKED_IN_EVERY_WAY)
async def test_every_documented_way_to_ask_is_understood(app: Emulator, sign: Callable[[], Sent]) -> None:
    answer = await call(app, sign())
    assert (answer.http_status, len(answer.texts("member"))) == (200, 1_000)


async def test_what_a_get_request_holds_in_its_body_is_not_signed_and_does_not_count(app: Emulator) -> None:
    answer = await call(app, signed_v2({"Action": "ListJobs"}, method="GET")._replace(body=b"MaxJobs=1"))
    assert len(answer.texts("member")) == 1_000
