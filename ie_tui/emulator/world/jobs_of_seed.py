"""The jobs of the emulator: a pure function of a seed and of the time.

Nothing is stored: any two processes see the same ids, dates and stories at any time, and no job ever moves
back to an earlier stage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple

from ie_tui.emulator.world.ids import SIZE, job_id_of, number_of
from ie_tui.emulator.world.job_state import EmulatedJob, EmulatedStatus, ListedJob
from ie_tui.emulator.world.parcels import Parcel
from ie_tui.emulator.world.stories import LANES, LATE, LONG_DONE, Story, StoryLane

DEFAULT_SEED: Final = 20100601
EPOCH: Final = datetime(2010, 6, 1, tzinfo=UTC)
"""When the lanes start; a hundred days later they are full."""
MOST_JOBS: Final = 1_000_000
_ARCHIVE_STEP: Final = timedelta(minutes=5)
_KINDS: Final = len(LANES) + 1
"""Job numbers cycle through the lanes and the archive: the number modulo this tells which."""
FREE_NUMBERS: Final = range(SIZE // 2, SIZE)
"""Numbers that no world uses for its own jobs for six hundred years, whatever its size."""


class UnknownJobError(LookupError):
    """No job of this world has that id at that time."""


class Page(NamedTuple):
    """Part of the job list, newest first."""

    jobs: tuple[ListedJob, ...]
    is_truncated: bool
    """Whether more jobs follow."""


class Moment(NamedTuple):
    """A job enters a new stage at `at`."""

    at: datetime
    job_id: str


@dataclass(frozen=True, slots=True)
class World:
    """All jobs of one account. Times are aware.

    `count` is the number of jobs, at most MOST_JOBS: about two dozen have a story, and an archive of jobs
    that ended before EPOCH makes up the rest. None: no archive.
    """

    seed: int = DEFAULT_SEED
    count: int | None = None

    def __post_init__(self) -> None:
        if self.count is not None and not 0 <= self.count <= MOST_JOBS:
            raise ValueError(f"expected 0 to {MOST_JOBS} jobs, not {self.count}")

    def jobs(self, at: datetime) -> tuple[ListedJob, ...]:
        """All jobs that are listed at `at`, newest first."""
        return self.page(at, limit=MOST_JOBS).jobs

    def page(
        self, at: datetime, *, after: str | None = None, limit: int, guests: Sequence[EmulatedJob] = ()
    ) -> Page:
        """At most `limit` jobs, starting after the job `after`. Raises UnknownJobError if it is unknown.

        `guests` are additional jobs from `make`; they are sorted in and do not count towards `count`.
        """
        current = _newest_first([*self._current(at), *guests])
        total = len(current) if self.count is None else self.count + len(guests)
        start = 0 if after is None else self._position(after, current, total) + 1
        end = min(start + limit, total)
        archived = range(max(start - len(current), 0), max(end - len(current), 0))
        jobs = chain(current[start:end], map(self._archived, archived))
        return Page(tuple(job.listed(at) for job in jobs), is_truncated=end < total)

    def job(self, job_id: str, at: datetime) -> EmulatedJob:
        """The job with that id. Raises UnknownJobError."""
        current = self._current(at)
        total = len(current) if self.count is None else self.count
        position = self._position(job_id, current, total)
        return current[position] if position < len(current) else self._archived(position - len(current))

    def status(self, job_id: str, at: datetime) -> EmulatedStatus:
        """The result of GetStatus for a job at `at`. Raises UnknownJobError."""
        return self.job(job_id, at).status(at)

    def make(self, number: int, created_at: datetime, story: Story, parcel: Parcel) -> EmulatedJob:
        """Create the job with that number; use FREE_NUMBERS for jobs that are not of this world."""
        return EmulatedJob(job_id_of(number, self.seed), created_at, story, parcel, self._draw(number))

    def moments(self, until: datetime) -> list[Moment]:
        """All changes up to `until` of the jobs that have a story and are listed then, oldest first.

        Fetching each job at each moment sees every stage.
        """
        return sorted(
            Moment(changed_at, job.job_id)
            for job in self._current(until)
            for stage in job.story
            if (changed_at := job.created_at + stage.age) <= until
        )

    def _current(self, at: datetime) -> Sequence[EmulatedJob]:
        """The jobs with a story, newest first."""
        jobs = [job for kind, lane in enumerate(LANES) for job in self._on_lane(kind, lane, at)]
        return _newest_first(jobs)[: self.count]

    def _on_lane(self, kind: int, lane: StoryLane, at: datetime) -> Iterator[EmulatedJob]:
        oldest = max((at - EPOCH - lane.shown_for - lane.spread) // lane.every, 0)
        newest = (at - EPOCH) // lane.every
        for turn in range(oldest, newest + 1):
            number = turn * _KINDS + kind
            late_s = int.from_bytes(self._draw(number)[-4:], "big") % int(lane.spread.total_seconds())
            created_at = EPOCH + turn * lane.every + timedelta(seconds=late_s)
            if created_at <= at < created_at + lane.shown_for:
                story = lane.stories[turn % len(lane.stories)]
                parcel = lane.parcels[turn % len(lane.parcels)]
                yield self.make(number, created_at, story, parcel)

    def _archived(self, place: int) -> EmulatedJob:
        """The job at this index of the archive, newest first."""
        number = place * _KINDS + len(LANES)
        created_at = EPOCH - (place + 1) * _ARCHIVE_STEP
        return self.make(number, created_at, LONG_DONE, LATE.parcels[place % len(LATE.parcels)])

    def _position(self, job_id: str, current: Sequence[EmulatedJob], total: int) -> int:
        """The index of a job in the whole list. Raises UnknownJobError."""
        for position, job in enumerate(current):
            if job.job_id == job_id:
                return position
        number = number_of(job_id, self.seed)
        if number is not None and number % _KINDS == len(LANES):
            position = len(current) + number // _KINDS
            if position < total:
                return position
        raise UnknownJobError(job_id)

    def _draw(self, number: int) -> bytes:
        """20 pseudorandom bytes, always the same for the same job."""
        return hashlib.sha1(f"{self.seed}/{number}".encode(), usedforsecurity=False).digest()


def _newest_first(jobs: Iterable[EmulatedJob]) -> list[EmulatedJob]:
    return sorted(jobs, key=lambda job: (job.created_at, job.job_id), reverse=True)
