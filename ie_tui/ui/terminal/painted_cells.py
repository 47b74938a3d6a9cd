"""What the terminal shows, cell by cell, so that only the cells that differ are sent.

Textual paints regions: a line in which one figure moved is sent whole, in all its colours. Over ssh that is
felt. Whatever a widget repaints passes here once more, and what the terminal shows already is left out.
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
"""Cells that did not change are sent all the same between two that did: moving the cursor is no shorter."""


class _Pen(NamedTuple):
    """What a terminal is sent before and after text of one style."""

    begin: str
    end: str
    colours: tuple[str, str] | None = None
    """Of text and ground, as the terminal takes them; None: there is more to it, or less."""

    def after(self, before: _Pen) -> str:
        """What makes this pen of the one before: two pens that differ in colour share their ground mostly."""
        if before.colours is None or self.colours is None:
            return before.end + self.begin
        others = [new for old, new in zip(before.colours, self.colours, strict=True) if new != old]
        return f"\x1b[{';'.join(others)}m"


_NO_PEN: Final = _Pen("", "")
_Cell = tuple[str, _Pen]
"""What stands in one cell; without text it belongs to what begins further left."""
_Line = list[_Cell | None]
"""The cells from left to right; None: nobody knows what stands there."""


class Differences(CompositorUpdate):
    """An update without what the terminal shows already."""

    def __init__(self, sequences: str) -> None:
        self.sequences = sequences

    def render_segments(self, console: Console) -> str:
        return self.sequences


class PaintedCells:
    """Remembers all that was sent."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._lines: list[_Line] = []

    def forget(self) -> None:
        """The terminal may show anything: it was resized, or another program wrote to it."""
        self._size = Size(0, 0)

    def differences(self, update: LayoutUpdate | PiecesUpdate, size: Size, console: Console) -> Differences:
        """What must be sent of an update, which from then on counts as sent. `size`: of the terminal."""
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
                    # The same colours often go on in the next line.
                    if other != pen:
                        sent.append(other.after(pen))
                        pen = other
                    sent += (text for text, _ in run)
        return Differences("".join((*sent, pen.end)))

    def _news(self, piece: Piece, colours: ColorSystem) -> Iterator[tuple[int, list[_Cell]]]:
        """The cells of a piece that the terminal does not show, from left to right: column and cells."""
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
    """The parts of an update of the whole screen."""
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield Piece(x, y, strip, 0, strip.cell_length)
            x += strip.cell_length


def _runs(differs: list[bool], cells: list[_Cell]) -> Iterator[tuple[int, int]]:
    """From where to where cells are sent: what differs, bridged where that is shorter, no half of a sign."""
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
        # A sign of two cells, or what goes with it, stands across the edge.
        return [cell for segment in strip.crop(start, stop) for cell in _cells(segment, colours)]
    return cells[start:stop]


def _cells(segment: Segment, colours: ColorSystem) -> list[_Cell]:
    text, style, _ = segment
    pen = _pen(style, colours)
    if text.isascii() or all(map(_is_one_cell, text)):
        return list(zip(text, repeat(pen)))
    # Signs of no cell or of two belong to their neighbours: such a text is one piece.
    count = cell_len(text)
    return [(_pinned(text), pen), *[("", pen)] * (count - 1)] if count else []


@lru_cache(maxsize=1024)
def _pinned(text: str) -> str:
    """The text with the cursor put where it belongs after each sign on whose width terminals disagree.

    tmux, xterm and VTE give the vowel signs of Indic scripts a cell, Rich none; a terminal may be older than
    the newest pictures. Whatever it believes, what follows stands in its column, and no cell keeps what was.
    """
    clusters: list[str] = []
    for character in text:
        if clusters and (not cell_len(character) or clusters[-1].endswith(_JOINER)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return "".join(map(_pinned_cluster, clusters))


def _pinned_cluster(cluster: str) -> str:
    """A sign with all that stands on it."""
    if len(cluster) == 1 and _is_undisputed(cluster):
        return cluster
    count = cell_len(cluster)
    # What a person types has not passed the gate.
    plain = set_cell_size(printable_line(cluster), count)
    # Some terminals forget the place once they went back to it.
    there_and_back = f"\x1b7{' ' * count}\x1b8\x1b7{plain}\x1b8"
    return f"{there_and_back}\x1b[{count}C" if count else there_and_back


def _is_undisputed(character: str) -> bool:
    """One cell, or a letter that Unicode itself calls wide."""
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
    """One for all styles that look alike: those of selectable text carry their place as well."""
    found = _COLOURS.fullmatch(begin)
    return _Pen(begin, end, (found[1], found[2]) if found else None)
