"""The whole pane as text, to be read by a person.

`IE_TUI_WRITE_SNAPSHOTS=1` writes the files anew; look at their difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ui.detail_stories import STORIES, page, view

FOLDER = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("width", [36, 56, 74, 92])
@pytest.mark.parametrize("story", STORIES)
def test_the_pane_reads_as_it_did(story: str, width: int) -> None:
    path = FOLDER / f"detail-{story}-{width}.txt"
    text = page(view(STORIES[story]), width) + "\n"
    if os.environ.get("IE_TUI_WRITE_SNAPSHOTS") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
