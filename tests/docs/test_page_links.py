"""Contents lists and links of the pages are correct."""

from __future__ import annotations

import re

import pytest

from tests.docs.contents import contents_for, contents_of
from tests.docs.pages import ROOT, Page, markdown, numbered_pages, read

PAGES = [pytest.param(page, id=page.path.relative_to(ROOT).as_posix()) for page in markdown()]


LONG = ("README.md", "CONTRIBUTING.md", *(f"docs/{name}.md" for name in ("architecture", "library")))
CITED = ("docs/service.md", "docs/faults.md", "docs/terminal.md")


@pytest.mark.parametrize("name", [*LONG, *CITED])
def test_a_long_page_lists_its_sections(name: str) -> None:
    """`make docs` writes the list anew."""
    page = read(ROOT / name)
    assert contents_of(page) == contents_for(page)


@pytest.mark.parametrize("page", PAGES)
def test_no_link_leads_nowhere(page: Page) -> None:
    for link in page.links:
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = page.path.parent.joinpath(file) if file else page.path
        assert target.exists(), link
        if anchor:
            assert anchor in {heading.anchor for heading in read(target).headings}, link


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_exist(page: Page) -> None:
    for named in re.findall(r"(?<![\w/.-])((?:ie_tui|tests|styles|docs)/[\w./-]*\w)", page.text):
        assert ROOT.joinpath(named).exists(), named


@pytest.mark.parametrize("page", PAGES)
def test_no_number_is_given_to_two_sections(page: Page) -> None:
    numbers = [heading.number for heading in page.headings if heading.number]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(("letter", "count"), [("S", 28), ("F", 40), ("D", 16), ("V", 14)])
def test_each_threat_and_fault_has_a_row(letter: str, count: int) -> None:
    rows = {name for name in numbered_pages()["docs/faults.md"].sections if name.startswith(letter)}
    assert rows == {f"{letter}{number}" for number in range(1, count + 1)}
