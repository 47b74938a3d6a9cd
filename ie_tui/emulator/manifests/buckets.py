"""The buckets of the emulator. There is no storage behind them: their names say all about them.

| name | what it is |
| --- | --- |
| `no-such-…` | a bucket that does not exist |
| `forbidden-…` | one that the caller may not use |
| `…--eu-west-1` | one there; without such an end in us-east-1, but for the demo's own buckets abroad |
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
    """Whether a bucket could have that name."""
    return _NAME.fullmatch(name) is not None


def region_of(bucket: str) -> str:
    """Where a bucket is."""
    named = _REGION.search(bucket)
    return named[1] if named else _ABROAD.get(bucket, _HOME_REGION)


def dock_of(region: str) -> Dock:
    """Where devices for buckets of that region are sent."""
    return _DOCKS.get(region[:2], SEATTLE)


def check(names: Iterable[str]) -> None:
    """Raise RefusalError unless all these buckets exist and may be used."""
    for name in names:
        if name.startswith("no-such-"):
            raise RefusalError("NoSuchBucketException", f"There is no bucket {name}")
        if name.startswith("forbidden-"):
            raise RefusalError("BucketPermissionException", f"You may not use the bucket {name}")
