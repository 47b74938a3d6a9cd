"""A tracker over a real cache and a scripted service, the app on it, and what a person sees."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from textual._styles_cache import StylesCache
from textual.app import App
from textual.pilot import Pilot

from ie_tui.api.client import RetryNotice
from ie_tui.api.errors import ServiceError
from ie_tui.api.models import Job, JobId, JobPage, JobStatus
from ie_tui.cache.cache import Cache
from ie_tui.jobs.row import Identity
from ie_tui.manifest.version_1 import version_1_signature
from ie_tui.system.threads import in_daemon_thread
from ie_tui.tracking.connection import CallerHint, Connection, UserCallbacks
from ie_tui.tracking.repository import JobRepository
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.app import IeTui
from ie_tui.ui.loader import Pace
from tests.idle import settle, until_idle

__all__ = ["settle"]

NOW: Final = datetime(2026, 3, 5, 12, 0, 0, tzinfo=UTC)
ME: Final = Identity("me")
NEVER_BY_ITSELF: Final = Pace(rest_s=3600, background_after_s=3600, renew_s=3600)
"""Resting asks nothing in the time of a test."""
AT_ONCE: Final = Pace(rest_s=0.001, background_after_s=3600, renew_s=3600)


def job(name: str, *, age_days: int = 0, kind: str = "Import", canceled: bool = False) -> Job:
    """A row of the list."""
    return Job(JobId(name), kind, NOW - timedelta(days=age_days), canceled)


def jobs(*names: str) -> tuple[Job, ...]:
    """Rows of the list, the first the newest."""
    return tuple(job(name, age_days=number) for number, name in enumerate(names))


def status(name: str, **fields: object) -> JobStatus:
    """A status with believable values."""
    signature = fields.get("signature", f"sig{name}nGMfs6cwbpQHvJ0qXLrUd=")
    usual: dict[str, object] = {
        "job_type": "Import",
        "created_at": NOW - timedelta(days=3),
        "progress_code": "InProgress",
        "progress_message": "Your device is being loaded.",
        "location_code": "AtAWS",
        "location_message": "Your device is at AWS.",
        "signature": signature,
        "signature_file_contents": (
            f"version:2.0\nsigningMethod:HmacSHA1\njobId:{name}\nsignature:{signature}\n"
        ),
    }
    return JobStatus(job_id=JobId(name), **{**usual, **fields})  # type: ignore[arg-type]


@dataclass
class FakeService:
    """Answers from a script; counts what it was asked, and can be held back."""

    pages: list[tuple[Job, ...]] = field(default_factory=list)
    statuses: dict[str, JobStatus | Exception] = field(default_factory=dict)
    list_error: Exception | None = None
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    """A job's answer waits for its gate; the list's gate is named `list`."""
    asked: list[str] = field(default_factory=list)
    """Jobs asked for, in order; the list is `list`."""
    given_up: Counter[str] = field(default_factory=Counter)
    """Requests that were cancelled while they waited."""
    clock_offset: timedelta = timedelta()
    retry: RetryNotice | None = None
    """What the client tells before each answer."""
    person: UserCallbacks | None = None

    async def list_jobs(self, marker: JobId | None = None) -> JobPage:
        await self._take("list")
        if self.list_error is not None:
            raise self.list_error
        numbers = {page[-1].job_id: number for number, page in enumerate(self.pages, 1) if page}
        number = 0 if marker is None else numbers[marker]
        page = self.pages[number] if number < len(self.pages) else ()
        return JobPage(page, is_truncated=number + 1 < len(self.pages))

    async def get_status(self, job_id: JobId) -> JobStatus:
        await self._take(job_id)
        answer = self.statuses.get(job_id) or status(job_id)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def version_1_signature(self, job_id: JobId, manifest: str) -> str:
        return version_1_signature("test-secret-key", job_id, manifest)

    async def aclose(self) -> None:
        """Nothing is open."""

    async def _take(self, name: str) -> None:
        self.asked.append(name)
        if self.retry is not None and self.person is not None:
            self.person.retrying(self.retry)
        try:
            if name in self.gates:
                await self.gates[name].wait()
        except asyncio.CancelledError:
            self.given_up[name] += 1
            raise


@dataclass
class Clock:
    """Stands still until it is told otherwise."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Stage:
    """Everything around the app."""

    service: FakeService
    cache: Cache
    clock: Clock
    state_dir: Path
    connect_error: ServiceError | None = None
    looks_up: Callable[[UserCallbacks], None] | None = None
    """The part of a look-up that blocks a thread of its own."""
    connect_gate: asyncio.Event | None = None
    connects: int = 0
    remarks: tuple[str, ...] = ()

    def keep(self, rows: Iterable[Job], statuses: Iterable[JobStatus] = (), *, age: timedelta) -> None:
        """Put into the cache what was seen before."""
        at = self.clock.now - age
        self.cache.keep_page(ME, tuple(rows), at)
        self.cache.finish_walk(ME, at, at)
        for one in statuses:
            self.cache.keep_status(ME, one.job_id, one.for_keeping(), at)

    def tracker(self) -> JobTracker:
        """A tracker as the next start of the app makes it."""

        async def connect(person: UserCallbacks) -> Connection:
            self.connects += 1
            if self.connect_gate is not None:
                await self.connect_gate.wait()
            if self.looks_up is not None:
                await in_daemon_thread(partial(self.looks_up, person), 30)
            if self.connect_error is not None:
                raise self.connect_error
            self.service.person = person
            return Connection(self.service, ME, "prod", "importexport.amazonaws.com", self.remarks)

        who = CallerHint("hint", "scope", "prod", "importexport.amazonaws.com")
        return JobTracker(JobRepository(self.cache, ME), who, connect, self.clock)

    def app(
        self,
        *,
        pace: Pace = NEVER_BY_ITSELF,
        theme: str | None = None,
        badge: str = "",
        environ: Mapping[str, str] | None = None,
    ) -> IeTui:
        """The app on this stage; it finds no clipboard tool."""
        return IeTui(
            self.tracker(),
            environ={"TERM": "xterm-256color", **(environ or {})},
            theme=theme,
            badge=badge,
            state_dir=self.state_dir,
            pace=pace,
        )


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """An empty cache and a service that knows no jobs."""
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    cache = Cache.open(tmp_path / "cache" / "jobs.sqlite3")
    yield Stage(FakeService(), cache, Clock(), tmp_path / "state")
    cache.close()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Textual keeps what was painted in a cache of a method: pauses for garbage grow from test to test."""
    yield
    StylesCache.get_inner_outer.cache_clear()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot waits for what can still happen, however little of the machine the tests get."""
    monkeypatch.setattr("textual.app.wait_for_idle", until_idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", until_idle)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app run until something holds; an assertion if it never does."""
    for _ in range(200):
        if holds():
            await pilot.pause()
            return
        await pilot.pause(0.005)
    raise AssertionError("It never came to hold.")


def screen_lines(app: App[None]) -> list[str]:
    """The screen line by line, as a person reads it."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip) for strip in strips]
    assert len(lines) == height
    assert width
    return lines


def screen_text(app: App[None]) -> str:
    """The whole screen as text."""
    return "\n".join(line.rstrip() for line in screen_lines(app))
