"""Which clipboard routes may work in this environment, best first.

Order: docs/terminal.md 19. Pure: facts from tmux and the PATH are arguments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Final, NamedTuple


class Tool(NamedTuple):
    """A program that reads the value from stdin."""

    put: tuple[str, ...]
    get: tuple[str, ...] = ()
    """The command that prints the clipboard, if it is cheap."""
    encoding: str = "utf-8"

    @property
    def name(self) -> str:
        """The program's name."""
        return self.put[0]


class Escape(Enum):
    """OSC 52, in the form that reaches the terminal from here."""

    PLAIN = "OSC 52"
    IN_TMUX = "OSC 52 through tmux"
    IN_SCREEN = "OSC 52 through screen"


Route = Tool | Escape

PBCOPY: Final = Tool(("pbcopy",), ("pbpaste",))
WIN32YANK: Final = Tool(("win32yank.exe", "-i"))
# utf-16 writes the byte order mark that clip.exe needs, and every machine with a clip.exe is little-endian.
CLIP_EXE: Final = Tool(("clip.exe",), encoding="utf-16")
WL_COPY: Final = Tool(("wl-copy",), ("wl-paste", "--no-newline"))
XCLIP: Final = Tool(("xclip", "-selection", "clipboard"), ("xclip", "-selection", "clipboard", "-o"))
XSEL: Final = Tool(("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output"))
TERMUX: Final = Tool(("termux-clipboard-set",))
TMUX: Final = Tool(("tmux", "load-buffer", "-w", "-"), ("tmux", "show-buffer"))
TOOLS: Final = (PBCOPY, WIN32YANK, CLIP_EXE, WL_COPY, XCLIP, XSEL, TERMUX, TMUX)


class TmuxSays(NamedTuple):
    """What only tmux knows, since a pane's environment may be stale."""

    is_remote: bool | None = None
    """Whether the user is connected by ssh; None if tmux does not know."""
    passes_through: bool = True
    """`allow-passthrough` is not `off`; before tmux 3.3 there was no such option, and it always did."""


TMUX_SAYS_NOTHING: Final = TmuxSays()


def plan(
    environ: Mapping[str, str],
    platform: str,
    tools: Collection[str],
    *,
    tmux: TmuxSays = TMUX_SAYS_NOTHING,
) -> list[Route]:
    """The routes to try, best first.

    Args:
        platform: As `sys.platform`.
        tools: The names of `TOOLS` that are on the PATH.
        tmux: What tmux says about itself, when `TMUX` is set.
    """
    if _in_browser(environ):
        return []
    routes: list[Route] = []
    if not is_remote(environ, tmux):
        routes += [tool for tool in _native(environ, platform) if tool.name in tools]
    if environ.get("TMUX") and TMUX.name in tools:
        routes.append(TMUX)
    return routes + ([] if environ.get("TERM", "") in ("", "dumb") else _escapes(environ, tmux))


def is_remote(environ: Mapping[str, str], tmux: TmuxSays) -> bool:
    """Whether the user is on another machine, so that a tool here would fill the wrong clipboard."""
    if environ.get("TMUX") and tmux.is_remote is not None:
        return tmux.is_remote
    return bool(environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"))


def _escapes(environ: Mapping[str, str], tmux: TmuxSays) -> list[Route]:
    if environ.get("TMUX"):
        return [Escape.IN_TMUX] if tmux.passes_through else []
    return [Escape.IN_SCREEN if environ.get("STY") else Escape.PLAIN]


def _in_browser(environ: Mapping[str, str]) -> bool:
    """Textual's web driver: neither this machine's clipboard nor a terminal is the person's."""
    return "web_driver" in environ.get("TEXTUAL_DRIVER", "")


def _native(environ: Mapping[str, str], platform: str) -> list[Tool]:
    """The tools for this machine's clipboard, by platform and environment."""
    if platform == "darwin":
        return [PBCOPY]
    if platform == "win32":
        return [WIN32YANK, CLIP_EXE]
    found: list[Tool] = []
    if environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"):
        found += [WIN32YANK, CLIP_EXE]
    if environ.get("TERMUX_VERSION"):
        found.append(TERMUX)
    if environ.get("WAYLAND_DISPLAY"):
        found.append(WL_COPY)
    if environ.get("DISPLAY"):
        found += [XCLIP, XSEL]
    return found


def why_none(environ: Mapping[str, str], platform: str, tmux: TmuxSays) -> tuple[str, ...]:
    """Why no clipboard is available, in a few words each."""
    if _in_browser(environ):
        return ("the app runs in a browser",)
    if is_remote(environ, tmux):
        first = "ssh"
    else:
        first = "no clipboard tool" if _native(environ, platform) else "no display"
    if environ.get("TERM", "") in ("", "dumb"):
        return (first, "a terminal without OSC 52")
    dropped = environ.get("TMUX") and not tmux.passes_through
    return (first, "tmux drops OSC 52 unless set-clipboard is on") if dropped else (first,)
