"""Line filters: the safety net under the show gate, passed by every line on its way to the terminal."""

from __future__ import annotations

from typing import Final
from unicodedata import category

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from ie_tui.text import control_signs

_OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_IN_ASCII: Final = str.maketrans(
    {
        **dict.fromkeys("╭╮╰╯┌┐└┘┏┓┗┛", "+"),
        **dict.fromkeys("─━┄▔▁", "-"),
        **dict.fromkeys("│┃▌▐▎▏▕▊", "|"),
        **dict.fromkeys("▂▃▄▅▆▇▀", " "),
        **dict.fromkeys("·•", "."),
        **dict.fromkeys("▸▶→⟩", ">"),
        "⟨": "<",
        "…": "~",
        "↑": "^",
        "↓": "v",
        "█": "#",
    }
)
"""Characters of Textual's frames and of our own texts; all are one cell wide, as are their substitutes."""


class ControlCharacterFilter(LineFilter):
    """Deletes and counts control characters: text that holds any here has bypassed the show gate.

    Deletes, never substitutes: Rich gave these characters no cell, so a substitute would push the
    rest of the line to the right (docs/terminal.md 2).
    """

    def __init__(self) -> None:
        super().__init__()
        self.hits = 0
        """Segments that contained such a character since the start."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments without control characters; Textual's own control segments stay."""
        if all(segment.control or segment.text.isprintable() for segment in segments):
            return segments
        return [segment if segment.control else self._cleaned(segment) for segment in segments]

    def _cleaned(self, segment: Segment) -> Segment:
        if segment.text.isprintable() or not control_signs(segment.text):
            return segment
        self.hits += 1
        return Segment("".join(c for c in segment.text if category(c) not in _OBEYED), segment.style)


class AsciiFilter(LineFilter):
    """For terminals without UTF-8: frames, dots and arrows in ASCII. The user's own text stays as it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in ASCII, widths unchanged."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(segment.text.translate(_IN_ASCII), segment.style)
            for segment in segments
        ]
