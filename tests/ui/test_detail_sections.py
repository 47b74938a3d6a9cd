"""What the detail pane says of a job, section by section."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ie_tui.api.models import (
    LOCATION_CODES,
    Artifact,
    JobId,
    Unreadable,
)
from ie_tui.api.responses import read_job_status
from ie_tui.jobs.record import Change, Record
from ie_tui.ui.widgets.job_detail.history_section import history
from ie_tui.ui.widgets.job_detail.location_section import location
from ie_tui.ui.widgets.job_detail.log_section import console_address, log
from ie_tui.ui.widgets.job_detail.manifest_section import manifest
from ie_tui.ui.widgets.job_detail.signature_section import signature
from tests.ui.detail_stories import (
    FILE,
    JOB,
    LOADING,
    MIXED_UP,
    NOW,
    PENDING,
    RETURNED,
    STALE,
    UNASKED,
    UNREACHED,
    VALUE,
    at,
    page,
    row,
    view,
    with_status,
)

FIXTURE = Path(__file__).parents[1] / "fixtures" / "get-status-documented.xml"
UNKNOWN = ("Verifying", "pending", "Success ", "[b]Done[/b]", "成功")
WIDE = 100


def said(text: str) -> str:
    """The words of a text, however its lines were broken."""
    return " ".join(text.split())


@pytest.mark.parametrize("code", [*LOCATION_CODES, *UNKNOWN])
def test_every_location_code_is_shown_as_sent(code: str) -> None:
    text = location(view(with_status(location_code=code)), WIDE).plain
    assert f" {code}   " in text
    assert ("unknown code" in text) == (code in UNKNOWN)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2011, 2, 3, 5, tzinfo=UTC), "2011-03-05 UTC, 30 days left, estimated (30-day rule)"),
        (datetime(2011, 3, 3, 23, tzinfo=UTC), "2 days left"),
        (datetime(2011, 3, 4, 1, tzinfo=UTC), "1 day left"),
        (datetime(2011, 3, 5, 1, tzinfo=UTC), "today"),
        (datetime(2011, 3, 6, 1, tzinfo=UTC), "yesterday"),
        (datetime(2011, 3, 15, tzinfo=UTC), "10 days ago, estimated"),
    ],
)
def test_the_expiry_is_our_expectation(now: datetime, words: str) -> None:
    text = location(replace(view(PENDING), now=now), WIDE).plain
    assert words in text
    assert "estimated" in text


@pytest.mark.parametrize(
    "fields",
    [
        {"created_at": None},
        {"created_at": Unreadable("yesterday")},
        {"created_at": datetime.max.replace(tzinfo=UTC)},
        {"location_code": "AtAWS"},
        {"location_code": "InTransit"},
        {"progress_code": "Canceled"},
        {"progress_code": "Expired"},
    ],
)
def test_without_ground_no_expiry_is_told(fields: dict[str, Any]) -> None:
    assert "30-day" not in location(view(with_status(**fields)), WIDE).plain


def test_a_device_on_its_way_to_aws_needs_address_and_label() -> None:
    text = location(view(PENDING), WIDE).plain
    for line in ("Example Loading Dock", "JOBID QX7ZD", "77 Sample Road", "Exampleville, VA 00000"):
        assert f"  {line}\n" in text
    assert "job id QX7ZD on the package and on the device" in text


def test_a_device_sent_back_has_carrier_tracking_and_the_address_it_goes_to() -> None:
    text = said(location(view(RETURNED), WIDE).plain)
    assert (
        "carrier Parcel Post tracking 1Z 999 AA1 01 return to Pat Example 例示株式会社 1 Example Lane" in text
    )
    assert "ship to" not in text


@pytest.mark.parametrize(
    ("file", "remarks"),
    [
        (FILE, []),
        (FILE.replace(JOB, JOB.lower()).replace("\n", "\r\n"), []),
        (FILE.replace(JOB, "M4T9B"), ["The file is for job M4T9B, not for QX7ZD."]),
        (FILE.replace(VALUE, "x"), ["The signature in the file differs from the one in the response."]),
        ("version:2.0", []),
    ],
)
def test_where_the_signature_file_disagrees_it_is_said(file: str, remarks: list[str]) -> None:
    text = signature(view(with_status(signature_file_contents=file)), WIDE).plain
    assert [line[4:] for line in text.split("\n") if line.startswith("  ! ")] == remarks


def test_the_signature_and_its_file_are_whole() -> None:
    lines = signature(view(PENDING), 40).plain.split("\n")
    assert lines[:2] == ["SIGNATURE  y copy · Y file · x save", f"  {VALUE}"]
    assert "".join(line[4:] for line in lines[-5:]) == FILE.replace("\n", "")


def test_a_job_without_signature_says_only_what_is_known() -> None:
    text = said(signature(view(MIXED_UP), WIDE).plain)
    assert text.startswith("SIGNATURE The service sent none. EBS and Glacier jobs have no SIGNATURE file")


def test_the_manifest_sums_up_and_hides_secrets_and_most_of_the_key_id() -> None:
    sent = "bucket: b\naccessKeyId: AKIDTESTVECTOR000001\npinCode: ••••\nnotes\n"
    text = manifest(view(with_status(current_manifest=sent)), WIDE).plain
    assert "4 fields" in text.split("\n")[0]
    assert "1 secret hidden" in text.split("\n")[0]
    assert "••••0001" in text
    assert "AKID" not in text


def test_the_log_is_an_address_for_tools_and_one_for_the_browser() -> None:
    text = log(view(RETURNED), 120).plain
    assert "s3://demo-archive-in/logs/2011 02/import-log-QX7ZD" in text
    assert "https://s3.console.aws.amazon.com/s3/object/demo-archive-in?prefix=logs/2011%2002/" in text
    assert console_address("a/b", "x&y=ü?#") == (
        "https://s3.console.aws.amazon.com/s3/object/a%2Fb?prefix=x%26y%3D%C3%BC%3F%23"
    )


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://s3.amazonaws.com/l/x.pdf", ["leads to s3.amazonaws.com"]),
        ("https://importexport.amazonaws.com@evil.example/", ["leads to evil.example", "is a user name"]),
        ("https://xn--bcher-kva.example/", ["bücher.example is really xn--bcher-kva.example"]),
        ("https://\u0430pple.example/", ["is really xn--pple-43d.example"]),
        ("https://evil.example\\@good.example/", ["do not open it"]),
        ("https://good.example/\nx", ["do not open it"]),
        ("file:///etc/passwd", ["Do not open: not an http or https address."]),
        ("javascript:alert(1)", ["Do not open"]),
        ("https://[::1", ["Do not open"]),
        ("", ["Do not open"]),
    ],
)
def test_an_address_shows_where_it_really_leads(url: str, words: list[str]) -> None:
    text = said(log(view(with_status(artifacts=(Artifact("Label", url),))), 120).plain)
    for part in words:
        assert part in text
    assert ("!" in text) == (url != "https://s3.amazonaws.com/l/x.pdf")


def test_the_history_tells_the_newest_first_and_its_gaps() -> None:
    lines = history(view(LOADING), WIDE).plain.split("\n")
    assert lines == [
        "HISTORY  seen by this machine",
        "  between 2011-02-09 18:20 and 2011-02-10 08:12 UTC",
        "  progress     ◌ Pending → ◉ InProgress",
        "  between 2011-02-07 10:00 and 2011-02-08 11:30 UTC",
        "  location     ◇ NotReceived → ◆ AtAWS",
        "  before the first check, 2011-02-03 05:00 UTC",
        "  location     ◇ NotReceived",
        "  progress     ◌ Pending",
    ]


def test_a_value_that_came_later_is_a_change_from_nothing() -> None:
    record = replace(PENDING, history=(Change("carrier", None, "Parcel Post", at(4), at(5)),))
    assert "carrier      · → Parcel Post" in history(view(record), WIDE).plain


def test_after_a_failure_what_was_known_stays_with_its_age() -> None:
    text = said(page(view(STALE), WIDE))
    assert text.startswith(
        "importexport.amazonaws.com could not be found. Check the network, then press r. "
        "Showing the status from 3 d ago, 2011-02-09 09:30 UTC. Tried 2 min ago. PROGRESS"
    )
    assert VALUE in text


def test_a_job_never_asked_for_tells_what_the_list_knows() -> None:
    assert "No status yet. Press r to fetch it." in page(view(UNASKED), WIDE)
    assert "Fetching its status" in page(replace(view(UNASKED), is_fetching=True), WIDE)
    unreached = page(view(UNREACHED), WIDE)
    assert "Nothing is cached for this job." in unreached
    assert "PROGRESS" not in unreached
    assert "2011-02-03 04:05 UTC" in unreached


def test_an_answer_about_another_job_repaired_and_no_longer_listed_says_all_three() -> None:
    text = said(page(view(replace(MIXED_UP, row=row(is_listed=False))), WIDE))
    assert "The service no longer lists this job" in text
    assert "Requested QX7ZD, but the response is about A36BC." in text
    assert "repaired it: line 17" in text
    assert "Weight, Shelf" in text


def test_the_documented_answer_is_shown_whole_with_the_note_of_its_repair() -> None:
    status = read_job_status(FIXTURE.read_bytes()).for_keeping()
    text = page(view(Record(JobId("A36BC"), None, status, NOW)), 120)
    for part in (
        "ie-tui repaired it",
        "LocationDescription",
        "Pending",
        "The specified job has not started.",
        "none reported",
        "2010-04-17 00:09 UTC",
        "NotReceived",
        "AWS has not received your device.",
        "1111 Nosuch Ave South",
        "Seattle, WA 92222",
        "O8WnNGMfs6cwbpQHvJ0qXLrUdqI=",
        "signingMethod:HmacSHA1",
        "myawsbucket",
        "TestDevice1",
        "123 Any Street",
        "eraseDevice",
        "a5f302fa-4bd8-11df-b17e-6b34e254a573",
    ):
        assert part in text
    assert "Requested" not in text
