"""A glyph, words and a tone for each ProgressCode and LocationCode (docs/service.md 4),
and a glyph for each holder of the next move.

The code itself is always shown as sent; the glyph beside it keeps colour from carrying meaning alone.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.api.models import Location, Progress, location_of, progress_of
from ie_tui.jobs.next_move import Holder


class Tone(Enum):
    """What a code means to the user; each theme gives it a colour."""

    CALM = "calm"
    RUNNING = "running"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


TONE_STYLES: Final = MappingProxyType(
    {
        Tone.CALM: "$foreground",
        Tone.RUNNING: "$text-primary",
        Tone.GOOD: "$text-success",
        Tone.WARN: "$text-warning",
        Tone.BAD: "$text-error",
        Tone.UNKNOWN: "$text-accent",
    }
)
"""The theme variable of each tone, as a style for `Content`."""


class CodeStyle(NamedTuple):
    """Glyph, words and tone of a code."""

    glyph: str
    """One cell."""
    words: str
    tone: Tone


class Glyphs(NamedTuple):
    """All glyphs, one cell each."""

    waiting: str
    running: str
    done: str
    done_with_errors: str
    aborted: str
    cancelled: str
    expired: str
    not_received: str
    at_aws: str
    returned: str
    unknown: str
    absent: str
    """Not fetched, or not sent."""
    reached: str
    here: str
    ahead: str
    way: str
    """Between two reached stages."""
    way_ahead: str
    arrow: str
    bar: str
    """Left of quoted text."""
    note: str
    """The job has a note."""
    you: str
    carrier: str
    aws: str
    """Who has the next move."""


UNICODE: Final = Glyphs(*"◌◉●◐✖⊘◷◇◆◁?·●◉○━┄→│✎!→…")
ASCII: Final = Glyphs(*"o>*%x-~_#<?.*@o=.>|+!>~")

_PROGRESS_TONES: Final = MappingProxyType(
    {
        Progress.WAITING: Tone.CALM,
        Progress.RUNNING: Tone.RUNNING,
        Progress.DONE: Tone.GOOD,
        Progress.DONE_WITH_ERRORS: Tone.WARN,
        Progress.ABORTED: Tone.BAD,
        Progress.CANCELED: Tone.CALM,
        Progress.EXPIRED: Tone.WARN,
        Progress.UNKNOWN: Tone.UNKNOWN,
    }
)
_PROGRESS_WORDS: Final = MappingProxyType(
    {
        "Pending": "not started",
        "Started": "started",
        "InProgress": "loading",
        "Complete": "done",
        "Success": "done",
        "SuccessWithErrors": "done with errors",
        "Canceled": "cancelled",
        "Expired": "expired",
        "DeviceError": "aborted: the device does not work properly",
        "InvalidSignature": "aborted: the SIGNATURE file is not valid",
        "MissingDevice": "aborted: device, power supply or connectors are missing",
        "MissingSignature": "aborted: no SIGNATURE file on the device",
        "UnsupportedDeviceType": "aborted: connector or drive not supported",
        "UnsupportedFileFormat": "aborted: file system not supported",
        "UnsupportedPowerSupply": "aborted: power supply not supported",
    }
)
_LOCATIONS: Final = MappingProxyType(
    {
        Location.NOT_RECEIVED: ("not arrived at AWS", Tone.CALM),
        Location.AT_AWS: ("at AWS", Tone.RUNNING),
        Location.RETURNED: ("sent back", Tone.GOOD),
        Location.UNKNOWN: ("unknown code", Tone.UNKNOWN),
    }
)


_WHOSE: Final = MappingProxyType(
    {
        Holder.YOU: "yours",
        Holder.CARRIER: "the carrier's",
        Holder.AWS: "AWS's",
        Holder.NOBODY: "nobody's",
        None: "not known",
    }
)


def whose(holder: Holder | None) -> str:
    """Completes "The next move is …"."""
    return _WHOSE[holder]


def holder_glyph(holder: Holder | None, glyphs: Glyphs = UNICODE) -> str:
    """The glyph of who has the next move; a blank for nobody."""
    return {
        Holder.YOU: glyphs.you,
        Holder.CARRIER: glyphs.carrier,
        Holder.AWS: glyphs.aws,
        Holder.NOBODY: " ",
        None: glyphs.absent,
    }[holder]


def progress_mark(code: str | None, glyphs: Glyphs = UNICODE) -> CodeStyle:
    """The style of a ProgressCode; None if the job was not fetched or the response has no code."""
    if code is None:
        return CodeStyle(glyphs.absent, "not known", Tone.CALM)
    progress = progress_of(code)
    glyph = {
        Progress.WAITING: glyphs.waiting,
        Progress.RUNNING: glyphs.running,
        Progress.DONE: glyphs.done,
        Progress.DONE_WITH_ERRORS: glyphs.done_with_errors,
        Progress.ABORTED: glyphs.aborted,
        Progress.CANCELED: glyphs.cancelled,
        Progress.EXPIRED: glyphs.expired,
        Progress.UNKNOWN: glyphs.unknown,
    }[progress]
    return CodeStyle(glyph, _PROGRESS_WORDS.get(code, "unknown code"), _PROGRESS_TONES[progress])


def location_mark(code: str | None, glyphs: Glyphs = UNICODE) -> CodeStyle:
    """The style of a LocationCode; None if the job was not fetched or the response has no code."""
    if code is None:
        return CodeStyle(glyphs.absent, "not known", Tone.CALM)
    location = location_of(code)
    glyph = {
        Location.NOT_RECEIVED: glyphs.not_received,
        Location.AT_AWS: glyphs.at_aws,
        Location.RETURNED: glyphs.returned,
        Location.UNKNOWN: glyphs.unknown,
    }[location]
    return CodeStyle(glyph, *_LOCATIONS[location])
