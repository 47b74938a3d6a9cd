"""Reads a manifest line by line into fields, groups, secrets and remarks, without changing the text.

Real manifests are not YAML (docs/service.md 6.2), so every value stays text and indentation is a hint: where
it is lost, the known option names tell where a group ends. Nothing is rejected; oddities become remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from ie_tui.manifest.lines import Draft, draft_fields
from ie_tui.manifest.options import KNOWN, Group, Path, bare_value
from ie_tui.manifest.remarks import Values, kind_of, manifest_remarks, value_remarks
from ie_tui.manifest.secrets import MASK, mask_secrets

__all__ = [
    "MASK",
    "Field",
    "Group",
    "Manifest",
    "mask_secrets",
    "read_manifest",
    "read_once",
    "shortened_key_ids",
    "shown_value",
]

MAX_CHARACTERS = 256 * 1024

# A string, compiled on first use: the first paint does not need it.
_KEY_ID: Final = r"""(?i)(?<!\w)(?P<name>accessKeyId["'\\]*+[ \t]*+:\s*+["']?+)(?P<key_id>\w++)(?!\s*+:)"""


@dataclass(frozen=True, slots=True)
class Field:
    """A name and its value, or an unparsed line with an empty `name`."""

    name: str
    """As written; `-` for a list item."""
    value: str = field(repr=False)
    """Exactly as sent, without outer white space; may span several lines."""
    group: Group
    path: Path
    """Names as documented: `("operations", 0, "exportBucket")`; empty for an unparsed line."""
    line: int
    """Line number, from 1."""
    is_secret: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A parsed manifest; `text` is the original."""

    text: str = field(repr=False)
    fields: tuple[Field, ...]
    """In the order of the text."""
    remarks: tuple[str, ...]
    """Remarks on the manifest as a whole; those on one field are in that field."""

    @property
    def version(self) -> str | None:
        """The value of `manifestVersion`, without quotes and semicolon."""
        found = self.field("manifestVersion")
        return bare_value(found.value) or None if found else None

    @property
    def groups(self) -> tuple[tuple[Group, tuple[Field, ...]], ...]:
        """The fields by group, in display order; empty groups are omitted."""
        members: dict[Group, list[Field]] = {group: [] for group in Group}
        for item in self.fields:
            members[item.group].append(item)
        return tuple((group, tuple(found)) for group, found in members.items() if found)

    def field(self, *path: str | int) -> Field | None:
        """The first field with this path."""
        return next((item for item in self.fields if item.path == path), None)


def read_manifest(text: str, job_type: str | None = None) -> Manifest:
    """Read a manifest of any shape.

    `job_type`: `Import` or `Export` from the service; without it, guessed from the options. Only the first
    256 K characters are parsed.
    """
    drafts = draft_fields(text[: _end_of_reading(text)])
    values: Values = {}
    for draft in drafts:
        if draft.path:
            values.setdefault(draft.path, bare_value(draft.value))
    kind = kind_of(values, job_type)
    fields = tuple(
        _field(draft, value_remarks(draft.path, bare_value(draft.value), kind)) for draft in drafts
    )
    remarks = list(manifest_remarks(values, kind))
    if len(text) > MAX_CHARACTERS:
        remarks.insert(0, "Only the first 256 K characters are parsed; the original text is complete.")
    return Manifest(text, _with_duplicates_named(fields), tuple(remarks))


read_once = lru_cache(maxsize=8)(read_manifest)
"""The same, memoized for the few texts on display; clear its cache when a text with secrets is hidden."""


def shown_value(item: Field) -> str:
    """The value for display: secrets masked, `accessKeyId` cut to its last four characters; not gated."""
    value = item.value
    if item.is_secret:
        return MASK if value else ""
    if item.path[-1:] == ("accessKeyId",) and value:
        return _shortened(bare_value(value))
    return value


def shortened_key_ids(text: str) -> str:
    """The text of a manifest with each `accessKeyId` cut to its last four characters; line numbers stay."""
    return re.sub(_KEY_ID, lambda found: found["name"] + _shortened(found["key_id"]), text)


def _shortened(key_id: str) -> str:
    return MASK + key_id[-4:] if len(key_id) > 8 else MASK


def _end_of_reading(text: str) -> int:
    """The offset of the cut: after the last whole line within the limit."""
    if len(text) <= MAX_CHARACTERS:
        return len(text)
    return text.rfind("\n", 0, MAX_CHARACTERS) + 1 or MAX_CHARACTERS


def _field(draft: Draft, remarks: Iterator[str]) -> Field:
    shape = list(draft.remarks)
    if draft.path:
        name = draft.path[-1]
        if name in KNOWN and name != draft.name.strip("\"'\\ "):
            shape.append(f"The documentation writes {name}.")
        open_value = "" if draft.is_secret else draft.value
        if open_value.endswith(";"):
            shape.append("The trailing semicolon is part of the value as sent.")
        if " #" in open_value:
            shape.append("The text after # may be meant as a comment; it is part of the value as sent.")
    return Field(
        draft.name, draft.value, draft.group, draft.path, draft.line, draft.is_secret, (*shape, *remarks)
    )


def _with_duplicates_named(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The same fields; duplicates get a remark that names the first line."""
    first: dict[Path, int] = {}
    named: list[Field] = []
    for item in fields:
        line = first.setdefault(item.path, item.line) if item.path else item.line
        if line != item.line:
            remark = f"Already set in line {line}; the documentation does not say which one applies."
            item = replace(item, remarks=(remark, *item.remarks))
        named.append(item)
    return tuple(named)
