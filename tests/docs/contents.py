"""The contents lists of the pages: `make docs` writes them anew."""

from __future__ import annotations

import re
from typing import Final

from tests.docs.pages import Heading, Page, markdown

_LIST: Final = re.compile(r"(?<=<!-- contents -->\n).*?(?=<!-- end of contents -->)", re.DOTALL)


def contents_of(page: Page) -> str | None:
    """The current list; None if the page has none."""
    found = _LIST.search(page.text)
    return found[0].strip("\n") if found else None


def contents_for(page: Page) -> str:
    """The expected list: a line for each section, followed by its subsections."""
    lines: list[str] = []
    for heading in page.headings:
        if heading.level == 2:
            lines.append(f"- {_link(heading)}")
        elif heading.level == 3:
            lines.append(f"  - {_link(heading)}")
    return "\n".join(lines)


def write() -> None:
    """Every list anew, on the pages that have one."""
    for page in markdown():
        if contents_of(page) is not None:
            written = _LIST.sub(lambda _: f"\n{contents_for(page)}\n\n", page.text)  # noqa: B023
            page.path.write_text(written, encoding="utf-8")


def _link(heading: Heading) -> str:
    return f"[{heading.text}](#{heading.anchor})"
