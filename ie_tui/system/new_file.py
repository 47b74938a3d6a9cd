"""Saves a text to a new file that only its owner can read; never overwrites."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from types import MappingProxyType
from typing import Final

_WAYS: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
_REASONS: Final = MappingProxyType(
    {
        errno.EEXIST: "a file with that name already exists; choose another name",
        errno.ENOENT: "no such folder",
        errno.ENOTDIR: "no such folder",
        errno.EISDIR: "this is a folder; add a file name",
        errno.EACCES: "no permission to write there",
        errno.EPERM: "no permission to write there",
        errno.EROFS: "the file system is read-only",
        errno.ENOSPC: "the file system is full",
        errno.ENAMETOOLONG: "the name is too long",
    }
)


class NotSaved(Exception):
    """Nothing was saved; `str(error)` is one sentence for the user, with an ungated path."""


def save_new(path: Path, text: str) -> int:
    """Write the text as UTF-8 to a file that did not exist, mode 0600; its size in bytes. Raises NotSaved.

    A symbolic link of that name counts as existing.
    """
    data = text.encode(errors="surrogatepass")
    try:
        descriptor = os.open(path, _WAYS, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
    except (OSError, ValueError) as error:
        raise NotSaved(f"Not saved as {path}: {_reason(error)}.") from error
    return len(data)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return "invalid file name"
    return _REASONS.get(error.errno or 0, error.strerror or "no reason given")
