"""Every code has a glyph of one cell, words and a tone; what no document tells of is marked as unknown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.cells import cell_len

from ie_tui.api.models import LOCATION_CODES, PROGRESS_CODES
from ie_tui.ui.rendering.glyphs import (
    ASCII,
    TONE_STYLES,
    UNICODE,
    CodeStyle,
    Glyphs,
    Tone,
    location_mark,
    progress_mark,
)

UNKNOWN = ("Verifying", "pending", "", "Success\x1b[31m", "成功")


@pytest.mark.parametrize(
    ("code", "glyph", "words", "tone"),
    [
        ("Pending", "◌", "not started", Tone.CALM),
        ("Started", "◉", "started", Tone.RUNNING),
        ("InProgress", "◉", "loading", Tone.RUNNING),
        ("Complete", "●", "done", Tone.GOOD),
        ("Success", "●", "done", Tone.GOOD),
        ("SuccessWithErrors", "◐", "done with errors", Tone.WARN),
        ("Canceled", "⊘", "cancelled", Tone.CALM),
        ("Expired", "◷", "expired", Tone.WARN),
        ("DeviceError", "✖", "aborted: the device does not work properly", Tone.BAD),
        ("InvalidSignature", "✖", "aborted: the SIGNATURE file is not valid", Tone.BAD),
        ("MissingDevice", "✖", "aborted: device, power supply or connectors are missing", Tone.BAD),
        ("MissingSignature", "✖", "aborted: no SIGNATURE file on the device", Tone.BAD),
        ("UnsupportedDeviceType", "✖", "aborted: connector or drive not supported", Tone.BAD),
        ("UnsupportedFileFormat", "✖", "aborted: file system not supported", Tone.BAD),
        ("UnsupportedPowerSupply", "✖", "aborted: power supply not supported", Tone.BAD),
        (None, "·", "not known", Tone.CALM),
        *((code, "?", "unknown code", Tone.UNKNOWN) for code in UNKNOWN),
    ],
)
def test_a_progress_code_looks_like_this(code: str | None, glyph: str, words: str, tone: Tone) -> None:
    assert progress_mark(code) == CodeStyle(glyph, words, tone)


@pytest.mark.parametrize(
    ("code", "glyph", "words", "tone"),
    [
        ("NotReceived", "◇", "not arrived at AWS", Tone.CALM),
        ("AtAWS", "◆", "at AWS", Tone.RUNNING),
        ("Returned", "◁", "sent back", Tone.GOOD),
        (None, "·", "not known", Tone.CALM),
        *((code, "?", "unknown code", Tone.UNKNOWN) for code in UNKNOWN),
    ],
)
def test_a_location_code_looks_like_this(code: str | None, glyph: str, words: str, tone: Tone) -> None:
    assert location_mark(code) == CodeStyle(glyph, words, tone)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize(
    ("mark", "codes"), [(progress_mark, PROGRESS_CODES), (location_mark, LOCATION_CODES)], ids=["p", "l"]
)
def test_each_kind_of_code_has_a_glyph_of_its_own(
    mark: Callable[[str | None, Glyphs], CodeStyle], codes: dict[str, object], glyphs: Glyphs
) -> None:
    kinds = {codes[code]: mark(code, glyphs).glyph for code in codes}
    assert len(set(kinds.values())) == len(kinds)
    assert mark(None, glyphs).glyph not in kinds.values()


def test_every_glyph_takes_one_cell_and_ascii_is_ascii() -> None:
    assert {cell_len(glyph) for glyph in (*UNICODE, *ASCII)} == {1}
    assert "".join(ASCII).isascii()


def test_every_tone_has_a_colour_of_the_theme() -> None:
    assert set(TONE_STYLES) == set(Tone)
    assert all(style.startswith("$") for style in TONE_STYLES.values())
