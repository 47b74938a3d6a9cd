"""The state of one job, as ListJobs and GetStatus return it (docs/service.md 3.5, 3.6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.emulator.keys import DEMO_SECRET_ACCESS_KEY
from ie_tui.emulator.world.parcels import Parcel, Signing
from ie_tui.emulator.world.stories import Story, StoryStage, canceled, stage_at


class ListedJob(NamedTuple):
    """One member of ListJobs."""

    job_id: str
    job_type: str
    created_at: datetime
    """Aware, UTC, whole seconds."""
    is_canceled: bool


class ArtifactEntry(NamedTuple):
    """A file that comes with a job."""

    description: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmulatedStatus:
    """A result of GetStatus; None means that the element is left out."""

    job_id: str
    job_type: str
    created_at: datetime
    location_code: str
    location_message: str
    progress_code: str
    progress_message: str
    error_count: int
    current_manifest: str
    aws_shipping_address: str
    carrier: str | None = None
    tracking_number: str | None = None
    log_bucket: str | None = None
    log_key: str | None = None
    signature: str | None = None
    signature_file_contents: str | None = None
    warning_message: str | None = None
    artifacts: tuple[ArtifactEntry, ...] = ()
    ill_formed: bool = False
    """Write it with the mismatched end tags of the documented sample (docs/service.md 13.1)."""


@dataclass(frozen=True, slots=True)
class EmulatedJob:
    """A job: its order, and the story of its progress."""

    job_id: str
    created_at: datetime
    story: Story
    parcel: Parcel
    draw: bytes
    """20 pseudorandom bytes; the signature, the device's name and the tracking number derive from them."""

    def stage(self, at: datetime) -> StoryStage:
        """The stage at `at`; the first one if `at` is before the creation, as after a clock change."""
        return stage_at(self.story, self._age(at))

    def canceled(self, at: datetime) -> EmulatedJob:
        """The job, canceled at `at`."""
        return replace(self, story=canceled(self.story, self._age(at)))

    def _age(self, at: datetime) -> timedelta:
        return max(at - self.created_at, timedelta())

    def listed(self, at: datetime) -> ListedJob:
        """Its member in ListJobs."""
        is_canceled = self.stage(at).progress_code == "Canceled"
        return ListedJob(self.job_id, self.parcel.job_type, self.created_at, is_canceled)

    def status(self, at: datetime) -> EmulatedStatus:
        """Its result of GetStatus."""
        stage, parcel = self.stage(at), self.parcel
        log_key = f"{parcel.log_prefix}{parcel.job_type.lower()}-log-{self.job_id}"
        has_log = stage.progress_code in _LOGGED
        is_returned = stage.location_code == "Returned"
        tracking = _tracking_number(self) if is_returned else None
        signature = _signature(self) if parcel.signing is not Signing.NONE else None
        return EmulatedStatus(
            job_id=self.job_id,
            job_type=parcel.job_type,
            created_at=self.created_at,
            location_code=stage.location_code,
            location_message=_LOCATIONS[stage.location_code].format(
                carrier=parcel.dock.carrier, tracking=tracking
            ),
            progress_code=stage.progress_code,
            progress_message=_PROGRESS[stage.progress_code].format(
                errors=stage.error_count, key=log_key, bucket=parcel.log_bucket
            ),
            error_count=stage.error_count,
            current_manifest=_manifest(self),
            aws_shipping_address="\n".join(
                ("AWS Import/Export", f"JOBID {self.job_id}", *parcel.dock.street)
            ),
            carrier=parcel.dock.carrier if is_returned else None,
            tracking_number=tracking,
            log_bucket=parcel.log_bucket if has_log else None,
            log_key=log_key if has_log else None,
            signature=signature,
            signature_file_contents=_signature_file(self),
            warning_message=parcel.warning,
            artifacts=_artifacts(self),
            ill_formed=parcel.ill_formed,
        )


_LOGGED: Final = frozenset({"Complete", "Success", "SuccessWithErrors", "DeviceError"})

