"""Output to the terminal in any state: never stops within a sequence, and never raises."""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Callable
from typing import Final

_TERMINAL_GONE: Final = (errno.EIO, errno.ENXIO, errno.EPIPE)
_FLUSH_FROM_BYTES: Final = 1 << 16


class TerminalOutput:
    """The file object for Textual's writer thread.

    If an error killed that thread, its queue would fill up and the app would wait for room forever.
    """

    def __init__(self, descriptor: int, encoding: str, failed: Callable[[OSError], object]) -> None:
        """`failed` is called once, in the writing thread, on an error other than a vanished terminal."""
        self._descriptor = descriptor
        self._encoding = encoding
        self._failed = failed
        self._waiting = bytearray()
        self.is_broken = False
        """Output is dropped from now on."""

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether this is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, text: str) -> None:
        """Buffer a text until `flush`."""
        self._waiting += text.encode(self._encoding, "replace")
        if len(self._waiting) >= _FLUSH_FROM_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write the buffer, or drop it if the terminal is broken."""
        try:
            while self._waiting and not self.is_broken:
                self._write_some()
        except OSError as error:
            self.is_broken = True
            # If the terminal is gone, the end of input ends the app.
            if error.errno not in _TERMINAL_GONE:
                self._failed(error)
        self._waiting.clear()

    def write_last(self, sequence: bytes, within_s: float) -> None:
        """Write this at once if the terminal accepts it, and nothing afterwards. Raises OSError.

        For a signal handler: a write under way in another thread comes first.
        """
        self.is_broken = True
        if select.select([], [self._descriptor], [], within_s)[1]:
            os.write(self._descriptor, sequence)

    def _write_some(self) -> None:
        try:
            del self._waiting[: os.write(self._descriptor, self._waiting)]
        except BlockingIOError:
            # Another program on this terminal made it non-blocking.
            select.select([], [self._descriptor], [])
