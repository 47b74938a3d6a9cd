"""The client of the Import/Export web service.

    async with ImportExportClient(endpoint, credentials) as client:
        page = await client.list_jobs()

Each attempt freezes the credentials, signs, builds the request from the signed bytes and sends it under its
own deadline. Only read operations are sent, so each can be retried.
"""

from __future__ import annotations

import asyncio
import random as chance
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Self, TypeVar

from ie_tui.api import network_errors
from ie_tui.api.ca_bundle import CaBundle
from ie_tui.api.credential_source import CredentialSource, require_sendable
from ie_tui.api.endpoint import Endpoint, require_safe
from ie_tui.api.errors import BadAnswer, Expired, NotSent, ServiceError
from ie_tui.api.logging import silence_libraries
from ie_tui.api.models import API_VERSION, JobId, JobPage, JobStatus
from ie_tui.api.responses import read_error, read_job_page, read_job_status
from ie_tui.api.retry import (
    DEADLINES,
    DEFAULT_ATTEMPTS,
    Deadlines,
    FailureClass,
    Quota,
    backoff_s,
    corrected_offset,
    failure_class_of,
)
from ie_tui.api.signers import SIGNERS, CredentialScope, Signer
from ie_tui.api.signing import Credentials
from ie_tui.api.transport import ConnectionPool, HttpResponse, Transport, asgi_transport
from ie_tui.manifest.version_1 import version_1_signature
from ie_tui.system.clock import utc_now

__all__ = ["SIGNERS", "CredentialScope", "ImportExportClient", "RetryNotice", "asgi_transport"]

PAGE_SIZE: Final = 1000
"""The most jobs per page (docs/service.md 3.6)."""

T = TypeVar("T")


class RetryNotice(NamedTuple):
    """A failed attempt that will be retried, for display in a status line."""

    action: str
    attempt: int
    """The next attempt; the first was 1."""
    max_attempts: int
    wait_s: float
    cause: ServiceError


class _Failed(NamedTuple):
    """A failed attempt and everything that decides whether to retry it."""

    error: ServiceError
    answer: HttpResponse | None
    credentials: Credentials
    signed_at: datetime

    def header(self, name: str) -> str | None:
        return self.answer.headers.get(name) if self.answer else None