_LOCATIONS: Final = MappingProxyType(
    {
        "NotReceived": "AWS has not received your device.",
        "AtAWS": "Your device is at AWS.",
        "Returned": "Your device was returned with {carrier}. The tracking number is {tracking}.",
    }
)
_PROGRESS: Final = MappingProxyType(
    {
        "Pending": "The specified job has not started.",
        "Started": "The specified job has started.",
        "InProgress": "The data of the specified job is being loaded.",
        "Complete": "All files were loaded without an error. The log is {key} in the bucket {bucket}.",
        "Success": "The job ended without an error. The log is {key} in the bucket {bucket}.",
        "SuccessWithErrors": "The job ended, but {errors} of its files could not be loaded. The log says "
        "why; it is {key} in the bucket {bucket}.",
        "Canceled": "The specified job was canceled.",
        "Expired": "The specified job has expired: no device came within 30 days of its creation. "
        "A device that comes later is sent back unopened, and its owner pays for the way.",
        "DeviceError": "The device could not be read to its end. It started, but after some hours it stopped "
        "answering, and it did so again on a second computer, with another cable and another power supply. "
        "Files that were read before that are in the bucket, and the log, {key} in the bucket {bucket}, "
        "names them; the others were left alone. Check the device, copy its data to another one if you can, "
        "and create a new job for that: this job will not be tried again.",
        "InvalidSignature": "The SIGNATURE file on the device is not this job's; nothing was loaded.",
        "MissingDevice": "The parcel came without a device, or without its power supply or its cables.",
        "MissingSignature": "The root directory of the device holds no SIGNATURE file; nothing was loaded.",
        "UnsupportedDeviceType": "The device cannot be connected. Send one with USB 2.0 or eSATA, or a bare "
        "SATA drive of 2.5 or 3.5 inches.",
        "UnsupportedFileFormat": "The file system of the device cannot be read here.",
        "UnsupportedPowerSupply": "The power supply does not fit. In the USA it has to take 120 V at 60 Hz, "
        "in Europe 230 V at 50 Hz with a European plug.",
    }
)


def _signature(job: EmulatedJob) -> str:
    """The signature that CreateJob returned for this job."""
    if job.parcel.signing is Signing.BY_RULE:
        text = f"{job.job_id}\n{_manifest(job)}".replace("\r\n", "\n")
        return _hmac(DEMO_SECRET_ACCESS_KEY.encode(), text)
    return _hmac(job.draw, "signature")


def _hmac(key: bytes, text: str) -> str:
    """HMAC-SHA1 as base64: 28 characters, as from the service (docs/service.md 3.2, 7)."""
    return base64.b64encode(hmac.digest(key, text.encode(), hashlib.sha1)).decode("ascii")


def _manifest(job: EmulatedJob) -> str:
    parcel = job.parcel
    if parcel.maker is None:
        return parcel.manifest
    return parcel.manifest.replace("{device}", f"{parcel.maker}{int.from_bytes(job.draw[:2], 'big'):05}")


def _signature_file(job: EmulatedJob) -> str | None:
    """The four lines of the SIGNATURE file (docs/service.md 7); None for a job without one."""
    if job.parcel.signing is Signing.NONE:
        return None
    is_other = job.parcel.signing is Signing.CONTRADICTED
    signature = _hmac(job.draw[::-1], "signature") if is_other else _signature(job)
    return f"version:2.0\nsigningMethod:HmacSHA1\njobId:{job.job_id}\nsignature:{signature}\n"


def _tracking_number(job: EmulatedJob) -> str:
    dock = job.parcel.dock
    digits = str(int.from_bytes(job.draw, "big")).zfill(dock.tracking_digits)
    return dock.tracking_prefix + digits[-dock.tracking_digits :]


def _artifacts(job: EmulatedJob) -> tuple[ArtifactEntry, ...]:
    """Jobs without a SIGNATURE file have a packing slip with a barcode instead (docs/service.md 3.2)."""
    if job.parcel.signing is not Signing.NONE:
        return ()
    place = f"https://s3.amazonaws.com/{job.parcel.log_bucket}"
    return (
        ArtifactEntry(
            "Packing slip with the barcode for your device", f"{place}/packing-slip-{job.job_id}.pdf"
        ),
        ArtifactEntry("Shipping instructions", f"{place}/instructions.html?job={job.job_id}&lang=en"),
    )
