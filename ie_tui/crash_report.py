"""What is left of an exception that nobody foresaw: a file for the maintainer and a line for the person.

Tracebacks are written without local variables: those hold credentials and manifests.
"""

from __future__ import annotations

import os
import re
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final

from ie_tui.manifest.secrets import mask_quoted
from ie_tui.text import printable, printable_line

_OBJECT: Final = re.compile(r"<(?:[\w.]+\.)?(\w+)[^<>]* at 0x[0-9a-fA-F]+>")
"""An object of Python's as text: where it lies in memory tells a person nothing."""


def summary(error: BaseException) -> str:
    """Kind and words of an exception, fit for a line on a screen."""
    words = plain_line(mask_quoted(str(error)))
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def plain_line(text: str) -> str:
    """The text on one line, with the kinds of objects that Python wrote down as addresses in memory."""
    return _OBJECT.sub(r"\1", printable_line(text))


def last_words(error: BaseException, directory: Path | None, at: datetime) -> str:
    """The sentence of a program that a fault ended; its details are kept."""
    return f"ie-tui stopped: {summary(error).rstrip('.')}. {keep_details(error, directory, at)}"


def keep_details(error: BaseException, directory: Path | None, at: datetime) -> str:
    """Write the traceback to a file that only this person can read; gives a sentence saying where it is."""
    trace = traceback.TracebackException.from_exception(error, capture_locals=False)
    return keep_text("".join(trace.format()), directory, at)


def keep_text(text: str, directory: Path | None, at: datetime) -> str:
    """As `keep_details`, for a fault that was told as a text."""
    if directory is None:
        return "There is no directory to keep the details in."
    path = directory / f"fault-{at:%Y%m%dT%H%M%S.%f}-{os.getpid()}.txt"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Only the owner reads it; O_EXCL follows no link that someone else put there.
        file_number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file_number, "w", encoding="utf-8") as file:
            # Line by line: the frames below a message are no part of the value that it quotes.
            file.write(printable("\n".join(map(mask_quoted, text.split("\n")))))
    except OSError as problem:
        return f"The details could not be kept ({printable_line(problem.strerror or 'no reason given')})."
    return f"Details: {printable_line(str(path))}"
