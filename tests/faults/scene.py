"""Actions before each fault, and checks of the screen after it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_list.job_list import JobList
from ie_tui.ui.widgets.notices import Notices
from ie_tui.ui.widgets.status_bar import StatusBar
from tests.faults.behind import A_JOB, ServiceBehind
from tests.faults.proxy import Script, Way
from tests.faults.table import Fault
from tests.faults.watching import Keys, shown, until
from tests.faults.whole_app import Stage
from tests.idle import settle

MANY = 50
OLD = timedelta(minutes=5)
SIZE = (110, 36)


def staged(fault: Fault, behind: ServiceBehind, folder: Path, patch: pytest.MonkeyPatch) -> Stage:
    """The app and proxy set up for this fault."""
    return Stage(
        behind,
        folder,
        patch,
        road=fault.road,
        deadlines=fault.deadlines,
        open_wallet=fault.open_wallet,
        transport=fault.transport(),
    )


@asynccontextmanager
async def started(stage: Stage) -> AsyncIterator[tuple[Pilot[None], str]]:
    """The app with a list and one job fetched OLD ago without a fault, and the job's signature."""
    async with stage, stage.app().run_test(size=SIZE) as pilot:
        await settle(pilot.app, pilot)
        pilot.app.screen.query_one(JobList).cursor = A_JOB
        await pilot.press("r")
        await settle(pilot.app, pilot)
        status = stage.tracker.record(A_JOB).status
        assert status is not None
        assert status.signature
        assert_fresh(pilot, status.signature)
        stage.now += OLD
        stage.attempts.clear()
        yield pilot, status.signature


async def ask_for_many(pilot: Pilot[None], stage: Stage, script: Script) -> Keys:
    """Start MANY requests that meet this script, and put the cursor back on A_JOB."""
    await stage.proxy.take(Way(script))
    await pilot.press("g")
    for _ in range(MANY - 1):
        pilot.app.simulate_key("r")
        pilot.app.simulate_key("j")
    await pilot.press("R")
    await until(pilot, lambda: len(stage.proxy.actions) == MANY)
    pilot.app.screen.query_one(JobList).cursor = A_JOB
    await pilot.pause()
    return Keys(pilot)


def detail(pilot: Pilot[None]) -> JobDetail:
    return pilot.app.screen.query_one(JobDetail)


def assert_fresh(pilot: Pilot[None], signature: str) -> None:
    """Check that list and job are fresh and without errors."""
    told = shown(detail(pilot))
    assert signature in told
    assert "updated 0 s ago" in told
    bar = shown(pilot.app.screen.query_one(StatusBar))
    assert "listed 0 s ago" in bar
    assert not re.search("offline|not fetched|fetching|attempt", bar)
    assert "tries again" not in shown(pilot.app)


def assert_told(pilot: Pilot[None], stage: Stage, fault: Fault, signature: str) -> None:
    """Check that cached data is shown with its age and the error."""
    told = shown(detail(pilot))
    assert signature in told
    assert "stale · 5 min ago" in told
    bar = shown(pilot.app.screen.query_one(StatusBar))
    assert "listed 5 min ago" in bar
    assert fault.state in bar
    notices = shown(pilot.app.screen.query_one(Notices))
    host, proxy = (re.escape(place) for place in (stage.endpoint.host, f"127.0.0.1:{stage.proxy.port}"))
    for words in fault.reads:
        pattern = words.replace("{host}", host).replace("{proxy}", proxy)
        assert re.search(pattern, told, re.IGNORECASE)
        assert re.search(pattern, notices, re.IGNORECASE)
    assert "hunter2" not in shown(pilot.app)


async def assert_mended(pilot: Pilot[None], stage: Stage, signature: str) -> None:
    """Check that the same keys fetch fresh data once the fault is gone."""
    await stage.mend()
    stage.now += OLD
    await pilot.press("r", "R")
    await settle(pilot.app, pilot)
    assert_fresh(pilot, signature)
