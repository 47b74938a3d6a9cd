"""The only access to jobs for the screen and the command line: cached first, then refreshed.

Responses are cached before they are reported, and a failed refresh never loses what was known.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from ie_tui.api.errors import BadAnswer, Remedy, ServiceError
from ie_tui.api.models import JobId, JobPage, JobStatus
from ie_tui.jobs.attention import newest_move
from ie_tui.jobs.next_move import Holder
from ie_tui.jobs.record import QUIET, FetchFailure, Overview, Record, needs_refresh
from ie_tui.jobs.row import Handled, Identity, JobRow, Note, status_fingerprint
from ie_tui.jobs.shipment import Shipment, shipment
from ie_tui.tracking.connection import CallerHint, Connect, Connection, Service, clock_sentence
from ie_tui.tracking.connection_manager import ConnectionManager, nobody_looks
from ie_tui.tracking.index import JobIndex
from ie_tui.tracking.repository import JobRepository

if TYPE_CHECKING:
    import asyncio

    from ie_tui.credentials.mfa import Prompter

FIRST_WINDOW: Final = 100
"""Rows read before the first paint; more than fit on any screen."""


class JobTracker:
    """Holds the list, provides records, fetches from the service."""

    def __init__(
        self,
        keeping: JobRepository,
        who: CallerHint,
        connect: Connect,
        clock: Callable[[], datetime],
    ) -> None:
        """`connect` is awaited when it is first needed."""
        self._keeping = keeping
        self._who = who
        self._link = ConnectionManager(connect, self._adopt, clock)
        self._former: Identity | None = None
        self._failures: dict[JobId, FetchFailure] = {}
        self._list_repairs: list[str] = []
        """Of the last walk."""
        self.clock = clock
        """Aware UTC."""
        self.index = keeping.window(FIRST_WINDOW, clock())
        """The list; complete after `read_rest`."""
        self._overview = Overview(
            who.account, who.endpoint, job_count=keeping.count(), listed_at=keeping.listed_at()
        )

    @property
    def overview(self) -> Overview:
        """A current summary of the whole list."""
        offset = self._link.clock_offset
        return replace(
            self._overview,
            job_count=max(self._overview.job_count, len(self.index)),
            known_count=self.index.known_count,
            need_count=self.index.need_count,
            trying=self._link.trying,
            failure=self._link.refusal or self._overview.failure,
            needs_credentials=self._link.refusal is not None,
            notices=(
                *self._keeping.notices,
                *_list_notice(self._list_repairs),
                *([clock_sentence(offset)] if offset else []),
            ),
        )

    def set_callbacks(self, mfa_code: Prompter | None, changed: Callable[[], None] = nobody_looks) -> None:
        """Set the MFA prompter, and the callback for changes of `overview`."""
        self._link.mfa_code = mfa_code
        self._link.changed = changed

    @property
    def has_stranger(self) -> bool:
        """Jobs are cached, but the settings changed since and they may belong to another account."""
        return self._keeping.has_stranger

    @property
    def is_connecting(self) -> bool:
        """Credentials are being looked up."""
        return self._link.is_connecting

    def cancel_requests(self) -> None:
        """Cancel a credential look-up; other requests end with their tasks."""
        self._link.cancel_requests()

    async def read_rest(self) -> None:
        """Read all cached rows."""
        async with self._reading:
            if self._overview.job_count > len(self.index):
                await self._read_index()

    def read_rest_now(self) -> None:
        """The same without an event loop."""
        if self._overview.job_count > len(self.index):
            self._show(self._keeping.whole_list(self.clock()))

    def record(self, job_id: JobId) -> Record:
        """What is known about a job, without contacting the service."""
        kept = self._keeping.status(job_id)
        return Record(
            job_id,
            row=self.index.get(job_id),
            status=kept.status if kept else None,
            fetched_at=kept.fetched_at if kept else None,
            failure=self._failures.get(job_id),
            history=self._keeping.history(job_id),
            note=self.note(job_id),
            handled=self.handled(job_id),
            at=self.clock(),
        )

    def shipment(self, row: JobRow) -> Shipment:
        """The device and the parcel of a job, as far as they are known."""
        kept = self._keeping.status(row.job_id) if row.fetched_at else None
        return shipment(kept.status if kept else None, row.note)

    def note(self, job_id: JobId) -> Note | None:
        """The user's note on a job, from this window or another."""
        row = self.index.get(job_id)
        if row is not None and not self._keeping.is_shared:
            return row.note
        note = self._keeping.note(job_id)
        if row is not None and row.note != note:
            self.index.put_note(job_id, note)
        return note

    async def replace_note(self, job_id: JobId, note: Note | None, read: Note | None) -> None:
        """Replace the note that was read; None removes it.

        Raises NoteChanged if another window changed it in the meantime.
        """
        await self._keeping.replace_note(job_id, note, read)
        self.index.put_note(job_id, note)

    def handled(self, job_id: JobId) -> Handled | None:
        """What the user marked as handled, in this window or another."""
        row = self.index.get(job_id)
        if row is not None and not self._keeping.is_shared:
            return row.handled
        handled = self._keeping.handled(job_id)
        self.index.put_handled(job_id, handled)
        return handled

    async def toggle_handled(self, shown: Record) -> bool:
        """Mark the next move of a job as handled, or remove that mark.

        Returns False, with nothing written, if the job differs from `shown`: another window may have marked
        it, or fetched a newer status. `record` then gives the current state.
        """
        async with self._marking:
            # Key presses may outpace the display.
            row = self.index.get(shown.job_id)
            before = shown.handled if row is None else row.handled
            mark = self._mark_after(replace(shown, handled=before))
            is_written = await self._keeping.replace_handled(shown.job_id, before, mark)
            if is_written:
                self.index.put_handled(shown.job_id, mark)
            return is_written

    async def mark_noticed(self, job_id: JobId) -> bool:
        """The user has opened the job. Returns whether it was unnoticed."""
        row = self.index.get(job_id)
        if row is None or not row.is_unnoticed:
            return False
        await self._keeping.mark_noticed(job_id)
        self.index.mark_noticed(job_id)
        return True

    def advance_clock(self) -> bool:
        """Advance to the current time. Returns whether other jobs need the user now."""
        return self.index.as_of(self.clock())

    def refresh_candidates(self, visible: Iterable[JobId]) -> list[JobId]:
        """The visible jobs that are due for a background refresh.

        Skips jobs that failed recently, and all jobs while credentials are missing: the user retries those.
        """
        if self._link.refusal is not None:
            return []
        now = self.clock()
        rows = (self.index.get(job_id) for job_id in visible)
        due = [row.job_id for row in rows if row is not None and needs_refresh(row, now)]
        return [job_id for job_id in due if not self._failed_lately(job_id, now)]

    async def refresh_status(self, job_id: JobId) -> Record:
        """Fetch one job. Raises ServiceError; `record` then still has what was known, and the failure."""
        status = await self.original(job_id)
        record = self.record(job_id)
        if record.status is None:  # Written to the cache, but not readable from it.
            return replace(record, status=status.for_keeping(), fetched_at=self.clock())
        return record

    async def original(self, job_id: JobId) -> JobStatus:
        """As `refresh_status`, but returns the unmasked response: secrets are never cached."""
        try:
            connection = await self._link.connection()
            status = await self._link.ask(connection, job_id, lambda service: service.get_status(job_id))
        except ServiceError as error:
            self._failures[job_id] = FetchFailure(error, self.clock())
            raise
        at = self.clock()
        kept = status.for_keeping()
        await self._keeping.keep_status(job_id, kept, at)
        self._failures.pop(job_id, None)
        self.index.put_status(job_id, kept, at)
        return status

    async def recomputed_signature(self, job_id: JobId) -> str | None:
        """The signature by the documented rule of Version 1.0; None if the manifest has another version.

        Fetches the manifest, since it is cached without its secrets. Raises ServiceError.
        """
        from ie_tui.manifest.version_1 import is_version_1

        kept = self._keeping.status(job_id)
        if kept is None or not is_version_1(kept.status.current_manifest or ""):
            return None
        manifest = (await self.original(job_id)).current_manifest or ""
        if not is_version_1(manifest):
            return None
        connection = await self._link.connection()
        return await self._link.ask(
            connection, job_id, lambda service: service.version_1_signature(job_id, manifest)
        )

    async def walk(self) -> AsyncIterator[int]:
        """Fetch the list; after each page yields the number of jobs so far.

        Raises ServiceError. Only a complete walk marks jobs as no longer listed.
        """
        self._overview = replace(self._overview, is_fetching=True, is_unfinished=True)
        try:
            connection = await self._link.connection()
            began = self.clock()
            seen: set[JobId] = set()
            self._list_repairs.clear()
            async for page in self._pages(connection):
                await self._take(page, began)
                seen.update(job.job_id for job in page.jobs)
                yield len(seen)
            await self._end_walk(began, seen)
        except ServiceError as error:
            before, now = self._overview.failure, self.clock()
            failure = before.then(error, now) if before else FetchFailure(error, now)
            self._overview = replace(self._overview, failure=failure, is_unfinished=False)
            raise
        finally:
            self._overview = replace(self._overview, is_fetching=False)

    async def disconnect(self) -> None:
        """Close all connections to the service; the next request reconnects."""
        await self._link.close()

    def close(self) -> None:
        """Close the cache."""
        self._keeping.close()

    @cached_property
    def _reading(self) -> asyncio.Lock:
        # Importing asyncio costs a plain `ie-tui jobs` from the cache more than all its other work.
        import asyncio

        return asyncio.Lock()

    @cached_property
    def _marking(self) -> asyncio.Lock:
        import asyncio

        return asyncio.Lock()

    def _mark_after(self, record: Record) -> Handled | None:
        """The mark to set for a user who sees this record; None removes the existing mark."""
        now = self.clock()
        move, before = newest_move(record, now), record.handled
        # What came up after the mark is handled too.
        if record.status is None or (before is not None and move.holder is not Holder.YOU):
            return None
        kinds = tuple(kind.name for kind in move.kinds)
        return Handled(now, (*(before.kinds if before else ()), *kinds), status_fingerprint(record.status))

    def _failed_lately(self, job_id: JobId, now: datetime) -> bool:
        failure = self._failures.get(job_id)
        return failure is not None and now - failure.at < QUIET

    async def _adopt(self, connection: Connection) -> None:
        """Switch to the rows of the confirmed account."""
        async with self._reading:
            shown = self._keeping.identity
            self._former = await self._keeping.adopt(
                connection.identity, self._who.hint, self._who.scope, self.clock()
            )
            self._overview = replace(
                self._overview,
                account=connection.account,
                endpoint=connection.endpoint,
                is_checked=True,
                remarks=connection.remarks,
            )
            if connection.identity != shown or not len(self.index):
                self._failures.clear()
                await self._read_index()

    async def _read_index(self) -> None:
        import asyncio

        self._show(await asyncio.to_thread(self._keeping.whole_list, self.clock()))

    def _show(self, index: JobIndex) -> None:
        self.index = index
        self._overview = replace(
            self._overview, job_count=len(self.index), listed_at=self._keeping.listed_at()
        )

    async def _take(self, page: JobPage, began: datetime) -> None:
        if self._former is not None:
            if await self._keeping.take_over(self._former, page):
                await self._read_index()
            self._former = None
        self._list_repairs += page.repairs
        await self._keeping.keep_page(page, began)
        # A status may be cached before its job is listed: it was fetched by id.
        new = [job.job_id for job in page.jobs if self.index.get(job.job_id) is None]
        self.index.merge(page.jobs, await self._keeping.known_rows(new))

    async def _end_walk(self, began: datetime, seen: set[JobId]) -> None:
        at = self.clock()
        await self._keeping.finish_walk(began, at)
        self.index.mark_unlisted(seen)
        self._overview = replace(self._overview, listed_at=at, failure=None, is_unfinished=False)

    async def _pages(self, connection: Connection) -> AsyncIterator[JobPage]:
        """All pages of ListJobs. A list that loops is a BadAnswer (docs/service.md 3.6)."""
        marker: JobId | None = None
        seen: set[JobId] = set()
        while True:
            page = await self._link.ask(connection, None, partial(_page_after, marker))
            fresh = [job for job in page.jobs if job.job_id not in seen]
            yield page
            if not page.is_truncated:
                return
            if not fresh or len(fresh) < len(page.jobs):
                raise BadAnswer(
                    "The service reports more jobs but repeats earlier ones: the list may be incomplete.",
                    remedy=Remedy.FETCH_AGAIN,
                )
            seen.update(job.job_id for job in fresh)
            marker = page.jobs[-1].job_id


async def _page_after(marker: JobId | None, service: Service) -> JobPage:
    return await service.list_jobs(marker)


def _list_notice(repairs: Sequence[str]) -> tuple[str, ...]:
    """What to say about a list that was not whole as it came."""
    if not repairs:
        return ()
    more = f", and {len(repairs) - 1:,} more" if len(repairs) > 1 else ""
    return (f"The list was malformed, and ie-tui repaired it: {repairs[0]}{more}. Some jobs may be missing.",)
