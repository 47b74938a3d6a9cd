"""Access keys and their accounts. The demo's key is fake and works nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

DEMO_ACCOUNT: Final = "demo"
"""The account that owns the seeded jobs; every other account starts without jobs."""
DEMO_ACCESS_KEY_ID: Final = "AKIDDEMO000000000001"
DEMO_SECRET_ACCESS_KEY: Final = "demo-secret-that-opens-nothing-but-a-toy"  # noqa: S105  a toy's key


class Key(NamedTuple):
    """The secret, account and session of an access key id."""

    secret_access_key: str
    account: str = DEMO_ACCOUNT
    """Keys of one account see and change the same jobs."""
    session_token: str | None = None
    """The token that requests must carry; None: they must carry none."""
    expires_at: datetime | None = None
    """Aware. The key is refused from then on; None: it does not expire."""


DEMO_KEYS: Final[Mapping[str, Key]] = MappingProxyType({DEMO_ACCESS_KEY_ID: Key(DEMO_SECRET_ACCESS_KEY)})
