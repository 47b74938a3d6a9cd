"""OSC 52: the sequence that sets a terminal's clipboard, plain or wrapped for multiplexers.

Source: docs/terminal.md 18. Terminals do not acknowledge it, so nothing confirms it.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Final

MAX_ENCODED_BYTES: Final = 70_000
"""Below the smallest limit known of a terminal in wide use (k9s, gemini-cli: about 75,000)."""

_SCREEN_PIECE_BYTES: Final = 240


class TooLong(ValueError):
    """The text is longer than terminals reliably accept by OSC 52."""


def osc52(text: str) -> str:
    """The sequence for a terminal itself. Raises TooLong."""
    # A lone surrogate cannot be encoded; the clipboard gets what a file would.
    encoded = b64encode(text.encode(errors="surrogatepass")).decode("ascii")
    if len(encoded) > MAX_ENCODED_BYTES:
        raise TooLong(f"{len(encoded):,} bytes exceed what OSC 52 reliably carries")
    return f"\x1b]52;c;{encoded}\x07"


def osc52_in_tmux(text: str) -> str:
    """The sequence for the terminal around tmux; needs `allow-passthrough`. Raises TooLong."""
    return f"\x1bPtmux;{osc52(text).replace(chr(27), chr(27) * 2)}\x1b\\"


def osc52_in_screen(text: str) -> str:
    """The sequence for the terminal around GNU screen, in pieces of at most 240 bytes. Raises TooLong."""
    whole = osc52(text)
    size = _SCREEN_PIECE_BYTES - len("\x1bP\x1b\\")
    return "".join(f"\x1bP{whole[at : at + size]}\x1b\\" for at in range(0, len(whole), size))
