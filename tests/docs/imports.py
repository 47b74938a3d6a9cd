"""Which room of ie_tui imports which, read from the code, as the picture of docs/architecture.md."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any, Final

from tests.docs.pages import ROOT

Rooms = Mapping[str, Set[str]]
"""Each room, and the rooms that it imports."""

PACKAGE: Final = "ie_tui"


def room_of(path: Path) -> str:
    """The folder directly below the package, or the name of a file that lies there."""
    first = path.relative_to(ROOT / PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """The rooms that a file imports, at once or later, for types alone too."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                modules = [name.name for name in names]
            case ast.ImportFrom(module="ie_tui", names=names):
                modules = [f"{PACKAGE}.{name.name}" for name in names]
            case ast.ImportFrom(module=str(module)):
                modules = [module]
            case _:
                continue
        for module in modules:
            package, _, rest = module.partition(".")
            if package == PACKAGE and not rest.startswith("__version__"):
                yield rest.partition(".")[0]


def imports() -> Rooms:
    """The rooms as the code has them; `__init__` of the package only holds the version."""
    found: dict[str, set[str]] = {}
    for path in sorted(ROOT.joinpath(PACKAGE).rglob("*.py")):
        room = room_of(path)
        if room != "__init__":
            found.setdefault(room, set()).update(imported(path.read_text(encoding="utf-8")))
    return {room: others - {room} for room, others in found.items()}


def reachable(rooms: Rooms, starts: Iterable[str]) -> set[str]:
    """All rooms that `starts` import in one step or more."""
    seen: set[str] = set()
    waiting = [other for start in starts for other in rooms[start]]
    while waiting:
        room = waiting.pop()
        if room not in seen:
            seen.add(room)
            waiting.extend(rooms[room])
    return seen


def direct(rooms: Rooms) -> Rooms:
    """Without the imports that a longer way implies; the rooms must not import each other in a circle."""
    return {room: others - reachable(rooms, others) for room, others in rooms.items()}


def layers() -> list[list[str]]:
    """The layers of the import contract, the highest first."""
    return [[room.strip() for room in layer.split("|")] for layer in _contracts()[0]["layers"]]


def contracts() -> list[str]:
    """The names of the import contracts."""
    return [contract["name"] for contract in _contracts()]


def picture() -> str:
    """A Mermaid drawing, the table behind it, and the names of the contracts."""
    rooms = imports()
    order = [room for layer in layers() for room in layer]
    drawn = ["```mermaid", "flowchart TD"]
    for room in order:
        drawn += [f"    {_node(room)} --> {_node(other)}" for other in order if other in direct(rooms)[room]]
    table = ["| room | what is in it | imports |", "| --- | --- | --- |"]
    for room in order:
        others = " ".join(f"`{other}`" for other in order if other in rooms[room])
        table.append(f"| `{room}` | {_summary(room)} | {others} |")
    held = [f"- {name}." for name in contracts()]
    return "\n".join([*drawn, "```", "", *table, "", "The contracts in `pyproject.toml`:", "", *held])


def _node(room: str) -> str:
    return f"main[{room}]" if room == "__main__" else room


def _summary(room: str) -> str:
    folder = ROOT / PACKAGE / room
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].replace("|", "\\|")


def _contracts() -> list[dict[str, Any]]:
    text = ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return found
