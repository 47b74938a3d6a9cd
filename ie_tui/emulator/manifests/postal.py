"""Checks postal addresses (docs/service.md 6.3), and whether a device crosses a customs border."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REQUIRED: Final = ("name", "street1", "city", "postalCode", "phoneNumber", "country")

_USA: Final = frozenset({"us", "usa", "united states", "united states of america"})
_CANADA: Final = frozenset({"ca", "can", "canada"})
_EUROPE: Final = (
    "at austria be belgium bg bulgaria hr croatia cy cyprus cz czechia dk denmark ee estonia fi finland "
    "fr france de germany gr greece hu hungary ie ireland it italy lv latvia lt lithuania lu luxembourg "
    "mt malta nl netherlands pl poland pt portugal ro romania sk slovakia si slovenia es spain se sweden "
    "is iceland li liechtenstein no norway"
)
"""The European Economic Area, treated as a customs union for simplicity."""

_HOME: Final = MappingProxyType(
    {"us": _USA, "eu": frozenset(_EUROPE.split()), "ap": frozenset({"sg", "singapore"})}
)
"""Countries without customs on the way to the dock of a region, by its prefix (`eu` of `eu-west-1`)."""

_POST_OFFICE_BOX: Final = re.compile(r"\bp\.?\s*o\.?\s*box\b", re.IGNORECASE)
_ZIP: Final = re.compile(r"[0-9]{5}(-[0-9]{4})?")
_FEWEST_DIGITS: Final = 5


def fault(address: Mapping[str, str]) -> str | None:
    """What is wrong with an address, as a sentence; None if it is valid."""
    lacking = [name for name in REQUIRED if not address.get(name)]
    country = address.get("country", "").casefold()
    if lacking:
        return f"Missing in the address: {', '.join(lacking)}"
    if country in _USA | _CANADA and not address.get("stateOrProvince"):
        return "An address in the United States or Canada needs a stateOrProvince"
    if country in _USA and not _ZIP.fullmatch(address["postalCode"]):
        return "The postalCode is not a US ZIP code"
    if any(_POST_OFFICE_BOX.search(line) for line in address.values()):
        return "Devices cannot be sent to a post office box"
    if sum(character.isdecimal() for character in address["phoneNumber"]) < _FEWEST_DIGITS:
        return "The phoneNumber is not a valid phone number"
    return None


def is_abroad(country: str, region: str) -> bool:
    """Whether a device crosses a border on its way from `country` to the dock of `region`."""
    return country.casefold() not in _HOME.get(region[:2], _USA)
