"""Lines of the detail pane: never wider than the given width, wrapped where too long, never cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content, Span

from ie_tui.text import printable, printable_line
from ie_tui.ui.rendering.glyphs import TONE_STYLES, CodeStyle, Glyphs, Tone

MUTED: Final = "$foreground 70%"
"""Not `$text-muted`: its `auto 60%` loses the 60 % in a `Content` (Textual 8.2.8)."""
WARN: Final = TONE_STYLES[Tone.WARN]
_TITLE: Final = "bold $text-primary"
_FAINT: Final = "$border-blurred"
_INDENT: Final = 2
_GAP: Final = 2
_LEAST_NAME: Final = 11
"""Cells for names where there is room, so that the values of all sections align."""
_ROOMY: Final = 50
"""Cells of width from which there is room."""
_MOST_NAME: Final = 28
_LONGEST_RULE: Final = 56
_LEAST_VALUE: Final = 16
"""Cells below which a value goes under its name instead of beside it."""


class LabelledRow(NamedTuple):
    """A name and its value; foreign text in either has passed the show gate."""

    name: str
    value: Content
    remarks: tuple[str, ...] = ()
    """Shown below the value; not gated yet."""
    marked_name: Content | None = None
    """The name with its own styles, replacing the usual one."""


def foreign_text(text: str, style: str = "") -> Content:
    """Foreign text, gated, with its line breaks."""
    return Content.styled(printable(text), style)


def foreign_line(text: str, style: str = "") -> Content:
    """Foreign text, gated, as one line."""
    return Content.styled(printable_line(text), style)


class JoinedLines(Content):
    """Lines joined into one Content, which keeps them: most readers want the lines back."""

    def __init__(self, lines: Iterable[Content]) -> None:
        self.lines = tuple(part for line in lines for part in lines_of(line))
        spans: list[Span] = []
        at = 0
        for line in self.lines:
            spans += [Span(at + start, at + end, style) for start, end, style in line.spans]
            at += len(line.plain) + 1
        # The lines have no control characters; Textual would search them all again.
        super().__init__("\n".join([line.plain for line in self.lines]), spans, strip_control_codes=False)


def joined(lines: Iterable[Content]) -> JoinedLines:
    """The lines as one text."""
    return JoinedLines(lines)


def lines_of(text: Content) -> Sequence[Content]:
    """The lines of a text, at least one."""
    if isinstance(text, JoinedLines):
        return text.lines
    return text.split(allow_blank=True) if "\n" in text.plain else (text,)


def wrapped(text: Content, width: int, indent: int = 0) -> list[Content]:
    """The text in lines of at most `width` cells, each indented by `indent` blanks."""
    room = max(2, width - indent)
    if "\n" not in text.plain and "\t" not in text.plain and text.cell_length <= room:
        # True of nearly all lines; wrapping them would cost ten times as much.
        return [text.pad_left(indent)]
    return [line.pad_left(indent) for line in text.wrap(room)]


def paragraph(text: Content, width: int) -> list[Content]:
    """The text in lines, indented as below a heading."""
    return wrapped(text, width, _INDENT)


def heading(title: str, note: str, width: int) -> list[Content]:
    """The title of a section with a note beside it, or below it if there is no room."""
    name = Content.styled(title, _TITLE)
    if not note:
        return wrapped(name, width)
    if cell_len(title) + _GAP + cell_len(note) <= width:
        return [Content.assemble(name, " " * _GAP, (note, MUTED))]
    return [*wrapped(name, width), *paragraph(Content.styled(note, MUTED), width)]


def subheading(title: str, width: int, glyphs: Glyphs) -> Content:
    """The title of a part of a section, followed by a thin line."""
    way = glyphs.way_ahead * max(0, min(width, _LONGEST_RULE) - _INDENT - cell_len(title) - 1)
    return Content.assemble(" " * _INDENT, (title, "$text-secondary"), (f" {way}", _FAINT))


def code_lines(mark: CodeStyle, code: str | None, message: str | None, width: int) -> list[Content]:
    """Glyph, code as sent, and its words; the service's own message below."""
    glyph = Content.styled(mark.glyph, TONE_STYLES[mark.tone])
    lines = _led(glyph, _code_in_words(mark, code), width, _INDENT)
    if message:
        lines += wrapped(foreign_text(message.strip()), width, _INDENT + 2)
    return lines


def coded_heading(title: str, mark: CodeStyle, code: str | None, width: int) -> list[Content]:
    """The title of a section with the code on the same line, for a low pane."""
    name = Content.styled(title, _TITLE)
    glyph = Content.styled(mark.glyph, TONE_STYLES[mark.tone])
    first, *rest = _led(glyph, _code_in_words(mark, code), width, cell_len(title) + _GAP)
    return [name + first[cell_len(title) :], *rest]


def _code_in_words(mark: CodeStyle, code: str | None) -> Content:
    if code is None:
        return Content.styled("no code sent", MUTED)
    style = TONE_STYLES[mark.tone]
    return Content.assemble(foreign_line(code, f"bold {style}"), "   ", (mark.words, style))


def remark(text: str, width: int, indent: int = _INDENT, style: str = MUTED) -> list[Content]:
    """A remark behind a `!`; the text may be foreign and is gated here."""
    return _led(Content.styled("!", WARN), foreign_line(text, style), width, indent)


def _led(sign: Content, text: Content, width: int, indent: int) -> list[Content]:
    """The text behind a glyph of one cell, with a hanging indent."""
    first, *rest = wrapped(text, width, indent + 2)
    return [sign.pad_left(indent) + first[indent + 1 :], *rest]


def quoted(text: str, width: int, glyphs: Glyphs) -> list[Content]:
    """The lines of a file behind a bar; gated here."""
    bar = Content.styled(f"{glyphs.bar} ", MUTED).pad_left(_INDENT)
    return [bar + part for line in text.splitlines() for part in foreign_line(line).wrap(max(2, width - 4))]


def column_for(rows: Iterable[LabelledRow], width: int) -> int:
    """Cells of the widest name that leaves room for a value beside it."""
    room = min(width - _INDENT - _GAP - _LEAST_VALUE, _MOST_NAME)
    least = _LEAST_NAME if width >= _ROOMY else 0
    return max(least, *(cells for row in rows if (cells := cell_len(row.name)) <= room), 0)


def table(rows: Sequence[LabelledRow], width: int, column: int | None = None) -> list[Content]:
    """Names in one column, values in the next; a name too long for its column goes above its value.

    `column`: cells for the names, to align several tables; their own widest name if None.
    """
    cells = column_for(rows, width) if column is None else column
    indent = _INDENT + (cells + _GAP if cells else _INDENT)
    lines: list[Content] = []
    for row in rows:
        value = wrapped(row.value, width, indent)
        name = Content.styled(row.name, MUTED) if row.marked_name is None else row.marked_name
        if (name_cells := cell_len(row.name)) <= cells:
            lines.append(name.pad_left(_INDENT) + value[0][_INDENT + name_cells :])
            lines += value[1:]
        else:
            lines += wrapped(name, width, _INDENT) + value
        for doubt in row.remarks:
            lines += remark(doubt, width, indent)
    return lines
