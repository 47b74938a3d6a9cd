"""The connections of a cache.

These classes never raise `sqlite3.Error`: every failure is a CacheUnusable with a sentence.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ie_tui.cache.private_file import CacheUnusable, FileId, alone, aside_files, set_aside
from ie_tui.cache.schema import READ_WRITE, Damaged, connect, is_damage, open_database, open_in_memory


class DatabaseFile:
    """Each reader has its own connection, so none waits; writers of all threads queue for one."""

    def __init__(self, path: Path) -> None:
        """Raises CacheUnusable."""
        reader, self.notice, self._mode = open_database(path)
        self._path = path
        self._opened = FileId.of(path)
        self._idle_readers = [reader]
        self._writer: sqlite3.Connection | None = None
        self._writing = threading.Lock()
        self._end: str | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for exclusive use."""
        with self._told("read"):
            try:
                connection = self._idle_readers.pop()
            except IndexError:
                connection = connect(self._path, self._mode)
            try:
                yield connection
            finally:
                self._idle_readers.append(connection)
                if self._end is not None:
                    self._close_readers()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The single write connection, outside a transaction."""
        if self._mode != READ_WRITE:
            raise CacheUnusable(self.notice or f"The cache {self._path} is not writable.")
        with self._writing, self._told("written"):
            # SQLite would keep writing to an unlinked file, which nobody could find.
            if FileId.of(self._path) != self._opened:
                raise CacheUnusable(f"The cache {self._path} was deleted or replaced while in use.")
            if self._writer is None:
                self._writer = connect(self._path)
            yield self._writer

    def remove_set_aside(self) -> None:
        """Delete damaged caches that were set aside, in this run or earlier ones."""
        try:
            for file in aside_files(self._path):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise CacheUnusable(
                f"A damaged cache that was set aside could not be deleted: {error}."
            ) from error

    def close(self) -> None:
        """Wait for the writer, then close; an active reader closes its connection when done."""
        with self._writing:
            self._end = "The cache is closed."
            if self._writer is not None:
                self._writer.close()
            self._close_readers()

    @contextmanager
    def _told(self, what_was_done: str) -> Iterator[None]:
        if self._end is not None:
            raise CacheUnusable(self._end)
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeEncodeError, Damaged) as error:
            if isinstance(error, Damaged) or is_damage(error):
                self._end = self._give_up(error)
                raise CacheUnusable(self._end) from error
            raise CacheUnusable(f"The cache {self._path} could not be {what_was_done}: {error}.") from error

    def _give_up(self, error: Exception) -> str:
        sentence = f"The cache {self._path} is damaged ({error})"
        if self._mode != READ_WRITE:
            return f"{sentence} and is not writable, so it was left unchanged."
        try:
            with alone(self._path.parent):
                aside = set_aside(self._path, self._opened)
        except OSError as failure:
            return f"{sentence} and could not be set aside: {failure}."
        if aside is None:
            return f"{sentence}; another instance has already replaced it."
        return f"{sentence}; it was set aside as {aside}, and the next start creates a new one."

    def _close_readers(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle_readers.pop().close()


class DatabaseInMemory:
    """A cache without a file: one connection that all threads share in turn."""

    notice = None

    def __init__(self) -> None:
        self._connection = open_in_memory()
        self._use = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for as long as it takes."""
        with self._use:
            try:
                yield self._connection
            except (sqlite3.Error, UnicodeEncodeError) as error:
                raise CacheUnusable(f"The cache in memory cannot be used: {error}.") from error

    writing = reading

    def remove_set_aside(self) -> None:
        """There is nothing to remove."""

    def close(self) -> None:
        """Forget everything."""
        with self._use:
            self._connection.close()
