"""Checks a manifest against the documentation: missing or doubtful options, with the edition that says so.

The editions contradict each other (docs/service.md 13.22 and 13.23), so these are remarks, never errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from ie_tui.manifest.options import Path

Values = dict[Path, str]
"""The first value of each path, without quotes and semicolon."""


class RemarkKind(Enum):
    """The kind of job that a manifest describes (docs/service.md 6.4 to 6.6)."""

    S3_IMPORT = "an S3 import"
    S3_EXPORT = "an S3 export"
    EBS_IMPORT = "an EBS import"
    GLACIER_IMPORT = "a Glacier import"


_IMPORTS: Final = frozenset({RemarkKind.S3_IMPORT, RemarkKind.EBS_IMPORT, RemarkKind.GLACIER_IMPORT})
_VERSION_3: Final = frozenset({RemarkKind.EBS_IMPORT, RemarkKind.GLACIER_IMPORT})
_KINDS: Final[Mapping[str, frozenset[RemarkKind]]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "bucket",
                "acl",
                "cacheControl",
                "contentDisposition",
                "contentLanguage",
                "contentTypes",
                "defaultContentType",
                "diskTimestampMetadataKey",
                "expires",
                "ignore",
                "setContentEncodingForGzFiles",
                "staticMetadata",
                "storageClass",
            ),
            frozenset({RemarkKind.S3_IMPORT}),
        ),
        **dict.fromkeys(("prefix", "substitutions"), frozenset({RemarkKind.S3_IMPORT, RemarkKind.S3_EXPORT})),
        "eraseDevice": _IMPORTS,
        **dict.fromkeys(
            (
                "fileSystem",
                "recoveryDirectory",
                "targetDirectory",
                "exportBucket",
                "beginMarker",
                "endMarker",
            ),
            frozenset({RemarkKind.S3_EXPORT}),
        ),
        **dict.fromkeys(("destination", "source", "region"), _VERSION_3),
        "deviceCapacityGreaterThan1TB": frozenset({RemarkKind.EBS_IMPORT}),
        **dict.fromkeys(("vaultName", "archiveComment"), frozenset({RemarkKind.GLACIER_IMPORT})),
    }
)
"""Options that apply only to some kinds of job."""

_YES_NO: Final = (("yes", "no"), "The documentation writes yes or no.")
_ALLOWED: Final[Mapping[str, tuple[tuple[str, ...], str]]] = MappingProxyType(
    {
        "acl": (
            ("private", "public-read", "public-read-write", "authenticated-read"),
            "The editions of 2010 to 2014 list private, public-read, public-read-write, authenticated-read.",
        ),
        "setContentEncodingForGzFiles": _YES_NO,
        "serviceLevel": (
            ("standard", "expeditedShipping"),
            "The guide lists standard and expeditedShipping.",
        ),
        "destination": (("ebs-snapshot", "glacier"), "The guide lists ebs-snapshot and glacier."),
        "source": (("device",), "The guide lists only device."),
        "deviceCapacityGreaterThan1TB": _YES_NO,
        "encryptedData": _YES_NO,
        "requiresExportLicense": _YES_NO,
        "deviceType": (
            ("externalStorageDevice", "usbFlashDrive", "sataDrive"),
            "The guide lists externalStorageDevice, usbFlashDrive, sataDrive.",
        ),
        "deviceHTS": (("8471.70.2000", "8471.70.4065"), "The guide lists 8471.70.2000 and 8471.70.4065."),
        "typeOfExport": (
            ("return", "permanent", "temporary"),
            "The guide lists return, permanent, temporary.",
        ),
    }
)
_REGIONS: Final = MappingProxyType(
    {
        RemarkKind.EBS_IMPORT: ("us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1"),
        RemarkKind.GLACIER_IMPORT: ("us-east-1", "us-west-1", "us-west-2", "eu-west-1"),
    }
)
_UNITED_STATES: Final = frozenset(
    {"us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"}
)
_STATES_NEEDED: Final = _UNITED_STATES | {"ca", "canada"}
_LOG_NAME_BYTES: Final = len("import-log-QX7ZD")


def kind_of(values: Values, job_type: str | None) -> RemarkKind | None:
    """The kind of job, from the options; `job_type`, if given, decides between import and export."""
    destinations = {value for path, value in values.items() if path[-1] == "destination"}
    stated = (job_type or "").casefold()
    names = {path[-1] for path in values}
    if stated == "export" or (stated != "import" and names & {"exportBucket", "fileSystem"}):
        return RemarkKind.S3_EXPORT
    if "ebs-snapshot" in destinations or "deviceCapacityGreaterThan1TB" in names:
        return RemarkKind.EBS_IMPORT
    if "glacier" in destinations or "vaultName" in names:
        return RemarkKind.GLACIER_IMPORT
    return RemarkKind.S3_IMPORT if stated == "import" or names & {"bucket", "eraseDevice"} else None


def value_remarks(path: Path, value: str, kind: RemarkKind | None) -> Iterator[str]:
    """Remarks on one value; `value` is without quotes and semicolon."""
    name = path[-1] if path else ""
    if (
        not isinstance(name, str)
        or not name
        or path[0] in ("contentTypes", "staticMetadata", "substitutions", "ignore")
    ):
        return
    if kind and kind not in _KINDS.get(name, frozenset(RemarkKind)):
        yield f"The guide does not list this option for {kind.value}."
    if not value:
        return
    allowed, listing = _ALLOWED.get(name, ((value,), ""))
    if value not in allowed:
        yield listing
    yield from _remarks_by_name(name, value, kind)


def _remarks_by_name(name: str, value: str, kind: RemarkKind | None) -> Iterator[str]:
    """Rules for values that are not plain lists."""
    if name == "manifestVersion" and kind and value != _version_for(kind):
        yield f"The later editions require {_version_for(kind)} for {kind.value}."
    elif name == "eraseDevice" and value.casefold() != "yes":
        yield "The editions of 2010 to 2014 list yes and no; the later ones accept only yes."
    elif name == "acl":
        yield "The newest edition no longer lists this option."
    elif name == "fileSystem" and value in ("EXT2", "EXT3", "FAT32"):
        yield "The limitations page lists it; the export reference lists NTFS and EXT4 alone."
    elif name == "fileSystem" and value not in ("NTFS", "EXT4"):
        yield "The export reference lists NTFS and EXT4; the limitations page adds EXT2, EXT3, FAT32."
    elif name == "region" and kind and value not in _REGIONS.get(kind, (value,)):
        yield f"The guide's regions for {kind.value} are {', '.join(_REGIONS[kind])}."
    elif name == "archiveComment" and len(value) > 997:
        yield f"{len(value)} characters long; the guide allows 997."
    elif name == "logPrefix" and len(value.encode(errors="replace")) + _LOG_NAME_BYTES > 1024:
        yield "With the log name added it exceeds the guide's limit of 1,024 bytes."
    elif name == "deviceValue" and not _is_decimal(value):
        yield "The guide shows a decimal number such as 250.00."
    elif name in ("street1", "street2", "street3") and "pobox" in _letters(value):
        yield "The guide requires a physical address, not a PO box."


def manifest_remarks(values: Values, kind: RemarkKind | None) -> Iterator[str]:
    """Remarks on missing options, by the tables of docs/service.md 6.3 to 6.7."""
    if kind is None:
        yield "No option shows whether this is an import or an export: only the common options were checked."
    for name, edition in _REQUIRED:
        if not values.get((name,)):
            yield _missing(name, name in _top_names(values), edition)
    yield from _address_remarks(values)
    if kind:
        yield from _remarks_by_kind(values, kind)
    yield from _operation_remarks(values, kind)
    yield from _customs_remarks(values)


_REQUIRED: Final = (
    ("manifestVersion", "all editions"),
    ("deviceId", "all editions"),
    ("accessKeyId", "the editions of 2010 to 2014"),
    ("notificationEmail", "later editions"),
)


def _address_remarks(values: Values) -> Iterator[str]:
    address = {path[1]: value for path, value in values.items() if path[0] == "returnAddress" and path[1:]}
    if not address:
        if not values.get(("returnAddress",)):
            yield "returnAddress is missing: required in all editions."
        return
    required = ["name", "street1", "city", "postalCode", "phoneNumber", "country"]
    country = address.get("country", "").casefold()
    for name in required:
        if not address.get(name):
            yield _missing(f"returnAddress {name}", name in address, "all editions")
    if country in _STATES_NEEDED and not address.get("stateOrProvince"):
        yield _missing(
            "returnAddress stateOrProvince", "stateOrProvince" in address, "all editions for US and Canada"
        )
    if values.get(("serviceLevel",)) == "expeditedShipping" and country and country not in _UNITED_STATES:
        yield "serviceLevel expeditedShipping: the export guide offers it only in the US."


def _remarks_by_kind(values: Values, kind: RemarkKind) -> Iterator[str]:
    names = _top_names(values)
    required = {
        RemarkKind.S3_IMPORT: ("bucket", "eraseDevice"),
        RemarkKind.S3_EXPORT: ("fileSystem", "logBucket"),
        RemarkKind.EBS_IMPORT: ("eraseDevice", "logBucket"),
        RemarkKind.GLACIER_IMPORT: ("eraseDevice", "logBucket"),
    }[kind]
    for name in required:
        if not values.get((name,)):
            yield _missing(name, name in names, f"the guide for {kind.value}")
    if kind is RemarkKind.S3_EXPORT and not (values.get(("pinCode",)) or values.get(("trueCryptPassword",))):
        yield "pinCode and trueCryptPassword are missing: an export without either fails in later editions."


def _operation_remarks(values: Values, kind: RemarkKind | None) -> Iterator[str]:
    if kind in (None, RemarkKind.S3_IMPORT):
        return
    items: dict[str | int, set[str | int]] = {}
    for path, value in values.items():
        if path[0] == "operations" and len(path) == 3:
            items.setdefault(path[1], set())
            if value:
                items[path[1]].add(path[2])
    if not items:
        yield f"operations is missing: required in the guide for {kind.value}."
    required = {
        RemarkKind.S3_EXPORT: ("exportBucket",),
        RemarkKind.EBS_IMPORT: ("destination", "source", "region", "deviceCapacityGreaterThan1TB"),
        RemarkKind.GLACIER_IMPORT: ("destination", "source", "region", "vaultName", "archiveComment"),
    }[kind]
    for index, found in items.items():
        for name in required:
            if name not in found:
                number = f" {int(index) + 1}" if len(items) > 1 else ""
                yield f"operation{number}: {name} is missing: required in the guide for {kind.value}."


def _customs_remarks(values: Values) -> Iterator[str]:
    customs = {path[1]: value for path, value in values.items() if path[0] == "customs" and path[1:]}
    if not customs:
        return
    for name in (
        "dataDescription",
        "encryptedData",
        "exportCertifierName",
        "requiresExportLicense",
        "deviceValue",
        "deviceCountryOfOrigin",
        "deviceType",
        "deviceHTS",
        *(("encryptionClassification",) if customs.get("encryptedData", "").casefold() == "yes" else ()),
    ):
        if not customs.get(name):
            yield _missing(
                f"customs {name}", name in customs, "a published manifest form; the guide is unclear"
            )


def _missing(name: str, is_there: bool, edition: str) -> str:
    return f"{name} is {'empty' if is_there else 'missing'}: required in {edition}."


def _top_names(values: Values) -> frozenset[str | int]:
    return frozenset(path[0] for path in values if len(path) == 1)


def _version_for(kind: RemarkKind) -> str:
    return "3.0" if kind in _VERSION_3 else "2.0"


def _letters(value: str) -> str:
    return "".join(c for c in value.casefold() if c.isalpha())


def _is_decimal(value: str) -> bool:
    whole, _, cents = value.partition(".")
    return (whole + cents).isascii() and (whole + cents).isdigit()
