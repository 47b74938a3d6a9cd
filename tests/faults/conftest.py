"""The service that all network faults stand before, and a machine without settings of its own."""

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
    """Nothing moves on the screen by itself."""
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
