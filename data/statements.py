"""How each table is written: added once, or replaced by its key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Table, bindparam, delete
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert, insert

from data.appeals import appeal_row
from data.audit import audit_row
from data.cases import case_row, intent_row
from data.events import event_row
from data.links import link_row
from data.packets import packet_row
from data.patterns import pattern_row
from data.people import person_row, session_row
from data.settings import cursor_row, dead_letter_row, setting_row
from data.tables import (
    APPEALS,
    AUDIT,
    CASES,
    CURSORS,
    DEAD_LETTERS,
    EVENTS,
    INTENTS,
    LINKS,
    PACKETS,
    PATTERNS,
    PEOPLE,
    SESSIONS,
    SETTINGS,
    VERDICTS,
    Row,
)
from data.vault import Vault
from data.verdicts import verdict_row
from engine.changes import Changes

Rows = Mapping[Table, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with a named place for each column, compiled once: doing so for every batch would cost
    more than the insert. `key` tells two rows apart; None where rows are only ever added.
    """

    table: Table
    sql: str
    key: Callable[[Row], Any] | None = None

    def rows_in(self, batch: Iterable[Rows]) -> list[Row]:
        """This table's rows in order; of rows with one key only the last is worth writing."""
        rows = [row for part in batch for row in part.get(self.table, ())]
        if self.key is None or len(rows) < 2:
            return rows
        return list({self.key(row): row for row in rows}.values())


def _added(table: Table) -> Statement:
    return Statement(table, _compiled(table, insert(table).on_conflict_do_nothing()))


def _replaced(table: Table, *key: str) -> Statement:
    adding = insert(table)
    renewed = {name: adding.excluded[name] for name in _written(table) if name not in key}
    replacing = adding.on_conflict_do_update(index_elements=key, set_=renewed)
    return Statement(table, _compiled(table, replacing), itemgetter(*key))


def _swept(table: Table, gone: str, *key: str) -> Statement:
    """Deletes what has become NULL in this column, of the rows just written."""
    here = (table.c[name] == bindparam(name) for name in key)
    sweeping = delete(table).where(table.c[gone].is_(None), *here)
    named = sqlite.dialect(paramstyle="named")
    return Statement(table, str(sweeping.compile(dialect=named)), itemgetter(*key))


def _compiled(table: Table, statement: Insert) -> str:
    named = sqlite.dialect(paramstyle="named")
    return str(statement.compile(dialect=named, column_keys=_written(table)))


def _written(table: Table) -> list[str]:
    """The database numbers rows itself, but for the audit, whose hashes cover the numbers."""
    return [column.name for column in table.c if column.name != "seq" or table is AUDIT]


# Packets, intents and appeals belong to a case, so cases come first.
STATEMENTS = (
    _added(EVENTS),
    _added(VERDICTS),
    _replaced(PEOPLE, "platform", "community", "kind", "person", "other"),
    _replaced(SESSIONS, "platform", "community", "id"),
    _replaced(CASES, "platform", "community", "number"),
    _added(PACKETS),
    _replaced(INTENTS, "id"),
    _replaced(APPEALS, "platform", "community", "case", "number"),
    _replaced(PATTERNS, "platform", "community", "id"),
    _replaced(SETTINGS, "platform", "community", "key"),
    _replaced(LINKS, "platform", "community", "member"),
    _swept(LINKS, "viewer", "platform", "community", "member"),
    _replaced(CURSORS, "name"),
    _added(DEAD_LETTERS),
)


AUDITED = Statement(AUDIT, _compiled(AUDIT, insert(AUDIT)))


# Most changes fill one or two of these; the others must cost nothing.
ROWS: tuple[tuple[Table, Callable[[Changes], Sequence[Any]], Callable[[Any], Row]], ...] = (
    (EVENTS, attrgetter("events"), event_row),
    (VERDICTS, attrgetter("verdicts"), verdict_row),
    (PEOPLE, attrgetter("people"), person_row),
    (SESSIONS, attrgetter("sessions"), session_row),
    (CASES, attrgetter("cases"), case_row),
    (INTENTS, attrgetter("intents"), intent_row),
    (APPEALS, attrgetter("appeals"), appeal_row),
    (PATTERNS, attrgetter("patterns"), pattern_row),
    (SETTINGS, attrgetter("settings"), setting_row),
    (LINKS, attrgetter("links"), link_row),
    (DEAD_LETTERS, attrgetter("dead_letters"), dead_letter_row),
    (AUDIT, attrgetter("audit"), audit_row),
)


def rows_of(changes: Changes, vault: Vault) -> Rows:
    """What holds words for longer than a moment's use is sealed in the `vault`."""
    rows: dict[Table, Sequence[Row]] = {
        table: [row_of(value) for value in values]
        for table, values_of, row_of in ROWS
        if (values := values_of(changes))
    }
    if changes.packets:
        rows[PACKETS] = [packet_row(packet, vault) for packet in changes.packets]
    if changes.cursor:
        rows[CURSORS] = [cursor_row(changes.cursor)]
    return rows
