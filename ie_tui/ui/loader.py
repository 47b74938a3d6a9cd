"""Fetches through the tracker in background workers; the one UI file that awaits I/O."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Final, NamedTuple

from textual import on, work
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from ie_tui.api.errors import BadAnswer, MfaDeclined, ServiceError, UnknownJob
from ie_tui.api.models import JobId
from ie_tui.jobs.record import Note, NoteChanged, Record
from ie_tui.text import printable_line
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.messages import (
    CodeWanted,
    Faulted,
    JobFetched,
    ListChanged,
    ListWalked,
    LoadFailed,
    NoteRefused,
    OriginalFailed,
    OriginalLoaded,
    OverviewChanged,
    StatusChanged,
)

_DOING: Final = {
    "rows": "reading the cache",
    "list": "fetching the list",
    "status": "fetching the job under the cursor",
    "ask": "fetching a job",
    "quiet": "fetching the visible jobs",
    "write": "writing to the cache",
    "original": "fetching a manifest",
}
_BY_A_PERSON: Final = frozenset({"list", "ask", "original"})
"""Worker groups that the user waits for; passing requests come and go unseen."""
_IN_PASSING: Final = frozenset({"status", "quiet"})
_AT_ONCE: Final = 2
"""Concurrent background requests."""


class Pace(NamedTuple):
    """Delays before fetching, in seconds."""

    rest_s: float = 0.15
    background_after_s: float = 2.0
    renew_s: float = 30.0
    """Between two background refreshes of the visible rows while no key is pressed."""


USUAL_PACE: Final = Pace()


class Loader(Widget):
    """Draws nothing; as a child of the screen its workers end with it and its messages bubble up to it."""

    DEFAULT_CSS = "Loader { display: none; }"

    def __init__(self, tracker: JobTracker, visible: Callable[[], Sequence[JobId]], pace: Pace) -> None:
        """`visible` returns the jobs whose rows are on the screen at the time of the call."""
        super().__init__()
        self._tracker = tracker
        self._visible = visible
        self._pace = pace
        self._asking: Counter[JobId] = Counter()
        self._told: set[JobId] = set()
        self._open: JobId | None = None
        self._rest: Timer | None = None
        self._quiet: Timer | None = None
        self._code: Future[str] | None = None

    def on_mount(self) -> None:
        """Register for MFA codes and overview changes."""
        self._tracker.set_callbacks(self._ask_code, self._tell_overview)

    async def on_unmount(self) -> None:
        """On exit: mark the open job as noticed, cancel the MFA question and close all connections."""
        if self._code is not None:
            self._code.cancel()
        if self._open is not None:
            await self._tracker.mark_noticed(self._open)
        await self._tracker.disconnect()

    def is_fetching(self, job_id: JobId | None) -> bool:
        """Whether a request for this job is under way."""
        return job_id is not None and self._asking[job_id] > 0

    def schedule_fetch(self, job_id: JobId | None) -> None:
        """Fetch this job once the cursor has rested on it, unless its data are fresh.

        Cancels the fetch that an earlier rest began.
        """
        self._cancel_scheduled_fetch()
        if job_id is not None:
            self._rest = self.set_timer(self._pace.rest_s, lambda: self._fetch_after_rest(job_id))

    def pause_background_refresh(self) -> None:
        """Pause background refresh until a while after the last key."""
        self.workers.cancel_group(self, "quiet")
        self._schedule_background_refresh(self._pace.background_after_s)

    def cancel_requests(self) -> bool:
        """Cancel all requests if the user waits for any, or sees one being retried; return whether so."""
        groups = {worker.group for worker in self._at_work()}
        is_seen = self._tracker.overview.trying is not None or self._tracker.is_connecting
        if not is_seen and not groups & _BY_A_PERSON:
            return False
        for group in _BY_A_PERSON | _IN_PASSING:
            self.workers.cancel_group(self, group)
        # A worker that is cancelled before its first step never reaches its `finally`.
        self._told.clear()
        self._tracker.cancel_requests()
        self._schedule_background_refresh(self._pace.renew_s)
        return True

    def ask(self, job_id: JobId) -> None:
        """Fetch this job now, even if fresh; does nothing while such a request is pending."""
        if job_id not in self._told:
            self._told.add(job_id)
            self._cancel_scheduled_fetch()
            self._ask(job_id)

    @work(exclusive=True, group="original", exit_on_error=False)
    async def fetch_original(self, job_id: JobId) -> None:
        """Fetch a manifest with its secrets; they are never cached."""
        try:
            with self._marked(job_id):
                status = await self._tracker.original(job_id)
        except ServiceError as error:
            self.post_message(OriginalFailed(job_id, error))
        else:
            self.post_message(OriginalLoaded(job_id, status.current_manifest or ""))

    def read_by_person(self, job_id: JobId | None) -> None:
        """Remember the job that the user is reading; once they leave it, its ending counts as noticed."""
        was_open, self._open = self._open, job_id
        if was_open is not None and was_open != job_id:
            self._mark_noticed(was_open)

    @work(group="write", exit_on_error=False)
    async def replace_note(self, job_id: JobId, note: Note | None, read: Note | None) -> None:
        """Save a note in place of the one that was read; None deletes it."""
        try:
            await self._tracker.replace_note(job_id, note, read)
        except NoteChanged as changed:
            self.post_message(NoteRefused(job_id, note, changed.there))
        self.post_message(StatusChanged(job_id))

    @work(group="write", exit_on_error=False)
    async def toggle_handled(self, shown: Record) -> None:
        """Mark a job as handled, or undo that; warn if another window was faster."""
        if not await self._tracker.toggle_handled(shown):
            words = (
                f"Not marked: another window changed {printable_line(shown.job_id)}. Check it and try again."
            )
            self.notify(words, severity="warning", markup=False)
        self.post_message(StatusChanged(shown.job_id))

    @work(group="write", exit_on_error=False)
    async def _mark_noticed(self, job_id: JobId) -> None:
        if await self._tracker.mark_noticed(job_id):
            self.post_message(StatusChanged(job_id))

    def fetch_list(self) -> None:
        """Fetch the whole list, unless that is under way."""
        if not self._tracker.overview.is_fetching:
            self._walk()

    @work(exclusive=True, group="rows", exit_on_error=False)
    async def read_rest(self) -> None:
        """Read the rows that were left out for a fast first paint."""
        await self._tracker.read_rest()
        self.post_message(ListChanged())

    @work(exclusive=True, group="list", exit_on_error=False)
    async def _walk(self) -> None:
        try:
            pages = self._tracker.walk()
            self.post_message(ListChanged())
            async for _count in pages:
                self.post_message(ListChanged())
        except ServiceError:
            # The tracker keeps the failure with the overview, which stays on the screen.
            return
        finally:
            self.post_message(ListChanged())
            self.post_message(ListWalked())

    def _cancel_scheduled_fetch(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self.workers.cancel_group(self, "status")

    def _fetch_after_rest(self, job_id: JobId) -> None:
        if self._tracker.overview.needs_credentials:
            return
        if not self._tracker.record(job_id).is_fresh(self._tracker.clock()):
            self._fetch_rested(job_id)

    @work(exclusive=True, group="status", exit_on_error=False)
    async def _fetch_rested(self, job_id: JobId) -> None:
        try:
            await self._refresh(job_id)
        except ServiceError:
            # The tracker keeps the failure with the record, which the detail shows.
            return

    @work(group="ask", exit_on_error=False)
    async def _ask(self, job_id: JobId) -> None:
        before = self._tracker.record(job_id).status
        try:
            await self._refresh(job_id)
        except ServiceError as error:
            self.post_message(LoadFailed(job_id, error))
        else:
            self.post_message(JobFetched(job_id, before, self._tracker.record(job_id).status))
        finally:
            self._told.discard(job_id)

    @work(exclusive=True, group="quiet", exit_on_error=False)
    async def _refresh_in_background(self) -> None:
        waiting = iter(self._tracker.refresh_candidates(self._visible()))
        async with asyncio.TaskGroup() as lanes:
            for _ in range(_AT_ONCE):
                lanes.create_task(self._ask_each(waiting))
        self._schedule_background_refresh(self._pace.renew_s)

    async def _ask_each(self, waiting: Iterator[JobId]) -> None:
        for job_id in waiting:
            if self._asking[job_id]:
                continue
            try:
                await self._refresh(job_id)
            except (UnknownJob, BadAnswer):
                continue
            except ServiceError:
                # The next request would fail the same way; the record keeps the failure.
                return

    async def _refresh(self, job_id: JobId) -> None:
        with self._marked(job_id):
            await self._tracker.refresh_status(job_id)

    @contextmanager
    def _marked(self, job_id: JobId) -> Iterator[None]:
        """Count a request for the job, and post a message when it begins and ends."""
        self._asking[job_id] += 1
        self.post_message(StatusChanged(job_id))
        try:
            yield
        finally:
            self._asking[job_id] -= 1
            self.post_message(StatusChanged(job_id))

    def _at_work(self) -> Iterator[Worker[object]]:
        """This widget's running workers."""
        for worker in self.workers:
            if worker.node is self and not worker.is_finished and not worker.is_cancelled:
                yield worker

    def _tell_overview(self) -> None:
        if self._code is not None and not self._tracker.is_connecting:
            # The lookup timed out and no longer wants the code.
            self._code.cancel()
        self.post_message(OverviewChanged())

    def _ask_code(self, serial: str) -> str:
        """Ask the user for the code; blocks the lookup's thread. Raises MfaDeclined."""
        answer = self._code = Future[str]()
        if not self.post_message(CodeWanted(serial, answer)):
            raise MfaDeclined
        try:
            return answer.result()
        except CancelledError as error:
            raise MfaDeclined from error

    def _schedule_background_refresh(self, seconds: float) -> None:
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(seconds, self._refresh_in_background)

    @on(Worker.StateChanged)
    def tell_fault(self, event: Worker.StateChanged) -> None:
        """Report unexpected worker errors."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            doing = _DOING.get(event.worker.group, "working in the background")
            self.post_message(Faulted(event.worker.error, doing))
