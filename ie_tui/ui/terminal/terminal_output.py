"""Writes to the terminal whatever state it is in: it never gives up half of a sequence, and never raises."""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Callable
from typing import Final

_TERMINAL_GONE: Final = (errno.EIO, errno.ENXIO, errno.EPIPE)
_FLUSH_FROM_BYTES: Final = 1 << 16


class TerminalOutput:
    """The file of Textual's writer thread.

    A thread that died of an error would leave its queue full, and the app waiting for room in it for ever.
    """

    def __init__(self, descriptor: int, encoding: str, failed: Callable[[OSError], object]) -> None:
        """`failed` hears once, in the thread that writes, of an error; that the terminal is gone is none."""
        self._descriptor = descriptor
        self._encoding = encoding
        self._failed = failed
        self._waiting = bytearray()
        self.is_broken = False
        """Nothing is written any more."""

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether this is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, text: str) -> None:
        """Keep a text until `flush`."""
        self._waiting += text.encode(self._encoding, "replace")
        if len(self._waiting) >= _FLUSH_FROM_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write all that waits, or drop it where the terminal takes nothing any more."""
        try:
            while self._waiting and not self.is_broken:
                self._write_some()
        except OSError as error:
            self.is_broken = True
            # The end of input ends the app then.
            if error.errno not in _TERMINAL_GONE:
                self._failed(error)
        self._waiting.clear()

    def write_last(self, sequence: bytes, within_s: float) -> None:
        """Write this at once, if the terminal takes it, and nothing after it. Raises OSError.

        For a signal handler: what another thread is just writing comes before it.
        """
        self.is_broken = True
        if select.select([], [self._descriptor], [], within_s)[1]:
            os.write(self._descriptor, sequence)

    def _write_some(self) -> None:
        try:
            del self._waiting[: os.write(self._descriptor, self._waiting)]
        except BlockingIOError:
            # Another program that has this terminal open made it non-blocking.
            select.select([], [self._descriptor], [])
