"""The writing side of the database: what runs in the writer's own thread, one call at a time."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime

from data.audit import Tail, chained
from data.encoding import to_stamp
from data.erasure import erase
from data.statements import AUDITED, STATEMENTS, Rows
from data.tables import AUDIT
from engine.events import Community, Platform

FORGOTTEN_AT_ONCE = 2_000
FORGET = """
UPDATE events SET text = NULL, attachments = '[]' WHERE seq IN (
    SELECT seq FROM events WHERE platform = ? AND at < ? AND text IS NOT NULL LIMIT ?
)
"""
FORGET_PACKETS = """
UPDATE packets SET sealed = NULL, speakers = '[]'
WHERE platform = ? AND oldest < ? AND sealed IS NOT NULL
"""
NEWEST_LINE = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"


class Disk:
    """Keeps the end of the audit chain, so that a batch needs no question before it writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        newest = connection.execute(NEWEST_LINE).fetchone()
        self._tail = Tail(*newest) if newest else Tail()
        self._synchronous = ""

    def store(self, batch: Sequence[Rows], *, durable: bool) -> None:
        """All of the batch in one transaction, or nothing of it."""
        # Only FULL waits until the log is on the platter; NORMAL survives a crash, not a power cut.
        self._synchronise("FULL" if durable else "NORMAL")
        with self._connection:
            tail = self._write(batch)
        self._tail = tail

    def forget(self, platform: Platform, before: datetime) -> int:
        """Drop the words of some messages older than `before`; 0 when there are none left."""
        with self._connection as transaction:
            bounds = platform, to_stamp(before)
            transaction.execute(FORGET_PACKETS, bounds)
            return transaction.execute(FORGET, (*bounds, FORGOTTEN_AT_ONCE)).rowcount

    def erase(
        self, community: Community, person: str, kept: tuple[int, ...], rows: Rows
    ) -> Mapping[str, int]:
        """Drop a person's rows and write those without them, all or none; rows gone by table."""
        self._synchronise("FULL")
        with self._connection as transaction:
            erased = erase(transaction, community, person, kept)
            tail = self._write([rows])
        self._tail = tail
        return erased

    def close(self) -> None:
        """Fold the log back into the file; without room for that, the log stays and is as good."""
        with closing(self._connection), suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _write(self, batch: Sequence[Rows]) -> Tail:
        for statement in STATEMENTS:
            if rows := statement.rows_in(batch):
                self._connection.executemany(statement.sql, rows)
        return self._lengthen(batch)

    def _lengthen(self, batch: Sequence[Rows]) -> Tail:
        tail, lines = self._tail, []
        for rows in batch:
            for row in rows.get(AUDIT, ()):
                lines.append(chained(row, tail))
                tail = Tail(lines[-1]["seq"], lines[-1]["hash"])
        if lines:
            self._connection.executemany(AUDITED.sql, lines)
        return tail

    def _synchronise(self, level: str) -> None:
        if level != self._synchronous:
            self._connection.execute(f"PRAGMA synchronous = {level}")
            self._synchronous = level
