"""What one step of the engine writes: a value, committed in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.cases import Appeal, Case, Intent
from engine.events import Community, Event
from engine.packets import KeptPacket
from engine.verdict import Category, Polarity, Session, Verdict

Scalar = float | int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """What a community remembers about a person (or a pair): short-lived, visible, erasable.

    actor: how `person` has written lately. pair: `person` towards `other`. target: what was
    aimed at `person`. stranger: what `person`, whom hardly anybody knows here, last said to `other`
    (or to nobody in particular). `values` is what the tracker of that kind needs to go on.
    """

    community: Community
    kind: Literal["actor", "pair", "target", "stranger"]
    person: str
    other: str = ""
    values: Mapping[str, Scalar]
    updated_at: datetime

    def number(self, name: str) -> float:
        """The value as a number; 0 where it is missing, as in a row of an older version."""
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedPattern:
    """A precedent that a community's moderators made by a ruling; `text` is redacted."""

    id: str
    community: Community
    text: str
    category: Category
    severity: float
    polarity: Polarity
    explanation: str
    case: int
    ruled_by: str
    learned_at: datetime
    model: str
    vector: bytes
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the append-only, hash-chained log. `detail` holds ids and numbers, no words."""

    at: datetime
    community: Community | None
    actor: str
    kind: str
    case: int | None = None
    detail: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing a community chose for itself; `value` is text in its owner's own notation."""

    community: Community
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two accounts of one person, who showed that both are theirs: `member` in the Discord server
    that is their `home`, `viewer` in its Twitch channels. Once `ended`, nothing is kept of it.
    """

    home: Community
    member: str
    viewer: str
    linked_at: datetime
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that failed again and again and was set aside, so that the others go on.

    `at` is the event's own moment; `reason` names stage and error, no words of anybody.
    """

    community: Community
    event: str
    at: datetime
    reason: str
    attempts: int
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class Journaled:
    """An event as it is journalled. `position` is its record number in a replayed file."""

    event: Event
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Rows to add or replace, all or none.

    Events, verdicts, packets and audit entries are only ever added; a second one with the same id
    is ignored. Everything else replaces the row with its key. `cursor` names how far a source has
    been handled: (name, position of the next record).
    """

    events: tuple[Journaled, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    people: tuple[PersonRecord, ...] = ()
    sessions: tuple[Session, ...] = ()
    cases: tuple[Case, ...] = ()
    packets: tuple[KeptPacket, ...] = ()
    intents: tuple[Intent, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    patterns: tuple[LearnedPattern, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    settings: tuple[Setting, ...] = ()
    links: tuple[Link, ...] = ()
    dead_letters: tuple[DeadLetter, ...] = ()
    cursor: tuple[str, int] | None = None

    @property
    def durable(self) -> bool:
        """Must survive a power cut, not only a crash of the process."""
        lasting = self.intents, self.cases, self.appeals, self.patterns, self.settings, self.links
        return any(lasting)
