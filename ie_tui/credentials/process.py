"""Runs a profile's `credential_process` without access to the terminal, and can kill it.

botocore gives it the terminal as stdin and waits forever (docs/faults.md 8).
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
    """The credential_process exceeded its time limit and was killed."""


class CredentialProcess:
    """Replaces `subprocess.Popen` in botocore's ProcessProvider, which calls it and then `communicate()`."""

    def __init__(self, limit_s: float = 60.0) -> None:
        self._limit_s = limit_s
        self._running: set[_Child] = set()
        self._starting = Lock()
        self._is_closed = False

    def __call__(self, command: Sequence[str], **pipes: Any) -> _Child:
        with self._starting:
            if self._is_closed:
                raise ProcessTooSlowError("the look-up was canceled")
            child = _Child(command, self._limit_s, self._running, pipes)
            self._running.add(child)
            return child

    def end(self) -> None:
        """Kill the running processes; callers of `communicate()` see a failed process."""
        for child in tuple(self._running):
            child.end()

    def close(self) -> None:
        """Kill the running processes and refuse to start others."""
        with self._starting:
            self._is_closed = True
        self.end()


class _Child:
    def __init__(self, command: Sequence[str], limit_s: float, running: set[_Child], pipes: Any) -> None:
        self._limit_s = limit_s
        self._running = running
        # Its own session has no controlling terminal, so not even /dev/tty can be opened, and the whole
        # process group can be killed at once.
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, start_new_session=True, **pipes
        )

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def communicate(self) -> tuple[bytes, bytes]:
        """Wait for the process and return its stdout and stderr. Raises ProcessTooSlowError."""
        try:
            return self._process.communicate(timeout=self._limit_s)
        except subprocess.TimeoutExpired as error:
            with self._process:
                self.end()
            raise ProcessTooSlowError(f"it did not answer within {self._limit_s:g} s") from error
        finally:
            self._running.discard(self)

    def end(self) -> None:
        # The group may outlive its first process; it may also be gone, or belong to another user.
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
