"""stdin, stdout and stderr, which may be closed, full, or a pipe that nobody reads."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Final, TextIO

from ie_tui.text import printable_line

_CONTRARY_MODES: Final = (os.O_WRONLY, os.O_RDONLY, os.O_RDONLY)
"""Opened in the opposite mode, a stand-in fails like the closed stream would."""


class OutputFailed(Exception):
    """Writing to stdout failed; `str(error)` is a sentence, or empty if the reader closed the pipe."""


def open_closed() -> None:
    """Put the null device under each of the three descriptors that is closed, before anything is opened.

    Otherwise the cache or a connection would get that number, and printed text would be written into it.
    """
    for descriptor, mode in enumerate(_CONTRARY_MODES):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, mode), True)
    # Python has None for a stream that was closed when it started.
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", errors="backslashreplace", closefd=False)  # noqa: SIM115


def put(text: str) -> None:
    """Print a result to stdout. Raises OutputFailed."""
    try:
        print(text)  # noqa: T201
        sys.stdout.flush()
    except OSError as error:
        raise _failed(error) from error
    except UnicodeEncodeError as error:
        raise OutputFailed(
            f"The output could not be written: {error.encoding}, the encoding of stdout, lacks some of its "
            "characters. Set PYTHONIOENCODING=utf-8."
        ) from error


def flush() -> None:
    """Flush what argparse and others printed; otherwise Python would complain at exit.

    Raises OutputFailed.
    """
    try:
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)
    try:
        sys.stdout.flush()
    except OSError as error:
        raise _failed(error) from error


def say(sentence: str) -> None:
    """Print a sentence to stderr, after the program's name."""
    tell(f"ie-tui: {sentence}")


def tell(line: str) -> None:
    """Print a line to stderr; if that is closed or full, only the exit status tells."""
    try:
        print(printable_line(line), file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        _discard(sys.stderr)


def _failed(error: OSError) -> OutputFailed:
    _discard(sys.stdout)
    if error.errno == errno.EPIPE:
        return OutputFailed()
    return OutputFailed(f"The output could not be written: {error.strerror}.")


def _discard(stream: TextIO) -> None:
    """Discard what is still buffered; otherwise Python fails to flush it at exit and returns 120."""
    null = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):  # a stream without a file descriptor
        os.dup2(null, stream.fileno())
    os.close(null)
