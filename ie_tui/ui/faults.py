"""What is left of an exception that nobody foresaw: a file for the maintainer and a line for the person.

Tracebacks are written without local variables: those hold credentials and manifests.
"""

from __future__ import annotations

import os
import traceback
from datetime import datetime
from pathlib import Path

from ie_tui.service.manifest_secrets import mask_quoted
from ie_tui.text import printable, printable_line


def summary(error: BaseException) -> str:
    """Kind and words of an exception, fit for a line on a screen."""
    words = printable_line(mask_quoted(str(error)))
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def keep_details(error: BaseException, directory: Path | None, at: datetime) -> str:
    """Write the traceback to a file that only this person can read; gives a sentence saying where it is."""
    if directory is None:
        return "There is no directory to keep the details in."
    path = directory / f"fault-{at:%Y%m%dT%H%M%S.%f}-{os.getpid()}.txt"
    text = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
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
