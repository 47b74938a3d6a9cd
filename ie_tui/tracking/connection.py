"""A connection to the service, its account, and its callbacks to the user."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from ie_tui.api.models import API_VERSION, JobId, JobPage, JobStatus
from ie_tui.jobs.row import Identity

if TYPE_CHECKING:
    from ie_tui.api.client import RetryNotice
    from ie_tui.credentials.credential_errors import Renewal
    from ie_tui.credentials.mfa import Prompter

LANES: Final = 4
"""Concurrent requests: the list, the job under the cursor and two background refreshes."""
_SPANS = ((86_400, 36 * 3600, "d"), (3600, 90 * 60, "h"), (60, 0, "min"))
"""Seconds of a unit, and from how many seconds on it is used."""


class Service(Protocol):
    """The two read operations, and the one that needs the secret key; each raises ServiceError."""

    async def list_jobs(self, marker: JobId | None = None) -> JobPage:
        """The page that starts after `marker`."""

    async def get_status(self, job_id: JobId) -> JobStatus:
        """The status of one job."""

    async def version_1_signature(self, job_id: JobId, manifest: str) -> str:
        """The signature by the rule of manifest Version 1.0, made with the secret key in use."""

    async def aclose(self) -> None:
        """Close all connections."""

    @property
    def clock_offset(self) -> timedelta:
        """How far the service's clock is ahead of this machine's; zero until skew made a request fail."""


@dataclass(frozen=True, slots=True)
class CallerHint:
    """What is known about the account before credentials are."""

    hint: str
    """Equal only if nothing that selects account and endpoint has changed."""
    scope: str
    """A hash of profile and endpoint, to recognize an account after key rotation."""
    account: str
    """For display: the profile, or `demo`."""
    endpoint: str
    """For display: the host."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The service and its account."""

    service: Service
    identity: Identity
    account: str
    endpoint: str
    remarks: tuple[str, ...] = ()
    """Where ie-tui deviates from the configuration, one sentence each."""
    renewal: Renewal | None = None
    """What to do once the credentials have expired."""


@dataclass(frozen=True, slots=True)
class UserCallbacks:
    """How a connection reports to the user."""

    retrying: Callable[[RetryNotice], None]
    """Called for each failed attempt that is retried."""
    mfa_code: Prompter | None
    """Blocks the look-up's thread. None if nobody can be prompted."""


Connect = Callable[[UserCallbacks], Awaitable[Connection]]
"""Looks up credentials; raises ServiceError."""


def identity_of(account: str, endpoint_url: str) -> Identity:
    """Whose jobs: an account (or the access key id where it is unknown) at an endpoint."""
    told = "\x00".join((account, endpoint_url, API_VERSION))
    return Identity(hashlib.sha256(told.encode()).hexdigest())


def clock_sentence(offset: timedelta) -> str:
    """The sentence on clock skew; `offset` is how far the service's clock is ahead."""
    seconds = abs(offset.total_seconds())
    size, _, unit = next(span for span in _SPANS if seconds >= span[1])
    side = "behind" if offset > timedelta() else "ahead of"
    return (
        f"This machine's clock is {round(seconds / size)} {unit} {side} the service's; "
        "requests are signed with the corrected time."
    )
