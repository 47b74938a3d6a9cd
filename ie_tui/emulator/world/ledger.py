"""Changes by callers, kept in memory: the only mutable state of the emulator.

The world itself is a pure function of its seed and of the time. A ledger adds the jobs that one account
created, and the world's jobs that it updated or canceled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from ie_tui.emulator.world.job_state import EmulatedJob
from ie_tui.emulator.world.jobs_of_seed import FREE_NUMBERS, Page, World
from ie_tui.emulator.world.parcels import Parcel
from ie_tui.emulator.world.stories import Story

JOBS_A_DAY: Final = 50
"""How many jobs an account may create per day, in UTC (docs/service.md 9)."""


class Ledger:
    """The jobs of one account: those of its world, with the changes by callers."""

    def __init__(self, world: World, numbers: Iterator[int]) -> None:
        """`numbers` counts up from 0; all accounts share it, so that no two created jobs have the same id."""
        self._world = world
        self._numbers = numbers
        self._created: dict[str, EmulatedJob] = {}
        self._amended: dict[str, EmulatedJob] = {}
        """Jobs of the world that were updated or canceled."""

    def page(self, at: datetime, *, after: str | None, limit: int) -> Page:
        """At most `limit` jobs after the job `after`, newest first. Raises UnknownJobError."""
        page = self._world.page(at, after=after, limit=limit, guests=tuple(self._created.values()))
        amended = self._amended
        jobs = (amended[job.job_id].listed(at) if job.job_id in amended else job for job in page.jobs)
        return page._replace(jobs=tuple(jobs))

    def job(self, job_id: str, at: datetime) -> EmulatedJob:
        """The job with its changes. Raises UnknownJobError, also for another account's job."""
        if job_id in self._created:
            return self._created[job_id]
        job = self._world.job(job_id, at)
        return self._amended.get(job_id, job)

    def draft(self, parcel: Parcel, story: Story, at: datetime) -> EmulatedJob:
        """A job with a new id, not yet added to the account."""
        number = FREE_NUMBERS[next(self._numbers) % len(FREE_NUMBERS)]
        return self._world.make(number, at.astimezone(UTC).replace(microsecond=0), story, parcel)

    def add(self, job: EmulatedJob) -> None:
        """Add a draft to the account."""
        self._created[job.job_id] = job

    def amend(self, job: EmulatedJob) -> None:
        """Replace a job by its changed version."""
        jobs = self._created if job.job_id in self._created else self._amended
        jobs[job.job_id] = job

    def created_on_day_of(self, at: datetime) -> int:
        """How many jobs were added on that day in UTC, including canceled ones."""
        day = at.astimezone(UTC).date()
        return sum(job.created_at.date() == day for job in self._created.values())
