"""Who may ask: access keys and their accounts. The demo's are fake on purpose, and good for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

DEMO_ACCOUNT: Final = "demo"
"""The account that owns the seeded world; every other one starts without jobs."""
DEMO_ACCESS_KEY_ID: Final = "AKIDDEMO000000000001"
DEMO_SECRET_ACCESS_KEY: Final = "demo-secret-that-opens-nothing-but-a-toy"  # noqa: S105  a toy's key


class Key(NamedTuple):
    """What belongs to an access key id."""

    secret_access_key: str
    account: str = DEMO_ACCOUNT
    """Keys of one account see and change the same jobs; nobody else does."""
    session_token: str | None = None
    """Requests must bring exactly this one; None: they must bring none."""
    expires_at: datetime | None = None
    """Aware. From then on the key is refused; None: it lasts."""


DEMO_KEYS: Final[Mapping[str, Key]] = MappingProxyType({DEMO_ACCESS_KEY_ID: Key(DEMO_SECRET_ACCESS_KEY)})
