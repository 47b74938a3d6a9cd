"""Blocking calls apart: what they give or raise comes back, and nobody waits for one that hangs."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator

import pytest

from ie_tui.system.threads import in_daemon_thread, start_daemon_thread


@pytest.fixture
def hung() -> Iterator[threading.Event]:
    """What a call waits for that hangs; it ends after the test."""
    event = threading.Event()
    yield event
    event.set()


async def test_the_result_or_the_error_of_the_call_comes_back() -> None:
    assert await in_daemon_thread(lambda: threading.current_thread().daemon, 60) is True
    with pytest.raises(KeyError):
        await in_daemon_thread(lambda: os.environ["NONE SUCH"], 60)


async def test_a_call_that_hangs_is_left_alone_after_its_time(hung: threading.Event) -> None:
    with pytest.raises(TimeoutError):
        await in_daemon_thread(hung.wait, 0.01)
    with pytest.raises(TimeoutError):
        start_daemon_thread(hung.wait).result(0.01)


async def test_who_waits_can_be_called_off_at_once(hung: threading.Event) -> None:
    waiting = asyncio.create_task(in_daemon_thread(hung.wait, 60))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
