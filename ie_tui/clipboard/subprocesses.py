"""Runs small programs with a time limit and without credentials in their environment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Ran(NamedTuple):
    """How a program ended."""

    output: bytes = b""
    failure: str = ""
    """Why it failed, in a few words; empty if it exited with 0."""


class Children:
    """Runs programs without credentials in their environment and without a terminal."""

    def __init__(self, environ: Mapping[str, str], limit_s: float) -> None:
        """`limit_s` applies to each run."""
        self._environ = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
        self._limit_s = limit_s

    async def run(self, command: Sequence[str], data: bytes | None = None) -> Ran:
        """Run a command: with `data` on its stdin, or without `data` to capture its output."""
        name = command[0]
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=null if data is None else pipe,
                # wl-copy and xclip leave a background process that would keep a pipe open.
                stdout=pipe if data is None else null,
                stderr=null,
                env=self._environ,
                start_new_session=True,
            )
        except OSError as error:
            return Ran(failure=f"{name} did not start: {error.strerror}")
        try:
            async with asyncio.timeout(self._limit_s):
                output, _ = await process.communicate(data)
        except TimeoutError:
            return Ran(failure=f"{name} did not finish within {self._limit_s:g} s")
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):  # it ended this very moment
                    process.kill()
                await process.wait()
        if process.returncode:
            return Ran(failure=f"{name} exited with status {process.returncode}")
        return Ran(output or b"")
