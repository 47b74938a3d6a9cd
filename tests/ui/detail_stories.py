"""Jobs in the states that a person meets, as records made by hand."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ie_tui.api.errors import Offline, UnknownJob
from ie_tui.api.models import Artifact, JobId, KeptStatus, Unreadable
from ie_tui.jobs.record import Change, FetchFailure, JobRow, Record
from ie_tui.ui.widgets.job_detail.detail_text import SECTIONS
from ie_tui.ui.widgets.job_detail.section import View

NOW = datetime(2011, 2, 12, 9, 30, tzinfo=UTC)
JOB = JobId("QX7ZD")
VALUE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="
FILE = f"version:2.0\nsigningMethod:HmacSHA1\njobId:{JOB}\nsignature:{VALUE}\n"
ADDRESS = "Example Loading Dock\nJOBID QX7ZD\n77 Sample Road\nExampleville, VA 00000"
MANIFEST = """\
manifestVersion: 2.0
generator: Text editor
bucket: demo-archive-in
deviceId: SN-0042
eraseDevice: yes
notificationEmail: pat@example.com
trueCryptPassword: ••••
returnAddress:
    name: Pat Example
    company: 例示株式会社
    street1: 1 Example Lane
    city: Sampletown
    stateOrProvince: WA
    postalCode: 98000
    phoneNumber: 206-555-0100
    country: USA
cacheControl: max-age=3600
"""
CREATED = datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A time in February 2011."""
    return datetime(2011, 2, day, hour, minute, tzinfo=UTC)


def row(job_id: JobId = JOB, *, is_canceled: bool = False, is_listed: bool = True) -> JobRow:
    """The job as the list has it."""
    return JobRow(job_id, "Import", CREATED, is_canceled, is_listed)


PENDING_STATUS = KeptStatus(
    job_id=JOB,
    job_type="Import",
    created_at=CREATED,
    location_code="NotReceived",
    location_message="AWS has not received your device.",
    progress_code="Pending",
    progress_message="The specified job has not started.",
    error_count=0,
    signature=VALUE,
    signature_file_contents=FILE,
    current_manifest=MANIFEST,
    aws_shipping_address=ADDRESS,
    warning_message="**** Device will be erased before being returned. ****",
    request_id="33333333-4444-4555-8666-777777777777",
    secrets_masked=1,
)
FIRST_SIGHT = (
    Change("location_code", None, "NotReceived", None, at(3, 5)),
    Change("progress_code", None, "Pending", None, at(3, 5)),
)
PENDING = Record(JOB, row(), PENDING_STATUS, NOW - timedelta(seconds=2), history=FIRST_SIGHT)

