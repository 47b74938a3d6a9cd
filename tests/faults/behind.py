"""The service behind the fault proxy: the emulator on loopback with a settable clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from ie_tui.api.models import JobId
from ie_tui.api.signing import Credentials
from ie_tui.emulator.app import create_app
from ie_tui.emulator.keys import DEMO_KEYS, Key
from ie_tui.emulator.world.jobs_of_seed import World
from tests.emulator.served import served
from tests.faults.proxy import Upstream

NOW: Final = datetime(2026, 3, 5, 12, tzinfo=UTC)
JOBS: Final = 60
A_JOB: Final = JobId("MHUXP")
"""Canceled long before NOW, so that it does not change in any test."""
SESSION_ENDS: Final = NOW + timedelta(minutes=4)

LONG_LIVED: Final = Credentials("AKIDDEMO000000000001", DEMO_KEYS["AKIDDEMO000000000001"].secret_access_key)


def _session(number: int) -> Credentials:
    return Credentials(f"AKIDSESSION{number:09}", f"secret-{number}", f"token-{number}")


ENDING: Final = tuple(_session(number) for number in range(1, 10))
"""All expire at SESSION_ENDS."""
LASTING: Final = _session(0)


@dataclass
class ServiceBehind:
    """Its address and its clock."""

    address: Upstream
    clock: Callable[[], datetime]


@contextmanager
def service_behind() -> Iterator[ServiceBehind]:
    """Yields a served emulator with JOBS jobs that accepts all keys defined here."""
    behind = ServiceBehind(("", 0), lambda: NOW)
    sessions = {
        keys.access_key_id: Key(keys.secret_access_key, session_token=keys.session_token, expires_at=ends)
        for keys, ends in ((LASTING, None), *((keys, SESSION_ENDS) for keys in ENDING))
    }
    app = create_app(World(count=JOBS), clock=lambda: behind.clock(), keys={**DEMO_KEYS, **sessions})
    with served(app) as url:
        parts = urlsplit(url)
        behind.address = (str(parts.hostname), int(parts.port or 0))
        yield behind
