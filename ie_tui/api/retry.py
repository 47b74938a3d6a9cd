"""Retry policy, as in the SDKs' standard mode: whether, after which wait, and with which clock.

Source: docs/faults.md 6 and 7. Time and randomness are arguments; only the quota has state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Final, NamedTuple

from ie_tui.api.errors import Offline, Refused, ServiceError, Throttled, TlsFailed

DEFAULT_ATTEMPTS: Final = 3
MAX_BACKOFF_S: Final = 20.0
MAX_ADDED_S: Final = 5.0
"""How far `x-amz-retry-after` may lengthen a wait."""
SKEW_LIMIT: Final = timedelta(minutes=4)
"""A smaller clock difference does not cause a refusal."""


class Deadlines(NamedTuple):
    """Monotonic deadlines: httpx limits only single reads, which a trickle of bytes never exceeds."""

    attempt_s: float = 30.0
    action_s: float = 75.0
    """All attempts and the waits between them."""


DEADLINES: Final = Deadlines()


class FailureClass(Enum):
    """Whether and how a failed attempt may be retried."""

    FINAL = "final"
    TRANSIENT = "transient"
    THROTTLED = "throttled"


class _Terms(NamedTuple):
    scale_s: float
    cost: int


_TERMS: Final = {FailureClass.TRANSIENT: _Terms(0.05, 14), FailureClass.THROTTLED: _Terms(1.0, 5)}

_TRANSIENT_STATUSES: Final = frozenset({500, 502, 503, 504})
_TRANSIENT_CODES: Final = frozenset({"RequestTimeout", "RequestTimeoutException"})

_CLOCK_CODES: Final = (
    "RequestExpired",
    "RequestTimeTooSkewed",
    "RequestInTheFuture",
    "SignatureDoesNotMatch",
    "InvalidSignature",
)


class Quota:
    """A token bucket for retries, shared by all actions of a client, so that retry storms die down."""

    CAPACITY: Final = 500

    def __init__(self) -> None:
        self._tokens = self.CAPACITY

    @property
    def tokens(self) -> int:
        return self._tokens

    def take(self, failure: FailureClass) -> int | None:
        """Pay for one retry. Returns the price, or None if too few tokens are left."""
        price = _TERMS[failure].cost
        if price > self._tokens:
            return None
        self._tokens -= price
        return price

    def give_back(self, price: int | None) -> None:
        """Refund after a success: the price of its last retry, or 1 if it needed none."""
        self._tokens = min(self.CAPACITY, self._tokens + (price or 1))


def failure_class_of(error: ServiceError, http_status: int | None) -> FailureClass:
    """The class of a failure. `http_status`: None if there was no response."""
    if isinstance(error, Throttled):
        return FailureClass.THROTTLED
    if http_status in _TRANSIENT_STATUSES:
        return FailureClass.TRANSIENT
    if isinstance(error, Refused) and error.code in _TRANSIENT_CODES:
        return FailureClass.TRANSIENT
    if isinstance(error, Offline) and not isinstance(error, TlsFailed):
        return FailureClass.TRANSIENT
    return FailureClass.FINAL


def backoff_s(
    failure: FailureClass, retry: int, chance: Callable[[], float], retry_after: str | None
) -> float:
    """Seconds to wait before a retry.

    `retry` counts from 0. `chance` returns 0 to 1. `retry_after` is the `x-amz-retry-after` header in
    milliseconds, as sent: it can only lengthen the wait, and an invalid value is ignored.
    """
    doublings = min(retry, 10)  # past the cap in both cases, and never too large for a float
    wait_s: float = chance() * min(_TERMS[failure].scale_s * 2.0**doublings, MAX_BACKOFF_S)
    if retry_after is None or not (retry_after.isascii() and retry_after.strip().isdigit()):
        return wait_s
    asked_s = float(retry_after) / 1000
    return max(wait_s, min(asked_s, wait_s + MAX_ADDED_S))


def corrected_offset(
    error: ServiceError,
    *,
    date: str | None,
    received_at: datetime,
    signed_at: datetime,
    offset: timedelta,
) -> timedelta | None:
    """The clock offset for signing again; None if a new signature would not help.

    `date` is the Date header as sent. `received_at` is this machine's clock, `signed_at` was that clock plus
    `offset`. Equal clocks still call for a new signature when the old one was made by another time: before a
    suspend, or before another action corrected the offset.
    """
    if not isinstance(error, Refused) or not error.code.startswith(_CLOCK_CODES):
        return None
    now = received_at + offset
    if (theirs := _http_date(date)) is not None and abs(theirs - now) > SKEW_LIMIT:
        return theirs - received_at
    return offset if abs(now - signed_at) > SKEW_LIMIT else None


def _http_date(date: str | None) -> datetime | None:
    """The time of a Date header; None if missing, unparsable or outside the service's lifetime."""
    try:
        at = parsedate_to_datetime(date) if date else None
    except (ValueError, OverflowError):
        return None
    if at is None or not 2009 <= at.year < 9999:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
