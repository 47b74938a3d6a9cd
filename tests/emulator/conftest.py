"""An emulator with 2,500 jobs and a settable clock."""

from __future__ import annotations

from itertools import count

import pytest

from ie_tui.emulator.app import Emulator, create_app
from ie_tui.emulator.world.jobs_of_seed import World

from .account import Account
from .caller import Clock


@pytest.fixture
def world() -> World:
    return World(count=2_500)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(world: World, clock: Clock) -> Emulator:
    numbers = count(1)
    return create_app(world, clock=clock, request_ids=lambda: f"request-{next(numbers)}", first_number=7)


@pytest.fixture
def demo(app: Emulator, clock: Clock) -> Account:
    """The demo's account, which owns the seeded jobs; its calls use the emulator's clock."""
    return Account(app, clock)
