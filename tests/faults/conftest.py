"""The service behind all network faults, and an environment without settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.conftest import configure, home
from tests.faults.behind import ServiceBehind, service_behind
from tests.ui.conftest import forgotten, patience

__all__ = ["configure", "forgotten", "home", "patience"]


@pytest.fixture(scope="module")
def behind() -> Iterator[ServiceBehind]:
    """The emulator on a real socket."""
    with service_behind() as service:
        yield service


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns off animations."""
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
