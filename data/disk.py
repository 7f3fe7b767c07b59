"""The writing side of the database: what runs in the writer's own thread, one call at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from data.audit import Tail, chained
from data.encoding import to_stamp
from data.events import E
from data.statements import STATEMENTS, Rows
from data.tables import AUDIT, EVENTS
from engine.events import Platform

FORGOTTEN_AT_ONCE = 2_000


class Disk:
    """Keeps the end of the audit chain, so that a batch needs no question before it writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tail = self._newest_line()
        self._synchronous = ""

    def store(self, batch: Sequence[Rows], *, durable: bool) -> None:
        """All of the batch in one transaction, or nothing of it."""
        # Only FULL waits until the log is on the platter; NORMAL survives a crash, not a power cut.
        self._synchronise("FULL" if durable else "NORMAL")
        with self._connection.begin():
            for statement in STATEMENTS:
                if rows := statement.rows_in(batch):
                    self._connection.execute(statement.insert, rows)
            tail = self._lengthen(batch)
        self._tail = tail

    def forget(self, platform: Platform, before: datetime) -> int:
        """Drop the words of some messages older than `before`; 0 when there are none left."""
        old = (
            select(E.seq)
            .where(E.platform == platform, E.at < to_stamp(before), E.text.is_not(None))
            .limit(FORGOTTEN_AT_ONCE)
        )
        blank = update(EVENTS).where(E.seq.in_(old)).values(text=None, attachments="[]")
        with self._connection.begin():
            return self._connection.execute(blank).rowcount

    def close(self) -> None:
        """Fold the log back into the file, so that the file alone is the whole state."""
        self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()
        self._connection.engine.dispose()

    def _lengthen(self, batch: Sequence[Rows]) -> Tail:
        tail, lines = self._tail, []
        for rows in batch:
            for row in rows.get(AUDIT, ()):
                lines.append(chained(row, tail))
                tail = Tail(lines[-1]["seq"], lines[-1]["hash"])
        if lines:
            self._connection.execute(insert(AUDIT), lines)
        return tail

    def _newest_line(self) -> Tail:
        query = select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)
        with self._connection.begin():
            row = self._connection.execute(query).one_or_none()
        return Tail(*row) if row else Tail()

    def _synchronise(self, level: str) -> None:
        if level == self._synchronous:
            return
        with self._connection.begin():  # SQLite sees no transaction before the first insert
            self._connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        self._synchronous = level
