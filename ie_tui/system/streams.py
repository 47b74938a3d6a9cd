"""stdin, stdout and stderr as they may really be: closed, full, or a pipe that nobody reads."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Final, TextIO

from ie_tui.text import printable_line

_CONTRARY_MODES: Final = (os.O_WRONLY, os.O_RDONLY, os.O_RDONLY)
"""A stand-in opened so fails to be read or written, as the closed stream would."""


class OutputFailed(Exception):
    """stdout did not take the output; `str(error)` is a sentence, or empty where the reader left."""


def open_closed() -> None:
    """Put the null device under each of the three descriptors that is closed, before anything is opened.

    The cache or a connection would get that number otherwise, and what is printed would be written into it.
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
    """Write what argparse and others printed; Python would complain in its own words at exit.

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
    """Tell the person something on stderr, after the program's name."""
    tell(f"ie-tui: {sentence}")


def tell(line: str) -> None:
    """Print a line to stderr; where that is closed or full, the exit status has to do."""
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
    """Send what is still buffered nowhere, or Python fails to flush it at exit and ends with 120."""
    null = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):  # a stream that is no file has nothing to be flushed to
        os.dup2(null, stream.fileno())
    os.close(null)
