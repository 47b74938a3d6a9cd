"""Parses the lines of a manifest into names, values and nesting."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ie_tui.manifest.options import (
    KNOWN,
    OPERATION,
    SECRETS,
    SECTIONS,
    TOP,
    Group,
    Path,
    bare_name,
    entry_name,
)
from ie_tui.manifest.secrets import QUOTED, Line, Secret, secrets_in, split_lines

MAX_DEPTH: Final = 50

_OWNERS: Final = {
    name: section for section, (_, names) in SECTIONS.items() for name in names if name not in TOP
}


@dataclass(slots=True)
class Draft:
    """A field being built; its value is `text[start:end]` and may grow by the lines below."""

    text: str = field(repr=False)
    name: str
    path: Path
    group: Group
    line: int
    indent: int
    start: int
    end: int
    is_secret: bool = False
    remarks: list[str] = field(default_factory=list)
    has_children: bool = False

    @property
    def value(self) -> str:
        """Exactly as sent, without outer white space."""
        return self.text[self.start : self.end]

    @property
    def is_empty(self) -> bool:
        """Whether no value was found yet."""
        return self.start == self.end

    @property
    def is_block(self) -> bool:
        """Whether the value begins with a YAML block indicator."""
        return self.text[self.start : min(self.start + 1, self.end)] in ("|", ">")


@dataclass(slots=True)
class _Section:
    """A name with nested lines, or one item of a list."""

    path: Path
    group: Group
    names: Sequence[str]
    """The names it accepts; empty for any."""
    indent: int
    header: Draft | None = None
    items: int = 0
    is_deeper: bool = False
    """A line of it is indented below its header, so its indentation can be trusted."""
    has_indented_items: bool = False
    """The same for list items: a name that is also a top-level option goes where its indentation says."""

    @property
    def is_list(self) -> bool:
        """Whether a dash starts an item of it."""
        return not self.names or self.path == ("operations",)

    @property
    def takes_any_name(self) -> bool:
        """Whether its entries have user-defined names: `contentTypes`, `substitutions`."""
        return not self.names and len(self.path) == 1 and self.path[0] in SECTIONS

    def takes(self, name: str, indent: int) -> bool:
        """Whether a line with this name belongs to it.

        If none of its lines is indented, its indentation is lost, whatever other groups look like: it then
        extends to the first name that it does not accept.
        """
        if indent > self.indent:
            return name in self.names or not self.names or name not in KNOWN
        if self.is_deeper:
            return False
        if self.names:
            return name in self.names and not (name in TOP and self.has_indented_items)
        is_open = self.header is not None and self.header.is_empty
        return self.takes_any_name and is_open and name not in KNOWN


def draft_fields(text: str) -> list[Draft]:
    """The fields of a text in order, with remarks on its form."""
    reader = _Reader(text)
    for number in range(len(reader.lines)):
        reader.read_line(number)
    found = [draft for draft in reader.drafts if not (draft.has_children and draft.is_empty)]
    for draft in found:
        names_secret = bare_name(draft.name) in SECRETS
        draft.is_secret = names_secret or reader.has_secret(draft.start, draft.end)
    return found


class _Reader:
    """A single pass over the lines; tracks the open sections and the field that may continue."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)
        self.drafts: list[Draft] = []
        self._sections: list[_Section] = []
        self._secret_starts: list[int] = []
        self._owners: dict[int, Secret] = {}
        for secret in secrets_in(text, self.lines):
            for piece in secret.pieces:
                self._secret_starts.append(piece.start)
                if piece.line != secret.key_line:
                    self._owners[piece.line] = secret

    def read_line(self, number: int) -> None:
        """Parse one line."""
        line = self.lines[number]
        raw = self.text[line.start : line.end]
        body = raw.strip(" \t\ufeff")
        is_comment = body.startswith("#") and number not in self._owners
        if is_comment or not body.strip() or body in ("---", "..."):
            return
        indent = len(raw[: len(raw) - len(raw.lstrip())].expandtabs())
        at = Line(line.start + raw.index(body), line.start + raw.index(body) + len(body))
        if number in self._owners:
            self._read_rest_of_secret(number, indent, at)
        elif body.startswith("-") and (holder := self._list_at(indent)):
            self._read_item(number, holder, indent, at)
        else:
            has_dash = body.startswith("-") and body != "-"
            self._read_body(number, indent, Line(at.start + has_dash, at.end))

    def has_secret(self, start: int, end: int) -> bool:
        """Whether a secret, or a line of one, starts in this part of the text."""
        return bisect_left(self._secret_starts, start) < bisect_left(self._secret_starts, end)

    def _read_rest_of_secret(self, number: int, indent: int, at: Line) -> None:
        last = self.drafts[-1] if self.drafts else None
        if last and last.line - 1 >= self._owners[number].key_line:
            _go_on(last, at)
        else:
            self._add(number, "", (), Group.OPTIONS, indent, at)

    def _read_item(self, number: int, holder: _Section, indent: int, at: Line) -> None:
        """A list line that starts with a dash."""
        rest = Line(at.start + 1, at.end)
        path = (*holder.path, holder.items)
        holder.items += 1
        if holder.header:
            holder.header.has_children = True
        body = self.text[rest.start : rest.end].strip()
        has_names = holder.path != ("ignore",) and (not body or _split(body) is not None)
        if has_names and len(self._sections) < MAX_DEPTH:
            names = OPERATION if holder.path == ("operations",) else ()
            holder.has_indented_items |= indent > holder.indent
            item = _Section(path, holder.group, names, indent)
            item.has_indented_items = holder.has_indented_items
            self._sections.append(item)
            if body:
                self._read_body(number, indent + 1, rest)
                item.is_deeper = False
        else:
            self._add(number, "-", path, holder.group, indent, rest)

    def _read_body(self, number: int, indent: int, at: Line) -> None:
        """A line that is a field, a continuation of the value above, or neither."""
        at = self._stripped(at)
        body = self.text[at.start : at.end]
        named = _split(body)
        if named and self.has_secret(at.start, at.start + named[1]):
            named = None
        last = self.drafts[-1] if self.drafts else None
        if last and _goes_on(last, indent, named, body):
            _go_on(last, at)
        elif named is None:
            self._add(number, "", (), Group.OPTIONS, indent, at).remarks.append(
                "This line is neither an option nor a comment; it is kept as is."
            )
        else:
            self._read_field(number, named[0], indent, Line(at.start + named[1], at.end))

    def _read_field(self, number: int, written: str, indent: int, at: Line) -> None:
        name = bare_name(written)
        section = self._section_for(name, indent)
        if section and section.takes_any_name:
            name = entry_name(written)
        path, group, remark = self._place(name, section)
        draft = self._add(number, written, path, group, indent, at)
        if remark:
            draft.remarks.append(remark)
        if section:
            section.is_deeper = section.is_deeper or indent > section.indent
            if section.header:
                section.header.has_children = True
        opens = name in SECTIONS or (draft.is_empty and name not in KNOWN)
        if opens and len(self._sections) < MAX_DEPTH:
            names = SECTIONS[name][1] if name in SECTIONS and path == (name,) else ()
            self._sections.append(_Section(path, group, names, indent, draft))
        elif opens:
            draft.remarks.append(f"Nested deeper than {MAX_DEPTH}; the rest is read as flat.")

    def _section_for(self, name: str, indent: int) -> _Section | None:
        """The innermost open section that the line belongs to; closes those that it ends."""
        while self._sections:
            section = self._sections[-1]
            if section.takes(name, indent):
                return section
            if indent > section.indent:
                return None
            self._close_section()
        return None

    def _close_section(self) -> None:
        closed = self._sections.pop()
        if isinstance(closed.path[-1], int) and self._sections:
            self._sections[-1].has_indented_items |= closed.is_deeper

    def _place(self, name: str, section: _Section | None) -> tuple[Path, Group, str]:
        """Path and group of a name, and a remark if it is not where the documentation puts it."""
        if section and section.path == ("operations",):
            section.items = max(section.items, 1)
            return ("operations", section.items - 1, name), section.group, ""
        if section:
            is_odd = bool(section.names) and name not in section.names
            return (*section.path, name), section.group, _UNKNOWN if is_odd else ""
        if name in TOP or name in SECTIONS:
            below = self._sections[-1].path[0] if self._sections else ""
            remark = f"Indented under {below}; read as a separate field." if below else ""
            return (name,), TOP[name] if name in TOP else SECTIONS[name][0], remark
        if name in _OWNERS:
            owner = _OWNERS[name]
            path = ("operations", 0, name) if owner == "operations" else (owner, name)
            return path, SECTIONS[owner][0], f"Outside {owner}; read as part of it."
        return (name,), Group.OPTIONS, _UNKNOWN

    def _list_at(self, indent: int) -> _Section | None:
        """The list that a dash at this indent belongs to."""
        while self._sections:
            section = self._sections[-1]
            is_item = isinstance(section.path[-1], int)
            if indent > section.indent or (indent == section.indent and not is_item):
                return section if section.is_list else None
            self._close_section()
        return None

    def _add(self, number: int, name: str, path: Path, group: Group, indent: int, at: Line) -> Draft:
        draft = Draft(self.text, name, path, group, number + 1, indent, *self._stripped(at))
        self.drafts.append(draft)
        return draft

    def _stripped(self, at: Line) -> Line:
        """The same part of a line without outer white space."""
        part = self.text[at.start : at.end]
        start = at.end - len(part.lstrip())
        return Line(start, start + len(part.strip()))


_UNKNOWN: Final = "No edition of the documentation mentions this option."


def _split(body: str) -> tuple[str, int] | None:
    """The name before the first colon, and where its value starts; None if there is no name."""
    if not body or body[0] in "{[?":
        return None
    quoted = QUOTED.match(body)
    after_quotes = quoted.end() if quoted else 0
    colon = body.find(":", after_quotes)
    name = body[:colon].strip()
    return None if colon < 0 or not name else (name, colon + 1)


def _go_on(draft: Draft, at: Line) -> None:
    """Extend the value above by this line."""
    if draft.is_empty:
        draft.start = at.start
    draft.end = at.end


def _goes_on(last: Draft, indent: int, named: tuple[str, int] | None, body: str) -> bool:
    """Whether a line continues the value of the field above it."""
    name = last.path[-1] if last.path else ""
    if not last.name or (name in SECTIONS and last.path == (name,)):
        return False
    if last.is_block and indent > last.indent:
        return True
    if named is None:
        return last.is_empty or last.is_block or indent > last.indent
    if not last.is_empty or name not in KNOWN or bare_name(named[0]) in KNOWN:
        return False
    return indent > last.indent or " " in named[0] or body.startswith("//", named[1])
