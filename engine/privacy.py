"""People's rights over what is kept about them in a community: see it, take it along, erase it."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from engine import audit
from engine.anonymity import anonymous, anonymous_call, must_stay
from engine.casebook import CaseBook
from engine.cases import Case, Intent
from engine.changes import AuditEntry, Changes, Link
from engine.clock import Clock
from engine.events import Community, Standing
from engine.homes import known_in
from engine.linking import Linking
from engine.memory.patterns import PatternMemory
from engine.memory.rulings import pattern_id
from engine.policy.protection import Protections
from engine.ports import Eraser, Ledger, Registry
from engine.sessions.tracker import Surroundings

# Drop what is held in memory of a person's words and of who they are.
Forget = Callable[[Community, str], None]


def nobody_remembers(_: Community, __: str) -> None:
    """Where nothing outside the house holds anything of people."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """How many rows went, by table; and the cases that stay until they have ended: by number, and
    how many in Twitch channels, where a number says nothing without its channel.
    """

    rows: Mapping[str, int]
    kept: tuple[int, ...]
    elsewhere: int = 0


class Storage(Ledger, Eraser, Protocol):
    """The way to durable state, and out of it."""


class Privacy:
    """The audit tells that somebody asked, in no words; it is the one record that stays whole.

    A member of a server who rules in its Twitch channels is named in their records as well.
    """

    def __init__(
        self,
        *,
        registry: Registry,
        ledger: Storage,
        casebook: CaseBook,
        memory: PatternMemory,
        surroundings: Surroundings,
        protections: Protections,
        linking: Linking,
        forget_elsewhere: Forget,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._ledger = ledger
        self._casebook = casebook
        self._memory = memory
        self._surroundings = surroundings
        self._protections = protections
        self._linking = linking
        self._forget_elsewhere = forget_elsewhere
        self._clock = clock

    async def show(self, community: Community, person: str) -> Mapping[str, int]:
        """How many rows of each kind there are about a person."""
        rows = await self._about(community, person)
        await self._record(community, person, "privacy.shown")
        return {kind: len(facts) for kind, facts in rows.items()}

    async def export(self, community: Community, person: str) -> str:
        """All there is about a person, as a JSON document."""
        document = {
            "platform": community.platform,
            "community": community.id,
            "person": person,
            "exported_at": self._clock.now().isoformat(),
            "rows": await self._about(community, person),
        }
        await self._record(community, person, "privacy.exported")
        return json.dumps(document, ensure_ascii=False, indent=2)

    async def erase(self, community: Community, person: str) -> Erasure:
        """Forget a person, in tables, trackers, caches and connectors.

        What is in force stays until it has ended, for without its case nobody could lift it. A
        link ends first: it is a consent, and so ended even where the rest cannot be written.
        """
        links = 1 if self._linking.link_of(community, person) else 0
        await self._linking.forget(community, person)
        erased = await self._erase_in(community, person)
        rows, elsewhere = Counter(erased.rows), 0
        for channel, name in self._as_known_in_channels(community, person):
            if await self._registry.about(channel, name):
                there = await self._erase_in(channel, name)
                rows.update(there.rows)
                elsewhere += len(there.kept)
        return Erasure({**rows, "links": links}, erased.kept, elsewhere)

    async def _erase_in(self, community: Community, person: str) -> Erasure:
        self._surroundings.forget(community, person)
        async with self._turns(community, person) as cases:
            numbers = [case.number for case in cases]
            calls: dict[int, list[Intent]] = {number: [] for number in numbers}
            for call in await self._registry.intents_of(community, numbers):
                calls[call.case].append(call)
            stay = {c.number for c in cases if must_stay(c, calls[c.number], person)}
            nameless = _nameless(cases, calls, stay, person)
            entry = self._entry(community, person, "privacy.erased")
            kept = tuple(sorted(stay))
            rows = await self._ledger.erase(
                community, person, kept=kept, changes=replace(nameless, audit=(entry,))
            )
            self._protections.forget(community, person)
            self._casebook.written(nameless.cases)
            for case in cases:
                if case.author == person:
                    self._memory.revoke(pattern_id(case))
            self._forget_elsewhere(community, person)
        return Erasure({**rows, "cases": len(nameless.cases)}, kept)

    async def _about(
        self, community: Community, person: str
    ) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        rows = dict(await self._registry.about(community, person))
        for channel, name in self._as_known_in_channels(community, person):
            for kind, facts in (await self._registry.about(channel, name)).items():
                there = [{**fact, "channel": channel.id} for fact in facts]
                rows[kind] = [*rows.get(kind, ()), *there]
        link = self._linking.link_of(community, person)
        return {**rows, "links": [_fact(link)]} if link else rows

    def _as_known_in_channels(
        self, server: Community, person: str
    ) -> Iterator[tuple[Community, str]]:
        for channel in self._linking.links.homes.channels_of(server):
            yield channel, known_in(channel, Standing(id=person)).id

    @asynccontextmanager
    async def _turns(self, community: Community, person: str) -> AsyncIterator[Sequence[Case]]:
        """The cases that name a person; it is nobody else's turn to change them meanwhile."""
        async with AsyncExitStack() as turns:
            for case in await self._registry.cases_naming(community, person):
                await turns.enter_async_context(self._casebook.turn(community, case.number))
            yield await self._registry.cases_naming(community, person)

    async def _record(self, community: Community, person: str, kind: str) -> None:
        entry = self._entry(community, person, kind)
        await self._ledger.commit(Changes(audit=(entry,)))

    def _entry(self, community: Community, person: str, kind: str) -> AuditEntry:
        return audit.of_person(community, person, kind, at=self._clock.now())


def _fact(link: Link) -> Mapping[str, Any]:
    """Both accounts, for both are this person's."""
    return {
        "discord": link.member,
        "twitch": link.viewer,
        "linked_at": link.linked_at.isoformat(),
    }


def _nameless(
    cases: Sequence[Case], calls: Mapping[int, Sequence[Intent]], stay: set[int], person: str
) -> Changes:
    changed = [case for case in cases if case.number not in stay]
    return Changes(
        cases=tuple(anonymous(case, person) for case in changed),
        intents=tuple(
            anonymous_call(call, person, wordless=case.author == person)
            for case in changed
            for call in calls[case.number]
        ),
    )
