"""The reference part of docs/library.md, made from signatures and docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tests.docs.pages import ROOT

MODULES: Final = {
    "ie_tui.api.client": None,
    "ie_tui.api.models": None,
    "ie_tui.api.errors": None,
    "ie_tui.manifest.reader": None,
    "ie_tui.credentials.lookup": ("Caller", "find_caller"),
}
"""The modules for other programs, and which names of each where not all are."""

_KINDS: Final = {"NamedTuple": "A named tuple.", "Enum": "An enumeration."}
_WIDTH: Final = 100

Function = ast.FunctionDef | ast.AsyncFunctionDef


def reference() -> str:
    """All modules, each a section with a subsection for each class and function."""
    return "\n\n".join(part for name, names in MODULES.items() for part in _module(name, names) if part)


def public_names(tree: ast.Module) -> set[str]:
    """What `__all__` lists of the names that are defined here; without it all that begin with a letter."""
    defined = {name for node in tree.body for name in _names(node)}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=listed):
                return defined & set(ast.literal_eval(listed))
    return {name for name in defined if name[0] != "_"}


def described(tree: ast.Module, names: set[str]) -> Iterator[str]:
    """The parts of a module in its own order."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    shown: dict[str, str] = {}
    for node, text in _with_text(tree.body):
        if not names & set(_names(node)):
            continue
        match node:
            case ast.ClassDef():
                yield from _class(node, classes, shown)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield f"### {node.name}"
                yield f"```python\n{_signature(node)}\n```"
                yield ast.get_docstring(node) or ""
            case _ if text:
                yield f"### {_names(node)[0]}"
                yield f"```python\n{_code(node)}\n```"
                yield text


def _module(name: str, names: tuple[str, ...] | None) -> Iterator[str]:
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield f"## {name}"
    yield ast.get_docstring(tree) or ""
    yield from described(tree, set(names) if names else public_names(tree))


def _class(node: ast.ClassDef, classes: dict[str, ast.ClassDef], shown: dict[str, str]) -> Iterator[str]:
    """`shown`: the classes of this page that already list the fields of a private base."""
    yield f"### {node.name}"
    yield ast.get_docstring(node) or ""
    lines: list[str] = []
    for base in map(_code, node.bases):
        if not base.startswith("_"):
            yield _KINDS.get(base, f"A kind of `{base}`.")
        elif base in shown:
            yield f"It also has the fields and methods that it shares with {shown[base]}, listed there."
        else:
            shown[base] = node.name
            lines += _members(classes[base])
    lines += _members(node)
    yield from _constructor(node)
    if lines:
        yield "\n".join(lines)


def _members(node: ast.ClassDef) -> Iterator[str]:
    for member, text in _with_text(node.body):
        match member:
            case ast.AnnAssign(target=ast.Name(id=name)) if name[0] != "_":
                yield _item(f"{name}: {_code(member.annotation)}", text)
            case ast.Assign(targets=[ast.Name(id=name)]) if name[0] != "_":
                yield _item(f"{name} = {_code(member.value)}", text)
            case ast.FunctionDef(name="__init__"):
                yield from _attributes(member)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if member.name[0] != "_":
                yield _item(_call(member), ast.get_docstring(member) or "")


def _constructor(node: ast.ClassDef) -> Iterator[str]:
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            yield f"```python\n{_spread(node.name, _arguments(member), '')}\n```"
            yield ast.get_docstring(member) or ""


def _attributes(function: ast.FunctionDef) -> Iterator[str]:
    """The public attributes that a constructor sets."""
    for statement, text in _with_text(function.body):
        match statement:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]) if name[0] != "_":
                yield _item(name, text)


def _item(code: str, text: str) -> str:
    return f"- `{code}`" + (f": {' '.join(text.split())}" if text else "")


def _call(method: Function) -> str:
    """A method or property in one line."""
    returned = _code(method.returns) if method.returns else "None"
    if any(_code(each) == "property" for each in method.decorator_list):
        return f"{method.name}: {returned}"
    start = "await " if isinstance(method, ast.AsyncFunctionDef) else ""
    return f"{start}{method.name}({', '.join(_arguments(method))}) -> {returned}"


def _signature(function: Function) -> str:
    start = "async def" if isinstance(function, ast.AsyncFunctionDef) else "def"
    returned = f" -> {_code(function.returns)}" if function.returns else ""
    return _spread(f"{start} {function.name}", _arguments(function), returned)


def _spread(name: str, arguments: list[str], returned: str) -> str:
    """A signature, with a line for each argument where one line is too short."""
    line = f"{name}({', '.join(arguments)}){returned}"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {argument}," for argument in arguments), f"){returned}"])


def _arguments(function: Function) -> list[str]:
    """Without `self`; spaced as the code is."""
    given = function.args
    written = [_argument(arg) for arg in (*given.posonlyargs, *given.args)]
    for place, default in enumerate(given.defaults, start=len(written) - len(given.defaults)):
        written[place] += f" = {_code(default)}"
    if given.vararg:
        written.append(f"*{_argument(given.vararg)}")
    elif given.kwonlyargs:
        written.append("*")
    for arg, value in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        written.append(_argument(arg) + (f" = {_code(value)}" if value else ""))
    return [argument for argument in written if argument != "self"]


def _argument(arg: ast.arg) -> str:
    return f"{arg.arg}: {_code(arg.annotation)}" if arg.annotation else arg.arg


def _code(node: ast.AST) -> str:
    """As it would be formatted here: with double quotes."""
    text = ast.unparse(node)
    return text if '"' in text else text.replace("'", '"')


def _with_text(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with the string below it, which is its docstring."""
    for statement, following in zip(body, [*body[1:], None], strict=True):
        match following:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield statement, text
            case _:
                yield statement, ""


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []
