"""Whose move it is: who has to act next for a job to proceed.

The sign in the list, the count, the filter, the detail and JSON all use this one decision. It reads the row
alone, so that it scales to lists of any length; `attention` puts it into sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.api.models import (
    Location,
    Progress,
    Unreadable,
    is_final,
    location_of,
    progress_of,
    readable,
)
from ie_tui.jobs.row import Ending, Finding, JobRow

EXPIRES_AFTER: Final = timedelta(days=30)
"""How long a job waits for its device (docs/service.md 9)."""
EXPIRES_SOON: Final = timedelta(days=10)
"""Remaining time at which it becomes urgent."""
_URGENT_FROM: Final = EXPIRES_AFTER - EXPIRES_SOON
SETTLED_AFTER: Final = timedelta(days=60)
"""Finished jobs older than this need nothing: 30 days for the device to arrive, and as many again."""


class Holder(Enum):
    """Who has the next move; the value appears in JSON."""

    YOU = "You"
    CARRIER = "Carrier"
    AWS = "AWS"
    NOBODY = "Nobody"


class MoveKind(Enum):
    """Why the move is whose it is: yours first, most urgent first.

    The value is shown in tables and JSON; the name is stored with what was marked as handled.
    """

    EXPIRES = "expires soon"
    ABORTED = "aborted"
    DISAGREES = "signature in doubt"
    ERRORS = "errors"
    WARNING = "warning"
    EXPIRED = "expired"
    REPAIRED = "repaired answer"
    SHIP = "ship the device"
    SENT = "on its way to AWS"
    RETURNED = "sent back"
    STARTS = "not started"
    AT_AWS = "at AWS"
    LOADS = "being loaded"
    SENDS_BACK = "to be sent back"
    OVER = "over"
    HANDLED = "handled"
    NOT_FETCHED = "not fetched"
    NOT_SAID = "place not known"


class NextMove(NamedTuple):
    """The next move of a job."""

    holder: Holder | None
    """None if the status was never fetched or does not say where the device is."""
    kinds: tuple[MoveKind, ...]
    """At least one reason; several only if the move is yours, most urgent first."""

    @property
    def may_be_handled(self) -> bool:
        """Whether the user can mark it as handled; AWS's own moves show by themselves."""
        return self.holder in (Holder.YOU, Holder.CARRIER)


class Facts(NamedTuple):
    """Everything that decides a move once the status is known."""

    location_code: str | None
    progress_code: str | None
    is_canceled: bool = False
    """According to the list."""
    findings: int = 0
    """An int rather than a `Finding`, whose hash costs more than all the rest."""
    is_unnoticed: bool = False
    """The job was seen to end and has not been opened since."""
    has_parcel: bool = False
    """The user noted a parcel sent to AWS."""
    expires_soon: bool = False
    """The 30-day limit is near; relevant only to a job that waits for its device."""
    is_old: bool = False
    """Older than SETTLED_AFTER."""
    handled: tuple[str, ...] = ()
    """Names of the kinds that the user marked as handled."""


_NOT_FETCHED: Final = NextMove(None, (MoveKind.NOT_FETCHED,))
_URGENCY: Final = MappingProxyType({kind: place for place, kind in enumerate(MoveKind)})


def next_move(row: JobRow, now: datetime) -> NextMove:
    """Who has the next move of this job, and why."""
    return _NOT_FETCHED if row.fetched_at is None else decide(facts_of(row, now))


def next_move_until(row: JobRow, now: datetime) -> tuple[NextMove, datetime | None]:
    """The same, and when time alone will change it; None if never."""
    if row.fetched_at is None:
        return _NOT_FETCHED, None
    move, age = _decided_until(facts_of(row, now))
    created = row.created_at
    return move, _later(created, age) if age is not None and isinstance(created, datetime) else None


def urgency(move: NextMove) -> int:
    """Sort key: the lower, the more urgent."""
    return _URGENCY[move.kinds[0]]


def expiry(created_at: datetime | Unreadable | None) -> datetime | None:
    """When the 30-day rule would expire the job: an estimate, not the service's word."""
    created = readable(created_at)
    return None if created is None else _later(created, EXPIRES_AFTER)


@lru_cache(maxsize=4096)
def decide(facts: Facts) -> NextMove:
    """Who has the next move, and why; memoized, since long lists contain few distinct rows."""
    yours = tuple(_yours(facts))
    if left := tuple(kind for kind in yours if kind.name not in facts.handled):
        return NextMove(Holder.YOU, left)
    holder, kind = by_codes(facts)
    is_done = {
        Holder.YOU: True,
        Holder.CARRIER: kind.name in facts.handled,
        Holder.NOBODY: bool(yours),
    }
    if holder is not None and is_done.get(holder):
        return NextMove(Holder.NOBODY, (MoveKind.HANDLED,))
    return NextMove(holder, (kind,))


