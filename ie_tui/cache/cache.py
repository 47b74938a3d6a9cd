"""Jobs, their newest statuses and their changes, on disk. Identities never see each other's rows.

Reads run in the calling thread and never wait for a writer; writes from any thread queue up. Every method may
raise CacheUnusable, and never an error of SQLite's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from ie_tui.api.models import Job, JobId, KeptStatus
from ie_tui.cache import statements as sql
from ie_tui.cache.database import DatabaseFile, DatabaseInMemory
from ie_tui.cache.encoding import (
    Row,
    change,
    change_columns,
    changes_between,
    decoded,
    handled,
    handled_columns,
    job_columns,
    job_row,
    kept_record,
    microseconds,
    moment,
    note,
    record_text,
)
from ie_tui.cache.private_file import CacheUnusable
from ie_tui.cache.schema import transaction
from ie_tui.jobs.row import (
    Change,
    Handled,
    Identity,
    JobRow,
    KeptRecord,
    Note,
    NoteChanged,
    status_fingerprint,
)

__all__ = ["Cache", "CacheUnusable"]

T = TypeVar("T")

HINTS_KEPT: Final = 100
"""Each edit of the AWS files creates a new hint; only the most recently used are kept."""


class Cache:
    """Everything seen of the jobs of each identity."""

    def __init__(self, database: DatabaseFile | DatabaseInMemory) -> None:
        self._database = database
        self.notice = database.notice
        """A notice for the user, for instance that a damaged cache was set aside."""

    @classmethod
    def open(cls, path: Path) -> Cache:
        """Open the cache at `path`, creating it if missing: the file 0600, its directory 0700.

        Raises CacheUnusable if it is not private to this user, or the file belongs to another program or a
        newer version; such a file is left unchanged.
        """
        return cls(DatabaseFile(path))

    @classmethod
    def in_memory(cls) -> Cache:
        """An empty cache that leaves no trace."""
        return cls(DatabaseInMemory())

    def close(self) -> None:
        """Wait for the writer and close; every method then raises CacheUnusable."""
        self._database.close()

    def identity_for(self, hint: str) -> Identity | None:
        """The identity last seen with exactly these inputs."""
        return self._first(_only, sql.OF_HINT, hint)

    def last_identity(self, scope: str) -> Identity | None:
        """The identity last seen with this profile and endpoint; `scope` is a hash of both."""
        return self._first(_only, sql.OF_SCOPE, scope)

    def remember(self, hint: str, scope: str, identity: Identity, at: datetime) -> None:
        """Map this hint to this identity, which also becomes the last one of its scope."""
        with self._transaction() as db:
            account = _account(db, identity)
            db.execute("REPLACE INTO hint VALUES (?, ?, ?)", (hint, account, microseconds(at)))
            db.execute("REPLACE INTO scope VALUES (?, ?)", (scope, account))
            db.execute(
                "DELETE FROM hint WHERE hint NOT IN (SELECT hint FROM hint ORDER BY used_at DESC LIMIT ?)",
                (HINTS_KEPT,),
            )

    def move(self, old: Identity, new: Identity) -> None:
        """Move all rows of `old` to `new`, which is the same account with a rotated key."""
        with self._transaction() as db:
            found = db.execute("SELECT identity, id FROM account WHERE identity IN (?, ?)", (old, new))
            accounts = dict(found.fetchall())
            if old == new or old not in accounts:
                return
            both = _known_to_both(db, old, new)
            if new in accounts:
                # Merge into the rows of `old`, since it has more of them.
                for statement in sql.MERGE:
                    db.execute(statement, {"old": accounts[old], "new": accounts[new]})
            db.execute("UPDATE account SET identity = ? WHERE id = ?", (new, accounts[old]))
            for job_id, record in both:
                # Store it again, as a response after those of `old`.
                _keep_status(db, new, job_id, record.status, record.fetched_at)

    def count(self, identity: Identity) -> int:
        """How many jobs were ever listed."""
        return self._first(_only, sql.JOBS, identity) or 0

    def rows(self, identity: Identity, limit: int | None = None, offset: int = 0) -> list[JobRow]:
        """Listed jobs, newest first: by date, then in the service's order; undated ones last."""
        return self._all(job_row, sql.NEWEST_FIRST, identity, -1 if limit is None else limit, offset)

    def row(self, identity: Identity, job_id: JobId) -> JobRow | None:
        """The row of one job; None if it was never listed."""
        return self._first(job_row, sql.ONE_ROW, identity, job_id)

    def listed_at(self, identity: Identity) -> datetime | None:
        """When the list was last fetched completely."""
        return self._first(lambda row: moment(row[0]), sql.LISTED_AT, identity)

    def keep_page(self, identity: Identity, jobs: Sequence[Job], walk: datetime) -> None:
        """Store one page of the walk that began at `walk`, in one transaction."""
        began = microseconds(walk)
        with self._transaction() as db:
            account = _account(db, identity)
            walked = db.execute("SELECT walked FROM account WHERE id = ? AND walk = ?", (account, began))
            (before,) = walked.fetchone() or (0,)
            db.executemany(
                sql.KEEP_JOB,
                ((account, began, position, *job_columns(job)) for position, job in enumerate(jobs, before)),
            )
            db.execute(
                "UPDATE account SET walk = ?, walked = ? WHERE id = ?", (began, before + len(jobs), account)
            )

    def finish_walk(self, identity: Identity, walk: datetime, at: datetime) -> None:
        """The walk that began at `walk` is complete: jobs not returned since are no longer listed."""
        with self._transaction() as db:
            db.execute(
                """UPDATE account SET complete_walk = max(coalesce(complete_walk, :walk), :walk),
                   listed_at = max(coalesce(listed_at, :at), :at) WHERE id = :account""",
                {"walk": microseconds(walk), "at": microseconds(at), "account": _account(db, identity)},
            )

    def keep_status(
        self, identity: Identity, job_id: JobId, status: KeptStatus, at: datetime
    ) -> tuple[Change, ...]:
        """Store the GetStatus response for `job_id`, fetched `at`, and what changed since the previous one.

        `job_id` is the requested one, whatever the response says. A response older than the stored one is
        ignored. Raises TypeError for anything but a KeptStatus, since a JobStatus may hold secrets.
        """
        if not isinstance(status, KeptStatus):
            raise TypeError(f"only a KeptStatus may be kept, not a {type(status).__name__}")
        with self._transaction() as db:
            return _keep_status(db, identity, job_id, status, at)

    def status(self, identity: Identity, job_id: JobId) -> KeptRecord | None:
        """The newest status of a job, listed or not."""
        return self._first(kept_record, sql.STATUS, identity, job_id)

    def history(self, identity: Identity, job_id: JobId) -> tuple[Change, ...]:
        """All observed changes of a job, newest first."""
        return tuple(self._all(change, sql.HISTORY, identity, job_id))

    def note(self, identity: Identity, job_id: JobId) -> Note | None:
        """The user's note on a job, listed or not."""
        return self._first(note, sql.NOTE, identity, job_id)

    def set_note(self, identity: Identity, job_id: JobId, note: Note | None) -> None:
        """Replace the note of a job; None removes it."""
        with self._transaction() as db:
            _set_note(db, identity, job_id, note)

    def replace_note(self, identity: Identity, job_id: JobId, note: Note | None, read: Note | None) -> None:
        """As `set_note`, if the stored note is still the one `read`. Raises NoteChanged otherwise."""
        with self._transaction() as db:
            there = _note(db, identity, job_id)
            if there not in (read, note):
                raise NoteChanged(there)
            _set_note(db, identity, job_id, note)

    def mark_noticed(self, identity: Identity, job_id: JobId) -> None:
        """The user has opened the job: its end is no longer news."""
        with self._transaction() as db:
            key = (_account(db, identity), job_id)
            db.execute("DELETE FROM unnoticed WHERE account = ? AND job_id = ?", key)

    def handled(self, identity: Identity, job_id: JobId) -> Handled | None:
        """What the user marked as handled, listed or not."""
        return self._first(handled, sql.HANDLED, identity, job_id)

    def replace_handled(
        self, identity: Identity, job_id: JobId, before: Handled | None, after: Handled | None
    ) -> bool:
        """Replace `before` with `after`; None means no mark. Returns False if the stored mark is neither.

        Also refuses if the stored status differs from the one that was handled: another window may have
        fetched it.
        """
        with self._transaction() as db:
            key = (_account(db, identity), job_id)
            if _one(handled, db, sql.HANDLED, identity, job_id) not in (before, after):
                return False
            if after is None:
                db.execute("DELETE FROM handled WHERE account = ? AND job_id = ?", key)
                return True
            kept = _one(kept_record, db, sql.STATUS, identity, job_id)
            if kept is not None and status_fingerprint(kept.status) != after.fingerprint:
                return False
            db.execute("REPLACE INTO handled VALUES (?, ?, ?, ?, ?)", (*key, *handled_columns(after)))
            return True

    def clear(self) -> None:
        """Delete everything of every identity, also from the disk, and any damaged caches set aside."""
        with self._database.writing() as db:
            with transaction(db):
                for statement in sql.CLEAR:
                    db.execute(statement)
            db.execute("VACUUM")
            (is_busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise CacheUnusable(
                "The cache was emptied, but another ie-tui still reads the old data: quit it and clear again."
            )
        self._database.remove_set_aside()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._database.writing() as db, transaction(db):
            yield db

    def _all(self, decode: Callable[[Row], T], query: str, *parameters: object) -> list[T]:
        with self._database.reading() as db:
            try:
                rows = db.execute(query, parameters).fetchall()
            except UnicodeEncodeError:
                # A job id with undecodable bytes: SQLite cannot store it, so there is nothing for it.
                return []
            return decoded(decode, rows)

    def _first(self, decode: Callable[[Row], T], query: str, *parameters: object) -> T | None:
        return next(iter(self._all(decode, query, *parameters)), None)


def _only(row: Row) -> Any:
    return row[0]


def _one(decode: Callable[[Row], T], db: sqlite3.Connection, query: str, *parameters: object) -> T | None:
    return next(iter(decoded(decode, db.execute(query, parameters))), None)


def _account(db: sqlite3.Connection, identity: Identity) -> int:
    db.execute("INSERT OR IGNORE INTO account (identity) VALUES (?)", (identity,))
    (account,) = db.execute("SELECT id FROM account WHERE identity = ?", (identity,)).fetchone()
    return int(account)


def _note(db: sqlite3.Connection, identity: Identity, job_id: JobId) -> Note | None:
    return next(iter(decoded(note, db.execute(sql.NOTE, (identity, job_id)))), None)


def _set_note(db: sqlite3.Connection, identity: Identity, job_id: JobId, note: Note | None) -> None:
    key = (_account(db, identity), job_id)
    if note is None:
        db.execute("DELETE FROM note WHERE account = ? AND job_id = ?", key)
    else:
        db.execute("REPLACE INTO note VALUES (?, ?, ?, ?, ?)", (*key, *note))


def _keep_status(
    db: sqlite3.Connection, identity: Identity, job_id: JobId, status: KeptStatus, at: datetime
) -> tuple[Change, ...]:
    before = _one(kept_record, db, sql.STATUS, identity, job_id)
    if before is not None and before.fetched_at > at:
        return ()
    key = (_account(db, identity), job_id)
    line = JobRow(job_id, "", None, None)
    if before is not None:
        line = line.with_status(before.status, before.fetched_at)
    line = line.with_status(status, at)
    shown = (line.progress_code, line.location_code, line.findings)
    signed = (status.signature, status.signature_file_contents)
    db.execute(
        "REPLACE INTO status VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*key, microseconds(at), *shown, record_text(status)),
    )
    db.execute("REPLACE INTO signature VALUES (?, ?, ?, ?)", (*key, *signed))
    if line.is_unnoticed:
        db.execute("REPLACE INTO unnoticed VALUES (?, ?)", key)
    elif line.ending is None:
        db.execute("DELETE FROM unnoticed WHERE account = ? AND job_id = ?", key)
    db.execute(
        "DELETE FROM handled WHERE account = ? AND job_id = ? AND fingerprint <> ?",
        (*key, status_fingerprint(status)),
    )
    changes = changes_between(before, status, at)
    db.executemany(
        """INSERT INTO change (account, job_id, field, old, new, not_before, seen_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [(*key, *change_columns(seen)) for seen in changes],
    )
    return changes


def _known_to_both(db: sqlite3.Connection, old: Identity, new: Identity) -> list[tuple[JobId, KeptRecord]]:
    """The statuses in `new` of jobs that have one in `old` too."""
    found = db.execute(sql.KNOWN_TO_BOTH, (new, old)).fetchall()
    return [
        (job_id, record)
        for (job_id,) in found
        for record in decoded(kept_record, db.execute(sql.STATUS, (new, job_id)))
    ]
