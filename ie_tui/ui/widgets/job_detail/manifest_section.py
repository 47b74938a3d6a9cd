"""The manifest as grouped fields, each value as sent, or only the heading above its original text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from textual.content import Content

from ie_tui.manifest.reader import Field, Group, read_once, shown_value
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import BY_ID
from ie_tui.ui.manifest_view import HERE, MatchHighlighter, match_position
from ie_tui.ui.rendering.glyphs import Glyphs
from ie_tui.ui.rendering.manifest_text import Spot, read_original
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    WARN,
    LabelledRow,
    column_for,
    foreign_text,
    heading,
    joined,
    paragraph,
    remark,
    subheading,
    table,
)
from ie_tui.ui.widgets.job_detail.section import View

MOST_FIELDS: Final = 300
"""Laying out more would delay keys; the rest is in the original text."""


def manifest(view: View, width: int) -> Content:
    """The section; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    if not status.current_manifest:
        lines = heading("MANIFEST", "", width)
        return joined([*lines, *paragraph(Content.styled("The service sent no manifest.", MUTED), width)])
    if view.look.is_original:
        return joined(heading("MANIFEST", _note(view, ["original text"]), width))
    found = read_once(_text(view), status.job_type)
    remarks = len(found.remarks) + sum(len(item.remarks) for item in found.fields)
    counts = [_count(len(found.fields), "field"), *([_count(remarks, "remark")] if remarks else [])]
    lines = heading("MANIFEST", _note(view, counts), width)
    return joined([*lines, _groups(_asked(view), width, view.glyphs)])


def original_text(view: View) -> str:
    """The text to show instead of the fields; empty in the fields view or without a manifest."""
    return _text(view) if view.look.is_original else ""


def found_spots(view: View) -> list[Spot]:
    """Matches in the original text."""
    return _spots(_text(view), view.look.needle)


def match_count(view: View) -> int:
    """Number of matches in the displayed form, fields or original text."""
    status, look = view.record.status, view.look
    if status is None or not look.needle:
        return 0
    return len(found_spots(view)) if look.is_original else _rows(_asked(view))[1]


def line_of_match(content: Content) -> int | None:
    """The line of the section with the current match, from 0."""
    start = min((span.start for span in content.spans if span.style == HERE), default=None)
    return None if start is None else content.plain.count("\n", 0, start)


def forget() -> None:
    """Clear all caches made of manifests: no copy of hidden secrets may stay."""
    for kept in (read_once, _rows, _groups, _spots, read_original):
        kept.cache_clear()


class _Asked(NamedTuple):
    """Cache key of the groups: everything they depend on but the width."""

    text: str
    job_type: str | None
    shows_secrets: bool
    needle: str
    match: int


def _asked(view: View) -> _Asked:
    job_type = view.record.status.job_type if view.record.status else None
    look = view.look
    return _Asked(_text(view), job_type, look.revealed is not None, look.needle, look.match)


def _text(view: View) -> str:
    """The manifest, with its secrets while these are visible."""
    if view.look.revealed is not None:
        return view.look.revealed.text
    return (view.record.status.current_manifest if view.record.status else None) or ""


@lru_cache(maxsize=4)
def _rows(asked: _Asked) -> tuple[tuple[tuple[Group, list[LabelledRow]], ...], int]:
    """The rows of each group with highlighted matches, and the number of matches."""
    marker = MatchHighlighter(asked.needle, asked.match)
    groups: list[tuple[Group, list[LabelledRow]]] = []
    room = MOST_FIELDS
    for group, fields in read_once(asked.text, asked.job_type).groups:
        if room > 0:
            groups.append((group, [_row(item, asked.shows_secrets, marker) for item in fields[:room]]))
        room -= len(fields)
    return tuple(groups), marker.count


@lru_cache(maxsize=4)
def _groups(asked: _Asked, width: int, glyphs: Glyphs) -> Content:
    """Everything below the heading; cached, since every tick of the clock asks for it."""
    found = read_once(asked.text, asked.job_type)
    groups, _ = _rows(asked)
    column = column_for((row for _, rows in groups for row in rows), width)
    lines: list[Content] = []
    for doubt in found.remarks:
        lines += remark(doubt, width)
    for group, rows in groups:
        lines.append(subheading(group.value, width, glyphs))
        lines += table(rows, width, column)
    if left_out := max(0, len(found.fields) - MOST_FIELDS):
        key = _key("manifest.original")
        sentence = f"{_count(left_out, 'more field')} in the original text: {key} shows it."
        lines += remark(sentence, width)
    return joined(lines)


@lru_cache(maxsize=2)
def _spots(text: str, needle: str) -> list[Spot]:
    return read_original(text).spots(needle) if needle else []


def _row(item: Field, shows_secrets: bool, marker: MatchHighlighter) -> LabelledRow:
    """A field as a row; a line that is neither name nor value has an empty name."""
    is_shown = shows_secrets and item.is_secret
    value = item.value if is_shown else shown_value(item)
    name = printable_line(item.name)
    marked_name = marker.mark(Content.styled(name, MUTED))
    said_value = marker.mark(foreign_text(value, f"bold {WARN}" if is_shown else ""))
    return LabelledRow(
        name, said_value if value else Content.styled("empty", MUTED), item.remarks, marked_name
    )


def _note(view: View, parts: list[str]) -> str:
    """The note beside the heading."""
    look = view.look
    secrets = view.record.status.secrets_masked if view.record.status else 0
    if secrets:
        state = "shown" if look.revealed else "hidden"
        verb = "hides" if look.revealed else "shows"
        parts += [f"{_count(secrets, 'secret')} {state}", f"{_key('manifest.secrets')} {verb}"]
    if look.needle:
        parts.append(match_position(look.match, match_count(view)))
    return " · ".join(parts)


def _key(command: str) -> str:
    return BY_ID[command].key_name


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
