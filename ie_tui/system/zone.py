"""The zone in which this person reads times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class SystemZone(tzinfo):
    """The system's own zone with its rules for summer time.

    `datetime.astimezone()` knows them but gives fixed offsets, each right for one moment alone.
    """

    def fromutc(self, at: datetime) -> datetime:
        """The same moment on the clock on the wall."""
        local = at.replace(tzinfo=UTC).astimezone()
        # The hour that comes twice: the second time is the one with the smaller offset, as fold says.
        is_second = local.replace(tzinfo=None, fold=0).astimezone().utcoffset() != local.utcoffset()
        return local.replace(tzinfo=self, fold=int(is_second))

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        """How far the wall clock is ahead of UTC at this moment."""
        return None if at is None else at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None) -> timedelta | None:
        """Unknown: the system tells offsets alone."""
        return None

    def tzname(self, at: datetime | None) -> str | None:
        """The zone's short name at this moment, like `CET`."""
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()
