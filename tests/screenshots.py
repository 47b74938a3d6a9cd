"""`make screenshots`: generates the README's screenshots from the demo, with the clock stopped.

The output is the same on every run. Pass a folder to write it elsewhere.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parents[1] / "docs" / "screens"
NOON: Final = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


class Picture(NamedTuple):
    """A screenshot: its file, and the keys that lead to it."""

    name: str
    size: tuple[int, int]
    progress_code: str
    location_code: str
    keys: tuple[str, ...] = ()
    """Pressed once the cursor is on the newest job with these codes."""
    theme: str = "ie-dark"


PICTURES: Final = (
    Picture("wide", (120, 40), "InProgress", "AtAWS"),
    Picture("address", (80, 24), "Pending", "NotReceived", ("enter", "z")),
    Picture("list", (50, 20), "SuccessWithErrors", "Returned"),
    Picture("copy", (80, 24), "SuccessWithErrors", "Returned", ("c",)),
    Picture("light", (160, 50), "SuccessWithErrors", "Returned", theme="ie-light"),
)

_FONTS: Final = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
_IDS: Final = re.compile(r"terminal-\d+")


async def draw(picture: Picture, home: Path) -> str:
    """The screenshot as SVG, without font URLs and names that depend on the version of Rich."""
    from ie_tui.bootstrap import Options, wire
    from ie_tui.ui.app import IeTui
    from tests.idle import settle

    tracker = wire(Options(demo=True), {"HOME": str(home)}, lambda: NOON)
    environ = {"TERM": "xterm-256color"}
    app = IeTui(tracker, environ=environ, badge="DEMO", theme=picture.theme)
    try:
        async with app.run_test(size=picture.size) as pilot:
            await settle(app, pilot)
            codes = (picture.progress_code, picture.location_code)
            rows = tracker.index.window(0, len(tracker.index))
            place = [(row.progress_code, row.location_code) for row in rows].index(codes)
            await pilot.press(*"j" * place)
            await pilot.press("r")
            await settle(app, pilot)
            await pilot.press(*picture.keys)
            await settle(app, pilot)
            svg = app.export_screenshot(title="ie-tui --demo")
    finally:
        tracker.close()
    return _IDS.sub(f"ie-tui-{picture.name}", _FONTS.sub("", svg))


def main(folder: Path) -> None:
    """Write all screenshots."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        with TemporaryDirectory() as home:
            os.environ |= {"HOME": home, "XDG_CACHE_HOME": f"{home}/cache", "TEXTUAL_ANIMATIONS": "none"}
            svg = asyncio.run(draw(picture, Path(home)))
        path = folder / f"{picture.name}.svg"
        path.write_text(svg, encoding="utf-8")
        print(f"{path.name}: {picture.size[0]}x{picture.size[1]}, {len(svg):,} bytes")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
