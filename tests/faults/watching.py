"""Reads the painted text of widgets, and measures the response time of keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from textual.app import App
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from ie_tui.ui.widgets.job_list.job_list import JobList

ANSWER_LIMIT_S: Final = 0.1
"""The longest response time of a key, whatever the network does."""
_FRAME: Final = str.maketrans(dict.fromkeys("│╭╮╰╯─━┃▌", " "))


def shown(where: Widget | App[None]) -> str:
    """The painted text of a widget and its frame, or of the whole screen, in one line."""
    app = where if isinstance(where, App) else where.app
    region = where.size.region if isinstance(where, App) else where.region
    return " ".join(_painted(app, region).translate(_FRAME).split())


def _painted(app: App[None], region: Region) -> str:
    strips = app.screen._compositor.render_strips()
    lines = strips[region.y : region.bottom]
    return "\n".join(strip.crop(region.x, region.right).text for strip in lines)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Run the app until a condition holds; fails with the screen after 10 s."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, shown(pilot.app)
        await pilot.pause(0.01)


class Keys:
    """Presses keys that move the cursor, and measures the time until it is repainted."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._pilot = pilot
        self._jobs = pilot.app.screen.query_one(JobList)
        self._painted_at: float | None = None
        pilot.app.screen.watch(self._jobs, "cursor", self._moved, init=False)
        self.seconds: list[float] = []
        """Seconds from press to paint, for each key."""

    async def press(self, *keys: str) -> None:
        """Press a key. Fails if the cursor does not move."""
        for key in keys:
            self._painted_at, before, began = None, self._jobs.cursor, time.perf_counter()
            await self._pilot.press(key)
            await until(self._pilot, lambda: self._painted_at is not None)
            assert self._jobs.cursor != before
            self.seconds.append((self._painted_at or began) - began)

    async def best_of_three(self) -> float:
        """The fastest of at least two keys, in seconds; more are pressed only if those were slow."""
        for _ in range(3):
            await self.press("j", "k")
            if min(self.seconds) < ANSWER_LIMIT_S:
                break
        return min(self.seconds)

    def _moved(self) -> None:
        self._jobs.call_after_refresh(self._note)

    def _note(self) -> None:
        self._painted_at = time.perf_counter()