class ImportExportClient:
    """One method per operation; raises only ServiceError, besides CancelledError.

    Up to `lanes` actions run at a time; more wait. Cancelling an action cancels its request. All actions
    share retry quota, clock offset, credentials and certificates.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: CredentialSource,
        *,
        signer: Signer = SIGNERS[4],
        scope: CredentialScope = CredentialScope(),  # noqa: B008  an immutable value
        lanes: int = 1,
        max_attempts: int = DEFAULT_ATTEMPTS,
        ca_bundle: CaBundle | None = None,
        insecure: bool = False,
        transport: Transport | None = None,
        on_retry: Callable[[RetryNotice], None] | None = None,
        clock: Callable[[], datetime] = utc_now,
        random: Callable[[], float] = chance.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        deadlines: Deadlines = DEADLINES,
    ) -> None:
        """Opens no connection. Raises BadEndpoint for plain HTTP over a network unless `insecure`.

        `ca_bundle` is trusted instead of the default certificates. `transport` replaces the network.
        `clock` returns aware times, `random` numbers from 0 to 1.
        """
        silence_libraries()
        require_safe(endpoint, insecure=insecure)
        self._endpoint = endpoint
        self._credentials = credentials
        self._signer = signer
        self._scope = scope
        self._max_attempts = max_attempts
        self._on_retry = on_retry
        self._clock = clock
        self._random = random
        self._sleep = sleep
        self._deadlines = deadlines
        self._quota = Quota()
        self._clock_offset = timedelta()
        self._turns = asyncio.Semaphore(lanes)
        self._lanes = ConnectionPool(endpoint, ca_bundle, transport, attempt_s=deadlines.attempt_s)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections; the next use opens new ones."""
        await self._lanes.aclose()

    @property
    def clock_offset(self) -> timedelta:
        """How far the service's clock is ahead of this machine's; zero until skew made a request fail."""
        return self._clock_offset

    async def list_jobs(self, marker: JobId | None = None, max_jobs: int = PAGE_SIZE) -> JobPage:
        """One page of jobs, newest first, after the job `marker`. Source: docs/service.md 3.6."""
        after = {"Marker": marker} if marker is not None else {}
        return await self._ask("ListJobs", {"MaxJobs": str(max_jobs), **after}, read_job_page)

    async def get_status(self, job_id: JobId) -> JobStatus:
        """The full status of one job. Source: docs/service.md 3.5."""
        return await self._ask("GetStatus", {"JobId": job_id}, read_job_status)

    async def version_1_signature(self, job_id: JobId, manifest: str) -> str:
        """The signature by the rule of manifest Version 1.0, with the current secret key; sends no request.

        `manifest` is the original, unmasked text. Source: docs/service.md 7.
        """
        credentials = await self._credentials.freeze()
        return version_1_signature(credentials.secret_access_key, job_id, manifest)

    async def _ask(self, action: str, params: Mapping[str, str], read: Callable[[bytes], T]) -> T:
        form = {"Action": action, "Version": API_VERSION, **params}
        async with self._turns:
            try:
                async with asyncio.timeout(self._deadlines.action_s):
                    return await self._try_until_final(form, read)
            except TimeoutError as error:
                raise network_errors.too_slow(self._endpoint.host, self._deadlines.action_s) from error

    async def _try_until_final(self, form: Mapping[str, str], read: Callable[[bytes], T]) -> T:
        price, retries, signed_anew = None, 0, False
        while True:
            outcome = await self._attempt(form, read)
            if not isinstance(outcome, _Failed):
                self._quota.give_back(price)
                return outcome
            if not signed_anew and await self._may_sign_anew(outcome):
                signed_anew = True
                continue
            status = outcome.answer.http_status if outcome.answer else None
            failure = failure_class_of(outcome.error, status)
            if failure is FailureClass.FINAL or retries + 1 >= self._max_attempts:
                raise outcome.error
            price = self._quota.take(failure)
            if price is None:
                raise outcome.error
            wait_s = backoff_s(failure, retries, self._random, outcome.header("x-amz-retry-after"))
            retries += 1
            if self._on_retry is not None:
                self._on_retry(
                    RetryNotice(form["Action"], retries + 1, self._max_attempts, wait_s, outcome.error)
                )
            await self._sleep(wait_s)

    async def _attempt(self, form: Mapping[str, str], read: Callable[[bytes], T]) -> T | _Failed:
        credentials = await self._credentials.freeze()
        require_sendable(credentials)
        signed_at = self._clock() + self._clock_offset
        try:
            signed = self._signer(self._endpoint.url, form, credentials, signed_at, self._scope)
        except UnicodeEncodeError as error:
            raise NotSent("This job id contains a character that cannot be sent.") from error
        answer = None
        try:
            answer = await self._lanes.exchange(signed)
            return self._read(answer, read)
        except ServiceError as error:
            return _Failed(error, answer, credentials, signed_at)

    def _read(self, answer: HttpResponse, read: Callable[[bytes], T]) -> T:
        try:
            if answer.http_status != 200:
                raise read_error(answer.body, answer.http_status)
            return read(answer.body)
        except BadAnswer as error:
            sentence = f"{self._endpoint.host}: {error.sentence}"
            raise BadAnswer(sentence, advice=error.advice, remedy=error.remedy) from error

    async def _may_sign_anew(self, failed: _Failed) -> bool:
        """Whether a corrected time or newer credentials justify one more attempt with a new signature."""
        offset = corrected_offset(
            failed.error,
            date=failed.header("date"),
            received_at=self._clock(),
            signed_at=failed.signed_at,
            offset=self._clock_offset,
        )
        if offset is not None:
            self._clock_offset = offset
            return True
        return isinstance(failed.error, Expired) and await self._credentials.freeze() != failed.credentials
