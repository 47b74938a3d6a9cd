"""Runs `ie-tui emulator` as a separate process and reads its announcement."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Final

from tests.terminal.conftest import PROGRAM

_LIMIT_S: Final = 30.0
"""Far longer than starting or stopping takes on a busy machine."""
_LAST_LINE: Final = "# Ctrl+C stops the emulator."


class EmulatorProcess:
    """A started emulator; `running` makes them."""

    def __init__(self, process: subprocess.Popen[str], told: IO[str], printed: str) -> None:
        self._process = process
        self._told = told
        self.printed = printed
        """Its stdout until it serves."""

    @property
    def variables(self) -> dict[str, str]:
        """The variables that it exports."""
        exports = (
            line.removeprefix("export ") for line in self.printed.splitlines() if line.startswith("export ")
        )
        return dict(export.split("=", 1) for export in exports)

    @property
    def url(self) -> str:
        return self.variables["AWS_ENDPOINT_URL_IMPORTEXPORT"]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def end(self, by: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Send the signal; returns exit status, stdout after the announcement, and stderr."""
        self._process.send_signal(by)
        rest, _ = self._process.communicate(timeout=_LIMIT_S)
        self._told.seek(0)
        return self._process.returncode, rest, self._told.read()


@contextmanager
def running(home: Mapping[str, str], *arguments: str) -> Iterator[EmulatorProcess]:
    """A running emulator; it is stopped on exit."""
    with TemporaryFile("w+", encoding="utf-8") as told:
        process = subprocess.Popen(
            [PROGRAM, "emulator", *arguments], env=dict(home), stdout=subprocess.PIPE, stderr=told, text=True
        )
        too_late = Timer(_LIMIT_S, process.kill)
        too_late.start()
        try:
            assert process.stdout is not None
            printed = ""
            for line in process.stdout:
                printed += line
                if line.rstrip("\n") == _LAST_LINE:
                    break
            too_late.cancel()
            assert printed.endswith(f"{_LAST_LINE}\n"), printed
            yield EmulatorProcess(process, told, printed)
        finally:
            too_late.cancel()
            process.kill()
            process.communicate()
