"""Text that others wrote, in every field and at every width of the detail pane."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from ie_tui.jobs.record import Record
from ie_tui.ui.rendering.glyphs import ASCII, UNICODE, Glyphs
from ie_tui.ui.widgets.job_detail.detail_text import SECTIONS
from ie_tui.ui.widgets.job_detail.manifest_section import manifest
from tests.ui.detail_stories import HOSTILE, STORIES, page, poisoned, view, with_status


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [30, 57, 120])
def test_hostile_text_is_shown_as_text(text: str, width: int) -> None:
    seen = page(view(poisoned(text)), width)
    assert not [c for c in seen if c != "\n" and not c.isprintable()]
    assert max(map(cell_len, seen.split("\n"))) <= width
    if text.startswith(("my[", "[b")):
        assert seen.count(text) > 20


@pytest.mark.parametrize("record", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_no_line_is_wider_than_the_pane_and_nothing_is_cut(record: Record, glyphs: Glyphs) -> None:
    seen = replace(view(record), glyphs=glyphs)
    for name, build, _ in SECTIONS:
        whole = letters(name, build(seen, 400).plain, glyphs)
        for width in range(30, 121):
            text = build(seen, width).plain
            assert max(map(cell_len, text.split("\n"))) <= width
            assert letters(name, text, glyphs) == whole


def letters(name: str, text: str, glyphs: Glyphs) -> str:
    """The text without what depends on the width: blanks, rules, and the track of the progress."""
    lines = text.split("\n")[3 if name == "progress" else 0 :]
    return "".join("".join(lines).split()).replace(glyphs.bar, "").replace(glyphs.way_ahead, "")


def test_values_stand_in_one_column_whatever_the_width_of_their_letters() -> None:
    sent = "bucket: b\n日本語: c\nreturnAddress:\n  name: 例示\n"
    lines = manifest(view(with_status(current_manifest=sent)), 60).plain.split("\n")
    found = [(line, value) for line in lines for value in ("b", "c", "例示") if line.endswith(f"  {value}")]
    assert len(found) == 3
    assert len({cell_len(line.removesuffix(value)) for line, value in found}) == 1
