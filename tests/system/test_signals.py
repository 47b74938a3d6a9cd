"""Work that an ending signal cancels, and work that nothing does."""

from __future__ import annotations

import asyncio
import signal

import pytest

from ie_tui.system import signals
from ie_tui.system.signals import EndedBySignal, OrderlyEnd


def test_work_that_nothing_ends_gives_its_result_and_the_handlers_are_as_before() -> None:
    async def work() -> int:
        return 7

    before = signal.getsignal(signal.SIGTERM)
    with OrderlyEnd():
        assert signals.run(work()) == 7
    assert signal.getsignal(signal.SIGTERM) == before


def test_the_first_signal_lets_what_runs_clean_up() -> None:
    cleaned: list[str] = []

    async def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            cleaned.append("awaited")

    end = OrderlyEnd()
    with end:
        with pytest.raises(EndedBySignal):
            signals.run(work())
        assert end.received is signal.SIGTERM
        end.received = None  # This process goes on.
    assert cleaned == ["awaited"]


def test_outside_of_a_loop_it_is_raised_like_ctrl_c() -> None:
    end = OrderlyEnd()
    with end:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGHUP)
        end.received = None


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with OrderlyEnd():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_work_that_cancels_itself_is_a_fault() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(RuntimeError, match="canceled from within"):
        signals.run(work())
