"""Jobs, their newest statuses and what changed, kept on disk. One identity never sees another's rows.

Reads answer in the thread that asks and never wait for a writer; writes may come from any thread and queue.
All verbs raise CacheUnusable, and nothing else that SQLite has to say.
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
"""Each edit of the AWS files makes a new hint; the ones used last are worth keeping."""


class Cache:
    """What was ever seen of the jobs of each identity."""

    def __init__(self, database: DatabaseFile | DatabaseInMemory) -> None:
        self._database = database
        self.notice = database.notice
        """What a person should know after opening: a damaged cache was set aside."""

    @classmethod
    def open(cls, path: Path) -> Cache:
        """The cache at `path`, made if there is none: the file 0600, its directory 0700.

        Raises CacheUnusable when the place is not private to this user, or the file belongs to another
        program or a newer version; such a file is left as it is.
        """
        return cls(DatabaseFile(path))

    @classmethod
    def in_memory(cls) -> Cache:
        """An empty cache that leaves no trace."""
        return cls(DatabaseInMemory())

    def close(self) -> None:
        """Wait for a writer and close; every verb then raises CacheUnusable."""
        self._database.close()

    def identity_for(self, hint: str) -> Identity | None:
        """Whose jobs were seen last with exactly these raw inputs."""
        return self._first(_only, sql.OF_HINT, hint)

    def last_identity(self, scope: str) -> Identity | None:
        """Who was seen last with this profile and endpoint; `scope` is a hash of both."""
        return self._first(_only, sql.OF_SCOPE, scope)

    def remember(self, hint: str, scope: str, identity: Identity, at: datetime) -> None:
        """From now on this hint means this identity, which is also the last one of its scope."""
        with self._transaction() as db:
            account = _account(db, identity)
            db.execute("REPLACE INTO hint VALUES (?, ?, ?)", (hint, account, microseconds(at)))
            db.execute("REPLACE INTO scope VALUES (?, ?)", (scope, account))
            db.execute(
                "DELETE FROM hint WHERE hint NOT IN (SELECT hint FROM hint ORDER BY used_at DESC LIMIT ?)",
                (HINTS_KEPT,),
            )

    def move(self, old: Identity, new: Identity) -> None:
        """`new` is `old` with a rotated key: all that was kept for `old` is now kept for `new`."""
        with self._transaction() as db:
            found = db.execute("SELECT identity, id FROM account WHERE identity IN (?, ?)", (old, new))
            accounts = dict(found.fetchall())
            if old == new or old not in accounts:
                return
            both = _known_to_both(db, old, new)
            if new in accounts:
                # Into the rows of `old`: it is the one with many.
                for statement in sql.MERGE:
                    db.execute(statement, {"old": accounts[old], "new": accounts[new]})
            db.execute("UPDATE account SET identity = ? WHERE id = ?", (new, accounts[old]))
            for job_id, record in both:
                # Once more, now as the answer after those that `old` had.
                _keep_status(db, new, job_id, record.status, record.fetched_at)

    def count(self, identity: Identity) -> int:
        """How many jobs the list ever brought."""
        return self._first(_only, sql.JOBS, identity) or 0

    def rows(self, identity: Identity, limit: int | None = None, offset: int = 0) -> list[JobRow]:
        """Jobs of the list, newest first: by date, then as the service had them; without date last."""
        return self._all(job_row, sql.NEWEST_FIRST, identity, -1 if limit is None else limit, offset)

    def row(self, identity: Identity, job_id: JobId) -> JobRow | None:
        """The line of one job; None when the list never brought it."""
        return self._first(job_row, sql.ONE_ROW, identity, job_id)

    def listed_at(self, identity: Identity) -> datetime | None:
        """When the last walk that reached the end of the list did so."""
        return self._first(lambda row: moment(row[0]), sql.LISTED_AT, identity)

    def keep_page(self, identity: Identity, jobs: Sequence[Job], walk: datetime) -> None:
        """One page of the walk that began at `walk`; all of it or nothing."""
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
        """The walk that began at `walk` reached the end: what no walk since brought is no longer listed."""
        with self._transaction() as db:
            db.execute(
                """UPDATE account SET complete_walk = max(coalesce(complete_walk, :walk), :walk),
                   listed_at = max(coalesce(listed_at, :at), :at) WHERE id = :account""",
                {"walk": microseconds(walk), "at": microseconds(at), "account": _account(db, identity)},
            )

    def keep_status(
        self, identity: Identity, job_id: JobId, status: KeptStatus, at: datetime
    ) -> tuple[Change, ...]:
        """Keep the answer of `at` to a GetStatus for `job_id`, and what changed since the one before.

        `job_id` is the one that was asked for, whatever the answer says. An answer older than the one kept
        changes nothing. Raises TypeError for anything but a KeptStatus, since a JobStatus may hold secrets.
        """
        if not isinstance(status, KeptStatus):
            raise TypeError(f"only a KeptStatus may be kept, not a {type(status).__name__}")
        with self._transaction() as db:
            return _keep_status(db, identity, job_id, status, at)

    def status(self, identity: Identity, job_id: JobId) -> KeptRecord | None:
        """The newest status of a job, listed or not."""
        return self._first(kept_record, sql.STATUS, identity, job_id)

    def history(self, identity: Identity, job_id: JobId) -> tuple[Change, ...]:
        """Each change of a job that was seen, newest first."""
        return tuple(self._all(change, sql.HISTORY, identity, job_id))

    def note(self, identity: Identity, job_id: JobId) -> Note | None:
        """What a person wrote down about a job, listed or not."""
        return self._first(note, sql.NOTE, identity, job_id)

    def set_note(self, identity: Identity, job_id: JobId, note: Note | None) -> None:
        """Keep a note in place of the one before; None removes it."""
        with self._transaction() as db:
            _set_note(db, identity, job_id, note)

    def replace_note(self, identity: Identity, job_id: JobId, note: Note | None, read: Note | None) -> None:
        """As `set_note`, for a person who has `read` the one before. Raises NoteChanged if it is another."""
        with self._transaction() as db:
            there = _note(db, identity, job_id)
            if there not in (read, note):
                raise NoteChanged(there)
            _set_note(db, identity, job_id, note)

    def mark_noticed(self, identity: Identity, job_id: JobId) -> None:
        """A person has opened the job: its ending is news no more."""
        with self._transaction() as db:
            key = (_account(db, identity), job_id)
            db.execute("DELETE FROM unnoticed WHERE account = ? AND job_id = ?", key)

    def handled(self, identity: Identity, job_id: JobId) -> Handled | None:
        """What a person marked as handled of a job, listed or not."""
        return self._first(handled, sql.HANDLED, identity, job_id)

    def replace_handled(
        self, identity: Identity, job_id: JobId, before: Handled | None, after: Handled | None
    ) -> bool:
        """Put `after` in the place of `before`; None is no mark. False where that is not what is kept now.

        Nothing is marked either if a status is kept that says something else than what was handled: another
        window may have fetched it.
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
        """Delete everything of every identity, from the disk too, and what was set aside as damaged."""
        with self._database.writing() as db:
            with transaction(db):
                for statement in sql.CLEAR:
                    db.execute(statement)
            db.execute("VACUUM")
            (is_busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise CacheUnusable(
                "The cache was emptied, but another ie-tui still reads the old data: end it and clear again."
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
                # A job id typed in bytes that are no text: SQLite cannot hold it, so nothing was kept for it.
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
    """What `new` kept of jobs that `old` has statuses of as well."""
    found = db.execute(sql.KNOWN_TO_BOTH, (new, old)).fetchall()
    return [
        (job_id, record)
        for (job_id,) in found
        for record in decoded(kept_record, db.execute(sql.STATUS, (new, job_id)))
    ]
