"""The parts of the pages in docs/ that are made from code: `make docs` writes them anew.

A part stands between `<!-- name: … -->` and `<!-- end of name -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from ie_tui.ui.commands.registry import key_rows
from tests.docs import contents, imports, library
from tests.docs.pages import ROOT


class Part(NamedTuple):
    """One part of one page."""

    name: str
    page: Path
    make: Callable[[], str]
    """What should stand there."""

    def current(self) -> str:
        """What stands there. Raises ValueError where the marks are missing."""
        found = self._pattern.search(self.page.read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(f"{self.page.name} has no marks of {self.name}")
        return found[2].strip("\n")

    def write(self) -> None:
        """Replace what stands there; the blank lines keep Markdown from joining it to the marks."""
        text = self.page.read_text(encoding="utf-8")
        written = self._pattern.sub(lambda found: f"{found[1]}\n{self.make()}\n\n{found[3]}", text)
        self.page.write_text(written, encoding="utf-8")

    @property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(<!-- {self.name}: [^>]*-->\n)(.*?)(<!-- end of {self.name} -->)", re.DOTALL)


PARTS: Final = (
    Part("keys", ROOT / "docs" / "keys.md", lambda: "\n".join(key_rows())),
    Part("imports", ROOT / "docs" / "architecture.md", imports.picture),
    Part("reference", ROOT / "docs" / "library.md", library.reference),
)


if __name__ == "__main__":
    for part in PARTS:
        part.write()
    contents.write()
