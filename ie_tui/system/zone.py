"""The user's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class SystemZone(tzinfo):
    """The system's time zone with its daylight saving rules.

    `datetime.astimezone()` applies them but returns fixed offsets, each valid for one moment only.
    """

    def fromutc(self, at: datetime) -> datetime:
        """The same moment in local time."""
        local = at.replace(tzinfo=UTC).astimezone()
        # In the repeated hour the second pass has the smaller offset, which fold marks.
        is_second = local.replace(tzinfo=None, fold=0).astimezone().utcoffset() != local.utcoffset()
        return local.replace(tzinfo=self, fold=int(is_second))

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        """How far local time is ahead of UTC at this moment."""
        return None if at is None else at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None) -> timedelta | None:
        """Unknown: the system provides offsets only."""
        return None

    def tzname(self, at: datetime | None) -> str | None:
        """The zone's short name at this moment, like `CET`."""
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()
