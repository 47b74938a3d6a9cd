"""The buckets of the emulator. They hold no data; the name decides whether one exists and where it is.

| name | bucket |
| --- | --- |
| `no-such-…` | does not exist |
| `forbidden-…` | access is denied |
| `…--eu-west-1` | in that region; others are in us-east-1, except the demo's buckets listed below |
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.world.parcels import DUBLIN, SEATTLE, SINGAPORE, Dock

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,62}")
_REGION: Final = re.compile(r"--([a-z]{2}-[a-z]+-[0-9])$")
_HOME_REGION: Final = "us-east-1"
_ABROAD: Final = MappingProxyType(
    {
        "harbour-asia-in": "ap-southeast-1",
        "harbour-eu-in": "eu-west-1",
        "harbour-eu-logs": "eu-west-1",
        "harbour-eu-out": "eu-west-1",
    }
)
_DOCKS: Final = MappingProxyType({"eu": DUBLIN, "ap": SINGAPORE})


def is_name(name: str) -> bool:
    """Whether `name` is a valid bucket name."""
    return _NAME.fullmatch(name) is not None


def region_of(bucket: str) -> str:
    """The region of a bucket, such as `eu-west-1`."""
    named = _REGION.search(bucket)
    return named[1] if named else _ABROAD.get(bucket, _HOME_REGION)


def dock_of(region: str) -> Dock:
    """The dock that devices for buckets in `region` are sent to."""
    return _DOCKS.get(region[:2], SEATTLE)


def check(names: Iterable[str]) -> None:
    """Raises RefusalError if a bucket does not exist or may not be used."""
    for name in names:
        if name.startswith("no-such-"):
            raise RefusalError("NoSuchBucketException", f"The bucket {name} does not exist")
        if name.startswith("forbidden-"):
            raise RefusalError("BucketPermissionException", f"Access to the bucket {name} is denied")
