"""What the pages take from the code is current: `make docs` writes it anew."""

from __future__ import annotations

import ast
import re

import pytest

from tests.docs.generated import PARTS, Part
from tests.docs.imports import PACKAGE, contracts, direct, imported, imports, layers
from tests.docs.library import MODULES, described, public_names
from tests.docs.pages import ROOT

ARCHITECTURE = ROOT.joinpath("docs", "architecture.md").read_text(encoding="utf-8")
MODULE = '''
__all__ = ["Job", "fetch"]

class _Fields:
    job_id: str
    """An opaque token."""

class Job(_Fields):
    """One job."""
    _hidden: int = 0
    limit_s: float
    """In seconds."""

    def __init__(self, name: str, *, is_new: bool = False) -> None:
        """`name` is as sent."""
        self.name = name
        """The name."""

    @property
    def age(self) -> int:
        """In days."""

async def fetch(job_id: str, *others: str) -> Job:
    """Raises Offline."""

def left_out() -> None: ...
'''


@pytest.mark.parametrize("part", PARTS, ids=[part.name for part in PARTS])
def test_a_part_made_from_the_code_is_current(part: Part) -> None:
    assert part.current() == part.make()


def test_a_page_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"LICENSE has no marks of keys"):
        PARTS[0]._replace(page=ROOT / "LICENSE").current()


@pytest.mark.parametrize(
    ("source", "rooms"),
    [
        ("import ie_tui.api.client", ["api"]),
        ("from ie_tui.api.models import JobId, Job", ["api"]),
        ("from ie_tui import demo, text", ["demo", "text"]),
        ("def f():\n    from ie_tui.credentials import lookup", ["credentials"]),
        ("from ie_tui import __version__\nimport httpx\nfrom . import near", []),
    ],
)
def test_imports_are_found_wherever_they_stand(source: str, rooms: list[str]) -> None:
    assert list(imported(source)) == rooms


def test_an_import_that_a_longer_way_implies_is_not_drawn() -> None:
    rooms = {"ui": {"jobs", "api", "text"}, "jobs": {"api"}, "api": set(), "text": set()}
    assert direct(rooms) == {"ui": {"jobs", "text"}, "jobs": {"api"}, "api": set(), "text": set()}


def test_the_picture_has_every_room_and_every_contract() -> None:
    rooms = [room for layer in layers() for room in layer]
    assert sorted(rooms) == sorted(imports())
    for room in rooms:
        assert f"\n| `{room}` | " in ARCHITECTURE
    for name in contracts():
        assert f"\n- {name}.\n" in ARCHITECTURE


def test_files_that_the_architecture_names_exist() -> None:
    named = set(re.findall(r"`([\w/]+\.(?:py|toml|tcss|md))`", ARCHITECTURE))
    assert len(named) > 30
    missing = [
        name for name in named if not any(base.joinpath(name).exists() for base in (ROOT / PACKAGE, ROOT))
    ]
    assert missing == []


def test_a_module_becomes_signatures_and_docstrings() -> None:
    tree = ast.parse(MODULE)
    assert public_names(tree) == {"Job", "fetch"}
    assert [part for part in described(tree, public_names(tree)) if part] == [
        "### Job",
        "One job.",
        "```python\nJob(name: str, *, is_new: bool = False)\n```",
        "`name` is as sent.",
        "- `job_id: str`: An opaque token.\n- `limit_s: float`: In seconds.\n"
        "- `name`: The name.\n- `age: int`: In days.",
        "### fetch",
        "```python\nasync def fetch(job_id: str, *others: str) -> Job\n```",
        "Raises Offline.",
    ]


@pytest.mark.parametrize("module", MODULES)
def test_every_public_class_and_function_of_the_library_has_a_docstring(module: str) -> None:
    tree = ast.parse(ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8"))
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name in public_names(tree)
        and not ast.get_docstring(node)
    ]
    assert bare == []
