"""Citations in code, tests and pages: `docs/service.md 3.5`, `docs/faults.md 9, F1 to F26`.

A citation names a page of the repository by its path, then the sections or rows of that page, joined by
commas, `and` or `to`. It may be wrapped anywhere. A page may also be named alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tests.docs.pages import ROOT, Page

_BLANK: Final = r"(?:[ \t]+|[ \t]*\n[ \t]*(?:#[ \t]*)?)"
_NAME: Final = r"(?:[A-Z]\d+|\d+(?:\.\d+)*)(?!\w)"
_JOINT: Final = rf"(?:,{_BLANK}|{_BLANK}and{_BLANK}|{_BLANK}to{_BLANK})"
_PAGE: Final = r"(?<![\w/.-])((?:[\w-]+/)*[\w-]+\.md)"
_CITATION: Final = re.compile(rf"{_PAGE}(?:{_BLANK}({_NAME}(?:{_JOINT}{_NAME})*))?")
_RETIRED: Final = re.compile(
    rf"fact{_BLANK}sheet|clipboard{_BLANK}sheet|textual-facts|threats{_BLANK}and{_BLANK}faults,"
)
"""Names of documents that were never part of the repository."""
_BARE: Final = re.compile(rf"\bsections?{_BLANK}({_NAME})")


def problems(name: str, text: str, pages: Mapping[str, Page]) -> Iterator[str]:
    """The wrong citations in a file, each with its line. `pages` are those with sections."""
    for found in _CITATION.finditer(text):
        page, cited_sections = found[1], found[2] or ""
        if not _is_page(page, name):
            yield f"{_place(name, text, found)}: there is no {page}"
            continue
        known = pages[page].sections if page in pages else frozenset[str]()
        for section in re.findall(_NAME, cited_sections):
            if section not in known:
                yield f"{_place(name, text, found)}: {page} has no {section}"
    for found in _RETIRED.finditer(text):
        yield f"{_place(name, text, found)}: {' '.join(found[0].split())!r} is no page of the repository"
    own = pages[name].sections if name in pages else frozenset[str]()
    for found in _BARE.finditer(text):
        if found[1] not in own:
            yield f"{_place(name, text, found)}: section {found[1]} of which page?"


def _place(name: str, text: str, found: re.Match[str]) -> str:
    return f"{name}:{text.count(chr(10), 0, found.start()) + 1}"


def _is_page(page: str, name: str) -> bool:
    """Pages also cite each other by relative paths."""
    return ROOT.joinpath(page).is_file() or ROOT.joinpath(name).parent.joinpath(page).is_file()
