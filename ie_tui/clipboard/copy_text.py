"""Copies a value to the clipboard by the best route that works, and reports how far that is confirmed.

Messages: docs/terminal.md 20. None contains the value. The caller checks for dangerous characters first.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ie_tui.clipboard.osc52 import TooLong, osc52, osc52_in_screen, osc52_in_tmux
from ie_tui.clipboard.routes import (
    TMUX,
    TMUX_SAYS_NOTHING,
    TOOLS,
    Escape,
    TmuxSays,
    Tool,
    plan,
    why_none,
)
from ie_tui.clipboard.subprocesses import Children

LIMIT_S: Final = 2.0
"""Time limit for a tool; wl-copy is known to hang (bugaevc/wl-clipboard#224)."""


class Level(Enum):
    """How far an outcome is confirmed, from most to least."""

    CONFIRMED = "confirmed"
    IN_TMUX = "tmux buffer"
    SENT = "sent"
    NOT_COPIED = "not copied"


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """What happened to a value."""

    level: Level
    words: str
    """One or two sentences, to follow the kind and size of the value."""
    short: str = ""
    """A short form, to complete "signature of A36BC, 28 characters: …"."""
    failures: tuple[str, ...] = ()
    """Why earlier routes failed; for troubleshooting."""

    @property
    def must_show(self) -> bool:
        """Whether nothing was copied, so that the value must be shown to select or save it."""
        return self.level is Level.NOT_COPIED


async def copy(
    text: str,
    *,
    environ: Mapping[str, str],
    write: Callable[[str], None],
    platform: str = sys.platform,
    limit_s: float = LIMIT_S,
) -> CopyOutcome:
    """Copy a text by the best route that works. The in-app register is the caller's.

    Args:
        write: Writes a control sequence to the terminal.
        limit_s: For each tool.
    """
    children = Children(environ, limit_s)
    tmux = await _ask_tmux(children) if environ.get("TMUX") else TMUX_SAYS_NOTHING
    tools = {tool.name for tool in TOOLS if shutil.which(tool.name, path=environ.get("PATH"))}
    routes = plan(environ, platform, tools, tmux=tmux)
    outcome: CopyOutcome | None = None
    failures: list[str] = []
    for route in routes:
        if isinstance(route, Tool):
            checked, failure = await _put(route, text, children)
            if not failure and route is not TMUX:
                ending = " (checked)." if checked else "."
                words = f"Copied with {route.name}{ending}"
                short = words.removesuffix(".").lower()
                return CopyOutcome(Level.CONFIRMED, words, short, tuple(failures))
            if not failure:
                outcome = CopyOutcome(
                    Level.IN_TMUX, _tmux_words(checked), _tmux_short(checked), tuple(failures)
                )
        else:
            failure = _send(route, text, write)
            if not failure and outcome is None:
                outcome = CopyOutcome(Level.SENT, _SENT, _SENT_SHORT, tuple(failures))
        if failure:
            failures.append(failure)
    if outcome:
        return outcome
    reasons = (*why_none(environ, platform, tmux), *failures)
    words = f"No clipboard available ({', '.join(reasons)}). Here is the value:"
    return CopyOutcome(Level.NOT_COPIED, words, failures=tuple(failures))


_BUILDERS: Final[Mapping[Escape, Callable[[str], str]]] = {
    Escape.PLAIN: osc52,
    Escape.IN_TMUX: osc52_in_tmux,
    Escape.IN_SCREEN: osc52_in_screen,
}
_SENT: Final = "Sent to your terminal (OSC 52). Not confirmed by the terminal; paste to check."

_SENT_SHORT: Final = "sent by OSC 52, paste to check"


def _tmux_short(checked: bool) -> str:
    return f"in the tmux buffer{' (checked)' * checked}, paste to check"


def _tmux_words(checked: bool) -> str:
    buffer = "In the tmux buffer (checked)." if checked else "In the tmux buffer."
    return f"{buffer} tmux was asked to pass it to your terminal; paste to check."


def _send(route: Escape, text: str, write: Callable[[str], None]) -> str:
    """Write OSC 52. Returns why not, or nothing."""
    try:
        sequence = _BUILDERS[route](text)
    except TooLong as error:
        return str(error)
    write(sequence)
    return ""


async def _put(tool: Tool, text: str, children: Children) -> tuple[bool, str]:
    """Pass the text to a tool. Returns whether reading it back matched, and why it failed, if it did."""
    data = text.encode(tool.encoding, errors="surrogatepass")
    put = await children.run(tool.put, data)
    if put.failure:
        return False, put.failure
    if not tool.get:
        return False, ""
    got = await children.run(tool.get)
    if got.failure:
        return False, ""
    return (True, "") if got.output == data else (False, f"{tool.name} stored something else")


async def _ask_tmux(children: Children) -> TmuxSays:
    behind, through = await asyncio.gather(
        children.run(("tmux", "show-environment", "SSH_CONNECTION")),
        children.run(("tmux", "show", "-gv", "allow-passthrough")),
    )
    # A leading dash is tmux's notation for a variable unset in the attached terminal.
    remote = {b"S": True, b"-": False}.get(behind.output[:1])
    return TmuxSays(remote, through.output.strip() != b"off")
