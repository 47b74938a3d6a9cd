"""Parses the Markdown pages of the repository: numbered sections, named rows and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]

_FILES: Final = (
    *("*.md", "*.toml", "Makefile", ".ci/*", ".github/**/*.md", ".github/**/*.yml"),
    *("ie_tui/**/*.py", "tests/**/*.py", "styles/*.tcss", "docs/*.md"),
)
_HEADING: Final = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)*(?= )")
_ROW: Final = re.compile(r"^\| ([A-Z]\d+|\d+\.\d+) \|", re.MULTILINE)
_FENCE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")


class Heading(NamedTuple):
    """A heading of a page."""

    level: int
    text: str

    @property
    def number(self) -> str:
        """`3.5`, or empty."""
        found = _NUMBER.match(self.text)
        return found[0] if found else ""

    @property
    def anchor(self) -> str:
        """The anchor that GitHub generates for it."""
        return re.sub(r"[^\w -]", "", self.text.lower()).replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file."""

    path: Path
    text: str

    @property
    def headings(self) -> list[Heading]:
        return [Heading(len(found[1]), found[2]) for found in _HEADING.finditer(self._prose)]

    @property
    def sections(self) -> set[str]:
        """Valid targets of citations: section numbers, and row names such as `F12` and `13.1`."""
        rows = {found[1] for found in _ROW.finditer(self._prose)}
        return rows | {heading.number for heading in self.headings if heading.number}

    @property
    def links(self) -> list[str]:
        return _LINK.findall(self._prose)

    @property
    def _prose(self) -> str:
        return _FENCE.sub("", self.text)


def read(path: Path) -> Page:
    return Page(path, path.read_text(encoding="utf-8"))


def markdown() -> Iterator[Page]:
    """Every page of the repository."""
    for pattern in ("*.md", "docs/*.md", ".github/**/*.md"):
        for path in sorted(ROOT.glob(pattern)):
            yield read(path)


def numbered_pages() -> dict[str, Page]:
    """The pages with numbered sections, by path: `docs/service.md`."""
    pages = (page for page in markdown() if page.path.parent.name == "docs")
    return {page.path.relative_to(ROOT).as_posix(): page for page in pages if page.sections}


def sources() -> Iterator[tuple[str, str]]:
    """Path and text of every file that may cite a page, except the samples beside this file."""
    for pattern in _FILES:
        for path in sorted(ROOT.glob(pattern)):
            if path.parent != Path(__file__).parent:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
