"""The account that the demo signs with: fake on purpose, and good for nothing but the emulator."""

from __future__ import annotations

from typing import Final

DEMO_ACCESS_KEY_ID: Final = "AKIDDEMO000000000001"
DEMO_SECRET_ACCESS_KEY: Final = "demo-secret-that-opens-nothing-but-a-toy"  # noqa: S105  a toy's key
