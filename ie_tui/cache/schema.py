"""Opens the cache database: migrates it to the newest schema, replaces it if damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from ie_tui.cache.private_file import (
    CacheUnusable,
    FileId,
    alone,
    make_directory,
    make_file,
    set_aside,
    why_read_only,
)

BUSY_TIMEOUT_S: Final = 1.0
READ_WRITE: Final = "mode=rw"
_READ_ONLY: Final = "mode=ro"
_READ_UNCHANGING: Final = "mode=ro&immutable=1"
APPLICATION_ID: Final = int.from_bytes(b"ietu", "big")
_PRAGMAS: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA temp_store = MEMORY",  # VACUUM would copy signatures into a file elsewhere
)

MIGRATIONS: Final = (
    (
        """CREATE TABLE account (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,
            jobs INTEGER NOT NULL DEFAULT 0,  -- to count 100,000 rows takes 4 ms
            walk INTEGER,           -- when the newest walk of the list began
            walked INTEGER,         -- how many jobs it has brought so far
            complete_walk INTEGER,  -- when the newest walk that reached the end began
            listed_at INTEGER       -- and when it reached the end
        )""",
        """CREATE TABLE hint (
            hint TEXT PRIMARY KEY,
            account INTEGER NOT NULL,
            used_at INTEGER NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE scope (
            scope TEXT PRIMARY KEY,
            account INTEGER NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE job (
            account INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            job_type TEXT NOT NULL,
            created_at INTEGER,
            created_text TEXT,      -- as sent, when it could not be read
            is_canceled INTEGER,
            canceled_text TEXT,     -- as sent, when it could not be read
            walk INTEGER NOT NULL,  -- the newest walk that brought this job
            position INTEGER NOT NULL,  -- its place in that walk
            PRIMARY KEY (account, job_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX job_newest ON job (account, created_at DESC, position)",
        """CREATE TRIGGER job_counted AFTER INSERT ON job BEGIN
            UPDATE account SET jobs = jobs + 1 WHERE id = new.account;
        END""",
        """CREATE TABLE status (
            account INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            fetched_at INTEGER NOT NULL,
            progress_code TEXT,
            location_code TEXT,
            findings INTEGER NOT NULL,
            record TEXT NOT NULL,   -- JSON; last, so that the list does not read it
            PRIMARY KEY (account, job_id)
        ) WITHOUT ROWID""",
        """CREATE TABLE unnoticed (  -- jobs that we saw end, and that nobody has opened since
            account INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            PRIMARY KEY (account, job_id)
        ) WITHOUT ROWID""",
        """CREATE TABLE note (
            account INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            note TEXT NOT NULL,
            carrier TEXT NOT NULL,
            tracking_number TEXT NOT NULL,
            PRIMARY KEY (account, job_id)
        ) WITHOUT ROWID""",
        """CREATE TABLE signature (
            account INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            signature TEXT,
            signature_file_contents TEXT,
            PRIMARY KEY (account, job_id)
        ) WITHOUT ROWID""",
        """CREATE TABLE change (
            number INTEGER PRIMARY KEY,
            account INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            field TEXT NOT NULL,
            old TEXT,
            new TEXT,
            not_before INTEGER,
            seen_at INTEGER NOT NULL
        )""",
        "CREATE INDEX change_of_job ON change (account, job_id, seen_at)",
    ),
    (
        """CREATE TABLE handled (  -- what a person marked as done; gone once the status says something new
            account INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            handled_at INTEGER NOT NULL,
            kinds TEXT NOT NULL,        -- what was handled: names, a blank between two
            fingerprint TEXT NOT NULL,  -- of the status that was handled
            PRIMARY KEY (account, job_id)
        ) WITHOUT ROWID""",
    ),
)
"""Statements that migrate version `i` to `i + 1`; a new file has version 0. Times are microseconds UTC."""

_TABLES: Final = (
    "account",
    "hint",
    "scope",
    "job",
    "status",
    "unnoticed",
    "note",
    "signature",
    "change",
    "handled",
)


class Damaged(Exception):
    """The file, or a row in it, is corrupt."""


class OpenedDatabase(NamedTuple):
    """An open database and how it was opened."""

    connection: sqlite3.Connection
    notice: str | None
    """A notice for the user."""
    mode: str = READ_WRITE
    """The URI parameters for further connections."""


def open_database(path: Path) -> OpenedDatabase:
    """Open the cache at `path`, creating it if missing; read-only if it is not writable.

    Raises CacheUnusable if its directory is not private, or the file is foreign, newer or unreachable.
    """
    try:
        if reason := why_read_only(path):
            return _open_to_read(path, reason)
        make_directory(path.parent)
        with alone(path.parent):
            return _open_or_begin_anew(path)
    except (OSError, sqlite3.Error, Damaged) as error:
        raise CacheUnusable(f"The cache {path} could not be opened: {error}.") from error


def connect(path: Path, mode: str = READ_WRITE) -> sqlite3.Connection:
    """A connection to an existing file: one created by SQLite itself would be readable by others."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_in_memory() -> sqlite3.Connection:
    """An empty cache that lives as long as its connection."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _migrate(connection)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A write transaction: waits for another writer, then commits all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has rolled back by itself when the disk is full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def is_damage(error: Exception) -> bool:
    """Whether the error means that the file is corrupt, by SQLite's primary result codes."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.Error) and code is not None:
        return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    # Text that is no Unicode: Python's own error has no code.
    return isinstance(error, sqlite3.OperationalError)


def _open_to_read(path: Path, reason: str) -> OpenedDatabase:
    """Without a `-wal` nobody is writing, and immutable mode keeps SQLite from creating one."""
    notice = f"The cache {path} {reason}: it is used read-only."
    if Path(f"{path}-wal").exists():
        with suppress(sqlite3.OperationalError):
            return OpenedDatabase(_open_current(path, _READ_ONLY, reason), notice, _READ_ONLY)
    return OpenedDatabase(_open_current(path, _READ_UNCHANGING, reason), notice, _READ_UNCHANGING)


def _open_or_begin_anew(path: Path) -> OpenedDatabase:
    make_file(path)
    try:
        return OpenedDatabase(_open_current(path), None)
    except Damaged as damage:
        aside = set_aside(path, FileId.of(path))
        notice = (
            f"The cache could not be read ({damage}); it was set aside as {aside} and a new one was created."
        )
    make_file(path)
    return OpenedDatabase(_open_current(path), notice)


def _open_current(path: Path, mode: str = READ_WRITE, reason: str = "") -> sqlite3.Connection:
    try:
        connection = connect(path, mode)
        try:
            _bring_up(connection, path, reason)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        if is_damage(error):
            raise Damaged(str(error)) from error
        raise
    return connection


def _bring_up(connection: sqlite3.Connection, path: Path, read_only: str) -> None:
    """`read_only` is why the file is not writable; empty if it is."""
    application, version, entries = connection.execute(
        """SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)
           FROM pragma_application_id, pragma_user_version"""
    ).fetchone()
    if application != APPLICATION_ID and (application, version, entries) != (0, 0, 0):
        raise CacheUnusable(f"{path} belongs to another program; it was left unchanged.")
    if version > len(MIGRATIONS):
        raise CacheUnusable(f"The cache {path} was written by a newer ie-tui; it was left unchanged.")
    if version < len(MIGRATIONS) and read_only:
        what = "was written by an older ie-tui" if entries else "is empty"
        raise CacheUnusable(f"The cache {path} {read_only}, and {what}.")
    if version < len(MIGRATIONS):
        _migrate(connection)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not names.issuperset(_TABLES):
        raise Damaged("tables are missing")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")


def _migrate(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for statement in (statement for script in MIGRATIONS[version:] for statement in script):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
