"""The whole app over loopback handles every network fault as the table says.

Checked are state and message, cached data with its age, the number of attempts, responsive keys, and fresh
data once the fault is gone. Source: docs/faults.md 9.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ie_tui.ui.widgets.status_bar import StatusBar
from tests.faults import breakages
from tests.faults.behind import ServiceBehind
from tests.faults.scene import (
    MANY,
    ask_for_many,
    assert_fresh,
    assert_mended,
    assert_told,
    detail,
    staged,
    started,
)
from tests.faults.table import FAULTS, Fault
from tests.faults.watching import ANSWER_LIMIT_S, Keys, shown, until
from tests.faults.whole_app import Stage
from tests.idle import settle

FIGURE = ("network faults", 40)
AFFORDED_RETRIES = 500 // 14
"""The retries that the quota of the SDKs' standard mode allows at once (docs/faults.md 6)."""
NO_NETWORK = replace(FAULTS["F2 refused"], reads=("Cannot reach {host}|{host} closed the connection",))
CASES = [
    pytest.param(FAULTS[name], id=name, marks=pytest.mark.figure(*FIGURE, case=name.split()[0]))
    for name in FAULTS
]


@pytest.mark.parametrize("fault", CASES)
async def test_a_fault_ends_well_or_is_told_and_loses_nothing(
    fault: Fault, behind: ServiceBehind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged(fault, behind, tmp_path, monkeypatch)
    async with started(stage) as (pilot, signature):
        await fault.strike(stage)
        await stage.proxy.drop_connections()
        if fault.meanwhile:
            stage.hold_second_attempts()
        else:
            stage.hold_first_attempts()
        await pilot.press("r", "R")
        await until(pilot, lambda: "fetching…" in shown(detail(pilot)))
        assert await Keys(pilot).best_of_three() < ANSWER_LIMIT_S
        assert "fetching…" in shown(detail(pilot))
        await until(pilot, lambda: all(re.search(words, shown(pilot.app)) for words in fault.meanwhile))

        stage.go_on()
        await settle(pilot.app, pilot)
        assert stage.attempts["GetStatus"] == stage.attempts["ListJobs"] == fault.tries.attempts
        assert sorted(stage.waits_s) == sorted(2 * fault.tries.waits_s)
        if fault.ends_well:
            assert_fresh(pilot, signature)
            for words in fault.reads:
                assert re.search(words, shown(pilot.app))
        else:
            assert_told(pilot, stage, fault, signature)
        await assert_mended(pilot, stage, signature)


@pytest.mark.figure(*FIGURE, case="F39")
async def test_f39_after_a_suspension_ages_are_right_at_once_and_the_request_is_signed_anew(
    behind: ServiceBehind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(behind, tmp_path, monkeypatch)
    async with started(stage) as (pilot, signature):
        await stage.proxy.drop_connections()
        stage.hold_first_attempts()
        await pilot.press("r", "R")
        await until(pilot, lambda: stage.attempts.total() == 2)
        stage.now += timedelta(hours=8)
        assert await Keys(pilot).best_of_three() < ANSWER_LIMIT_S
        assert "8 h old" in shown(detail(pilot))
        assert "listed 8 h ago" in shown(pilot.app.screen.query_one(StatusBar))

        stage.go_on()
        await settle(pilot.app, pilot)
        assert stage.attempts == {"GetStatus": 2, "ListJobs": 2}
        assert_fresh(pilot, signature)
        await assert_mended(pilot, stage, signature)


@pytest.mark.figure(*FIGURE, case="F40")
async def test_f40_a_key_ends_50_requests_that_a_change_of_network_left_without_answer(
    behind: ServiceBehind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(behind, tmp_path, monkeypatch, lanes=MANY)
    async with started(stage) as (pilot, signature):
        keys = await ask_for_many(pilot, stage, breakages.hangs)
        await stage.proxy.shut()
        assert await keys.best_of_three() < ANSWER_LIMIT_S
        await pilot.press("escape")
        await settle(pilot.app, pilot)
        await until(pilot, lambda: stage.proxy.open_connections == 0)
        assert stage.attempts.total() == MANY
        assert "updated 5 min ago" in shown(detail(pilot))

        stage.attempts.clear()
        await pilot.press("r", "R")
        await settle(pilot.app, pilot)
        assert stage.attempts == {"GetStatus": 3, "ListJobs": 3}
        assert_told(pilot, stage, NO_NETWORK, signature)
        await assert_mended(pilot, stage, signature)


@pytest.mark.figure(*FIGURE, case="F40")
async def test_f40_50_requests_that_break_at_once_soon_end_and_are_told(
    behind: ServiceBehind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(behind, tmp_path, monkeypatch, lanes=MANY)
    async with started(stage) as (pilot, signature):
        keys = await ask_for_many(pilot, stage, breakages.hangs)
        await stage.proxy.shut()
        await stage.proxy.drop_connections()
        assert await keys.best_of_three() < ANSWER_LIMIT_S
        await settle(pilot.app, pilot)
        assert stage.attempts.total() == MANY + AFFORDED_RETRIES
        assert_told(pilot, stage, NO_NETWORK, signature)
        await assert_mended(pilot, stage, signature)
