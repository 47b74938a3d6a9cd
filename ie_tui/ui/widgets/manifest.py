"""The manifest as grouped fields, each value as it was sent."""

from __future__ import annotations

from functools import lru_cache

from textual.content import Content

from ie_tui.service.manifest import Field, Group, Manifest, read_manifest, shown_value
from ie_tui.service.models import KeptStatus
from ie_tui.text import printable_line
from ie_tui.ui.lines import (
    MUTED,
    Row,
    column_for,
    heading,
    joined,
    paragraph,
    remark,
    said,
    subheading,
    table,
)
from ie_tui.ui.marks import Glyphs
from ie_tui.ui.widgets.section import View

_reading = lru_cache(maxsize=8)(read_manifest)


def manifest(view: View, width: int) -> Content:
    """The section; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    if not status.current_manifest:
        lines = heading("MANIFEST", "", width)
        return joined([*lines, *paragraph(Content.styled("The service sent no manifest.", MUTED), width)])
    return _fields(status.current_manifest, status.job_type, width, view.glyphs)


def return_address(status: KeptStatus) -> tuple[str, ...]:
    """The lines of the address to which the manifest wants the device back."""
    if not status.current_manifest:
        return ()
    found = _reading(status.current_manifest, status.job_type)
    fields = (item for group, items in found.groups if group is Group.RETURN_ADDRESS for item in items)
    return tuple(value for item in fields if (value := shown_value(item)))


@lru_cache(maxsize=4)
def _fields(text: str, job_type: str | None, width: int, glyphs: Glyphs) -> Content:
    """The whole section; kept, since a manifest may have thousands of lines and the clock ticks."""
    found = _reading(text, job_type)
    groups = [(group, [_row(item) for item in fields]) for group, fields in found.groups]
    column = column_for((row for _, rows in groups for row in rows), width)
    lines = heading("MANIFEST", _summary(found), width)
    for doubt in found.remarks:
        lines += remark(doubt, width)
    for group, rows in groups:
        lines.append(subheading(group.value, width, glyphs))
        lines += table(rows, width, column)
    return joined(lines)


def _row(item: Field) -> Row:
    """A line that is neither name nor value has no name of its own."""
    value = shown_value(item)
    return Row(
        printable_line(item.name),
        said(value) if value else Content.styled("empty", MUTED),
        item.remarks,
    )


def _summary(found: Manifest) -> str:
    remarks = len(found.remarks) + sum(len(item.remarks) for item in found.fields)
    secrets = sum(item.is_secret for item in found.fields)
    parts = [_count(len(found.fields), "field")]
    if remarks:
        parts.append(_count(remarks, "remark"))
    if secrets:
        parts.append(f"{_count(secrets, 'secret')} hidden")
    return " · ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