@lru_cache(maxsize=4096)
def _decided_until(facts: Facts) -> tuple[NextMove, timedelta | None]:
    """The move, and the age at which it changes if nothing else does."""
    move = decide(facts)
    late = facts._replace(expires_soon=True)
    if decide(late) != move:
        return move, _URGENT_FROM
    return move, SETTLED_AFTER if decide(late._replace(is_old=True)) != move else None


def _yours(facts: Facts) -> Iterator[MoveKind]:
    """What is left for the user to do, most urgent first."""
    progress, location = progress_of(facts.progress_code or ""), location_of(facts.location_code or "")
    is_awaited = _is_awaited(progress, location) and not facts.is_canceled
    ended = _has_ended(facts, location)
    # Problems of a job that ended long ago no longer matter, unless its end is news.
    is_settled = ended and facts.is_old and not facts.is_unnoticed
    ending = Ending.of(facts.location_code, facts.progress_code)
    needs = {
        MoveKind.EXPIRES: is_awaited and facts.expires_soon,
        MoveKind.ABORTED: progress is Progress.ABORTED and not is_settled,
        MoveKind.DISAGREES: bool(facts.findings & Finding.DISAGREES) and not is_settled,
        MoveKind.ERRORS: (progress is Progress.DONE_WITH_ERRORS or bool(facts.findings & Finding.ERRORS))
        and not is_settled,
        # A warning is about what is still to come.
        MoveKind.WARNING: bool(facts.findings & Finding.WARNING) and not ended,
        MoveKind.EXPIRED: facts.is_unnoticed and ending is Ending.EXPIRED,
        MoveKind.REPAIRED: bool(facts.findings & Finding.REPAIRED) and not is_settled,
        MoveKind.SHIP: is_awaited and not facts.has_parcel and not facts.expires_soon,
    }
    return (kind for kind, is_so in needs.items() if is_so)


def by_codes(facts: Facts) -> tuple[Holder | None, MoveKind]:
    """The move by the codes alone, ignoring problems and what was handled."""
    progress, location = progress_of(facts.progress_code or ""), location_of(facts.location_code or "")
    if location is Location.RETURNED:
        return (Holder.CARRIER, MoveKind.RETURNED) if facts.is_unnoticed else (Holder.NOBODY, MoveKind.OVER)
    if _has_ended(facts, location) or (progress, location) == (Progress.ABORTED, Location.NOT_RECEIVED):
        return Holder.NOBODY, MoveKind.OVER
    waits = progress in (Progress.WAITING, Progress.UNKNOWN)
    is_called_off = progress in (Progress.CANCELED, Progress.EXPIRED) or (waits and facts.is_canceled)
    if progress is Progress.RUNNING:
        return Holder.AWS, MoveKind.LOADS
    if not waits and not is_called_off:
        return Holder.AWS, MoveKind.SENDS_BACK
    if location is Location.AT_AWS:
        if is_called_off:
            return Holder.AWS, MoveKind.SENDS_BACK
        return Holder.AWS, MoveKind.STARTS if progress is Progress.WAITING else MoveKind.AT_AWS
    if facts.has_parcel and not is_called_off:
        return Holder.CARRIER, MoveKind.SENT
    return (Holder.YOU, MoveKind.SHIP) if location is Location.NOT_RECEIVED else (None, MoveKind.NOT_SAID)


def _is_awaited(progress: Progress, location: Location) -> bool:
    """Whether the job is open and its device has not arrived."""
    return progress in (Progress.WAITING, Progress.UNKNOWN) and location is Location.NOT_RECEIVED


def _has_ended(facts: Facts, location: Location) -> bool:
    """Whether the job is final, by its status or by the list's IsCanceled."""
    if is_final(facts.location_code, facts.progress_code):
        return True
    progress = progress_of(facts.progress_code or "")
    return facts.is_canceled and _is_awaited(progress, location)


def facts_of(row: JobRow, now: datetime) -> Facts:
    """The facts of a row that decide its move."""
    created = row.created_at
    age = now - created if isinstance(created, datetime) else timedelta()
    note, handled = row.note, row.handled
    return Facts(
        row.location_code,
        row.progress_code,
        row.is_canceled is True,
        int(row.findings),
        row.is_unnoticed,
        note is not None and bool(note.carrier or note.tracking_number),
        age >= _URGENT_FROM,
        age >= SETTLED_AFTER,
        () if handled is None else handled.kinds,
    )


def _later(at: datetime, by: timedelta) -> datetime | None:
    """None past the end of the calendar."""
    try:
        return at + by
    except OverflowError:
        return None
