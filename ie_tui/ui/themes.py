"""The themes ie-dark and ie-light, and the choice of a theme at start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple

from textual.theme import BUILTIN_THEMES, Theme

IE_DARK: Final = Theme(
    name="ie-dark",
    dark=True,
    primary="#6cb6ff",
    secondary="#5a8fc7",
    accent="#c8a6f5",
    success="#7bd88f",
    warning="#f0bf6a",
    error="#ff8f8f",
    foreground="#dbe2ec",
    background="#0f141b",
    surface="#141a23",
    panel="#1d2632",
    variables={
        "text-muted": "#9dabbf",
        "text-primary": "#82c1ff",
        "text-success": "#86dd98",
        "text-warning": "#f2c777",
        "text-error": "#ff9d9d",
        "text-accent": "#cfb2f7",
        "border": "#6cb6ff",
        "border-blurred": "#33404f",
        "footer-background": "#0f141b",
        "input-selection-background": "#6cb6ff 30%",
    },
)
IE_LIGHT: Final = Theme(
    name="ie-light",
    dark=False,
    primary="#1f5fa8",
    secondary="#3f76b3",
    accent="#7443b6",
    success="#1d7a3a",
    warning="#8a5a00",
    error="#b3242f",
    foreground="#1d2733",
    background="#eef1f5",
    surface="#fafbfc",
    panel="#e2e8ef",
    variables={
        "text-muted": "#4f5d6f",
        "text-primary": "#1a549a",
        "text-success": "#17662f",
        "text-warning": "#7a4f00",
        "text-error": "#a81e2a",
        "text-accent": "#6a3bac",
        "border": "#1f5fa8",
        "border-blurred": "#b6c1ce",
        "footer-background": "#eef1f5",
        "input-selection-background": "#1f5fa8 25%",
    },
)
_ANSI: Final = "ansi-"
OURS: Final = (IE_DARK, IE_LIGHT)


class UnknownThemeError(ValueError):
    """Unknown theme name; the message suggests the nearest."""


class ThemeChoice(NamedTuple):
    """The theme to start with."""

    name: str
    notice: str = ""
    """Why it is not the requested one; empty if it is."""


def known_names() -> list[str]:
    """All valid theme names, including Textual's own."""
    return [*BUILTIN_THEMES, *(ours.name for ours in OURS)]


def choose(asked: str | None, environ: Mapping[str, str], known: Collection[str]) -> ThemeChoice:
    """The theme from the flag, from TEXTUAL_THEME, or ie-dark.

    With NO_COLOR an ansi theme would be black on black, so its plain sister takes its place
    (docs/terminal.md 7). Raises UnknownThemeError when the flag names none.
    """
    if asked is not None and asked not in known:
        near = get_close_matches(asked, known, 1)
        hint = f" Did you mean {near[0]}?" if near else f" Available themes: {', '.join(sorted(known))}."
        raise UnknownThemeError(f"Unknown theme {asked}.{hint}")
    wished = (name.strip() for name in environ.get("TEXTUAL_THEME", "").split(","))
    name = asked or next((name for name in wished if name in known), IE_DARK.name)
    if "NO_COLOR" in environ and name.startswith(_ANSI):
        sister = name.replace(_ANSI, "textual-")
        return ThemeChoice(sister, f"NO_COLOR is set and {name} would be unreadable; using {sister}.")
    return ThemeChoice(name)


def unreadable_without_colour(known: Iterable[str]) -> list[str]:
    """Themes that NO_COLOR turns into black on black."""
    return [name for name in known if name.startswith(_ANSI)]
