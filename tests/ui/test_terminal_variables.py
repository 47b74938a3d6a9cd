"""Variables of Textual and Rich: all are known by kind, and what harms is removed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from ie_tui.ui.terminal import variables

READERS = {
    "get",
    "pop",
    "getenv",
    "get_environ",
    "_get_environ_bool",
    "_get_environ_int",
    "_get_environ_port",
}
"""Functions whose first argument is the name of a variable, if they belong to an environment."""
READ_BY_ARGUMENT = {("textual", "constants.py"), ("rich", "diagnose.py")}
"""Where a name comes from an argument: the functions above, and Rich's report of its own variables."""


def sources() -> Iterator[tuple[tuple[str, str], ast.Module]]:
    for package in ("textual", "rich"):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        root = Path(spec.origin).parent
        for path in sorted(root.rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "env" in text:
                yield (package, path.relative_to(root).as_posix()), ast.parse(text)


def reads(tree: ast.Module) -> Iterator[ast.expr]:
    """What names a variable, wherever one is read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            if called.rpartition(".")[2] in READERS and "env" in called:
                yield node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            yield node.slice
        elif isinstance(node, ast.Compare) and any("environ" in ast.unparse(one) for one in node.comparators):
            yield node.left


def known() -> list[str]:
    return [*variables.UNWANTED, *variables.SIZES, *variables.HARMLESS, *variables.CHECKED]


def test_every_variable_that_textual_and_rich_read_is_known_by_its_kind() -> None:
    found: set[str] = set()
    by_argument: set[tuple[str, str]] = set()
    for name, tree in sources():
        for read in reads(tree):
            if isinstance(read, ast.Constant) and isinstance(read.value, str):
                found.add(read.value)
            else:
                by_argument.add(name)
    assert found == set(known())
    assert len(known()) == len(set(known())), "each is of one kind"
    assert by_argument == READ_BY_ARGUMENT


@pytest.mark.parametrize("name", sorted(variables.UNWANTED))
def test_what_writes_types_or_loads_is_removed(name: str) -> None:
    environ = {name: "1", "HOME": "/home/pat"}
    variables.settle(environ, size_is_known=True)
    assert environ == {"HOME": "/home/pat"}


def test_an_exported_size_is_removed_where_the_terminal_knows_its_own() -> None:
    for is_known, left in ((True, {}), (False, {"COLUMNS": "80", "LINES": "24"})):
        environ = {"COLUMNS": "80", "LINES": "24"}
        variables.settle(environ, size_is_known=is_known)
        assert environ == left


@pytest.mark.parametrize(
    ("name", "usable", "unusable"),
    [
        ("ESCDELAY", ("25", "1000"), ("", "x", "0", "-1", "9" * 400, "1e3", "²")),
        ("TEXTUAL_FPS", ("1", "30"), ("", "0", "fast", "9" * 400)),
        ("TEXTUAL_DIM_FACTOR", ("0", "66"), ("101", "9" * 400, "-1")),
        ("TEXTUAL_SLOW_THRESHOLD", ("500",), ("9" * 400, "")),
        ("TEXTUAL_COLOR_SYSTEM", ("auto", "256", "truecolor"), ("nope", "", "AUTO", "windows")),
        ("UNICODE_VERSION", ("auto", "latest", "9", "15.1.0"), ("", "x", "9" * 400, "1.2.3.4", "-1", "1.")),
    ],
)
def test_a_value_that_is_none_is_as_if_it_were_not_set(
    name: str, usable: tuple[str, ...], unusable: tuple[str, ...]
) -> None:
    for values, is_kept in ((usable, True), (unusable, False)):
        for value in values:
            environ = {name: value}
            variables.settle(environ, size_is_known=True)
            assert environ == ({name: value} if is_kept else {})
