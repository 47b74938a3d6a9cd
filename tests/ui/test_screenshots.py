"""The pictures of the README are made by the app, the same on every run, and lead nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.screenshots import FOLDER, PICTURES, draw

SMALLEST = min(PICTURES, key=lambda picture: picture.size[0] * picture.size[1])
README = Path(__file__).parents[2] / "README.md"


async def test_a_picture_is_the_same_in_another_home_and_names_neither_home_nor_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    for name in ("one", "two"):
        home = tmp_path / name
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        drawn.append(await draw(SMALLEST, home))

    assert drawn[0] == drawn[1]
    assert str(tmp_path) not in drawn[0]
    assert re.findall(r"url\((?!#)[^)]*\)", drawn[0]) == []
    assert "SuccessWithE…" in drawn[0]


def test_every_picture_that_the_readme_shows_is_there() -> None:
    shown = re.findall(r"docs/screens/(\w+)\.svg", README.read_text(encoding="utf-8"))

    assert len(shown) >= 3
    assert {f"{name}.svg" for name in shown} <= {path.name for path in FOLDER.iterdir()}
    assert {picture.name for picture in PICTURES} == {path.stem for path in FOLDER.iterdir()}
