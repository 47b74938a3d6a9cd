"""Checks a manifest before it becomes a job (docs/service.md 6.3 to 6.7).

Where editions of the documentation disagree, the most lenient one wins: notificationEmail, accessKeyId and
acl may be missing, and a device need not be erased. Undocumented options are accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.emulator.manifests import buckets, customs, postal
from ie_tui.emulator.manifests.manifest_parser import ParsedManifest, parse_manifest
from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.world.ids import LENGTH
from ie_tui.emulator.world.parcels import ERASED, Parcel, Signing

_YES: Final = ("yes", "true")
_CHOICES: Final = MappingProxyType(
    {
        "acl": ("private", "public-read", "public-read-write", "authenticated-read"),
        "eraseDevice": (*_YES, "no", "false"),
        "serviceLevel": ("standard", "expeditedshipping"),
        "setContentEncodingForGzFiles": ("yes", "no"),
    }
)
"""In lower case; values are compared caselessly."""
_FILE_SYSTEMS: Final = ("NTFS", "EXT2", "EXT3", "EXT4", "FAT32")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_MOST_LOG_KEY_BYTES: Final = 1_024
_MOST_COMMENT_CHARACTERS: Final = 997


class _Kind(NamedTuple):
    """A kind of job, and what its manifest needs beside the common options."""

    versions: tuple[str, ...]
    options: tuple[str, ...]
    item_options: tuple[str, ...] = ()
    """Required in each item of `operations`; empty: the group is not required."""
    regions: tuple[str, ...] = ()
    signing: Signing = Signing.AGREED


_COMMON: Final = ("manifestVersion", "deviceId")
_US_AND_IRELAND: Final = ("us-east-1", "us-west-1", "us-west-2", "eu-west-1")
_TO_S3: Final = _Kind(("1.0", "1.2", "1.3", "2.0"), ("bucket", "eraseDevice"))
_EXPORT: Final = _Kind(("1.0", "1.2", "1.3", "2.0"), ("logBucket", "fileSystem"), ("exportBucket",))
_BY_DESTINATION: Final = MappingProxyType(
    {
        "ebs-snapshot": _Kind(
            ("3.0",),
            ("logBucket", "eraseDevice"),
            ("source", "region", "deviceCapacityGreaterThan1TB"),
            (*_US_AND_IRELAND, "ap-southeast-1"),
            Signing.NONE,
        ),
        "glacier": _Kind(
            ("3.0",),
            ("logBucket", "eraseDevice"),
            ("source", "region", "vaultName", "archiveComment"),
            _US_AND_IRELAND,
            Signing.NONE,
        ),
    }
)


def parcel_of(job_type: str, text: str, access_key_id: str) -> Parcel:
    """The order in the manifest `text`. Raises RefusalError for the first fault found.

    `access_key_id` is the key that signed the request.
    """
    manifest = parse_manifest(text)
    kind = _kind(job_type, manifest)
    _check_required(kind, manifest)
    _check_options(kind, manifest, access_key_id)
    _check_operations(kind, manifest)
    address = manifest.groups["returnAddress"][0]
    fault = postal.fault(address)
    if fault is not None:
        raise RefusalError("InvalidAddressException", fault)
    if kind is _EXPORT and manifest.fields["fileSystem"].upper() not in _FILE_SYSTEMS:
        raise RefusalError(
            "InvalidFileSystemException", f"fileSystem must be one of {', '.join(_FILE_SYSTEMS)}"
        )
    region = _region(manifest)
    _check_customs(manifest, is_needed=postal.is_abroad(address["country"], region))
    return _parcel(job_type, text, manifest, kind, region)


def _kind(job_type: str, manifest: ParsedManifest) -> _Kind:
    if job_type == "Export":
        return _EXPORT
    destinations = [item.get("destination", "") for item in manifest.groups.get("operations", [])]
    if not destinations:
        return _TO_S3
    kind = _BY_DESTINATION.get(destinations[0])
    if kind is None or len(set(destinations)) > 1:
        raise _invalid("operations.destination must be ebs-snapshot or glacier, the same for all")
    return kind


def _check_required(kind: _Kind, manifest: ParsedManifest) -> None:
    groups = ("returnAddress", "operations") if kind.item_options else ("returnAddress",)
    address = next(iter(manifest.groups.get("returnAddress", [])), {})
    lacking = [
        *_without_value((*_COMMON, *kind.options), manifest.fields),
        *(name for name in groups if not manifest.groups.get(name)),
        *(f"returnAddress.{name}" for name in _without_value(postal.REQUIRED, address) if address),
        *(
            f"operations.{name}"
            for item in manifest.groups.get("operations", [])
            for name in _without_value(kind.item_options, item)
        ),
    ]
    if kind is _EXPORT and len(_without_value(("pinCode", "trueCryptPassword"), manifest.fields)) == 2:
        lacking.append("pinCode or trueCryptPassword")
    if lacking:
        raise RefusalError(
            "MissingManifestFieldException", f"Missing in the manifest: {', '.join(dict.fromkeys(lacking))}"
        )


def _without_value(names: Iterable[str], fields: Mapping[str, str]) -> list[str]:
    return [name for name in names if not fields.get(name)]


def _check_options(kind: _Kind, manifest: ParsedManifest, access_key_id: str) -> None:
    fields = manifest.fields
    if fields["manifestVersion"] not in kind.versions:
        raise _invalid(f"manifestVersion must be {' or '.join(kind.versions)} for this kind of job")
    for name, choices in _CHOICES.items():
        if fields.get(name) and fields[name].casefold() not in choices:
            raise _invalid(f"{name} must be one of {', '.join(choices)}, not {fields[name]}")
    emails = [email.strip() for email in fields.get("notificationEmail", "").split(";") if email.strip()]
    if not all(map(_EMAIL.fullmatch, emails)):
        raise _invalid("notificationEmail must be one address, or several separated by semicolons")
    if (fields.get("accessKeyId") or access_key_id) != access_key_id:
        raise RefusalError(
            "InvalidAccessKeyIdException",
            "The accessKeyId of the manifest is not the key that signed the request",
        )


def _check_operations(kind: _Kind, manifest: ParsedManifest) -> None:
    if not kind.regions:
        return
    for item in manifest.groups["operations"]:
        if item["source"] != "device":
            raise _invalid(f"operations.source must be device, not {item['source']}")
        if item["region"] not in kind.regions:
            raise _invalid(
                f"operations.region must be one of {', '.join(kind.regions)}, not {item['region']}"
            )
        if item.get("deviceCapacityGreaterThan1TB", "no") not in ("yes", "no"):
            raise _invalid("operations.deviceCapacityGreaterThan1TB must be yes or no")
        if len(item.get("archiveComment", "")) > _MOST_COMMENT_CHARACTERS:
            raise _invalid(f"operations.archiveComment must not exceed {_MOST_COMMENT_CHARACTERS} characters")


def _region(manifest: ParsedManifest) -> str:
    """The region of the data. Raises RefusalError for an unusable bucket or more than one region.

    The log of an import may be in any region.
    """
    fields = manifest.fields
    items = manifest.groups.get("operations", [])
    exports = [item["exportBucket"] for item in items if "exportBucket" in item]
    names = [name for name in (fields.get("bucket"), fields.get("logBucket"), *exports) if name]
    for name in names:
        if not buckets.is_name(name):
            raise _invalid(f"{name} is not a valid bucket name")
    buckets.check(names)
    if exports:
        regions = {buckets.region_of(name) for name in (fields["logBucket"], *exports)}
    elif items:
        regions = {item["region"] for item in items}
    else:
        regions = {buckets.region_of(fields["bucket"])}
    if len(regions) > 1:
        raise RefusalError(
            "MultipleRegionsException", f"All buckets must be in one region, not {', '.join(sorted(regions))}"
        )
    return regions.pop()


def _check_customs(manifest: ParsedManifest, *, is_needed: bool) -> None:
    declaration = manifest.groups.get("customs")
    if declaration:
        customs.check(declaration[0])
    elif is_needed:
        raise RefusalError(
            "MissingCustomsException", "The manifest needs a customs group, since the device crosses a border"
        )


def _parcel(job_type: str, text: str, manifest: ParsedManifest, kind: _Kind, region: str) -> Parcel:
    fields = manifest.fields
    log_prefix = fields.get("logPrefix", "")
    log_key_bytes = len(f"{log_prefix}{job_type.lower()}-log-".encode()) + LENGTH
    if log_key_bytes > _MOST_LOG_KEY_BYTES:
        raise _invalid(f"The log key would be {log_key_bytes} bytes long; the limit is {_MOST_LOG_KEY_BYTES}")
    is_erased = job_type == "Import" and fields["eraseDevice"].casefold() in _YES
    return Parcel(
        job_type=job_type,
        manifest=text,
        maker=None,
        log_bucket=fields.get("logBucket") or fields["bucket"],
        log_prefix=log_prefix,
        dock=buckets.dock_of(region),
        signing=kind.signing,
        warning=ERASED if is_erased else None,
    )


def _invalid(sentence: str) -> RefusalError:
    return RefusalError("InvalidManifestFieldException", sentence)
