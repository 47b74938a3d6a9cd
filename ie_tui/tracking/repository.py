"""The cache for one identity: written in a thread, in memory once the file fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from ie_tui.api.models import JobId, JobPage, KeptStatus
from ie_tui.cache.cache import Cache, CacheUnusable
from ie_tui.jobs.row import Change, Handled, Identity, JobRow, KeptRecord, Note
from ie_tui.tracking.index import JobIndex

T = TypeVar("T")


class JobRepository:
    """Reads are synchronous; writes are awaited. File errors go to `notices` and are never raised."""

    def __init__(self, cache: Cache, identity: Identity | None) -> None:
        self.identity = identity
        """Whose rows are read and written; None while unknown."""
        self.notices: list[str] = [cache.notice] if cache.notice else []
        self.has_stranger = False
        """Jobs are cached, but only contacting the service will show whether they belong to this account."""
        self._newest_first = [cache]

    def recognize(self, hint: str, scope: str) -> None:
        """Use the identity last seen with exactly these inputs."""
        self.identity = self._first(lambda cache: cache.identity_for(hint))
        if self.identity is None:
            self.has_stranger = self._first(lambda cache: cache.last_identity(scope)) is not None

    def on_behalf(self, identity: Identity) -> JobRepository:
        """The same cache, for another identity."""
        other = JobRepository(self._newest_first[-1], identity)
        other._newest_first, other.notices = self._newest_first, self.notices
        return other

    def status(self, job_id: JobId) -> KeptRecord | None:
        """The newest status of a job."""
        return self._read(lambda cache, me: cache.status(me, job_id))

    async def known_rows(self, job_ids: Sequence[JobId]) -> list[JobRow]:
        """The cached rows of these jobs that have a status or note, read in a thread."""
        import asyncio

        found = await asyncio.to_thread(lambda: [self._row(job_id) for job_id in job_ids])
        return [row for row in found if row is not None and (row.fetched_at or row.note)]

    def history(self, job_id: JobId) -> tuple[Change, ...]:
        """All observed changes of a job, newest first."""
        return self._read(lambda cache, me: cache.history(me, job_id)) or ()

    def count(self) -> int:
        """How many jobs the list has."""
        return self._read(lambda cache, me: cache.count(me)) or 0

    def listed_at(self) -> datetime | None:
        """When the list was last fetched completely."""
        return self._read(lambda cache, me: cache.listed_at(me))

    def note(self, job_id: JobId) -> Note | None:
        """The user's note on a job, from this window or another."""
        return self._read(lambda cache, me: cache.note(me, job_id))

    @property
    def is_shared(self) -> bool:
        """Whether the cache file is in use, so that windows see each other's writes."""
        return len(self._newest_first) == 1

    def window(self, limit: int, now: datetime) -> JobIndex:
        """The first rows of the list."""
        return JobIndex(self._read(lambda cache, me: cache.rows(me, limit=limit)) or (), now)

    def whole_list(self, now: datetime) -> JobIndex:
        """All rows of the list; call it in a thread if there are many."""
        return JobIndex(self._read(lambda cache, me: cache.rows(me)) or (), now)

    async def adopt(self, identity: Identity, hint: str, scope: str, at: datetime) -> Identity | None:
        """Switch to `identity`. Returns a different one last seen in this scope, if any."""
        former = self._first(lambda cache: cache.last_identity(scope))
        self.identity = identity
        await self._write(lambda cache: cache.remember(hint, scope, identity, at))
        return former if former != identity else None

    async def take_over(self, former: Identity, page: JobPage) -> bool:
        """Move the rows of `former` to the current identity if this page shows that both are one account.

        After key rotation the same account lists the same jobs with the same dates.
        """
        mine = self.identity
        if mine is None or self.count():
            return False
        for job in page.jobs:
            kept = self._row_of(former, job.job_id)
            if kept is not None and kept.created_at == job.created_at:
                await self._write(lambda cache: cache.move(former, mine))
                return True
        return False

    async def keep_page(self, page: JobPage, walk: datetime) -> None:
        """Keep one page of the walk that began at `walk`, in one transaction."""
        await self._write_mine(lambda cache, me: cache.keep_page(me, page.jobs, walk))

    async def finish_walk(self, walk: datetime, at: datetime) -> None:
        """The walk is complete: jobs that it did not return are no longer listed."""
        await self._write_mine(lambda cache, me: cache.finish_walk(me, walk, at))

    async def keep_status(self, job_id: JobId, status: KeptStatus, at: datetime) -> None:
        """Store the GetStatus response for `job_id`, and what changed since the previous one."""
        await self._write_mine(lambda cache, me: cache.keep_status(me, job_id, status, at))

    async def replace_note(self, job_id: JobId, note: Note | None, read: Note | None) -> None:
        """Replace the note that was read, or remove it. Raises NoteChanged."""
        await self._write_mine(lambda cache, me: cache.replace_note(me, job_id, note, read))

    def handled(self, job_id: JobId) -> Handled | None:
        """What the user marked as handled."""
        return self._read(lambda cache, me: cache.handled(me, job_id))

    async def replace_handled(self, job_id: JobId, before: Handled | None, after: Handled | None) -> bool:
        """Replace `before` with `after`. Returns False if the stored mark is neither."""
        return (
            await self._write_mine(lambda cache, me: cache.replace_handled(me, job_id, before, after))
            or False
        )

    async def mark_noticed(self, job_id: JobId) -> None:
        """Store that the user has opened the job."""
        await self._write_mine(lambda cache, me: cache.mark_noticed(me, job_id))

    def close(self) -> None:
        """Close the file, and the memory if there is one."""
        for cache in self._newest_first:
            cache.close()

    def _row(self, job_id: JobId) -> JobRow | None:
        return self._read(lambda cache, me: cache.row(me, job_id))

    def _row_of(self, identity: Identity, job_id: JobId) -> JobRow | None:
        return self._first(lambda cache: cache.row(identity, job_id))

    def _read(self, read: Callable[[Cache, Identity], T | None]) -> T | None:
        mine = self.identity
        return None if mine is None else self._first(lambda cache: read(cache, mine))

    def _first(self, read: Callable[[Cache], T | None]) -> T | None:
        for cache in self._newest_first:
            try:
                found = read(cache)
            except CacheUnusable as error:
                self._tell(error)
                continue
            if found:
                return found
        return None

    async def _write_mine(self, write: Callable[[Cache, Identity], T]) -> T | None:
        mine = self.identity
        return None if mine is None else await self._write(lambda cache: write(cache, mine))

    async def _write(self, write: Callable[[Cache], T]) -> T:
        import asyncio

        try:
            return await asyncio.to_thread(write, self._newest_first[0])
        except CacheUnusable as error:
            self._tell(error)
            if len(self._newest_first) == 1:
                self._newest_first.insert(0, Cache.in_memory())
            return await asyncio.to_thread(write, self._newest_first[0])

    def _tell(self, error: CacheUnusable) -> None:
        if str(error) not in self.notices:
            self.notices.append(str(error))
