"""Keeps secrets and foreign text of libraries out of any log that is set up."""

from __future__ import annotations

import logging
from typing import Final

TALKATIVE: Final = ("botocore", "urllib3", "httpx", "httpcore")
"""At DEBUG they log strings to sign, credentials in answers, reason phrases (docs/faults.md S19)."""


def silence_libraries() -> None:
    """Limit these libraries to warnings and above."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
