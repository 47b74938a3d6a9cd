"""Waits for a Textual app to be idle, independent of CPU time.

Textual's pilot takes low CPU use for idleness; on a busy machine the app may just be waiting for its turn
(docs/terminal.md 12). Here an app is idle if no callback, message or near timer is due.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final

from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerFailed

_SOON_S: Final = 0.04
"""Timers due within this time are waited for, since the screen is drawn by one."""
_LIMIT_S: Final = 1.0
"""Textual's own limit, for animations that never end."""


async def until_idle(*_: object) -> None:
    """Stands in for `textual._wait.wait_for_idle`."""
    loop: Any = asyncio.get_running_loop()
    end = loop.time() + _LIMIT_S
    quiet_rounds = 0
    while quiet_rounds < 2 and loop.time() < end:
        await asyncio.sleep(0)
        if loop._ready or _has_messages(active_app.get()):
            quiet_rounds = 0
            continue
        now = loop.time()
        due = [timer.when() for timer in loop._scheduled if not timer.cancelled()]
        next_s = min(due, default=end) - now
        if next_s < _SOON_S:
            quiet_rounds = 0
            await asyncio.sleep(max(0, next_s))
        else:
            quiet_rounds += 1


def _has_messages(app: App[Any]) -> bool:
    nodes: list[Any] = [
        app,
        *(node for screen in app.screen_stack for node in (screen, *screen.walk_children())),
    ]
    return any(not node._message_queue.empty() or node._next_callbacks for node in nodes)


async def settle(app: App[Any], pilot: Pilot[Any]) -> None:
    """Wait until no worker is left, then until the message queues are empty."""
    await pilot.pause()
    while pending := [worker for worker in app.workers if not worker.is_finished]:
        for worker in pending:
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
        await pilot.pause()
