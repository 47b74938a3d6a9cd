"""The longer SQL of the cache. Values are parameters, always."""

from __future__ import annotations

from typing import Final

OF_HINT: Final = "SELECT identity FROM hint JOIN account ON account.id = hint.account WHERE hint = ?"
OF_SCOPE: Final = "SELECT identity FROM scope JOIN account ON account.id = scope.account WHERE scope = ?"
JOBS: Final = "SELECT jobs FROM account WHERE identity = ?"
LISTED_AT: Final = "SELECT listed_at FROM account WHERE identity = ? AND listed_at IS NOT NULL"

_ROWS: Final = """
    SELECT job.job_id, job_type, created_at, created_text, is_canceled, canceled_text,
           job.walk >= coalesce(complete_walk, job.walk), progress_code, location_code, findings, fetched_at,
           unnoticed.job_id IS NOT NULL, note, carrier, tracking_number, handled_at, kinds, fingerprint
    FROM account JOIN job ON job.account = account.id
    LEFT JOIN status ON status.account = job.account AND status.job_id = job.job_id
    LEFT JOIN unnoticed ON unnoticed.account = job.account AND unnoticed.job_id = job.job_id
    LEFT JOIN note ON note.account = job.account AND note.job_id = job.job_id
    LEFT JOIN handled ON handled.account = job.account AND handled.job_id = job.job_id
    WHERE identity = ?"""
NEWEST_FIRST: Final = _ROWS + " ORDER BY created_at DESC, position LIMIT ? OFFSET ?"
ONE_ROW: Final = _ROWS + " AND job.job_id = ?"

STATUS: Final = """
    SELECT fetched_at, record, signature, signature_file_contents
    FROM account JOIN status ON status.account = account.id
    LEFT JOIN signature ON signature.account = status.account AND signature.job_id = status.job_id
    WHERE identity = ? AND status.job_id = ?"""

NOTE: Final = """
    SELECT note, carrier, tracking_number FROM account JOIN note ON note.account = account.id
    WHERE identity = ? AND job_id = ?"""

HANDLED: Final = """
    SELECT handled_at, kinds, fingerprint FROM account JOIN handled ON handled.account = account.id
    WHERE identity = ? AND job_id = ?"""

HISTORY: Final = """
    SELECT field, old, new, not_before, seen_at
    FROM account JOIN change ON change.account = account.id
    WHERE identity = ? AND job_id = ? ORDER BY seen_at DESC, number DESC"""

KEEP_JOB: Final = """
    INSERT INTO job (account, walk, position,
                     job_id, job_type, created_at, created_text, is_canceled, canceled_text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account, job_id) DO UPDATE SET
        walk = max(walk, excluded.walk), position = excluded.position, job_type = excluded.job_type,
        created_at = excluded.created_at, created_text = excluded.created_text,
        is_canceled = excluded.is_canceled, canceled_text = excluded.canceled_text"""

CLEAR: Final = (
    "DELETE FROM hint",
    "DELETE FROM scope",
    "DELETE FROM job",
    "DELETE FROM status",
    "DELETE FROM unnoticed",
    "DELETE FROM note",
    "DELETE FROM handled",
    "DELETE FROM signature",
    "DELETE FROM change",
    "DELETE FROM account",
)

KNOWN_TO_BOTH: Final = """
    SELECT newer.job_id FROM status AS newer JOIN status AS older ON older.job_id = newer.job_id
    WHERE newer.account = (SELECT id FROM account WHERE identity = ?)
    AND older.account = (SELECT id FROM account WHERE identity = ?)"""

MERGE: Final = (
    # The list line that came last is the one that stays.
    "UPDATE OR REPLACE job SET account = :old WHERE account = :new",
    """UPDATE change SET account = :old WHERE account = :new
       AND job_id NOT IN (SELECT job_id FROM status WHERE account = :old)""",
    "UPDATE OR IGNORE status SET account = :old WHERE account = :new",
    "UPDATE OR IGNORE signature SET account = :old WHERE account = :new",
    "UPDATE OR REPLACE unnoticed SET account = :old WHERE account = :new",
    # What was written last is the one that stays.
    "UPDATE OR REPLACE note SET account = :old WHERE account = :new",
    "UPDATE OR REPLACE handled SET account = :old WHERE account = :new",
    "DELETE FROM change WHERE account = :new",
    "DELETE FROM status WHERE account = :new",
    "DELETE FROM signature WHERE account = :new",
    "UPDATE hint SET account = :old WHERE account = :new",
    "UPDATE scope SET account = :old WHERE account = :new",
    """UPDATE account SET
       jobs = (SELECT count(*) FROM job WHERE account = :old),
       complete_walk = (SELECT max(complete_walk) FROM account WHERE id IN (:old, :new)),
       listed_at = (SELECT max(listed_at) FROM account WHERE id IN (:old, :new)) WHERE id = :old""",
    "DELETE FROM account WHERE id = :new",
)