LOADING = replace(
    PENDING,
    status=replace(
        PENDING_STATUS,
        location_code="AtAWS",
        location_message="Your device is at AWS.",
        progress_code="InProgress",
        progress_message="The data on your device is being loaded.",
        error_count=None,
        warning_message=None,
    ),
    history=(
        Change("progress_code", "Pending", "InProgress", at(9, 18, 20), at(10, 8, 12)),
        Change("location_code", "NotReceived", "AtAWS", at(7), at(8, 11, 30)),
        *FIRST_SIGHT,
    ),
)
RETURNED = replace(
    LOADING,
    status=replace(
        PENDING_STATUS,
        location_code="Returned",
        location_message="Your device was sent back with Parcel Post, 1Z 999.",
        progress_code="SuccessWithErrors",
        progress_message="Your data was loaded with 3 file errors.",
        error_count=3,
        carrier="Parcel Post",
        tracking_number="1Z 999 AA1 01",
        log_bucket="demo-archive-in",
        log_key="logs/2011 02/import-log-QX7ZD",
        artifacts=(
            Artifact("Shipping label", "https://s3.amazonaws.com/demo-logs/shipping-label-QX7ZD.pdf"),
        ),
        warning_message=None,
    ),
    history=(
        Change("tracking_number", None, "1Z 999 AA1 01", at(11, 8), at(12, 8)),
        Change("carrier", None, "Parcel Post", at(11, 8), at(12, 8)),
        Change("location_code", "AtAWS", "Returned", at(11, 8), at(12, 8)),
        Change("error_count", None, "3", at(10, 20), at(11, 8)),
        Change("progress_code", "InProgress", "SuccessWithErrors", at(10, 20), at(11, 8)),
        *LOADING.history,
    ),
)
ABORTED = replace(
    LOADING,
    status=replace(
        PENDING_STATUS,
        location_code="AtAWS",
        location_message="Your device is at AWS.",
        progress_code="MissingSignature",
        progress_message="There is no SIGNATURE file on your device.",
        signature_file_contents=FILE.replace(str(JOB), "M4T9B").replace(VALUE, VALUE.lower()),
    ),
    row=row(is_listed=False),
    history=LOADING.history[1:],
)
CANCELLED = replace(
    PENDING, row=row(is_canceled=True), status=replace(PENDING_STATUS, progress_code="Canceled")
)
EXPIRED = replace(
    PENDING,
    status=replace(
        PENDING_STATUS,
        created_at=CREATED - timedelta(days=31),
        progress_code="Expired",
        progress_message="The job has expired.",
        current_manifest=MANIFEST.replace(": ", ":").replace("    ", "").replace("stateOrProvince:WA\n", ""),
        warning_message=None,
    ),
    history=(Change("progress_code", "Pending", "Expired", at(3, 5), at(6, 21, 15)), *FIRST_SIGHT),
)
STALE = replace(
    LOADING,
    fetched_at=NOW - timedelta(days=3),
    failure=FetchFailure(
        Offline("importexport.amazonaws.com could not be found.", advice="Check the network, then press r."),
        NOW - timedelta(minutes=2),
    ),
)
UNASKED = Record(JOB, row())
UNREACHED = replace(UNASKED, failure=STALE.failure)
MIXED_UP = replace(
    PENDING,
    status=replace(
        PENDING_STATUS,
        job_id=JobId("A36BC"),
        location_code="InTransit",
        location_message=None,
        progress_code="Verifying",
        progress_message=None,
        current_manifest=None,
        signature=None,
        signature_file_contents=None,
        unknown_names=("Weight", "Shelf"),
        repairs=("line 17: LocationMessage is closed as LocationDescription",),
    ),
)
STORIES = {
    "pending": PENDING,
    "loading": LOADING,
    "returned": RETURNED,
    "aborted": ABORTED,
    "cancelled": CANCELLED,
    "expired": EXPIRED,
    "stale": STALE,
    "unasked": UNASKED,
    "unreached": UNREACHED,
    "mixed-up": MIXED_UP,
}


def with_status(**fields: Any) -> Record:
    """A pending job just asked for, never seen before, but for these fields."""
    return Record(JOB, row(), replace(PENDING_STATUS, **fields), NOW)


HOSTILE = (
    "a\x1b]52;c;UFdORUQ=\x07b",
    "a\x9b31mb",
    "my\u202egnp.bucket",
    "[@click=app.quit]x[/]",
    "my[/b]bucket",
    "[b",
    "日本語" * 20,
    "e" + "\u0301" * 40,
    "\ud800",
    "a\u2028b\r\tc",
)


def poisoned(text: str) -> Record:
    """A record with this text in every place that takes any."""
    texts: dict[str, Any] = {part.name: text for part in fields(KeptStatus) if "str | None" in str(part.type)}
    status = replace(PENDING_STATUS, **texts)
    status = replace(
        status,
        job_id=JobId(text),
        created_at=Unreadable(text),
        error_count=Unreadable(text),
        artifacts=(Artifact(text, text), Artifact(text, f"https://{text}@{text}/")),
        repairs=(text,),
        unknown_names=(text,),
        current_manifest=f"{text}: {text}\nbucket: {text}\nreturnAddress:\n  name: {text}\n{text}",
    )
    names = ("location_code", "progress_code", "error_count", "carrier")
    changes = tuple(Change(name, text, text, at(4), at(5)) for name in names)
    job_row = row()._replace(job_type=text, is_canceled=Unreadable(text), is_listed=False)
    failure = FetchFailure(UnknownJob(text, code=text, advice=text), NOW)
    return Record(JobId(text + "x"), job_row, status, NOW, failure, changes)


def view(record: Record) -> View:
    """The record as seen at NOW, in UTC."""
    return View(record, NOW)


def page(seen: View, width: int) -> str:
    """The text of all sections from top to bottom, an empty line between two."""
    texts = (build(seen, width).plain for _, build, _ in SECTIONS)
    return "\n\n".join(text for text in texts if text)
