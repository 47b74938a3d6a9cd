"""Addresses of people: what belongs in one (docs/service.md 6.3), and which of them need no customs."""

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
"""The European Union, and whoever shares its market: for a toy as good as a customs union."""

_HOME: Final = MappingProxyType(
    {"us": _USA, "eu": frozenset(_EUROPE.split()), "ap": frozenset({"sg", "singapore"})}
)
"""From where devices come to the dock of such a region (`eu` of `eu-west-1`) without customs."""

_POST_OFFICE_BOX: Final = re.compile(r"\bp\.?\s*o\.?\s*box\b", re.IGNORECASE)
_ZIP: Final = re.compile(r"[0-9]{5}(-[0-9]{4})?")
_FEWEST_DIGITS: Final = 5


def fault(address: Mapping[str, str]) -> str | None:
    """One sentence about what keeps an address from being one; None for a good one."""
    lacking = [name for name in REQUIRED if not address.get(name)]
    country = address.get("country", "").casefold()
    if lacking:
        return f"The address lacks {', '.join(lacking)}"
    if country in _USA | _CANADA and not address.get("stateOrProvince"):
        return "An address in the United States or in Canada needs its stateOrProvince"
    if country in _USA and not _ZIP.fullmatch(address["postalCode"]):
        return "The postalCode is none of the United States"
    if any(_POST_OFFICE_BOX.search(line) for line in address.values()):
        return "Devices are not sent to a post office box"
    if sum(character.isdecimal() for character in address["phoneNumber"]) < _FEWEST_DIGITS:
        return "The phoneNumber is no number that one could call"
    return None


def is_abroad(country: str, region: str) -> bool:
    """Whether a device crosses a border on its way from `country` to the dock of `region`."""
    return country.casefold() not in _HOME.get(region[:2], _USA)
