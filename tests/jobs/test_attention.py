"""The next move in sentences: why a job needs you, what to do, and what goes on where it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from ie_tui.api.models import LOCATION_CODES, PROGRESS_CODES, JobId, KeptStatus, Progress, Unreadable
from ie_tui.jobs.attention import Reason, explained, explained_by_row, in_short, newest_move, reasons
from ie_tui.jobs.next_move import Holder, MoveKind
from ie_tui.jobs.record import Handled, JobRow, Note, Record
from ie_tui.jobs.row import status_fingerprint

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


def found(record: Record, now: datetime = NOW) -> list[MoveKind]:
    return [reason.kind for reason in reasons(record, now)]


@pytest.mark.parametrize(
    ("record", "needs"),
    [
        (seen({}), []),
        (seen({"error_count": None}), []),
        (seen({"error_count": 1}), [MoveKind.ERRORS]),
        (seen({"error_count": Unreadable("many")}), [MoveKind.ERRORS]),
        (seen({"progress_code": "SuccessWithErrors", "error_count": None}), [MoveKind.ERRORS]),
        (seen({"warning_message": "late"}), [MoveKind.WARNING]),
        (seen({"warning_message": "late", **RETURNED}), []),
        (seen({"repairs": ("line 3",)}), [MoveKind.REPAIRED]),
        (seen({"repairs": ("line 3",), **RETURNED}), [MoveKind.REPAIRED]),
        (seen({"job_id": JobId("TEST1")}), [MoveKind.DISAGREES]),
        (seen({"signature_file_contents": "jobId:WXSPP"}), [MoveKind.DISAGREES]),
        (seen({"signature": "a", "signature_file_contents": "signature:b"}), [MoveKind.DISAGREES]),
        (seen({"signature": "a", "signature_file_contents": f"jobId:{JOB}\nsignature:a"}), []),
        (seen(RETURNED), []),
        (seen({}, RETURNED), []),
        (seen(RETURNED, RETURNED), []),
        (seen({"progress_code": "Expired"}), []),
        (seen(WAITING, {**WAITING, "progress_code": "Expired"}), [MoveKind.EXPIRED]),
        (seen({"progress_code": "Expired"}, {**RETURNED, "progress_code": "Expired"}), []),
        (seen({}, RETURNED, {}), []),
        (seen(WAITING), [MoveKind.SHIP]),
        (seen(WAITING, {**WAITING, "progress_code": "Canceled"}), []),
        (
            seen({**WAITING, "error_count": 2, "warning_message": "x"}),
            [MoveKind.ERRORS, MoveKind.WARNING, MoveKind.SHIP],
        ),
        (seen({}, {**RETURNED, "progress_code": "DeviceError"}), [MoveKind.ABORTED]),
    ],
)
def test_a_job_needs_a_person_for_these_reasons_alone(record: Record, needs: list[MoveKind]) -> None:
    assert found(record) == needs


@pytest.mark.parametrize(
    ("code", "what_to_do"),
    [
        ("DeviceError", "Check the device"),
        ("InvalidSignature", "this job's SIGNATURE file"),
        ("MissingDevice", "power supply and connectors"),
        ("MissingSignature", "in the root of the device"),
        ("UnsupportedDeviceType", "USB 2, eSATA or a 2.5 or 3.5 inch SATA"),
        ("UnsupportedFileFormat", "file system that the service supports"),
        ("UnsupportedPowerSupply", "US 120 V 60 Hz; EU 230 V 50 Hz"),
    ],
)
def test_each_aborted_code_comes_with_what_to_do(code: str, what_to_do: str) -> None:
    (reason,) = reasons(seen({"progress_code": code}), NOW)
    assert reason.kind is MoveKind.ABORTED
    assert what_to_do in reason.advice


LOG = {"log_bucket": "b", "log_key": "logs/x"}


@pytest.mark.parametrize(
    ("record", "sentence", "advice"),
    [
        (seen({"error_count": 1, **LOG}), "The service reports 1 error.", "Read the log: s3://b/logs/x"),
        (seen({"error_count": 1200}), "reports 1,200 errors.", "the service has not reported its location"),
        (seen({"error_count": Unreadable("x")}), "is unreadable: x.", "Read the log"),
        (seen({"warning_message": " it\n is late "}), "The service warns: it is late", "Make sure"),
        (seen(WAITING), "The device has not arrived at AWS.", "Ship the device."),
        (
            seen({**WAITING, "signature_file_contents": f"jobId:{JOB}"}),
            "has not arrived",
            "Save SIGNATURE in the root of the device and ship it.",
        ),
        (
            seen({**WAITING, "created_at": NOW - 25 * DAY}),
            "Under the 30-day rule the last day is 2026-03-10 UTC; the service decides.",
            "Ship the device in time: a device that arrives later is sent back at your cost.",
        ),
        (
            replace(seen({**WAITING, "created_at": NOW - 25 * DAY}), note=Note("", "UPS", "1Z")),
            "No device has arrived.",
            "Ask the carrier where the device is (UPS 1Z): a device that arrives later",
        ),
        (
            seen({"job_id": JobId("TEST1"), "signature_file_contents": "jobId:WXSPP"}),
            "Requested QX7ZD, but the response is about TEST1. The file is for job WXSPP, not for QX7ZD.",
            "compare before you copy or save",
        ),
        (seen({"job_id": JobId("")}), "the response is about no job.", "Fetch it again"),
        (seen({"repairs": ("a", "b")}), "ie-tui repaired it: a; b.", "Fetch it again"),
    ],
)
def test_the_sentence_says_what_is_so_and_the_advice_what_to_do(
    record: Record, sentence: str, advice: str
) -> None:
    (reason,) = reasons(record, NOW)
    assert sentence in reason.sentence
    assert advice in reason.advice


@pytest.mark.parametrize(
    ("record", "holder", "kind", "sentence", "advice"),
    [
        (
            replace(seen(WAITING), note=Note("", "UPS", "1Z")),
            Holder.CARRIER,
            MoveKind.SENT,
            "You shipped the device: UPS 1Z.",
            "Nothing to do until it arrives.",
        ),
        (
            seen({}, {**RETURNED, "carrier": "UPS", "tracking_number": "1Z"}),
            Holder.CARRIER,
            MoveKind.RETURNED,
            "The device was sent back; this job has not been opened since.",
            "Watch for the parcel: UPS 1Z",
        ),
        (
            seen({}, RETURNED),
            Holder.CARRIER,
            MoveKind.RETURNED,
            "The device was sent back; this job has not been opened since.",
            "Watch for the parcel.",
        ),
        (
            seen({"progress_code": "Pending"}),
            Holder.AWS,
            MoveKind.STARTS,
            "The device is at AWS. AWS will start the job.",
            "",
        ),
        (seen({"progress_code": "Verifying"}), Holder.AWS, MoveKind.AT_AWS, "The device is at AWS.", ""),
        (
            seen({}),
            Holder.AWS,
            MoveKind.LOADS,
            "AWS is loading the data and will send the device back.",
            "",
        ),
        (
            seen({"progress_code": "Success"}),
            Holder.AWS,
            MoveKind.SENDS_BACK,
            "AWS will send the device back.",
            "",
        ),
        (seen(RETURNED), Holder.NOBODY, MoveKind.OVER, "The device was sent back.", ""),
        (
            seen({**WAITING, "progress_code": "Canceled"}),
            Holder.NOBODY,
            MoveKind.OVER,
            "The job was canceled.",
            "",
        ),
        (seen(WAITING, is_canceled=True), Holder.NOBODY, MoveKind.OVER, "The job was canceled.", ""),
        (
            seen({**WAITING, "progress_code": "Expired"}),
            Holder.NOBODY,
            MoveKind.OVER,
            "The job has expired. A device that arrives now is sent back at your cost.",
            "",
        ),
        (
            seen({**WAITING, "location_code": None}),
            None,
            MoveKind.NOT_SAID,
            "The service has not reported where the device is.",
            "",
        ),
        (
            seen({**WAITING, "location_code": "InTransit"}),
            None,
            MoveKind.NOT_SAID,
            "The service reports the undocumented location “InTransit”.",
            "",
        ),
        (Record(JOB), None, MoveKind.NOT_FETCHED, "The status has not been fetched.", ""),
    ],
)
def test_a_move_that_is_not_yours_says_what_goes_on(
    record: Record, holder: Holder | None, kind: MoveKind, sentence: str, advice: str
) -> None:
    assert explained(record, NOW) == (holder, (Reason(kind, sentence, advice),), None)
    assert newest_move(record, NOW) == (holder, (kind,))


def test_what_was_handled_is_told_with_its_date_as_long_as_the_status_says_the_same() -> None:
    record = seen(WAITING)
    assert record.status is not None
    mark = Handled(NOW - DAY, ("SHIP",), status_fingerprint(record.status))
    handled = replace(record, handled=mark)
    assert explained(handled, NOW) == (
        Holder.NOBODY,
        (Reason(MoveKind.HANDLED, "Nothing left to do.", ""),),
        NOW - DAY,
    )
    warned = replace(handled, status=replace(record.status, warning_message="late"))
    assert found(warned) == [MoveKind.WARNING, MoveKind.SHIP]
    assert explained(warned, NOW).handled_at is None


def test_every_kind_has_a_sentence_for_every_pair_of_codes() -> None:
    everything: dict[str, Any] = {
        "error_count": 1,
        "repairs": ("x",),
        "job_id": JobId("TEST1"),
        "warning_message": "x",
    }
    answers: tuple[dict[str, Any], ...] = ({}, everything, {"created_at": NOW - 25 * DAY})
    said = set()
    for progress, location in product([*PROGRESS_CODES, "New", None], [*LOCATION_CODES, "New", None]):
        codes = {"progress_code": progress, "location_code": location}
        for fields, note in product(answers, (None, Note("", "UPS"))):
            record = replace(seen({}, {**codes, **fields}), note=note)
            marked = record
            if record.status is not None:
                names = tuple(kind.name for kind in MoveKind)
                marked = replace(record, handled=Handled(NOW, names, status_fingerprint(record.status)))
            for one in (record, marked, replace(record, row=None)):
                for reason in explained(one, NOW).reasons:
                    said.add(reason.kind)
                    assert reason.sentence
                    assert (
                        reason.advice
                        or reason.kind not in list(MoveKind)[: list(MoveKind).index(MoveKind.STARTS)]
                    )
    assert said == set(MoveKind) - {MoveKind.NOT_FETCHED}


@pytest.mark.parametrize(
    ("fields", "days_left", "words"),
    [
        (WAITING, 12, "ship, 12 days left"),
        (WAITING, None, "ship the device"),
        ({**WAITING, "created_at": NOW - 27 * DAY}, 3, "ship now, 3 days left"),
        ({**WAITING, "created_at": NOW - 29 * DAY}, 1, "ship now, 1 day left"),
        ({**WAITING, "created_at": NOW - 30 * DAY}, 0, "ship now, the last day"),
        ({**WAITING, "created_at": NOW - 31 * DAY}, -1, "no device in 30 days"),
        ({**WAITING, "error_count": 1}, 12, "read the error log +1"),
        ({"progress_code": "MissingSignature", "repairs": ("x",)}, None, "no SIGNATURE file +1"),
        ({"repairs": ("x",)}, None, "fetch it again"),
        ({}, None, "being loaded"),
    ],
)
def test_in_short_a_move_says_what_is_to_be_done(
    fields: dict[str, Any], days_left: int | None, words: str
) -> None:
    row = seen(fields).row
    assert row is not None
    assert in_short(row, NOW, days_left) == words


def test_each_aborted_code_has_words_that_fit_a_column() -> None:
    for code, progress in PROGRESS_CODES.items():
        row = seen({"progress_code": code}).row
        assert row is not None
        assert len(in_short(row, NOW, None)) <= 22
        assert progress is not Progress.ABORTED or in_short(row, NOW, None) != "aborted"


def test_the_row_alone_says_the_same_of_moves_that_are_not_yours() -> None:
    for record in (
        seen({}),
        seen({"progress_code": "Success"}),
        seen(RETURNED),
        seen(RETURNED, is_canceled=True),
    ):
        assert record.row is not None
        assert explained_by_row(record.row, NOW) == explained(record, NOW)


def test_a_job_that_was_never_asked_for_needs_nobody() -> None:
    row = JobRow(JOB, "Import", NOW - 40 * DAY, False)
    assert reasons(Record(JOB, row), NOW) == ()


def test_a_job_that_is_in_no_list_is_decided_by_its_status_alone() -> None:
    record = replace(seen({**WAITING, "created_at": NOW - 25 * DAY, "error_count": 1}), row=None)
    assert found(record) == [MoveKind.EXPIRES, MoveKind.ERRORS]


def test_a_status_newer_than_the_row_decides() -> None:
    old = seen({"error_count": 3})
    newer = replace(old, status=KeptStatus(**CALM), fetched_at=NOW + DAY)
    assert reasons(newer, NOW) == ()


def test_the_most_pressing_reason_comes_first() -> None:
    record = seen({}, {**RETURNED, "progress_code": "DeviceError", "error_count": 1, "repairs": ("x",)})
    order = list(MoveKind)
    places = [order.index(reason.kind) for reason in reasons(record, NOW)]
    assert places == sorted(places)
    assert isinstance(reasons(record, NOW)[0], Reason)
