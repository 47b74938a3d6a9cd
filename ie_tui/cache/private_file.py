"""The cache file and its directory, private to this user."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

if sys.platform != "win32":
    import fcntl

_ASIDE: Final = ".damaged-"
_BY_EFFECTIVE_IDS: Final = os.access in os.supports_effective_ids


class CacheUnusable(Exception):
    """The cache cannot be used; the sentence says why and where it is."""


class FileId(NamedTuple):
    """Identifies the file at a path, to detect that it was replaced."""

    device: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> FileId | None:
        """None if there is no file."""
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        return cls(found.st_dev, found.st_ino)


def why_read_only(path: Path) -> str | None:
    """Why the cache is read-only, to complete "The cache …"; None otherwise.

    Root could write anywhere, but leaves other users' files alone. Raises CacheUnusable for a link or any
    other kind of file.
    """
    if not os.path.lexists(path):
        return None
    for place, is_right_kind in ((path.parent, stat.S_ISDIR), (path, stat.S_ISREG)):
        if not _is_ours(place, is_right_kind):
            return "belongs to another user"
    may_write = (os.access(place, os.W_OK, effective_ids=_BY_EFFECTIVE_IDS) for place in (path, path.parent))
    return None if all(may_write) else "is not writable"


def make_directory(path: Path) -> None:
    """Create it with mode 0700, like any missing parents."""
    for directory in reversed((path, *path.parents)):
        if not os.path.lexists(directory):
            directory.mkdir(0o700, exist_ok=True)
    _claim(path, stat.S_ISDIR, 0o700)


def make_file(path: Path) -> None:
    """0600 before SQLite opens it: `-wal` and `-shm` inherit its mode (docs/faults.md 4)."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            _claim(Path(f"{path}{suffix}"), stat.S_ISREG, 0o600)


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """A lock for creating a cache or setting it aside, which SQLite's own locks do not cover."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def set_aside(path: Path, opened: FileId | None) -> Path | None:
    """Rename the damaged cache rather than delete it, so that it can be examined; call it under `alone`.

    Returns None if the file at `path` is no longer the one `opened`: another instance was faster.
    """
    if FileId.of(path) != opened:
        return None
    names = (path.with_name(f"{path.name}{_ASIDE}{number}") for number in count(1))
    aside = next(name for name in names if not name.exists())
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    return aside


def aside_files(path: Path) -> list[Path]:
    """All files that were set aside from `path`."""
    return [file for file in path.parent.iterdir() if file.name.startswith(f"{path.name}{_ASIDE}")]


def _claim(place: Path, is_right_kind: Callable[[int], bool], mode: int) -> None:
    if not _is_ours(place, is_right_kind):
        raise CacheUnusable(f"The cache is not used: {place} belongs to another user.")
    if stat.S_IMODE(place.lstat().st_mode) & ~mode:
        place.chmod(mode)


def _is_ours(place: Path, is_right_kind: Callable[[int], bool]) -> bool:
    """Whether it belongs to this user. Raises CacheUnusable for a link or any other kind of file."""
    found = place.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise CacheUnusable(f"The cache is not used: {place} is a symbolic link.")
    if not is_right_kind(found.st_mode):
        kind = "directory" if is_right_kind is stat.S_ISDIR else "file"
        raise CacheUnusable(f"The cache is not used: {place} is not a {kind}.")
    return sys.platform == "win32" or found.st_uid == os.geteuid()
