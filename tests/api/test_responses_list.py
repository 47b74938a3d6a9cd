"""Answers of ListJobs, read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from ie_tui.api.errors import BadAnswer, UnknownJob
from ie_tui.api.models import Job, JobId, Unreadable
from ie_tui.api.responses import read_job_page
from tests.api.botocore_oracle import page_by_botocore
from tests.api.random_responses import plain_job_page, random_job_page
from tests.figures import CountFigure

PAGES = 2_500
FIXTURES = Path(__file__).parents[1] / "fixtures"
FACT_SHEET_PAGE = (FIXTURES / "list-jobs.xml").read_bytes()
AT = "2011-02-03T04:05:06Z"


def page(jobs: str, after: str = "") -> bytes:
    result = f"<ListJobsResult><Jobs>{jobs}</Jobs>{after}</ListJobsResult>"
    return f"<ListJobsResponse>{result}</ListJobsResponse>".encode()


def member(job_id: str = "QX7ZD", more: str = "") -> str:
    return (
        f"<member><JobId>{job_id}</JobId><JobType>Import</JobType><CreationDate>{AT}</CreationDate>"
        f"<IsCanceled>false</IsCanceled>{more}</member>"
    )


def test_a_page_is_read_with_all_that_it_tells() -> None:
    read = read_job_page(FACT_SHEET_PAGE)
    assert read.jobs == (
        Job(JobId("QX7ZD"), "Import", datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC), False),
        Job(JobId("M4T9B"), "Export", datetime(2011, 1, 30, 10, 0, tzinfo=UTC), True),
    )
    assert read.is_truncated
    assert read.request_id == "44444444-5555-4666-8777-888888888888"
    assert (read.unknown_names, read.repairs) == ((), ())
    assert all(isinstance(job, Job) for job in read.jobs)


def test_pages_are_read_as_botocore_reads_them(count_figure: CountFigure) -> None:
    random = Random(10)
    for number in range(PAGES):
        body = random_job_page(random)
        assert read_job_page(body) == page_by_botocore(body), f"page {number}: {body!r}"
    count_figure("ListJobs answers read as by botocore", PAGES, PAGES)


def test_a_full_page_is_read_as_botocore_reads_it() -> None:
    body = plain_job_page(1000)
    assert read_job_page(body) == page_by_botocore(body)


@pytest.mark.parametrize("result", ["<Jobs></Jobs>", "<Jobs/>", "", "<IsTruncated>false</IsTruncated>"])
def test_an_account_without_jobs_has_an_empty_page(result: str) -> None:
    read = read_job_page(
        f"<ListJobsResponse><ListJobsResult>{result}</ListJobsResult></ListJobsResponse>".encode()
    )
    assert (read.jobs, read.is_truncated, read.request_id) == ((), False, None)


@pytest.mark.parametrize(
    ("body", "is_truncated"),
    [
        pytest.param(page(member(), "<IsTruncated> true\n</IsTruncated>"), True, id="beside-Jobs"),
        pytest.param(page(member() + "<IsTruncated>true</IsTruncated>"), True, id="inside-Jobs"),
        pytest.param(page(member("A", "<IsTruncated>true</IsTruncated>")), True, id="inside-a-member"),
        pytest.param(
            page(member() + "<IsTruncated>true</IsTruncated>", "<IsTruncated>false</IsTruncated>"),
            False,
            id="its-real-place-wins",
        ),
        pytest.param(page(member()), False, id="missing"),
        pytest.param(page(member(), "<IsTruncated/>"), False, id="empty"),
        pytest.param(page(member(), "<IsTruncated>perhaps</IsTruncated>"), True, id="unreadable"),
    ],
)
def test_is_truncated_is_found_wherever_it_was_documented(body: bytes, is_truncated: bool) -> None:
    read = read_job_page(body)
    assert read.is_truncated is is_truncated
    assert len(read.jobs) == 1
    assert read.unknown_names == ()


def test_only_members_are_jobs_and_other_names_are_told() -> None:
    odd = "<job><JobId>NOJOB</JobId></job>" + member("QX7ZD", "<Dock>7</Dock><Dock>8</Dock>")
    read = read_job_page(page(odd, "<NextMarker>M4T9B</NextMarker>"))
    assert [job.job_id for job in read.jobs] == ["QX7ZD"]
    assert read.unknown_names == ("job", "Dock", "NextMarker")


def test_an_unknown_element_in_one_job_is_told_and_costs_nothing() -> None:
    read = read_job_page(page(member("A") + member("B", "<Dock>7</Dock>")))
    assert read.jobs == read_job_page(page(member("A") + member("B"))).jobs
    assert read.unknown_names == ("Dock",)


def test_elements_of_other_namespaces_count_by_their_local_name() -> None:
    read = read_job_page(page(member().replace("<JobId>", '<JobId xmlns="http://example.com/">')))
    assert read == read_job_page(page(member()))


@pytest.mark.parametrize(
    ("date", "created_at"),
    [
        (f" {AT}\n", datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("2011-02-03T04:05:06+02:00", datetime(2011, 2, 3, 2, 5, 6, tzinfo=UTC)),
        ("2011-02-03T04:05:06", Unreadable("2011-02-03T04:05:06")),
        ("yesterday", Unreadable("yesterday")),
        ("0001-01-01T00:00:00+10:00", Unreadable("0001-01-01T00:00:00+10:00")),
        ("9999-12-31T23:59:59Z", Unreadable("9999-12-31T23:59:59Z")),
        ("", None),
        (" ", None),
    ],
)
def test_a_date_that_cannot_be_read_spoils_its_own_field_alone(
    date: str, created_at: datetime | Unreadable | None
) -> None:
    read = read_job_page(page(member("A") + member("B").replace(AT, date) + member("C")))
    assert [job.job_id for job in read.jobs] == ["A", "B", "C"]
    assert [job.created_at for job in read.jobs][1] == created_at
    assert read.jobs[0].created_at == read.jobs[2].created_at == datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("flag", "is_canceled"),
    [(" true ", True), ("True", True), ("FALSE", False), ("yes", Unreadable("yes")), ("", None)],
)
def test_a_boolean_that_cannot_be_read_spoils_its_own_field_alone(
    flag: str, is_canceled: bool | Unreadable | None
) -> None:
    read = read_job_page(page(member().replace("<IsCanceled>false", f"<IsCanceled>{flag}")))
    assert read.jobs[0].is_canceled == is_canceled
    assert read.jobs[0].job_id == "QX7ZD"


@pytest.mark.parametrize("missing", ["<JobId/>", "<JobId> </JobId>", ""])
def test_a_job_without_id_is_left_out_and_reported(missing: str) -> None:
    nameless = member().replace("<JobId>QX7ZD</JobId>", missing)
    read = read_job_page(page(member("A") + nameless + member("C")))
    assert [job.job_id for job in read.jobs] == ["A", "C"]
    assert read.repairs == ("job 2 of the page has no JobId and was left out",)


def test_values_never_slip_from_one_job_to_another() -> None:
    rest = f"<CreationDate>{AT}</CreationDate><IsCanceled>true</IsCanceled></member>"
    doubled = "<member><JobId>A</JobId><JobId>B</JobId>" + rest
    nameless = "<member><JobType>Import</JobType><JobType>Export</JobType>" + rest
    read = read_job_page(page(doubled + nameless + member("C")))
    assert read.jobs[0] == Job(JobId("A"), "", datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC), True)
    assert [job.job_id for job in read.jobs] == ["A", "C"]
    assert read.unknown_names == ("JobId", "JobType")


def test_an_error_counts_whatever_was_asked() -> None:
    with pytest.raises(UnknownJob, match="No such job QX7ZD") as caught:
        read_job_page((FIXTURES / "error-no-such-job.xml").read_bytes())
    assert caught.value.request_id == "66666666-7777-4888-8999-aaaaaaaaaaaa"


def test_another_operations_answer_is_no_page() -> None:
    with pytest.raises(BadAnswer, match="GetStatusResponse, but ListJobsResponse was expected"):
        read_job_page((FIXTURES / "get-status-returned.xml").read_bytes())


def test_a_response_without_its_result_is_no_page() -> None:
    with pytest.raises(BadAnswer, match="no ListJobsResult"):
        read_job_page(b"<ListJobsResponse><Jobs/></ListJobsResponse>")
