"""Every citation in code, tests and pages leads to an existing section."""

from __future__ import annotations

import pytest

from tests.docs.citations import problems
from tests.docs.pages import ROOT, Page, numbered_pages, sources

TEXT = """\
# A page

## 3 Operations

### 3.5 GetStatus

### 3.6 ListJobs

| F1 | a row |
| 13.2 | another |
"""
PAGES = {"docs/service.md": Page(ROOT / "docs" / "service.md", TEXT)}


def test_every_citation_resolves() -> None:
    pages = numbered_pages()
    found = [problem for name, text in sources() for problem in problems(name, text, pages)]
    assert found == []


def test_code_and_tests_do_cite_each_page() -> None:
    code = "".join(text for name, text in sources() if name.endswith(".py"))
    for page in ("docs/service.md", "docs/faults.md", "docs/terminal.md"):
        assert f"{page} " in code


@pytest.mark.parametrize(
    "text",
    [
        "(docs/service.md 3.5)",
        "Source: docs/service.md 3, 3.5 and 3.6; docs/service.md F1 to 13.2.",
        "as docs/service.md has it",
        "# wrapped after docs/service.md\n    # 3.5, as comments are",
        "wrapped inside docs/service.md 3.5,\n    3.6 like this",
        "in docs/service.md 3.5 every name has its place",
    ],
)
def test_a_citation_that_resolves_is_let_through(text: str) -> None:
    assert list(problems("code.py", text, PAGES)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("(docs/service.md 3.7)", "code.py:1: docs/service.md has no 3.7"),
        ("\n(docs/service.md 3.5,\n3.7)", "code.py:2: docs/service.md has no 3.7"),
        ("docs/service.md 3.5 to 3.9.", "code.py:1: docs/service.md has no 3.9"),
        ("docs/service.md F2", "code.py:1: docs/service.md has no F2"),
        ("README.md 3", "code.py:1: README.md has no 3"),
        ("see docs/nowhere.md 3", "code.py:1: there is no docs/nowhere.md"),
        ("see nowhere.md", "code.py:1: there is no nowhere.md"),
        ("as in section 3.5", "code.py:1: section 3.5 of which page?"),
        ("the fact sheet", "code.py:1: 'fact sheet' is no page of the repository"),
        ("the fact\n    # sheet", "code.py:1: 'fact # sheet' is no page of the repository"),
    ],
)
def test_a_citation_that_leads_nowhere_is_told(text: str, problem: str) -> None:
    assert list(problems("code.py", text, PAGES)) == [problem]


def test_a_page_may_name_its_own_sections_without_its_name() -> None:
    assert list(problems("docs/service.md", "as section 3.5 says", PAGES)) == []
    assert list(problems("docs/service.md", "as section 3.7 says", PAGES)) != []
