"""Everything that is kept about one person in one community, as plain values for a document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import RowMapping, Select, func, or_, select

from data.appeals import L
from data.audit import A
from data.cases import C, I, about, case_of, intent_of
from data.encoding import from_stamp, to_json
from data.events import E
from data.packets import K as PACKET
from data.packets import fact_about
from data.patterns import P as PATTERN
from data.people import P, S
from data.places import within
from data.reader import Reader
from data.settings import D, keys_about
from data.settings import S as SETTING
from data.tables import (
    APPEALS,
    AUDIT,
    CASES,
    DEAD_LETTERS,
    EVENTS,
    INTENTS,
    PACKETS,
    PATTERNS,
    PEOPLE,
    SESSIONS,
    SETTINGS,
    VERDICTS,
)
from data.vault import Vault
from data.verdicts import V
from engine.cases import Case, Intent
from engine.events import Community
from engine.verdict import ADVICE

Fact = Mapping[str, Any]

# Vectors mean nothing to people, and who moderates is nobody's to look up.
WITHHELD = frozenset({"seq", "platform", "community", "vector", "position", "wording"})
OF_OTHERS = frozenset({"ruled_by", "ordered_by", "decided_by", "accounts"})
MOMENTS = frozenset(
    {"at", "sent_at", "updated_at", "started_at", "ended_at", "opened_at", "expires_at"}
    | {"learned_at", "decided_at", "failed_at"}
)
NESTED = frozenset(
    {"profile", "targets", "attachments", "raid", "prediction", "assessment", "decision"}
    | {"remembered", "body"}
)


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of row about a person; `only` these columns, where the rest is about others."""

    name: str
    query: Select[tuple[Any, ...]]
    only: tuple[str, ...] = ()
    withheld: frozenset[str] = frozenset()


class Registry:
    def __init__(self, reader: Reader, vault: Vault) -> None:
        self._reader = reader
        self._vault = vault

    async def about(self, community: Community, person: str) -> Mapping[str, Sequence[Fact]]:
        """Every row about a person by its table; what it says of others is left out."""
        found = {}
        for question in _questions(community, person):
            rows = await self._reader.rows(question.query)
            if rows:
                found[question.name] = [_fact(row, question) for row in rows]
        if packets := await self._packets(community, person):
            found["packets"] = packets
        return found

    async def _packets(self, community: Community, person: str) -> list[Fact]:
        """Which of a person's words were read about cases, and what was read of them."""
        named = PACKET.speakers.contains(to_json(person), autoescape=True)
        query = select(PACKETS).where(*within(community, PACKET), named).order_by(PACKET.seq)
        return [fact_about(person, row, self._vault) for row in await self._reader.rows(query)]

    async def cases_naming(self, community: Community, person: str) -> Sequence[Case]:
        """Cases in which a person has any part: accused, protected, moderating. And those of which
        a language model spoke that may have been shown their words, being of the same session.
        """
        named = C.body.contains(to_json(person), autoescape=True)
        here = within(community, V)
        spoke_in = select(V.session).where(*here, V.author == person, V.session != "")
        near = select(V.message).where(*here, V.session.in_(spoke_in))
        message = func.json_extract(C.body, "$.message")
        advised = C.body.contains(to_json(ADVICE), autoescape=True) & message.in_(near)
        query = select(CASES).where(*within(community, C), or_(named, advised)).order_by(C.number)
        return [case_of(row) for row in await self._reader.rows(query)]

    async def intents_of(self, community: Community, cases: Sequence[int]) -> Sequence[Intent]:
        query = select(INTENTS).where(*within(community, I), I.case.in_(cases)).order_by(I.seq)
        return [intent_of(row) for row in await self._reader.rows(query)]


def _questions(community: Community, person: str) -> Iterator[Question]:
    yield from _of_messages(community, person)
    yield from _of_memory(community, person)
    yield from _of_cases(community, person)


def _of_messages(community: Community, person: str) -> Iterator[Question]:
    here, judged = within(community, E), within(community, V)
    named = to_json(person)
    yield Question("messages", select(EVENTS).where(*here, E.author == person))
    aimed = select(EVENTS).where(
        *here, E.author != person, E.targets.contains(named, autoescape=True)
    )
    yield Question("messages_to_you", aimed, only=("kind", "id", "at", "channel", "thread"))
    yield Question("verdicts", select(VERDICTS).where(*judged, V.author == person))
    harmed = select(VERDICTS).where(*judged, V.author != person, V.target == person)
    yield Question(
        "verdicts_for_you", harmed, only=("message", "at", "channel", "category", "risk")
    )
    theirs = select(E.id).where(*here, E.author == person)
    set_aside = select(DEAD_LETTERS).where(*within(community, D), D.event.in_(theirs))
    yield Question("dead_letters", set_aside)


def _of_memory(community: Community, person: str) -> Iterator[Question]:
    here = within(community, P)
    yield Question("people", select(PEOPLE).where(*here, P.person == person))
    towards = select(PEOPLE).where(*here, P.person != person, P.other == person)
    yield Question("people_towards_you", towards, only=("kind", "remembered", "updated_at"))
    named = S.body.contains(to_json(person), autoescape=True)
    talks = select(SESSIONS).where(*within(community, S), named)
    yield Question("sessions", talks, only=("id", "started_at", "ended_at", "escalation"))
    own = select(C.number).where(*within(community, C), C.author == person)
    lessons = select(PATTERNS).where(*within(community, PATTERN), PATTERN.case.in_(own))
    yield Question("lessons", lessons, withheld=OF_OTHERS)
    theirs = SETTING.key.in_(keys_about(person))
    yield Question("settings", select(SETTINGS).where(*within(community, SETTING), theirs))


def _of_cases(community: Community, person: str) -> Iterator[Question]:
    here, named = within(community, C), to_json(person)
    case = ("number", "opened_at", "expires_at", "status", "category")
    accused = select(CASES).where(*here, about(person))
    signed = OF_OTHERS | {"by"}
    yield Question("cases", accused, only=(*case, "needs_human", "body"), withheld=signed)
    protected = select(CASES).where(*here, ~about(person), C.target == person)
    yield Question("cases_for_you", protected, only=case)
    calls = select(INTENTS).where(*within(community, I), I.body.contains(named, autoescape=True))
    # A call's reason names the moderator; the case has the same words.
    yield Question("calls", calls, only=("case", "state", "body"), withheld=frozenset({"reason"}))
    appeals = select(APPEALS).where(*within(community, L), L.by == person)
    yield Question("appeals", appeals, withheld=OF_OTHERS)
    numbers = select(C.number).where(*here, about(person))
    lines = or_(A.actor == person, A.case.in_(numbers))
    audit = select(AUDIT).where(*within(community, A), lines)
    yield Question("audit", audit, only=("at", "kind", "case"))


def _fact(row: RowMapping, question: Question) -> Fact:
    names = question.only or tuple(name for name in row if name not in WITHHELD)
    shown = {name: _shown(name, row[name]) for name in names if row[name] is not None}
    fact: Fact = _pruned(shown, question.withheld)
    return fact


def _shown(name: str, value: Any) -> Any:  # noqa: ANN401 - a column holds what it holds
    if name in MOMENTS:
        return from_stamp(value).isoformat()
    return orjson.loads(value) if name in NESTED else value


def _pruned(value: Any, withheld: frozenset[str]) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case dict():
            kept = {name: each for name, each in value.items() if name not in withheld}
            return {name: _pruned(each, withheld) for name, each in kept.items()}
        case list():
            return [_pruned(each, withheld) for each in value]
        case _:
            return value
