"""What is remembered of one person's contact with another: thirty days, fading."""

from dataclasses import dataclass
from datetime import datetime
from math import exp, log
from sys import intern
from typing import Self
from zlib import crc32

from engine.changes import PersonRecord
from engine.events import Community
from engine.sessions.utterance import DAY, Utterance

KEPT = 30 * DAY
HALF_LIFE = 7 * DAY
_FADING = -log(2) / HALF_LIFE
_MONTH = 30
_CHANNELS = 8

# What follows at once upon "please stop" is still the same exchange, which the session judges.
_SAME_EXCHANGE = 600.0
_SAME_EXCHANGE_WEIGHT = 0.3
# Who was asked to stop and is then spoken to three times of the other's own accord is forgiven; a
# mere answer, which many people give out of politeness or fear, counts half.
_FORGIVEN_AFTER = 6
_OWN_ACCORD, _ANSWER = 2, 1


@dataclass(slots=True, kw_only=True)
class Pair:
    """`person` towards `other`. Counts halve every week; days are bits, today's the lowest.

    `ignored` counts contact after `other` asked for none, `since` the same without fading; `risk`
    is what lay above everyday talk; `claims` are lines that claim the other's time or answer.
    `channels` lists where contact was, as "checksum:day" with the latest last.
    """

    community: Community
    person: str
    other: str
    updated_at: datetime
    at: float
    contacts: float = 0.0
    risk: float = 0.0
    days: int = 0
    channels: str = ""
    asked_at: float | None = None
    asked: int = 0
    ignored: float = 0.0
    ignored_days: int = 0
    since: int = 0
    claims: float = 0.0
    forgiving: int = 0

    @classmethod
    def restored(cls, record: PersonRecord) -> Self:
        asked_at = record.values.get("asked_at")
        return cls(
            community=record.community,
            person=record.person,
            other=record.other,
            updated_at=record.updated_at,
            at=record.updated_at.timestamp(),
            contacts=record.number("contacts"),
            risk=record.number("risk"),
            days=int(record.number("days")),
            channels=str(record.values.get("channels", "")),
            asked_at=None if asked_at is None else float(asked_at),
            asked=int(record.number("asked")),
            ignored=record.number("ignored"),
            ignored_days=int(record.number("ignored_days")),
            since=int(record.number("since")),
            claims=record.number("claims"),
            forgiving=int(record.number("forgiving")),
        )

    @property
    def places(self) -> int:
        return len(self.channels.split())

    def record(self) -> PersonRecord:
        return PersonRecord(
            community=self.community,
            kind="pair",
            person=self.person,
            other=self.other,
            values={
                "contacts": self.contacts,
                "risk": self.risk,
                "days": self.days,
                "channels": self.channels,
                "asked_at": self.asked_at,
                "asked": self.asked,
                "ignored": self.ignored,
                "ignored_days": self.ignored_days,
                "since": self.since,
                "claims": self.claims,
                "forgiving": self.forgiving,
            },
            updated_at=self.updated_at,
        )

    def fade(self, at: float, moment: datetime) -> None:
        """Bring all counts to `at`; a clock that steps back changes nothing."""
        if at <= self.at:
            return
        kept = exp(_FADING * (at - self.at))
        self.contacts *= kept
        # Nothing stays the one zero that all pairs share.
        self.risk = self.risk and self.risk * kept
        self.ignored = self.ignored and self.ignored * kept
        self.claims = self.claims and self.claims * kept
        passed = int(at // DAY) - int(self.at // DAY)
        self.at, self.updated_at = at, moment
        if passed:
            self._turn_pages(passed)
        if self.asked_at is not None and at - self.asked_at > KEPT:
            self.forgive()

    def contact(self, utterance: Utterance, excess: float) -> None:
        """Count a message of `person` to `other`, whose risk lay by `excess` above small talk."""
        self.contacts += 1.0
        self.risk = self.risk + excess if excess else self.risk
        self.days |= 1
        if "claims" in utterance.tone and not utterance.asks_to_stop:
            self.claims += 1.0
        self._visit(utterance.message.place.channel)
        if self.asked_at is not None:
            same = self.at - self.asked_at < _SAME_EXCHANGE
            self.ignored += _SAME_EXCHANGE_WEIGHT if same else 1.0
            self.ignored_days |= 1
            self.since += 1

    def refuse(self) -> None:
        """`other` asked `person` to stop."""
        self.asked_at = self.at
        self.asked += 1
        self.forgiving = 0

    def approach(self, pause: float, *, kindly: bool) -> None:
        """`other` spoke to `person`, which invites an answer: one of those is no longer held
        against them. Unless kindly meant, words within ten minutes of theirs are a mere answer;
        `pause` is in seconds.
        """
        answered = pause < _SAME_EXCHANGE and not kindly
        self.forgiving += _ANSWER if answered else _OWN_ACCORD
        self.ignored = max(0.0, self.ignored - (0.0 if answered else 1.0))
        if self.forgiving >= _FORGIVEN_AFTER:
            self.forgive()

    def forgive(self) -> None:
        self.asked_at, self.asked, self.forgiving = None, 0, 0
        self.ignored, self.ignored_days, self.since = 0.0, 0, 0

    def _turn_pages(self, days: int) -> None:
        shift, mask = min(days, _MONTH), (1 << _MONTH) - 1
        self.days = (self.days << shift) & mask
        self.ignored_days = (self.ignored_days << shift) & mask
        oldest = int(self.at // DAY) - _MONTH
        visits = [visit for visit in self.channels.split() if int(visit[9:]) > oldest]
        self.channels = " ".join(visits)

    def _visit(self, channel: str) -> None:
        # A checksum tells channels apart as well as their names would, and keeps less.
        name = f"{crc32(channel.encode()):08x}"
        # Interned: those who talk with each other there share it.
        visit = intern(f"{name}:{int(self.at // DAY)}")
        if self.channels.endswith(visit):
            return
        others = [other for other in self.channels.split() if not other.startswith(name)]
        self.channels = " ".join([*others, visit][-_CHANNELS:]) if others else visit
