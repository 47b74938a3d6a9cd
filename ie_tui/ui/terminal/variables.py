"""Environment variables of Textual and Rich, and which of them the app accepts.

Both read them at import, some unchecked: some write what is typed or shown to files, some load or fetch
foreign code, some type keys, and a wrong value of others ends the app. They are meant for developers,
so this module runs before either is imported and imports neither (docs/terminal.md 14).

Sources: textual 8.2.8 `constants.py`, `app.py`, `geometry.py`, `_xterm_parser.py` and its drivers; rich 15.0
`console.py`, `_unicode_data/__init__.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Final

UNWANTED: Final = frozenset(
    {
        "TEXTUAL",  # headless: no screen at all; devtools: a connection to a port
        "TEXTUAL_ALLOW_SIGNALS",  # ctrl+c ends the app
        "TEXTUAL_DEBUG",  # every key goes to keys.log in the current folder, codes and passwords too
        "TEXTUAL_DEVTOOLS_HOST",
        "TEXTUAL_DEVTOOLS_PORT",
        "TEXTUAL_DRIVER",  # another module is loaded
        "TEXTUAL_LOG",  # a file
        "TEXTUAL_PRESS",  # keys are typed
        "TEXTUAL_SCREENSHOT",  # a picture of the screen, with what stands on it
        "TEXTUAL_SCREENSHOT_FILENAME",
        "TEXTUAL_SCREENSHOT_LOCATION",
        "TEXTUAL_SHOW_RETURN",  # an object's repr as last words
    }
)
"""Removed, whatever their values."""

SIZES: Final = frozenset({"COLUMNS", "LINES"})
"""Removed where the terminal reports its size: Rich would prefer these."""

HARMLESS: Final = frozenset(
    {
        "COLORTERM",
        "DATABRICKS_RUNTIME_VERSION",  # read only in a notebook, as the two of Jupyter
        "FORCE_COLOR",
        "JUPYTER_COLUMNS",
        "JUPYTER_LINES",
        "LC_TERMINAL",
        "NO_COLOR",
        "ROWS",  # read only in a browser
        "TERM",
        "TERM_PROGRAM",
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_FILTERS",
        "TEXTUAL_SMOOTH_SCROLL",
        "TEXTUAL_SPEEDUPS",
        "TEXTUAL_THEME",  # read and checked by ie_tui.ui.themes
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
    }
)
"""Whatever their values, at worst the screen looks different."""


def _one_of(*values: str) -> Callable[[str], bool]:
    return values.__contains__


def _from_to(least: int, most: int) -> Callable[[str], bool]:
    def is_within(value: str) -> bool:
        return value.isascii() and value.isdecimal() and len(value) < 9 and least <= int(value) <= most

    return is_within


def _is_version(value: str) -> bool:
    return (
        value in ("auto", "latest") or re.fullmatch(r"\d{1,3}(\.\d{1,3}){0,2}", value, re.ASCII) is not None
    )


CHECKED: Final[Mapping[str, Callable[[str], bool]]] = {
    "ESCDELAY": _from_to(1, 5_000),  # ms
    "TEXTUAL_COLOR_SYSTEM": _one_of("auto", "standard", "256", "truecolor"),
    "TEXTUAL_DIM_FACTOR": _from_to(0, 100),  # percent
    "TEXTUAL_FPS": _from_to(1, 240),
    "TEXTUAL_SLOW_THRESHOLD": _from_to(100, 60_000),  # ms
    "UNICODE_VERSION": _is_version,
}
"""Removed unless their values are valid."""


def settle(environ: MutableMapping[str, str], *, size_is_known: bool) -> None:
    """Remove harmful variables; call before Textual is imported.

    Args:
        size_is_known: The terminal reports its size by itself.
    """
    for name in UNWANTED | (SIZES if size_is_known else frozenset()):
        environ.pop(name, None)
    for name, is_usable in CHECKED.items():
        if name in environ and not is_usable(environ[name]):
            del environ[name]
