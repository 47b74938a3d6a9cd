"""The texts in the border of a pane."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget


def name_frame(pane: Widget, title: Content | None, subtitle: Content | None) -> None:
    """Set both texts and repaint their lines if they changed.

    Textual's own setters repaint the whole pane (Textual 8.2.8).
    """
    gutter, size = pane.gutter, pane.outer_size
    if not _is_same(pane._border_title, title):
        pane._border_title = title
        pane.refresh(Region(-gutter.left, -gutter.top, size.width, 1))
    if not _is_same(pane._border_subtitle, subtitle):
        pane._border_subtitle = subtitle
        pane.refresh(Region(-gutter.left, size.height - gutter.top - 1, size.width, 1))


def _is_same(one: Content | None, other: Content | None) -> bool:
    return one is other if one is None or other is None else one.is_same(other)
