"""Times on the wall clock, on both sides of the change to summer time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ie_tui.system.zone import SystemZone


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 1, 15, 12, tzinfo=UTC), "2026-01-15 13:00 CET"),
        (datetime(2026, 7, 15, 12, tzinfo=UTC), "2026-07-15 14:00 CEST"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30 CEST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 02:30 CET"),
    ],
)
def test_each_time_has_the_offset_of_its_own_day(at: datetime, shown: str) -> None:
    local = at.astimezone(SystemZone())
    assert local.strftime("%Y-%m-%d %H:%M %Z") == shown
    assert local.astimezone(UTC) == at
