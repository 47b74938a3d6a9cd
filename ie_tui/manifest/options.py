"""The documented options of a manifest (docs/service.md 6.3 to 6.7), and where each belongs."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final

Path = tuple[str | int, ...]
"""The position of a field: `("operations", 0, "exportBucket")`."""


class Group(Enum):
    """What a field is about, in display order."""

    JOB = "job"
    DESTINATION = "destination"
    DEVICE = "device"
    RETURN_ADDRESS = "return address"
    OPERATIONS = "operations"
    CUSTOMS = "customs"
    OPTIONS = "options"


SECRETS: Final = ("trueCryptPassword", "pinCode")

TOP: Final = MappingProxyType(
    {
        "manifestVersion": Group.JOB,
        "generator": Group.JOB,
        "accessKeyId": Group.JOB,
        "notificationEmail": Group.JOB,
        "serviceLevel": Group.JOB,
        "bucket": Group.DESTINATION,
        "prefix": Group.DESTINATION,
        "logBucket": Group.DESTINATION,
        "logPrefix": Group.DESTINATION,
        "acl": Group.DESTINATION,
        "storageClass": Group.DESTINATION,
        "deviceId": Group.DEVICE,
        "eraseDevice": Group.DEVICE,
        "fileSystem": Group.DEVICE,
        "pinCode": Group.DEVICE,
        "trueCryptPassword": Group.DEVICE,
        "recoveryDirectory": Group.DEVICE,
        "targetDirectory": Group.DEVICE,
        "cacheControl": Group.OPTIONS,
        "contentDisposition": Group.OPTIONS,
        "contentLanguage": Group.OPTIONS,
        "defaultContentType": Group.OPTIONS,
        "diskTimestampMetadataKey": Group.OPTIONS,
        "expires": Group.OPTIONS,
        "setContentEncodingForGzFiles": Group.OPTIONS,
    }
)
"""Top-level options with one value each."""

RETURN_ADDRESS: Final = (
    "name",
    "company",
    "street1",
    "street2",
    "street3",
    "city",
    "stateOrProvince",
    "postalCode",
    "phoneNumber",
    "country",
)
OPERATION: Final = (
    "exportBucket",
    "prefix",
    "beginMarker",
    "endMarker",
    "targetDirectory",
    "destination",
    "source",
    "region",
    "deviceCapacityGreaterThan1TB",
    "vaultName",
    "archiveComment",
)
CUSTOMS: Final = (
    "dataDescription",
    "encryptedData",
    "encryptionClassification",
    "exportCertifierName",
    "requiresExportLicense",
    "deviceValue",
    "deviceCountryOfOrigin",
    "deviceType",
    "deviceHTS",
    "typeOfExport",
)

SECTIONS: Final = MappingProxyType(
    {
        "returnAddress": (Group.RETURN_ADDRESS, RETURN_ADDRESS),
        "operations": (Group.OPERATIONS, OPERATION),
        "customs": (Group.CUSTOMS, CUSTOMS),
        "contentTypes": (Group.OPTIONS, ()),
        "ignore": (Group.OPTIONS, ()),
        "staticMetadata": (Group.OPTIONS, ()),
        "substitutions": (Group.OPTIONS, ()),
    }
)
"""Options with nested lines, and the names they accept; empty for any name."""

SPELLINGS: Final = MappingProxyType(
    {
        name.casefold(): name
        for name in (*TOP, *SECTIONS, *(name for _, names in SECTIONS.values() for name in names))
    }
)
"""Every known name as documented, by its casefolded form."""
KNOWN: Final = frozenset(SPELLINGS.values())


def bare_name(written: str) -> str:
    """A name without quotes; known names in their documented spelling."""
    name = written.strip().strip("\"'\\").strip()
    return SPELLINGS.get(name.casefold(), name)


def entry_name(written: str) -> str:
    """A user-defined name: only one pair of quotes is removed, since spaces may be significant."""
    name = written.strip()
    is_quoted = len(name) >= 2 and name[0] == name[-1] and name[0] in "\"'"
    return name[1:-1] if is_quoted else name


def bare_value(sent: str) -> str:
    """A value without surrounding quotes or a trailing comma or semicolon."""
    value = sent.strip().rstrip(",;").rstrip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].strip()
    return value
