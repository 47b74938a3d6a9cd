"""The customs group of a manifest (docs/service.md 6.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ie_tui.emulator.service_errors import RefusalError

_REQUIRED: Final = (
    "dataDescription",
    "encryptedData",
    "exportCertifierName",
    "requiresExportLicense",
    "deviceValue",
    "deviceCountryOfOrigin",
    "deviceType",
    "deviceHTS",
)
_CHOICES: Final = MappingProxyType(
    {
        "encryptedData": ("yes", "no"),
        "requiresExportLicense": ("yes", "no"),
        "deviceType": ("externalStorageDevice", "usbFlashDrive", "sataDrive"),
        "deviceHTS": ("8471.70.2000", "8471.70.4065"),
        "typeOfExport": ("return", "permanent", "temporary"),
    }
)
_AMOUNT: Final = re.compile(r"[0-9]+(\.[0-9]{1,2})?")


def check(declaration: Mapping[str, str]) -> None:
    """Raises RefusalError for an incomplete or invalid declaration."""
    required = list(_REQUIRED)
    if declaration.get("encryptedData") == "yes":
        required.append("encryptionClassification")
    lacking = [name for name in required if not declaration.get(name)]
    if lacking:
        raise RefusalError("MissingCustomsException", f"Missing in the customs group: {', '.join(lacking)}")
    for name, choices in _CHOICES.items():
        value = declaration.get(name)
        if value and value not in choices:
            raise RefusalError(
                "InvalidCustomsException", f"customs.{name} must be one of {', '.join(choices)}, not {value}"
            )
    if not _AMOUNT.fullmatch(declaration["deviceValue"]):
        raise RefusalError("InvalidCustomsException", "customs.deviceValue must be an amount such as 250.00")
