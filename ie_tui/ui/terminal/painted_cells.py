"""Tracks what the terminal shows, cell by cell, so that only the cells that differ are sent.

Textual paints regions: a line with one changed digit is sent whole, in all its colours. Over ssh that is
noticeable. Every repaint is compared here with what the terminal already shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, repeat
from operator import itemgetter
from typing import Final, NamedTuple
from unicodedata import category, east_asian_width

from rich.cells import cell_len, set_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from ie_tui.text import printable_line
from ie_tui.ui.terminal.line_compositor import Piece, PiecesUpdate

_COLOURS: Final = re.compile(r"\x1b\[(38;[25];[\d;]*\d);(48;[25];[\d;]*\d)m")
_JOINER: Final = "\u200d"
_BRIDGE: Final = 6
"""Gaps of up to this many unchanged cells are sent too: moving the cursor takes as many bytes."""


class _Pen(NamedTuple):
    """The sequences before and after text of one style."""

    begin: str
    end: str
    colours: tuple[str, str] | None = None
    """SGR parameters of foreground and background; None if the style is more, or less, than these two."""

    def after(self, before: _Pen) -> str:
        """The sequence from pen `before` to this one: pens of two colours mostly share their background."""
        if before.colours is None or self.colours is None:
            return before.end + self.begin
        others = [new for old, new in zip(before.colours, self.colours, strict=True) if new != old]
        return f"\x1b[{';'.join(others)}m"


_NO_PEN: Final = _Pen("", "")
_Cell = tuple[str, _Pen]
"""Text and pen of a cell; a cell without text continues the one on its left."""
_Line = list[_Cell | None]
"""The cells from left to right; None: unknown content."""


class Differences(CompositorUpdate):
    """An update reduced to the cells that differ."""

    def __init__(self, sequences: str) -> None:
        self.sequences = sequences

    def render_segments(self, console: Console) -> str:
        return self.sequences


class PaintedCells:
    """The cells that the terminal shows."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._lines: list[_Line] = []

    def forget(self) -> None:
        """Treat all cells as unknown: the terminal was resized, or another program wrote to it."""
        self._size = Size(0, 0)

    def differences(self, update: LayoutUpdate | PiecesUpdate, size: Size, console: Console) -> Differences:
        """The part of an update that must be sent; it counts as sent afterwards. `size`: of the terminal."""
        if size != self._size:
            self._size = size
            self._lines = [[None] * size.width for _ in range(size.height)]
        colours = console._color_system or ColorSystem.TRUECOLOR
        sent: list[str] = []
        pen = _NO_PEN
        for piece in update.pieces if isinstance(update, PiecesUpdate) else _pieces(update):
            for start, cells in self._news(piece, colours):
                sent.append(f"\x1b[{piece.y + 1};{start + 1}H")
                for other, run in groupby(cells, key=itemgetter(1)):
                    # The next line often continues with the same colours.
                    if other != pen:
                        sent.append(other.after(pen))
                        pen = other
                    sent += (text for text, _ in run)
        return Differences("".join((*sent, pen.end)))

    def _news(self, piece: Piece, colours: ColorSystem) -> Iterator[tuple[int, list[_Cell]]]:
        """The runs of a piece's cells that the terminal does not show yet: column and cells."""
        if piece.y >= self._size.height:
            return
        line, x = self._lines[piece.y], piece.x
        cells = _cells_of(piece, colours)[: max(0, len(line) - x)]
        end = x + len(cells)
        before = line[x:end]
        if before == cells:
            return
        line[x:end] = cells
        for start, stop in _runs([old != new for old, new in zip(before, cells, strict=True)], cells):
            yield x + start, cells[start:stop]


def _pieces(update: LayoutUpdate) -> Iterator[Piece]:
    """The pieces of an update of the whole screen."""
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield Piece(x, y, strip, 0, strip.cell_length)
            x += strip.cell_length


def _runs(differs: list[bool], cells: list[_Cell]) -> Iterator[tuple[int, int]]:
    """Ranges to send: differing cells, bridged where that is shorter, never half of a wide character."""
    start = stop = -1
    for at, is_other in enumerate(differs):
        if not is_other:
            continue
        if start < 0:
            start = at
        elif at - stop > _BRIDGE:
            yield _widened(start, stop, cells)
            start = at
        stop = at + 1
    if start >= 0:
        yield _widened(start, stop, cells)


def _widened(start: int, stop: int, cells: list[_Cell]) -> tuple[int, int]:
    while start and not cells[start][0]:
        start -= 1
    while stop < len(cells) and not cells[stop][0]:
        stop += 1
    return start, stop


def _cells_of(piece: Piece, colours: ColorSystem) -> list[_Cell]:
    _, _, strip, start, stop = piece
    cells = [cell for segment in strip for cell in _cells(segment, colours)]
    if any(cut < len(cells) and not cells[cut][0] for cut in (start, stop)):
        # A wide character, or what combines with it, lies across the edge.
        return [cell for segment in strip.crop(start, stop) for cell in _cells(segment, colours)]
    return cells[start:stop]


def _cells(segment: Segment, colours: ColorSystem) -> list[_Cell]:
    text, style, _ = segment
    pen = _pen(style, colours)
    if text.isascii() or all(map(_is_one_cell, text)):
        return list(zip(text, repeat(pen)))
    # Characters of no cell or of two depend on their neighbours: such a text stays one piece.
    count = cell_len(text)
    return [(_pinned(text), pen), *[("", pen)] * (count - 1)] if count else []


@lru_cache(maxsize=1024)
def _pinned(text: str) -> str:
    """The text, the cursor repositioned after each character on whose width terminals disagree.

    tmux, xterm and VTE give the vowel signs of Indic scripts a cell, Rich none; a terminal may not know the
    newest emoji. Either way the text after it stays in its column, and no cell keeps its old content.
    """
    clusters: list[str] = []
    for character in text:
        if clusters and (not cell_len(character) or clusters[-1].endswith(_JOINER)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return "".join(map(_pinned_cluster, clusters))


def _pinned_cluster(cluster: str) -> str:
    """Reposition after one character with its combining characters, unless its width is undisputed."""
    if len(cluster) == 1 and _is_undisputed(cluster):
        return cluster
    count = cell_len(cluster)
    # Text in an Input has not passed the gate.
    plain = set_cell_size(printable_line(cluster), count)
    # Some terminals forget the saved position once they restored it.
    there_and_back = f"\x1b7{' ' * count}\x1b8\x1b7{plain}\x1b8"
    return f"{there_and_back}\x1b[{count}C" if count else there_and_back


def _is_undisputed(character: str) -> bool:
    """Whether all terminals agree on the width: one cell, or a letter that Unicode calls wide."""
    is_wide = east_asian_width(character) in ("W", "F")
    if is_wide:
        return category(character)[0] == "L" and cell_len(character) == 2
    return cell_len(character) == 1


@lru_cache(maxsize=1024)
def _is_one_cell(character: str) -> bool:
    return cell_len(character) == 1


@lru_cache(maxsize=4096)
def _pen(style: Style | None, colours: ColorSystem) -> _Pen:
    if style is None:
        return _NO_PEN
    begin, _, end = Strip.render_style(style, "\0", color_system=colours).partition("\0")
    return _pen_of(begin, end)


@lru_cache(maxsize=1024)
def _pen_of(begin: str, end: str) -> _Pen:
    """Shared by all styles that look alike: those of selectable text also carry their position."""
    found = _COLOURS.fullmatch(begin)
    return _Pen(begin, end, (found[1], found[2]) if found else None)
