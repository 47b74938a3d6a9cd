"""Starts a profile's `credential_process` where it cannot reach the terminal, and can end it.

botocore gives it the terminal as its input and waits for ever (docs/faults.md 8).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import Any


class ProcessTooSlowError(Exception):
    """The credential_process ran longer than its limit and was ended."""


class CredentialProcess:
    """Stands in for `subprocess.Popen` where botocore's ProcessProvider calls it and then `communicate()`."""

    def __init__(self, limit_s: float = 60.0) -> None:
        self._limit_s = limit_s
        self._running: set[_Child] = set()
        self._starting = Lock()
        self._is_closed = False

    def __call__(self, command: Sequence[str], **pipes: Any) -> _Child:
        with self._starting:
            if self._is_closed:
                raise ProcessTooSlowError("nobody waits for it any more")
            child = _Child(command, self._limit_s, self._running, pipes)
            self._running.add(child)
            return child

    def end(self) -> None:
        """End what runs; whoever waits for it sees a failed process."""
        for child in tuple(self._running):
            child.end()

    def close(self) -> None:
        """End what runs and start nothing more."""
        with self._starting:
            self._is_closed = True
        self.end()


class _Child:
    def __init__(self, command: Sequence[str], limit_s: float, running: set[_Child], pipes: Any) -> None:
        self._limit_s = limit_s
        self._running = running
        # A session of its own has no controlling terminal, so that not even /dev/tty can be opened, and its
        # processes can be ended together.
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, start_new_session=True, **pipes
        )

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def communicate(self) -> tuple[bytes, bytes]:
        """What the process wrote to stdout and stderr. Raises ProcessTooSlowError."""
        try:
            return self._process.communicate(timeout=self._limit_s)
        except subprocess.TimeoutExpired as error:
            with self._process:
                self.end()
            raise ProcessTooSlowError(f"it gave no answer within {self._limit_s:g} s") from error
        finally:
            self._running.discard(self)

    def end(self) -> None:
        # The group may live on when its first process is gone; it may also be gone, or not be ours to end.
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
