"""Dispatches a call to its operation (docs/service.md 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ie_tui.emulator.operations.call import Call
from ie_tui.emulator.operations.reading import get_shipping_label, get_status, list_jobs
from ie_tui.emulator.operations.writing import cancel_job, create_job, update_job
from ie_tui.emulator.service_errors import RefusalError

_DATE: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")

OPERATIONS: Final[Mapping[str, Callable[[Call], str]]] = MappingProxyType(
    {
        "CancelJob": cancel_job,
        "CreateJob": create_job,
        "GetShippingLabel": get_shipping_label,
        "GetStatus": get_status,
        "ListJobs": list_jobs,
        "UpdateJob": update_job,
    }
)


def perform(name: str, call: Call) -> str:
    """The content of the Result element. Raises RefusalError."""
    operation = OPERATIONS.get(name)
    if operation is None:
        raise RefusalError("InvalidAction", f"Unknown operation {name}")
    _check_api_version(call.parameters.get("APIVersion"))
    return operation(call)


def _check_api_version(version: str | None) -> None:
    """Check APIVersion, the version of the client's tool. The only value ever seen is a date."""
    if version is not None and not _DATE.fullmatch(version):
        raise RefusalError(
            "InvalidVersionException", f"APIVersion must be a date such as 2012-01-14, not {version}"
        )
