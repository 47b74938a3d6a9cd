"""The size of the terminal, by its own report (docs/terminal.md 16)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final

_USUAL: Final = (80, 24)


def size_of(environ: Mapping[str, str]) -> tuple[int, int]:
    """Columns and lines to draw.

    COLUMNS and LINES may be out of date; they are used only where the terminal does not report its
    size, as on a serial line.
    """
    exported = (_cells(environ.get(name, "")) for name in ("COLUMNS", "LINES"))
    columns, lines = (r or e or u for r, e, u in zip(reported(), exported, _USUAL, strict=True))
    return columns, lines


def reported() -> tuple[int, int]:
    """Columns and lines as the terminal reports them; zeros if it does not."""
    # The app draws on stdout; stderr may be another terminal.
    for stream in (sys.__stdout__, sys.__stdin__):
        try:
            columns, lines = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
        except (AttributeError, ValueError, OSError):  # closed, or not a terminal
            continue
        if columns and lines:
            return columns, lines
    return 0, 0


def _cells(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else 0
