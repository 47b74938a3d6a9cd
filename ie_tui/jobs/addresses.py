"""The return address of a manifest, formatted for a label."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from ie_tui.api.models import KeptStatus
from ie_tui.manifest.options import bare_value
from ie_tui.manifest.reader import Group, read_once, shown_value

_BEFORE_CITY: Final = ("name", "company", "street1", "street2", "street3")
_ON_THE_CITY_LINE: Final = ("city", "stateOrProvince", "postalCode")


class ReturnAddress(NamedTuple):
    """Where the device is sent back to; not gated, empty if not in the manifest."""

    lines: tuple[str, ...] = ()
    """Name, streets, city, country and any other fields; without the phone number."""
    name: str = ""
    phone: str = ""
    email: str = ""
    """From `notificationEmail`, which stands beside the address."""
    device_id: str = ""
    """`deviceId` of the manifest."""


def return_address(status: KeptStatus) -> ReturnAddress:
    """Read from the manifest of a status; secrets are masked."""
    return _read(status.current_manifest, status.job_type) if status.current_manifest else ReturnAddress()


@lru_cache(maxsize=8)
def _read(text: str, job_type: str | None) -> ReturnAddress:
    manifest = read_once(text, job_type)
    top = {item.path[0]: bare_value(shown_value(item)) for item in manifest.fields if len(item.path) == 1}
    said: dict[str, str] = {}
    for item in manifest.fields:
        if item.group is Group.RETURN_ADDRESS and (value := bare_value(shown_value(item))):
            name = str(item.path[-1]) if item.path else f"line {item.line}"
            said.setdefault(name, value)
    phone, country = said.pop("phoneNumber", ""), said.pop("country", "")
    city = _city_line(*(said.pop(name, "") for name in _ON_THE_CITY_LINE))
    person = said.get("name", "")
    head = [said.pop(name, "") for name in _BEFORE_CITY]
    lines = tuple(line for line in (*head, city, *said.values(), country) if line)
    return ReturnAddress(lines, person, phone, top.get("notificationEmail", ""), top.get("deviceId", ""))


def _city_line(city: str, state: str, postal_code: str) -> str:
    """`Seattle, WA 98000`; without a state, as in most countries, `4490-000 Porto`."""
    if not state:
        return f"{postal_code} {city}".strip()
    return f"{', '.join(filter(None, (city, state)))} {postal_code}".strip()
