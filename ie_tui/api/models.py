"""Responses of the service as values.

Every element of the ListJobs and GetStatus responses has a field here (docs/service.md 3.5, 3.6). Codes are
open sets: they stay text as sent, and `progress_of` and `location_of` classify the documented ones.
Times are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple, NewType, TypeVar

from ie_tui.manifest.secrets import mask_secrets

API_VERSION: Final = "2010-06-01"
JobId = NewType("JobId", str)
"""An opaque token; shown and sent exactly as received."""


class Unreadable(NamedTuple):
    """A date, number or boolean that could not be parsed."""

    text: str
    """As sent."""


T = TypeVar("T")


def readable(value: T | Unreadable | None) -> T | None:
    """The value, or None when it was absent or unreadable."""
    return None if isinstance(value, Unreadable) else value


class Job(NamedTuple):
    """One member of ListJobs. A named tuple for speed: a page holds up to a thousand."""

    job_id: JobId
    job_type: str
    """`Import` or `Export`; as sent."""
    created_at: datetime | Unreadable | None
    is_canceled: bool | Unreadable | None


@dataclass(frozen=True, slots=True)
class JobPage:
    """One ListJobs response, newest job first (docs/service.md 3.6)."""

    jobs: tuple[Job, ...]
    is_truncated: bool
    """More jobs follow; the last job's id is the next Marker."""
    request_id: str | None = None
    unknown_names: tuple[str, ...] = ()
    """Names of undocumented elements."""
    repairs: tuple[str, ...] = ()
    """What was malformed and repaired, and each job that was left out because it has no JobId."""


class Artifact(NamedTuple):
    """A file that the service offers for a job."""

    description: str
    url: str


class UnknownElement(NamedTuple):
    """An undocumented element."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _StatusFields:
    """The fields shared by both forms of a status; None if the service sent no such element."""

    job_id: JobId
    """As named in the response: may differ from the requested one (docs/service.md 13.13) or be empty."""
    job_type: str | None = None
    created_at: datetime | Unreadable | None = None
    location_code: str | None = None
    location_message: str | None = None
    progress_code: str | None = None
    progress_message: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    log_bucket: str | None = None
    log_key: str | None = None
    error_count: int | Unreadable | None = None
    signature: str | None = None
    signature_file_contents: str | None = None
    """As sent; `signature_file()` gives the text for the device."""
    current_manifest: str | None = None
    artifacts: tuple[Artifact, ...] = ()
    aws_shipping_address: str | None = None
    """Several lines."""
    warning_message: str | None = None
    request_id: str | None = None
    repairs: tuple[str, ...] = ()
    """One sentence for each repair of a malformed response."""

    def signature_file(self) -> str | None:
        """The text of the SIGNATURE file: stripped, LF line ends, one final LF (docs/service.md 7)."""
        if self.signature_file_contents is None or not self.signature_file_contents.strip():
            return None
        return self.signature_file_contents.strip().replace("\r\n", "\n").replace("\r", "\n") + "\n"

    def disagreements(self, asked: JobId) -> tuple[str, ...]:
        """Where the SIGNATURE file contradicts the job or signature of the response, not gated.

        `asked`: the requested job. Source: docs/service.md 13.13.
        """
        file = self.signature_file()
        if file is None:
            return ()
        named = dict(line.split(":", 1) for line in file.splitlines() if ":" in line)
        found = []
        job_id = named.get("jobId", "").strip()
        if job_id and job_id.casefold() != asked.casefold():
            found.append(f"The file is for job {job_id}, not for {asked}.")
        value = named.get("signature", "").strip()
        if value and self.signature and value != self.signature.strip():
            found.append("The signature in the file differs from the one in the response.")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStatus(_StatusFields):
    """A status that is safe to cache: manifest secrets masked, no text of unknown elements."""

    unknown_names: tuple[str, ...] = ()
    secrets_masked: int = 0
    """How many values in `current_manifest` were masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus(_StatusFields):
    """A complete GetStatus response. It may contain secrets: only `for_keeping()` is cached."""

    unknown_elements: tuple[UnknownElement, ...] = field(default=(), repr=False)
    current_manifest: str | None = field(default=None, repr=False)

    def for_keeping(self) -> KeptStatus:
        """The same status without anything that must not be stored."""
        shared = {f.name: getattr(self, f.name) for f in fields(_StatusFields)}
        if self.current_manifest is not None:
            shared["current_manifest"], masked = mask_secrets(self.current_manifest)
        else:
            masked = 0
        names = tuple(element.name for element in self.unknown_elements)
        return KeptStatus(**shared, unknown_names=names, secrets_masked=masked)


class Progress(Enum):
    """The classes of ProgressCode (docs/service.md 4.2)."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DONE_WITH_ERRORS = "done with errors"
    ABORTED = "aborted"
    CANCELED = "canceled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Location(Enum):
    """The classes of LocationCode (docs/service.md 4.1)."""

    NOT_RECEIVED = "not received"
    AT_AWS = "at AWS"
    RETURNED = "returned"
    UNKNOWN = "unknown"


PROGRESS_CODES: Final = MappingProxyType(
    {
        "Pending": Progress.WAITING,
        "Started": Progress.RUNNING,
        "InProgress": Progress.RUNNING,
        "Complete": Progress.DONE,
        "Success": Progress.DONE,
        "SuccessWithErrors": Progress.DONE_WITH_ERRORS,
        "Canceled": Progress.CANCELED,
        "Expired": Progress.EXPIRED,
        "DeviceError": Progress.ABORTED,
        "InvalidSignature": Progress.ABORTED,
        "MissingDevice": Progress.ABORTED,
        "MissingSignature": Progress.ABORTED,
        "UnsupportedDeviceType": Progress.ABORTED,
        "UnsupportedFileFormat": Progress.ABORTED,
        "UnsupportedPowerSupply": Progress.ABORTED,
    }
)
LOCATION_CODES: Final = MappingProxyType(
    {"NotReceived": Location.NOT_RECEIVED, "AtAWS": Location.AT_AWS, "Returned": Location.RETURNED}
)


def progress_of(code: str) -> Progress:
    """The class of a ProgressCode; UNKNOWN for an undocumented one."""
    return PROGRESS_CODES.get(code, Progress.UNKNOWN)


def location_of(code: str) -> Location:
    """The class of a LocationCode; UNKNOWN for an undocumented one."""
    return LOCATION_CODES.get(code, Location.UNKNOWN)


def is_final(location_code: str | None, progress_code: str | None) -> bool:
    """Whether the job is over: device returned, or job ended before it arrived (docs/service.md 4.2)."""
    if location_code == "Returned":
        return True
    ended = progress_of(progress_code or "") in (Progress.CANCELED, Progress.EXPIRED)
    return ended and location_code in (None, "NotReceived")
