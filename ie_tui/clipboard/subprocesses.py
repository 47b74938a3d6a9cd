"""Runs small programs for a moment: a limit on their time, and nothing they need not know."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Ran(NamedTuple):
    """How a program ended."""

    output: bytes = b""
    failure: str = ""
    """Why it cannot be relied on, in a few words; empty when it ended with 0."""


class Children:
    """Programs that get an environment without credentials, and no terminal."""

    def __init__(self, environ: Mapping[str, str], limit_s: float) -> None:
        """`limit_s` is for each run."""
        self._environ = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
        self._limit_s = limit_s

    async def run(self, command: Sequence[str], data: bytes | None = None) -> Ran:
        """Run a command: with `data` on its stdin, or without for what it prints."""
        name = command[0]
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=null if data is None else pipe,
                # wl-copy and xclip leave a process behind, which would hold a pipe open.
                stdout=pipe if data is None else null,
                stderr=null,
                env=self._environ,
                start_new_session=True,
            )
        except OSError as error:
            return Ran(failure=f"{name} does not start: {error.strerror}")
        try:
            async with asyncio.timeout(self._limit_s):
                output, _ = await process.communicate(data)
        except TimeoutError:
            return Ran(failure=f"{name} gave no answer within {self._limit_s:g} s")
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):  # it ended this very moment
                    process.kill()
                await process.wait()
        if process.returncode:
            return Ran(failure=f"{name} ended with status {process.returncode}")
        return Ran(output or b"")
