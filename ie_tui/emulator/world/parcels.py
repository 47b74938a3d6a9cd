"""What is ordered in each kind of job: a manifest, and what the service adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from ie_tui.emulator.world import sample_manifests


class Signing(Enum):
    """How the signature of a job appears in responses."""

    AGREED = "the element and the SIGNATURE file hold the same value"
    CONTRADICTED = "the two differ, as in published samples (docs/service.md 13.13)"
    BY_RULE = "as AGREED, made by the documented rule of manifest Version 1.0 (docs/service.md 7)"
    NONE = "EBS and Glacier devices carry a barcode instead (docs/service.md 7)"


@dataclass(frozen=True, slots=True)
class Dock:
    """The address that devices are sent to, and the carrier that returns them."""

    street: tuple[str, ...]
    carrier: str
    tracking_prefix: str
    tracking_digits: int


SEATTLE: Final = Dock(("1111 Nosuch Ave South", "Dock 4", "Seattle, WA 92222", "USA"), "UPS", "1Z", 16)
DUBLIN: Final = Dock(("Unit 7, Nosuch Business Park", "Dublin 99", "Ireland"), "DHL Express", "JD", 18)
SINGAPORE: Final = Dock(("88 Nosuch Crescent #01-01", "Singapore 999999"), "FedEx", "", 12)

ERASED: Final = "**** Device will be erased before being returned. ****"
"""As in the AWS CLI's example of update-job (docs/service.md 3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One kind of order."""

    job_type: str
    manifest: str
    """With `{device}` in place of the device's name, if there is a maker."""
    maker: str | None
    """The prefix of device names; None if the manifest contains no `{device}`."""
    log_bucket: str
    log_prefix: str = ""
    dock: Dock = SEATTLE
    signing: Signing = Signing.AGREED
    warning: str | None = None
    ill_formed: bool = False
    """GetStatus responds with the mismatched end tags of the documented sample (docs/service.md 13.1)."""


WATCHED: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.PLAIN,
    maker="SN-WX21A",
    log_bucket="harbour-archive-logs",
    log_prefix="scans/",
    warning=ERASED,
)
SCANS: Final = replace(WATCHED, warning=None)
TEMPLATE: Final = replace(SCANS, manifest=sample_manifests.TEMPLATE, maker="SN-Z5021", log_prefix="")
DOCUMENTED: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.LOST_INDENTATION,
    maker="TestDevice",
    log_bucket="harbour-sound-in",
    ill_formed=True,
)
SEMICOLONS: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.SEMICOLONS,
    maker="survey-",
    log_bucket="harbour-survey-in",
)
NEXT_LINE: Final = replace(SEMICOLONS, manifest=sample_manifests.NEXT_LINE)
EXPORT_LIST: Final = Parcel(
    job_type="Export",
    manifest=sample_manifests.EXPORT_LIST,
    maker="SN-HUS72",
    log_bucket="harbour-archive-logs",
    log_prefix="exports/",
)
EXPORT_ACCENTS: Final = Parcel(
    job_type="Export",
    manifest=sample_manifests.EXPORT_ACCENTS,
    maker="disco-",
    log_bucket="harbour-eu-logs",
    dock=DUBLIN,
)
TOKYO: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.TOKYO,
    maker="見本-",
    log_bucket="harbour-asia-in",
    dock=SINGAPORE,
)
EBS: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.EBS,
    maker="rack2-sled",
    log_bucket="harbour-archive-logs",
    signing=Signing.NONE,
)
GLACIER: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.GLACIER,
    maker="negativos-",
    log_bucket="harbour-eu-logs",
    dock=DUBLIN,
    signing=Signing.NONE,
)
CRLF: Final = replace(SCANS, manifest=sample_manifests.CRLF)
SOUND: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.VERSION_1_2,
    maker="dat-tapes-",
    log_bucket="harbour-sound-in",
    signing=Signing.BY_RULE,
)
NORWAY: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.NORWAY,
    maker="museet-",
    log_bucket="harbour-eu-in",
    dock=DUBLIN,
)
RULES: Final = replace(SCANS, manifest=sample_manifests.RULES, log_prefix='"rules & exceptions"/')
STICK: Final = Parcel(
    job_type="Import",
    manifest=sample_manifests.STICK,
    maker="stick-",
    log_bucket="harbour-daily-logs",
)
STICK_OUT: Final = replace(EXPORT_LIST, maker="stick-")
CONTRADICTED: Final = replace(TEMPLATE, signing=Signing.CONTRADICTED)
