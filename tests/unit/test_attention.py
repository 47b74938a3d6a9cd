"""Which jobs need a person: every rule, and every code that no rule is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ie_tui.jobs.attention import Kind, Reason, kinds, reasons
from ie_tui.jobs.record import JobRow, Record
from ie_tui.service.models import LOCATION_CODES, PROGRESS_CODES, JobId, KeptStatus, Progress, Unreadable

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
JOB = JobId("QX7ZD")
DAY = timedelta(days=1)
CALM: dict[str, Any] = {
    "job_id": JOB,
    "job_type": "Import",
    "created_at": NOW - DAY,
    "location_code": "AtAWS",
    "progress_code": "InProgress",
    "error_count": 0,
}
WAITING = {"location_code": "NotReceived", "progress_code": "Pending"}
RETURNED = {"location_code": "Returned", "progress_code": "Complete"}


def seen(*statuses: dict[str, Any], **row: Any) -> Record:
    """A job that we looked at once for each of these statuses."""
    first = {**CALM, **statuses[0]}
    kept = JobRow(JOB, "Import", first["created_at"], False)._replace(**row)
    for fields in statuses:
        status = KeptStatus(**{**CALM, **fields})
        kept = kept.with_status(status, NOW)
    return Record(JOB, kept, status, NOW)


def found(record: Record, now: datetime = NOW) -> list[Kind]:
    return [reason.kind for reason in reasons(record, now)]


@pytest.mark.parametrize(
    ("record", "needs"),
    [
        (seen({}), []),
        (seen({"error_count": None}), []),
        (seen({"error_count": 1}), [Kind.ERRORS]),
        (seen({"error_count": Unreadable("many")}), [Kind.ERRORS]),
        (seen({"progress_code": "SuccessWithErrors", "error_count": None}), [Kind.ERRORS]),
        (seen({"warning_message": "late"}), [Kind.WARNING]),
        (seen({"warning_message": "late", **RETURNED}), []),
        (seen({"repairs": ("line 3",)}), [Kind.REPAIRED]),
        (seen({"repairs": ("line 3",), **RETURNED}), [Kind.REPAIRED]),
        (seen({"job_id": JobId("TEST1")}), [Kind.DISAGREES]),
        (seen({"signature_file_contents": "jobId:WXSPP"}), [Kind.DISAGREES]),
        (seen({"signature": "a", "signature_file_contents": "signature:b"}), [Kind.DISAGREES]),
        (seen({"signature": "a", "signature_file_contents": f"jobId:{JOB}\nsignature:a"}), []),
        (seen(RETURNED), []),
        (seen({}, RETURNED), [Kind.RETURNED]),
        (seen({}, RETURNED, RETURNED), [Kind.RETURNED]),
        (seen(RETURNED, RETURNED), []),
        (seen({"progress_code": "Expired"}), []),
        (seen(WAITING, {**WAITING, "progress_code": "Expired"}), [Kind.EXPIRED]),
        (seen({"progress_code": "Expired"}, {**RETURNED, "progress_code": "Expired"}), [Kind.RETURNED]),
        (seen({}, RETURNED, {}), []),
        (seen(WAITING, {**WAITING, "progress_code": "Canceled"}), []),
        (seen({**WAITING, "error_count": 2, "warning_message": "x"}), [Kind.ERRORS, Kind.WARNING]),
        (seen({}, {**RETURNED, "progress_code": "DeviceError"}), [Kind.ABORTED, Kind.RETURNED]),
    ],
)
def test_a_job_needs_a_person_for_these_reasons_alone(record: Record, needs: list[Kind]) -> None:
    assert found(record) == needs


@pytest.mark.parametrize(
    ("fields", "age", "needs"),
    [
        (WAITING, 20 * DAY - timedelta(seconds=1), False),
        (WAITING, 20 * DAY, True),
        (WAITING, 31 * DAY, True),
        ({**WAITING, "progress_code": "Verifying"}, 25 * DAY, True),
        ({**WAITING, "progress_code": None}, 25 * DAY, True),
        ({**WAITING, "progress_code": "Canceled"}, 25 * DAY, False),
        ({**WAITING, "progress_code": "Expired"}, 31 * DAY, False),
        ({**WAITING, "location_code": "AtAWS"}, 25 * DAY, False),
        ({**WAITING, "location_code": "InTransit"}, 25 * DAY, False),
        ({**WAITING, "location_code": None}, 25 * DAY, False),
    ],
)
def test_a_device_that_does_not_come_needs_a_person_ten_days_before_the_job_expires(
    fields: dict[str, Any], age: timedelta, needs: bool
) -> None:
    record = seen({**fields, "created_at": NOW - age})
    assert found(record) == ([Kind.EXPIRES] if needs else [])


@pytest.mark.parametrize(
    ("row", "needs"),
    [
        ({"created_at": None}, []),
        ({"created_at": Unreadable("soon")}, []),
        ({"created_at": datetime.max.replace(tzinfo=UTC)}, []),
        ({"created_at": NOW - 25 * DAY, "is_canceled": True}, []),
        ({"created_at": NOW - 25 * DAY, "is_canceled": Unreadable("?")}, [Kind.EXPIRES]),
        ({"created_at": NOW - 25 * DAY, "is_listed": False}, [Kind.EXPIRES]),
    ],
)
def test_the_30_day_rule_is_told_only_with_good_ground(row: dict[str, Any], needs: list[Kind]) -> None:
    assert found(seen(WAITING, **row)) == needs


@pytest.mark.parametrize("code", [*PROGRESS_CODES, "Verifying", "pending", "", None])
@pytest.mark.parametrize("location", [*LOCATION_CODES, "InTransit", None])
def test_of_the_codes_only_those_that_went_wrong_need_a_person(
    code: str | None, location: str | None
) -> None:
    needs = {Progress.ABORTED: [Kind.ABORTED], Progress.DONE_WITH_ERRORS: [Kind.ERRORS]}
    expected = needs.get(PROGRESS_CODES.get(code or "", Progress.UNKNOWN), [])
    assert found(seen({"progress_code": code, "location_code": location})) == expected


@pytest.mark.parametrize(
    ("code", "what_to_do"),
    [
        ("DeviceError", "Check the device"),
        ("InvalidSignature", "this job's own SIGNATURE file"),
        ("MissingDevice", "power supply and connectors"),
        ("MissingSignature", "in the root of the device"),
        ("UnsupportedDeviceType", "USB 2, eSATA or a 2.5 or 3.5 inch SATA"),
        ("UnsupportedFileFormat", "file system that the service supports"),
        ("UnsupportedPowerSupply", "US 120 V 60 Hz; EU 230 V 50 Hz"),
    ],
)
def test_each_aborted_code_comes_with_what_to_do(code: str, what_to_do: str) -> None:
    (reason,) = reasons(seen({"progress_code": code}), NOW)
    assert reason.kind is Kind.ABORTED
    assert what_to_do in reason.advice


LOG = {"log_bucket": "b", "log_key": "logs/x"}


@pytest.mark.parametrize(
    ("record", "sentence", "advice"),
    [
        (seen({"error_count": 1, **LOG}), "The service counted 1 error.", "Look into the log: s3://b/logs/x"),
        (seen({"error_count": 1200}), "counted 1,200 errors.", "the service has not said where it is"),
        (seen({"error_count": Unreadable("x")}), "cannot be read: x.", "Look into the log"),
        (seen({"warning_message": " it\n is late "}), "The service warns: it is late", "Make sure"),
        (
            seen({}, {**RETURNED, "carrier": "UPS", "tracking_number": "1Z"}),
            "nobody has opened this job since",
            "Look out for the parcel: UPS 1Z",
        ),
        (seen({}, RETURNED), "sent back", "Look out for the parcel."),
        (
            seen({**WAITING, "created_at": NOW - 25 * DAY}),
            "By the 30-day rule the last day for it is 2026-03-10 UTC; the service decides.",
            "Ship the device in time",
        ),
        (
            seen({"job_id": JobId("TEST1"), "signature_file_contents": "jobId:WXSPP"}),
            "Asked for QX7ZD, the service answered about TEST1. The file is for job WXSPP, not for QX7ZD.",
            "compare before you copy or save",
        ),
        (seen({"job_id": JobId("")}), "the service answered about no job.", "Fetch it again"),
        (seen({"repairs": ("a", "b")}), "has been repaired: a; b.", "Fetch it again"),
    ],
)
def test_the_sentence_says_what_is_so_and_the_advice_what_to_do(
    record: Record, sentence: str, advice: str
) -> None:
    (reason,) = reasons(record, NOW)
    assert sentence in reason.sentence
    assert advice in reason.advice


def test_every_kind_has_a_sentence() -> None:
    everything = {
        "progress_code": "DeviceError",
        "location_code": "Returned",
        "error_count": 1,
        "repairs": ("x",),
        "job_id": JobId("TEST1"),
    }
    records = [
        seen({}, everything),
        seen({**WAITING, "created_at": NOW - 25 * DAY, "warning_message": "x"}),
        seen(WAITING, {**WAITING, "progress_code": "Expired"}),
    ]
    told = {reason.kind: reason for record in records for reason in reasons(record, NOW)}
    assert set(told) == set(Kind)
    assert all(reason.sentence and reason.advice for reason in told.values())


def test_a_job_that_was_never_asked_for_needs_nobody() -> None:
    row = JobRow(JOB, "Import", NOW - 40 * DAY, False)
    assert kinds(row, NOW) == ()
    assert reasons(Record(JOB, row), NOW) == ()


def test_a_job_that_is_in_no_list_is_decided_by_its_status_alone() -> None:
    record = replace(seen({**WAITING, "created_at": NOW - 25 * DAY, "error_count": 1}), row=None)
    assert found(record) == [Kind.EXPIRES, Kind.ERRORS]


def test_a_status_newer_than_the_row_decides() -> None:
    old = seen({"error_count": 3})
    newer = replace(old, status=KeptStatus(**CALM), fetched_at=NOW + DAY)
    assert reasons(newer, NOW) == ()


def test_the_most_pressing_reason_comes_first() -> None:
    record = seen({}, {**RETURNED, "progress_code": "DeviceError", "error_count": 1, "repairs": ("x",)})
    order = list(Kind)
    places = [order.index(reason.kind) for reason in reasons(record, NOW)]
    assert places == sorted(places)
    assert isinstance(reasons(record, NOW)[0], Reason)
