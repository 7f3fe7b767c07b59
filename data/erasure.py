"""Erasing a person from one community's tables. Cases come anonymous from the engine; the audit,
which holds ids and no words, cannot lose a line.
"""

import sqlite3
from collections.abc import Mapping

import orjson

from data.encoding import to_json
from data.settings import keys_about
from engine.anonymity import ERASED
from engine.events import Community
from engine.verdict import ADVICE

_HERE = "platform = :platform AND community = :community"
_THEIRS = f"SELECT id FROM events WHERE {_HERE} AND author = :person"  # noqa: S608 - constants
_CASES = f"SELECT number FROM cases WHERE {_HERE} AND author = :person"  # noqa: S608 - constants
_SPOKE_IN = f"SELECT session FROM verdicts WHERE {_HERE} AND author = :person AND session != ''"  # noqa: S608
_KEPT = "SELECT value FROM json_each(:kept)"

# In this order: each looks for rows that a later one takes away.
DELETED = (
    ("patterns", f'"case" IN ({_CASES})'),
    ("dead_letters", f"event IN ({_THEIRS})"),
    ("events", f"author = :person OR id IN ({_THEIRS})"),
    ("verdicts", "author = :person"),
    ("people", "person = :person OR other = :person"),
    ("appeals", f'"by" = :person AND "case" NOT IN ({_KEPT})'),
    # How somebody is kept silent must be known for as long as a case of theirs is in force.
    ("settings", "key = :chosen OR key = :muted AND (value = '' OR :kept = '[]')"),
)
RENAMED = (
    ("verdicts", "target = NULL", "target = :person"),
    ("packets", "sealed = NULL, speakers = '[]'", "instr(speakers, :quoted)"),
    ("patterns", "ruled_by = :erased", "ruled_by = :person"),
    ("appeals", "decided_by = :erased", "decided_by = :person"),
    ("events", "text = replace(replace(text, :mention, :at), :nick, :at)", "instr(text, :person)"),
)
# Columns of JSON text that name people by their ids.
NAMING = (
    ("events", "targets"),
    ("verdicts", "prediction"),
    ("verdicts", "assessment"),
    ("verdicts", "decision"),
    ("sessions", "body"),
)


def erase(
    connection: sqlite3.Connection, community: Community, person: str, kept: tuple[int, ...]
) -> Mapping[str, int]:
    """Rows of each table that were deleted; `kept` are cases whose appeals stay."""
    values = {**_named(community, person), "kept": to_json(kept)}
    _hush(connection, values)
    deleted = {}
    for table, condition in DELETED:
        sql = f"DELETE FROM {table} WHERE {_HERE} AND ({condition})"  # noqa: S608
        deleted[table] = connection.execute(sql, values).rowcount
    for table, change, condition in RENAMED:
        sql = f"UPDATE {table} SET {change} WHERE {_HERE} AND {condition}"  # noqa: S608
        connection.execute(sql, values)
    for table, column in NAMING:
        found = f"SELECT seq, {column} FROM {table} WHERE {_HERE} AND instr({column}, :quoted)"  # noqa: S608
        rows = connection.execute(found, values).fetchall()
        renewed = [(_nameless(text, person), seq) for seq, text in rows]
        connection.executemany(f"UPDATE {table} SET {column} = ? WHERE seq = ?", renewed)  # noqa: S608
    return deleted


def _hush(connection: sqlite3.Connection, values: Mapping[str, str]) -> None:
    """Drop what a language model said of others' words in the same talk: it was shown theirs."""
    for column in ("assessment", "decision"):
        found = f"SELECT seq, {column} FROM verdicts WHERE {_HERE} AND session IN ({_SPOKE_IN})"  # noqa: S608
        said = connection.execute(f"{found} AND instr({column}, :advice)", values).fetchall()
        renewed = [(_unadvised(text), seq) for seq, text in said]
        connection.executemany(f"UPDATE verdicts SET {column} = ? WHERE seq = ?", renewed)  # noqa: S608


def _unadvised(text: str) -> str:
    told = orjson.loads(text)
    told["evidence"] = [each for each in told["evidence"] if each["id"] != ADVICE]
    return to_json(told)


def _named(community: Community, person: str) -> Mapping[str, str]:
    """Whom, where, and under which names they may be found."""
    chosen, muted = keys_about(person)
    return {
        "platform": community.platform,
        "community": community.id,
        "person": person,
        "chosen": chosen,
        "muted": muted,
        "erased": ERASED,
        "mention": f"<@{person}>",
        "nick": f"<@!{person}>",
        "at": f"@{ERASED}",
        "quoted": to_json(person),
        "advice": to_json(ADVICE),
    }


def _nameless(text: str, person: str) -> str:
    return to_json(_replaced(orjson.loads(text), person))


def _replaced(value: object, person: str) -> object:
    match value:
        case str():
            return ERASED if value == person else value
        case list():
            return [_replaced(each, person) for each in value]
        case dict():
            return {name: _replaced(each, person) for name, each in value.items()}
        case _:
            return value
