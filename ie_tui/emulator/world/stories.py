"""How jobs progress, and how often they are created: three lanes, each an endless series of jobs.

The lanes are tuned so that every documented code (docs/service.md 4) is present at any time: a job keeps the
final code of its story until the next job with that story has reached it. For a lane of `n` stories, that
means `shown_for >= age of that code + n * every + spread`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from ie_tui.emulator.world import parcels
from ie_tui.emulator.world.parcels import Parcel


class StoryStage(NamedTuple):
    """The codes of a job from a certain age until the next stage."""

    age: timedelta
    location_code: str
    progress_code: str
    error_count: int = 0


Story = tuple[StoryStage, ...]
"""Stages by ascending age, the first at age zero."""


def stage_at(story: Story, age: timedelta) -> StoryStage:
    """The stage of a job at this age (zero or more)."""
    return story[bisect_right(story, age, key=lambda stage: stage.age) - 1]


def canceled(story: Story, age: timedelta) -> Story:
    """The story of a job that is canceled at this age, without the stages before.

    A device that is at AWS is returned when it would have been returned anyway; any other never arrives.
    """
    location_code = stage_at(story, age).location_code
    end = (StoryStage(timedelta(), location_code, "Canceled"),)
    if location_code == "NotReceived":
        return end
    return end + tuple(
        StoryStage(stage.age, "Returned", "Canceled") for stage in story if stage.location_code == "Returned"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLane:
    """A series of jobs. The k-th has the k-th story and the k-th parcel, cyclically."""

    stories: tuple[Story, ...]
    parcels: tuple[Parcel, ...]
    every: timedelta
    spread: timedelta
    """A job is created up to this long after its turn."""
    shown_for: timedelta
    """How long after its creation a job is listed."""


_CREATED: Final = StoryStage(timedelta(), "NotReceived", "Pending")


def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)


def _days(days: float) -> timedelta:
    return timedelta(days=days)


# The 30-day rule (docs/service.md 9). No device arrives before _LAST_CALL, and jobs are at most 69 hours
# apart, so at any time one of them is past its 27th day.
_LAST_CALL: Final = _days(30) - _hours(2)

UNSENT: Final = (_CREATED, StoryStage(_days(30), "NotReceived", "Expired"))
"""No device ever arrives."""

_LATE: Final = (
    (
        _CREATED,
        StoryStage(_LAST_CALL, "AtAWS", "Pending"),
        StoryStage(_days(30), "AtAWS", "InProgress"),
        StoryStage(_days(30.5), "AtAWS", "Complete"),
        StoryStage(_days(33), "Returned", "Complete"),
    ),
    UNSENT,
    (_CREATED, StoryStage(_LAST_CALL, "NotReceived", "Canceled")),
)

LATE: Final = StoryLane(
    stories=_LATE,
    parcels=(
        parcels.WATCHED,
        parcels.EXPORT_LIST,
        parcels.DOCUMENTED,
        parcels.TOKYO,
        parcels.EBS,
        parcels.SEMICOLONS,
        parcels.SOUND,
        parcels.EXPORT_ACCENTS,
        parcels.TEMPLATE,
        parcels.GLACIER,
        parcels.CRLF,
        parcels.NORWAY,
        parcels.NEXT_LINE,
    ),
    every=_hours(68),
    spread=_hours(1),
    shown_for=_days(39.5),
)


def _received(progress_code: str, *, error_count: int = 0) -> Story:
    """The device arrives on day 4, is processed on day 6 and returned with this code."""
    return (
        _CREATED,
        StoryStage(_hours(82), "AtAWS", "Pending"),
        StoryStage(_hours(121), "AtAWS", "Started"),
        StoryStage(_hours(122), "AtAWS", "InProgress"),
        StoryStage(_hours(146), "AtAWS", progress_code, error_count),
        StoryStage(_hours(190), "Returned", progress_code, error_count),
    )


def _turned_away(progress_code: str) -> Story:
    """The device arrives on day 4, cannot be used and is returned."""
    return (
        _CREATED,
        StoryStage(_hours(77), "AtAWS", "Pending"),
        StoryStage(_hours(141), "AtAWS", progress_code),
        StoryStage(_hours(205), "Returned", progress_code),
    )


PROMPT: Final = StoryLane(
    stories=(
        _received("Success"),
        _turned_away("MissingDevice"),
        _received("SuccessWithErrors", error_count=37),
        _turned_away("InvalidSignature"),
        _turned_away("UnsupportedPowerSupply"),
        _received("DeviceError", error_count=2),
        _turned_away("MissingSignature"),
        _turned_away("UnsupportedFileFormat"),
        _turned_away("UnsupportedDeviceType"),
    ),
    parcels=(
        parcels.SCANS,
        parcels.EXPORT_LIST,
        parcels.RULES,
        parcels.CONTRADICTED,
        parcels.NORWAY,
        parcels.SOUND,
        parcels.STICK,
        parcels.NEXT_LINE,
        parcels.TOKYO,
    ),
    every=_days(10),
    spread=_hours(9),
    shown_for=_days(97),
)

# Jobs are created every 63 minutes. The changes of a job (at 0, 9, 18, 90, 162, 171 and, no longer listed,
# 243 minutes) fall on different sevenths of that time, so that there is one in any ten minutes.
_QUICK_MINUTES: Final = (9, 18, 90, 162, 171)


def _quick(progress_code: str, *, errors: tuple[int, ...] = (0,)) -> Story:
    """A story that takes minutes. `errors` are the error counts during loading; the last one stays."""
    arrived, started, loading, done, returned = (timedelta(minutes=age) for age in _QUICK_MINUTES)
    step = (done - loading) / len(errors)
    return (
        _CREATED,
        StoryStage(arrived, "AtAWS", "Pending"),
        StoryStage(started, "AtAWS", "Started"),
        *(StoryStage(loading + n * step, "AtAWS", "InProgress", count) for n, count in enumerate(errors)),
        StoryStage(done, "AtAWS", progress_code, errors[-1]),
        StoryStage(returned, "Returned", progress_code, errors[-1]),
    )


QUICK: Final = StoryLane(
    stories=(
        _quick("Success"),
        _quick("SuccessWithErrors", errors=(0, 1, 3, 4)),
        _quick("Complete"),
    ),
    parcels=(parcels.STICK, parcels.STICK_OUT),
    every=timedelta(minutes=63),
    spread=timedelta(seconds=50),
    shown_for=timedelta(minutes=243),
)

LANES: Final = (LATE, PROMPT, QUICK)

LONG_DONE: Final = _received("Success")
"""The story of every job in the archive."""
