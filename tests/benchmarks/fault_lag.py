"""How long each network fault blocks the app's event loop.

Each fault runs in its own process, since garbage of one app would slow down the next. The fault proxy runs on
the app's event loop and the emulator in another thread, so the figures are upper bounds.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from textual.pilot import Pilot

from tests.faults import breakages
from tests.faults.behind import ServiceBehind, service_behind
from tests.faults.scene import MANY, ask_for_many, staged, started
from tests.faults.table import FAULTS, Fault
from tests.faults.watching import ANSWER_LIMIT_S, Keys
from tests.faults.whole_app import Stage
from tests.idle import settle

GOAL_MS: Final = ANSWER_LIMIT_S * 1000
STORM: Final = f"F40 {MANY} requests break at once"
NO_NETWORK: Final = FAULTS["F2 refused"]
_TICK_S: Final = 0.001

Course = Callable[[Pilot[None], Stage], Awaitable[None]]


class Lag(NamedTuple):
    """The longest block, the 99th percentile and the slowest key for one fault, in milliseconds."""

    worst_ms: float
    p99_ms: float
    key_ms: float


def main() -> None:
    """Print a line per fault, and the worst."""
    lags: dict[str, Lag] = {}
    # Each process runs one task and ends.
    with ProcessPoolExecutor(max_workers=1, max_tasks_per_child=1) as processes:
        for name, lag in zip([*FAULTS, STORM], processes.map(measure, [*FAULTS, STORM]), strict=True):
            lags[name] = lag
            print(  # noqa: T201
                f"{name:40} loop busy {lag.worst_ms:5.0f} ms at most, p99 {lag.p99_ms:4.0f} ms;"
                f" slowest key {lag.key_ms:4.0f} ms"
            )
    worst = max(lags, key=lambda name: lags[name].worst_ms)
    median_ms = statistics.median(lag.worst_ms for lag in lags.values())
    print(  # noqa: T201
        f"Network faults, event loop busy at a stretch: worst {lags[worst].worst_ms:.0f} ms ({worst}), "
        f"median of the worst {median_ms:.0f} ms (goal < {GOAL_MS:.0f})"
    )


def measure(name: str) -> Lag:
    """One fault of the table, or STORM."""
    fault = NO_NETWORK if name == STORM else FAULTS[name]
    course = _storm if name == STORM else _strike(fault)
    with service_behind() as behind:
        return asyncio.run(_lag(behind, fault, course))


def _strike(fault: Fault) -> Course:
    async def course(_pilot: Pilot[None], stage: Stage) -> None:
        await fault.strike(stage)
        await stage.proxy.drop_connections()

    return course


async def _storm(pilot: Pilot[None], stage: Stage) -> None:
    await ask_for_many(pilot, stage, breakages.hangs)
    await stage.proxy.shut()
    await stage.proxy.drop_connections()


async def _lag(behind: ServiceBehind, fault: Fault, course: Course) -> Lag:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        home = Path(folder, "home")
        home.joinpath(".aws").mkdir(parents=True)
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
        stage = staged(fault, behind, Path(folder), patch)
        stage.lanes = MANY
        async with started(stage) as (pilot, _):
            keys, gaps = Keys(pilot), list[float]()
            await course(pilot, stage)
            ticking = asyncio.create_task(_tick(gaps))
            await pilot.press("r", "R")
            await keys.press("j", "k", "j", "k")
            await settle(pilot.app, pilot)
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking
            p99_s = statistics.quantiles(gaps, n=100)[98]
            return Lag(max(gaps) * 1000, p99_s * 1000, max(keys.seconds) * 1000)


async def _tick(gaps: list[float]) -> None:
    """Record how late the event loop wakes up."""
    while True:
        asked = time.perf_counter() + _TICK_S
        await asyncio.sleep(_TICK_S)
        gaps.append(max(0.0, time.perf_counter() - asked))


if __name__ == "__main__":
    main()
