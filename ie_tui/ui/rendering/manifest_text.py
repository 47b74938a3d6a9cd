"""The original text of a manifest for display: gated, key ids shortened, highlighted line by line.

All but the ranges of secrets is computed only for the lines in view, so that a text of ten thousand
lines opens at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells
from textual.content import Content

from ie_tui.manifest.reader import shortened_key_ids
from ie_tui.manifest.secrets import Line, secrets_in, split_lines
from ie_tui.text import MAX_CHARACTERS, MAX_LINES, printable_line
from ie_tui.ui.manifest_view import match_pattern
from ie_tui.ui.rendering.text_layout import MUTED, WARN

_NAME: Final = "$text-primary"
_SECRET: Final = f"bold {WARN}"
_TAB: Final = " " * 4


class Spot(NamedTuple):
    """A match: line from 0, and offsets into the displayed line."""

    line: int
    start: int
    end: int


class Original:
    """A manifest's text, prepared for drawing and searching."""

    def __init__(self, text: str) -> None:
        """`text` as fetched or as cached; the caller decides whether it holds secrets."""
        safe = shortened_key_ids(text[:MAX_CHARACTERS])
        lines = split_lines(safe)
        if len(lines) > 1 and lines[-1].start == lines[-1].end:
            lines.pop()
        self._text = safe
        self._ranges = lines[:MAX_LINES]
        self._secrets: dict[int, list[Line]] = defaultdict(list)
        for secret in secrets_in(safe, lines):
            for piece in secret.pieces:
                self._secrets[piece.line].append(Line(piece.start, piece.end))
        self.lines = [self._plain(number) for number in range(len(self._ranges))]
        """The displayed text of each line."""
        left_out = len(text) - self._ranges[-1].end
        self.rest = left_out if len(lines) > MAX_LINES or len(text) > MAX_CHARACTERS else 0
        """Number of characters at the end that are not shown."""
        self._room = 0
        self._rows: list[TextRow] = []

    def rows(self, room: int) -> list[TextRow]:
        """The lines broken after `room` cells; cached, since every tick of the clock asks for them."""
        if room != self._room:
            self._room, self._rows = room, rows_of(self.lines, room)
        return self._rows

    def styled(self, number: int) -> Content:
        """A line, highlighted; its plain text is that of `lines`."""
        return Content.assemble(*self._parts(number))

    def spots(self, needle: str) -> list[Spot]:
        """All matches in text order."""
        find = match_pattern(needle).finditer
        return [Spot(number, *found.span()) for number, line in enumerate(self.lines) for found in find(line)]

    def _plain(self, number: int) -> str:
        start, end = self._ranges[number]
        line = self._text[start:end]
        if line.isascii() and line.isprintable():
            return line
        return "".join(text for text, _ in self._parts(number))

    def _parts(self, number: int) -> Iterator[tuple[str, str]]:
        """Pieces of a line with their styles."""
        start, end = self._ranges[number]
        position = start
        for secret in self._secrets.get(number, ()):
            yield from self._coloured(start, end, position, secret.start)
            yield _shown(self._text[secret.start : secret.end]), _SECRET
            position = secret.end
        yield from self._coloured(start, end, position, end)

    def _coloured(self, start: int, end: int, first: int, last: int) -> Iterator[tuple[str, str]]:
        """From `first` to `last`, in the colours of the line from `start` to `end`."""
        line = self._text[start:end]
        colon = line.find(":")
        cuts = [(start, end, "")]
        if line.lstrip(" \t\ufeff").startswith("#"):
            cuts = [(start, end, MUTED)]
        elif colon > 0:
            at = start + colon
            cuts = [(start, at, _NAME), (at, at + 1, MUTED), (at + 1, end, "")]
        for cut_start, cut_end, style in cuts:
            piece = self._text[max(first, cut_start) : min(last, cut_end)]
            if piece:
                yield _shown(piece), style


class TextRow(NamedTuple):
    """A row on the screen: part of a line, by offsets into the displayed line."""

    line: int
    start: int
    end: int


def rows_of(lines: list[str], room: int) -> list[TextRow]:
    """The lines broken hard after `room` cells; an empty line has a row too."""
    rows: list[TextRow] = []
    for number, line in enumerate(lines):
        if line.isascii():
            starts = range(0, max(1, len(line)), room)
            rows += [TextRow(number, start, min(start + room, len(line))) for start in starts]
        elif cell_len(line) <= room:
            rows.append(TextRow(number, 0, len(line)))
        else:
            start = 0
            for part in chop_cells(line, room):
                rows.append(TextRow(number, start, start + len(part)))
                start += len(part)
    return rows


read_original = lru_cache(maxsize=2)(Original)
"""Call `read_original.cache_clear()` when secrets are hidden: the cache holds them."""


def _shown(piece: str) -> str:
    return printable_line(piece.replace("\t", _TAB))
