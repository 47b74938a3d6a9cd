"""The arguments of `App.panic` as plain text: any Rich renderables, most often a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any, Final

from rich.console import Console
from rich.text import Text
from rich.traceback import Traceback

from ie_tui.crash_report import plain_line

_WIDTH: Final = 110
_FRAME: Final = " " + "".join(map(chr, range(0x2500, 0x2580)))
"""Box drawing characters, with which Rich frames an error."""


def kind_and_words(renderables: Iterable[object]) -> str:
    """One line: type and message of an exception, or the first line of another text."""
    for renderable in renderables:
        if isinstance(renderable, Traceback) and renderable.trace.stacks:
            stack = renderable.trace.stacks[0]
            return plain_line(f"{stack.exc_type}: {stack.exc_value}" if stack.exc_value else stack.exc_type)
    lines = (line.strip(_FRAME) for line in plain_text(renderables).splitlines())
    return plain_line(next(filter(None, lines), "no reason was given"))


def plain_text(renderables: Iterable[object]) -> str:
    """All of them without colours, tracebacks without the values of variables."""
    return "\n".join(
        "\n".join(_traceback_lines(one)) if isinstance(one, Traceback) else _rendered(one)
        for one in renderables
    )


def _traceback_lines(traceback: Traceback) -> Iterator[str]:
    for stack in reversed(traceback.trace.stacks):
        for frame in stack.frames:
            yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        yield f"{stack.exc_type}: {stack.exc_value}"


def _rendered(renderable: Any) -> str:
    # Square brackets in a plain text are not markup.
    shown = Text(renderable) if isinstance(renderable, str) else renderable
    written = StringIO()
    Console(file=written, width=_WIDTH, color_system=None, legacy_windows=False).print(shown)
    return written.getvalue().rstrip()
