"""The connection to the service: opened on first use, reopened when its credentials expire."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from ie_tui.api.errors import Expired, NoCredentials, NotSent, Remedy, ServiceError, WrongKey
from ie_tui.api.models import JobId
from ie_tui.jobs.record import FetchFailure, RetryState
from ie_tui.tracking.connection import Connect, Connection, Service, UserCallbacks

if TYPE_CHECKING:
    import asyncio

    from ie_tui.api.client import RetryNotice
    from ie_tui.credentials.mfa import Prompter

T = TypeVar("T")

_ABOUT: Final[ContextVar[JobId | None]] = ContextVar("about")
"""The job that the running task fetches, None for the list: the client does not say whose attempt failed."""


def nobody_looks() -> None:
    """The `changed` callback without a screen."""


class ConnectionManager:
    """One connection for all requests. All that wait for a look-up share its outcome."""

    def __init__(
        self,
        connect: Connect,
        adopt: Callable[[Connection], Awaitable[None]],
        clock: Callable[[], datetime],
    ) -> None:
        """`adopt` is awaited before a new connection is used."""
        self._connect = connect
        self._adopt = adopt
        self._clock = clock
        self._connection: Connection | None = None
        self._look_up: asyncio.Task[Connection] | None = None
        self._opened: list[Connection] = []
        self._trying: dict[JobId | None, RetryState] = {}
        self.changed: Callable[[], None] = nobody_looks
        """Called in the event loop when a look-up or a repeated attempt begins or ends."""
        self.mfa_code: Prompter | None = None
        self.refusal: FetchFailure | None = None
        """Why there is no connection, if a retry makes sense only after the user has acted."""
        self.clock_offset = timedelta()
        """How far the service's clock is ahead; kept when the connection closes."""

    @property
    def is_connecting(self) -> bool:
        """Credentials are being looked up."""
        return self._look_up is not None

    @property
    def trying(self) -> RetryState | None:
        """The newest of the running retries."""
        return next(reversed(self._trying.values()), None)

    async def connection(self) -> Connection:
        """The existing connection, or a new one. Raises ServiceError."""
        if self._connection is not None:
            return self._connection
        import asyncio

        if self._look_up is None:
            self._look_up = asyncio.create_task(self._make())
            self._look_up.add_done_callback(self._end_look_up)
            self.changed()
        return await asyncio.shield(self._look_up)

    async def ask(
        self, connection: Connection, about: JobId | None, question: Callable[[Service], Awaitable[T]]
    ) -> T:
        """Send one request, about a job or the list. Raises ServiceError.

        If the credentials prove expired or wrong, the next request opens a new connection.
        """
        try:
            answer = await self._put(connection, about, question)
        except (Expired, WrongKey, NoCredentials) as error:
            if isinstance(error, Expired) and connection.renewal is not None:
                error.advice, error.remedy = connection.renewal
            await self._give_back(connection, error)
            raise
        if self._connection is not None and self._connection.identity != connection.identity:
            raise ServiceError("The account changed during the request.", remedy=Remedy.FETCH_AGAIN)
        return answer

    def cancel_requests(self) -> None:
        """Cancel the look-up, if any, for all that wait for it."""
        if self._look_up is not None:
            self._look_up.cancel()

    async def close(self) -> None:
        """Close everything; the next request opens a new connection."""
        if self._look_up is not None:
            import asyncio

            self.cancel_requests()
            await asyncio.wait([self._look_up])
        self._connection = None
        while self._opened:
            await self._opened.pop().service.aclose()

    async def _make(self) -> Connection:
        try:
            connection = await self._connect(UserCallbacks(self._retrying, self.mfa_code))
        except ServiceError as error:
            self.refusal = FetchFailure(error, self._clock()) if isinstance(error, NotSent) else None
            raise
        self._opened.append(connection)
        await self._adopt(connection)
        self.refusal = None
        self.clock_offset = timedelta()
        self._connection = connection
        return connection

    async def _put(
        self, connection: Connection, about: JobId | None, question: Callable[[Service], Awaitable[T]]
    ) -> T:
        before = _ABOUT.set(about)
        try:
            return await question(connection.service)
        finally:
            _ABOUT.reset(before)
            self._end_question(connection, about)

    def _end_look_up(self, look_up: asyncio.Task[Connection]) -> None:
        self._look_up = None
        if not look_up.cancelled():
            # Every waiter may be gone, and asyncio would log an unretrieved exception to stderr.
            look_up.exception()
        self.changed()

    async def _give_back(self, connection: Connection, error: ServiceError) -> None:
        if connection is self._connection:
            self._connection = None
            self.refusal = FetchFailure(error, self._clock())
            await connection.service.aclose()

    def _retrying(self, retry: RetryNotice) -> None:
        about = _ABOUT.get()
        self._trying.pop(about, None)
        self._trying[about] = RetryState(
            about, retry.attempt, retry.max_attempts, retry.wait_s, retry.cause.sentence
        )
        self.changed()

    def _end_question(self, connection: Connection, about: JobId | None) -> None:
        was_trying = self._trying.pop(about, None) is not None
        before = self.clock_offset
        if connection is self._connection:
            self.clock_offset = connection.service.clock_offset
        if was_trying or self.clock_offset != before:
            self.changed()
