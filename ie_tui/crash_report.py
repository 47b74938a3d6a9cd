"""Reports unexpected exceptions: a file for the maintainer and a line for the user.

Tracebacks are written without local variables, which hold credentials and manifests.
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
"""The repr of a Python object with its memory address."""


def summary(error: BaseException) -> str:
    """Type and message of an exception on one escaped line, with secrets masked."""
    words = plain_line(mask_quoted(str(error)))
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def plain_line(text: str) -> str:
    """The text escaped to one line; `<pkg.Thing object at 0x7f…>` becomes `Thing`."""
    return _OBJECT.sub(r"\1", printable_line(text))


def last_words(error: BaseException, directory: Path | None, at: datetime) -> str:
    """Save the details of a fatal error; returns the last message of the program."""
    return f"ie-tui stopped: {summary(error).rstrip('.')}. {keep_details(error, directory, at)}"


def keep_details(error: BaseException, directory: Path | None, at: datetime) -> str:
    """Write the traceback to a file that only its owner can read; returns a sentence that says where."""
    trace = traceback.TracebackException.from_exception(error, capture_locals=False)
    return keep_text("".join(trace.format()), directory, at)


def keep_text(text: str, directory: Path | None, at: datetime) -> str:
    """As `keep_details`, for a traceback that is already text."""
    if directory is None:
        return "The details could not be saved: no state directory."
    path = directory / f"fault-{at:%Y%m%dT%H%M%S.%f}-{os.getpid()}.txt"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Readable by the owner only; O_EXCL does not follow a link that someone else put there.
        file_number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file_number, "w", encoding="utf-8") as file:
            # Masked line by line: the frames below a message are not part of the value that it quotes.
            file.write(printable("\n".join(map(mask_quoted, text.split("\n")))))
    except OSError as problem:
        return f"The details could not be saved ({printable_line(problem.strerror or 'no reason given')})."
    return f"Details: {printable_line(str(path))}"
