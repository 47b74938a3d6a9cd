"""What a connection to the service is, as whom it asks, and how it reaches the person who waits."""

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
"""Connections of a client: the list, the job under the cursor and two quiet questions at a time."""
_SPANS = ((86_400, 36 * 3600, "d"), (3600, 90 * 60, "h"), (60, 0, "min"))
"""Seconds of a unit, and from how many seconds on people count in it."""


class Service(Protocol):
    """The two operations that read, and what needs the secret key; each raises ServiceError."""

    async def list_jobs(self, marker: JobId | None = None) -> JobPage:
        """The page that starts after `marker`."""

    async def get_status(self, job_id: JobId) -> JobStatus:
        """The status of one job."""

    async def version_1_signature(self, job_id: JobId, manifest: str) -> str:
        """The signature by the rule of manifest Version 1.0, made with the secret key in use."""

    async def aclose(self) -> None:
        """End all connections."""

    @property
    def clock_offset(self) -> timedelta:
        """How far the service's clock was found ahead of this machine's; zero until it mattered."""


@dataclass(frozen=True, slots=True)
class CallerHint:
    """Who asks, as far as it can be known before any credentials are."""

    hint: str
    """Equal only if nothing has changed that chooses account and endpoint."""
    scope: str
    """Profile and endpoint, hashed: where a rotated key is looked for."""
    account: str
    """For the eye: the profile, or `demo`."""
    endpoint: str
    """For the eye: the host."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The service, and as whom it is asked."""

    service: Service
    identity: Identity
    account: str
    endpoint: str
    remarks: tuple[str, ...] = ()
    """What in the configuration is read otherwise than it is written, one sentence each."""
    renewal: Renewal | None = None
    """What to do once the credentials have expired."""


@dataclass(frozen=True, slots=True)
class UserCallbacks:
    """How a connection reaches the person who waits for it."""

    retrying: Callable[[RetryNotice], None]
    """Hears of each attempt that failed and is made again."""
    mfa_code: Prompter | None
    """Blocks the thread of the look-up. None: there is nobody to ask."""


Connect = Callable[[UserCallbacks], Awaitable[Connection]]
"""Looks up credentials; raises ServiceError."""


def identity_of(account: str, endpoint_url: str) -> Identity:
    """Whose jobs: an account (or the access key id where it is unknown) at an endpoint."""
    told = "\x00".join((account, endpoint_url, API_VERSION))
    return Identity(hashlib.sha256(told.encode()).hexdigest())


def clock_sentence(offset: timedelta) -> str:
    """What to tell of a clock that was found wrong; `offset` is how far the service's is ahead."""
    seconds = abs(offset.total_seconds())
    size, _, unit = next(span for span in _SPANS if seconds >= span[1])
    side = "behind" if offset > timedelta() else "ahead of"
    return (
        f"This machine's clock is {round(seconds / size)} {unit} {side} the service's; "
        "requests are signed with the corrected time."
    )
