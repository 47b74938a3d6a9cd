"""An open folder on a device: inspects and safely replaces its SIGNATURE file.

All calls go through the folder's descriptor, so that the folder cannot be swapped, and nothing follows a
symbolic link. Source: docs/faults.md 5.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

NAME: Final = "SIGNATURE"
"""All capitals, in the root of the device (docs/service.md 7)."""
MAX_READ_BYTES: Final = 64 * 1024
"""A SIGNATURE file has about 90 bytes; only this much of a larger file is read."""

_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK})
_NOT_SYNCED: Final = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS})
_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device file"),
    (stat.S_ISCHR, "a device file"),
)


@dataclass(frozen=True, slots=True)
class FileCalls:
    """The system calls of a save, so that a test can remove a device between two of them."""

    open: Callable[..., int] = os.open
    write: Callable[[int, bytes], int] = os.write
    fsync: Callable[[int], None] = os.fsync
    stat: Callable[..., os.stat_result] = os.stat
    listdir: Callable[[int], list[str]] = os.listdir
    link: Callable[..., None] = os.link
    replace: Callable[..., None] = os.replace
    unlink: Callable[..., None] = os.unlink


REAL_CALLS: Final = FileCalls()


class ExistingFile(NamedTuple):
    """What is named SIGNATURE; equal for an unchanged file."""

    name: str
    """As listed: a case-insensitive file system may list another spelling."""
    inode: int
    size_bytes: int
    changed_ns: int
    content: bytes | None
    """Of a regular file, up to the limit; None for everything else."""
    link_target: str | None
    """Of a symbolic link; it was not followed."""
    obstacle: str
    """What it is, if neither file nor link and not to be touched; otherwise empty."""


class NotWhatWasSeen(Exception):
    """Something else has the name now."""


class Folder:
    """An open folder; `with Folder.opened(path) as folder`."""

    def __init__(self, descriptor: int, calls: FileCalls) -> None:
        self._fd = descriptor
        self._calls = calls

    @classmethod
    @contextlib.contextmanager
    def opened(cls, path: Path, calls: FileCalls) -> Iterator[Folder]:
        """Open a folder that is not itself a symbolic link. Raises OSError."""
        descriptor = calls.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            yield cls(descriptor, calls)
        finally:
            os.close(descriptor)

    def look(self) -> ExistingFile | None:
        """What is named SIGNATURE; opens nothing but regular files. Raises OSError."""
        try:
            status = self._calls.stat(NAME, dir_fd=self._fd, follow_symlinks=False)
        except FileNotFoundError:
            return None
        names = self._calls.listdir(self._fd)
        spelled = (name for name in names if name.casefold() == NAME.casefold())
        name = NAME if NAME in names else next(spelled, NAME)
        obstacle = next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), "")
        is_link = stat.S_ISLNK(status.st_mode)
        return ExistingFile(
            name,
            status.st_ino,
            status.st_size,
            status.st_mtime_ns,
            content=self._read(NAME) if stat.S_ISREG(status.st_mode) else None,
            link_target=os.readlink(NAME, dir_fd=self._fd) if is_link else None,
            obstacle=obstacle,
        )

    def put(self, data: bytes, seen: ExistingFile | None) -> str:
        """Write `data` as SIGNATURE: as a new file, or in place of what was seen.

        Returns a remark, or nothing. Raises OSError, and NotWhatWasSeen if something else is there. Whatever
        happens, SIGNATURE is then either the old file or the complete new one, and no other file is left.
        """
        temporary = f".{NAME}.{secrets.token_hex(8)}"
        try:
            self._write(temporary, data)
            if seen is None:
                remark = self._publish(temporary)
            elif self.look() == seen:
                remark = ""
                self._replace(temporary, NAME)
            else:
                raise NotWhatWasSeen
        finally:
            # After a link it is the second name of the file; after a rename it is gone; a device that was
            # pulled cannot be cleaned.
            with contextlib.suppress(OSError):
                self._calls.unlink(temporary, dir_fd=self._fd)
        return " ".join(filter(None, (remark, self._spell(), self._sync())))

    def _write(self, name: str, data: bytes) -> None:
        """Write a new file with these bytes, flush it to the device and read it back."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = self._calls.open(name, flags, 0o600, dir_fd=self._fd)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._calls.write(descriptor, bytes(rest)) :]
            self._calls.fsync(descriptor)
            if hasattr(os, "posix_fadvise"):
                # Without this the bytes would be read back from this machine's page cache, not the device.
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
        if self._read(name) != data:
            raise OSError(errno.EIO, "the bytes read back differ from those written")

    def _publish(self, temporary: str) -> str:
        """Name the file SIGNATURE unless something has that name."""
        try:
            self._calls.link(temporary, NAME, src_dir_fd=self._fd, dst_dir_fd=self._fd)
        except FileExistsError:
            raise NotWhatWasSeen from None
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self._publish_by_reserving(temporary)
            return "The file system has no hard links; the name was reserved first."
        return ""

    def _publish_by_reserving(self, temporary: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            os.close(self._calls.open(NAME, flags, 0o600, dir_fd=self._fd))
        except FileExistsError:
            raise NotWhatWasSeen from None
        try:
            self._replace(temporary, NAME)
        except OSError:
            with contextlib.suppress(OSError):  # a device that was pulled cannot be cleaned
                self._calls.unlink(NAME, dir_fd=self._fd)
            raise

    def _spell(self) -> str:
        """Rename the file to capitals if a case-insensitive file system kept an older spelling."""
        names = self._calls.listdir(self._fd)
        others = [name for name in names if name.casefold() == NAME.casefold()]
        if NAME in names or not others:
            return ""
        self._replace(others[0], NAME)
        return f"It was called {others[0]}; the name must be in capitals."

    def _replace(self, old: str, new: str) -> None:
        self._calls.replace(old, new, src_dir_fd=self._fd, dst_dir_fd=self._fd)

    def _sync(self) -> str:
        try:
            self._calls.fsync(self._fd)
        except OSError as error:
            if error.errno not in _NOT_SYNCED:
                raise
            return "The file system cannot confirm that the name is on the device."
        return ""

    def _read(self, name: str) -> bytes:
        """The start of a regular file; O_NONBLOCK in case it was swapped for a pipe."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = self._calls.open(name, flags, dir_fd=self._fd)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MAX_READ_BYTES)
