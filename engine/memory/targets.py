"""What was aimed at a person in one community, and how soon it stopped after help came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from engine.changes import PersonRecord
from engine.events import Community, Message
from engine.memory.kept import DAY, Kept, faded

# From here on a message counts as harm to the person it is aimed at.
HARMFUL_FROM = 0.35
# An ordeal without a harmful message for a day is over, whether help came or not.
ORDEAL_OVER = DAY


@dataclass(frozen=True, slots=True)
class Exposure:
    """Harm weighted by risk: all of it (fading), and of the present ordeal before and after help.

    `relief_seconds` is how long the last relieved ordeal took until help came; None before one.
    """

    total: float = 0.0
    before: float = 0.0
    after: float = 0.0
    relief_seconds: float | None = None


@dataclass(slots=True, kw_only=True)
class Target:
    """`began` is the first harm of the present ordeal, `relieved` when help came in it."""

    community: Community
    person: str
    updated_at: datetime
    at: float
    total: float = 0.0
    before: float = 0.0
    after: float = 0.0
    began: float | None = None
    relieved: float | None = None
    relief_seconds: float | None = None

    @classmethod
    def restored(cls, record: PersonRecord) -> Self:
        return cls(
            community=record.community,
            person=record.person,
            updated_at=record.updated_at,
            at=record.updated_at.timestamp(),
            total=record.number("total"),
            before=record.number("before"),
            after=record.number("after"),
            began=_optional(record, "began"),
            relieved=_optional(record, "relieved"),
            relief_seconds=_optional(record, "relief_seconds"),
        )

    def record(self) -> PersonRecord:
        return PersonRecord(
            community=self.community,
            kind="target",
            person=self.person,
            values={
                "total": self.total,
                "before": self.before,
                "after": self.after,
                "began": self.began,
                "relieved": self.relieved,
                "relief_seconds": self.relief_seconds,
            },
            updated_at=self.updated_at,
        )

    def harm(self, moment: datetime, risk: float) -> None:
        at = moment.timestamp()
        if self.began is None or at - self.at > ORDEAL_OVER:
            self.began, self.relieved = at, None
            self.before, self.after = 0.0, 0.0
        self._fade(moment)
        self.total += risk
        if self.relieved is None:
            self.before += risk
        else:
            self.after += risk

    def relieve(self, moment: datetime) -> None:
        """Help came; only the first help of an ordeal ends the time of waiting."""
        if self.began is None or self.relieved is not None:
            return
        self.relieved = max(self.began, moment.timestamp())
        self.relief_seconds = self.relieved - self.began
        self._fade(moment)

    def _fade(self, moment: datetime) -> None:
        at = moment.timestamp()
        if at > self.at:
            self.total *= faded(at - self.at)
            self.at, self.updated_at = at, moment


class Targets:
    def __init__(self) -> None:
        self._targets: Kept[Target] = Kept()

    def __len__(self) -> int:
        return len(self._targets)

    def exposure(self, community: Community, person: str, moment: datetime) -> Exposure:
        """Nothing is known of a person at whom nothing was aimed for thirty days."""
        target = self._targets.known((str(community), person), moment.timestamp())
        if target is None:
            return Exposure()
        return Exposure(target.total, target.before, target.after, target.relief_seconds)

    def learn(self, message: Message, *, target: str, risk: float) -> PersonRecord | None:
        """Count a message if it harms the person it is aimed at."""
        if risk < HARMFUL_FROM:
            return None
        moment = message.sent_at
        key = (str(message.place.community), target)
        known = self._targets.known(key, moment.timestamp())
        if known is None:
            known = _new(message.place.community, target, moment)
        known.harm(moment, risk)
        self._targets.renew(key, known, moment.timestamp())
        return known.record()

    def relieve(self, community: Community, person: str, moment: datetime) -> PersonRecord | None:
        """An action against one of the person's attackers was applied."""
        target = self._targets.known((str(community), person), moment.timestamp())
        if target is None or target.began is None or target.relieved is not None:
            return None
        target.relieve(moment)
        return target.record()

    def restore(self, record: PersonRecord) -> None:
        target = Target.restored(record)
        self._targets.renew((str(record.community), record.person), target, target.at)

    def forget(self, community: Community, person: str) -> None:
        self._targets.pop((str(community), person), None)


def _new(community: Community, person: str, moment: datetime) -> Target:
    return Target(community=community, person=person, updated_at=moment, at=moment.timestamp())


def _optional(record: PersonRecord, name: str) -> float | None:
    return None if record.values.get(name) is None else record.number(name)
