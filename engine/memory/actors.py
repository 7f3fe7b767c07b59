"""How a person has written in one community: fading counts, and the pace of the last hour."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import exp, log
from typing import Self

from engine.changes import PersonRecord
from engine.events import Author, Community, Message
from engine.verdict import Weight

DAY = 86_400.0
KEPT = 30 * DAY
HALF_LIFE = 5 * DAY
MOST_ACTORS = 200_000

_HOUR = 3600.0
_REPEATS_WITHIN = 600.0
_MOST_POSTS = 60
_CERTAIN_OVERLAP = 8

# What each part of the behaviour weighs; the sum is 1.
_TOXICITY, _AGE, _VELOCITY, _BURST, _OVERLAP, _BROADCAST = 0.4, 0.15, 0.15, 0.15, 0.1, 0.05
# From here on a message counts as harm, the more the riskier it is.
_HARM_FROM = 0.3
# Harm counts against this many imagined calm messages, so that one slip convicts nobody.
_CALM_BEFORE = 4.0
# A quarter of harmful messages is as bad as it gets.
_WORST_RATIO = 0.25
_YOUNG = 14 * DAY
# Where the platform tells no age, a newcomer gets this much of it and a regular nothing.
_UNKNOWN_AGE = 0.3
_KNOWN_AFTER = 20.0

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How risky the author's recent conduct is, 0..1, before the words are looked at."""

    risk: float
    parts: tuple[Weight, ...]


@dataclass(slots=True, kw_only=True)
class Actor:
    """Counts halve every five days; `harm` is the sum of what lay above everyday risk."""

    community: Community
    person: str
    updated_at: datetime
    at: float
    messages: float = 0.0
    harm: float = 0.0
    aimed: float = 0.0

    @classmethod
    def restored(cls, record: PersonRecord) -> Self:
        return cls(
            community=record.community,
            person=record.person,
            updated_at=record.updated_at,
            at=record.updated_at.timestamp(),
            messages=record.number("messages"),
            harm=record.number("harm"),
            aimed=record.number("aimed"),
        )

    def record(self) -> PersonRecord:
        return PersonRecord(
            community=self.community,
            kind="actor",
            person=self.person,
            values={"messages": self.messages, "harm": self.harm, "aimed": self.aimed},
            updated_at=self.updated_at,
        )

    def count(self, moment: datetime, *, risk: float, aimed: bool) -> None:
        """Fade up to `moment` and add a message; a clock that steps back fades nothing."""
        at = moment.timestamp()
        if at > self.at:
            kept = exp(-log(2) * (at - self.at) / HALF_LIFE)
            self.messages *= kept
            self.harm *= kept
            self.aimed *= kept
            self.at, self.updated_at = at, moment
        self.messages += 1.0
        self.harm += max(0.0, (risk - _HARM_FROM) / (1.0 - _HARM_FROM))
        self.aimed += aimed


@dataclass(frozen=True, slots=True)
class Post:
    at: float
    text: int
    target: str | None


@dataclass(slots=True)
class Hour:
    """A person's messages of the last hour, the latest sixty of them."""

    posts: list[Post] = field(default_factory=list)

    def add(self, post: Post) -> None:
        """A clock that steps back begins anew."""
        if self.posts and post.at < self.posts[-1].at - _HOUR:
            self.posts.clear()
        self.posts.append(post)
        stale = sum(old.at <= post.at - _HOUR for old in self.posts[:2])
        del self.posts[: max(stale, len(self.posts) - _MOST_POSTS)]

    def within(self, span: float, at: float) -> Iterator[Post]:
        """The newest first."""
        for post in reversed(self.posts):
            if post.at <= at - span:
                return
            yield post


class Actors:
    """`learn` after a message was judged; `behaviour` and `repeats` before it is counted."""

    def __init__(self) -> None:
        self._actors: dict[tuple[str, str], Actor] = {}
        self._hours: dict[tuple[str, str], Hour] = {}

    def __len__(self) -> int:
        return len(self._actors)

    def behaviour(self, message: Message) -> Behaviour:
        key, at = _key(message), message.sent_at.timestamp()
        actor, hour = self._known(key, at), self._hours.get(key, Hour())
        toxicity = _toxicity(actor)
        velocity = _excess(hour, at, span=60.0, free=8, full=20)
        parts = (
            Weight("toxicity", toxicity, _TOXICITY),
            Weight("account_age", _youth(message.author, at, actor), _AGE),
            Weight("velocity", velocity, _VELOCITY),
            Weight("burst", _excess(hour, at, span=10.0, free=3, full=8), _BURST),
            Weight("target_overlap", _overlap(hour, at) * toxicity, _OVERLAP),
            Weight("broadcast", (1.0 - _reply_ratio(actor)) * velocity, _BROADCAST),
        )
        return Behaviour(sum(part.value * part.weight for part in parts), parts)

    def repeats(self, message: Message, words: Words) -> int:
        """How often the author wrote exactly these words within the last ten minutes."""
        hour, text = self._hours.get(_key(message), Hour()), hash(words)
        recent = hour.within(_REPEATS_WITHIN, message.sent_at.timestamp())
        return sum(post.text == text for post in recent)

    def learn(
        self, message: Message, *, words: Words, target: str | None, risk: float
    ) -> PersonRecord:
        """Count a message; `risk` is what it was worth once banter was taken off."""
        self.recall(message, words=words, target=target)
        key, moment = _key(message), message.sent_at
        actor = self._known(key, moment.timestamp())
        if actor is None:
            actor = _new(message)
        self._actors.pop(key, None)
        self._actors[key] = actor
        actor.count(moment, risk=risk, aimed=target is not None)
        _drop_oldest(self._actors, moment.timestamp())
        return actor.record()

    def recall(self, message: Message, *, words: Words, target: str | None) -> None:
        """Feed the last hour only."""
        key, at = _key(message), message.sent_at.timestamp()
        hour = self._hours.pop(key, None) or Hour()
        hour.add(Post(at, hash(words), target))
        self._hours[key] = hour
        oldest = next(iter(self._hours))
        if len(self._hours) > MOST_ACTORS or at - self._hours[oldest].posts[-1].at > 2 * _HOUR:
            del self._hours[oldest]

    def restore(self, record: PersonRecord) -> None:
        self._actors[str(record.community), record.person] = Actor.restored(record)

    def forget(self, community: Community, person: str) -> None:
        self._actors.pop((str(community), person), None)
        self._hours.pop((str(community), person), None)

    def _known(self, key: tuple[str, str], at: float) -> Actor | None:
        actor = self._actors.get(key)
        return None if actor is None or at - actor.at > KEPT else actor


def _key(message: Message) -> tuple[str, str]:
    return str(message.place.community), message.author.id


def _new(message: Message) -> Actor:
    moment = message.sent_at
    return Actor(
        community=message.place.community,
        person=message.author.id,
        updated_at=moment,
        at=moment.timestamp(),
    )


def _drop_oldest(actors: dict[tuple[str, str], Actor], at: float) -> None:
    oldest = next(iter(actors))
    if len(actors) > MOST_ACTORS or at - actors[oldest].at > KEPT:
        del actors[oldest]


def _toxicity(actor: Actor | None) -> float:
    if actor is None:
        return 0.0
    return min(1.0, actor.harm / (actor.messages + _CALM_BEFORE) / _WORST_RATIO)


def _youth(author: Author, at: float, actor: Actor | None) -> float:
    """1 for an account made today, 0 from a fortnight on."""
    if author.account_created_at is not None:
        age = at - author.account_created_at.timestamp()
        return min(1.0, max(0.0, 1.0 - age / _YOUNG))
    seen = actor.messages if actor else 0.0
    return _UNKNOWN_AGE * max(0.0, 1.0 - seen / _KNOWN_AFTER)


def _excess(hour: Hour, at: float, *, span: float, free: int, full: int) -> float:
    """0 up to `free` messages in the span, 1 from `full` on."""
    count = sum(1 for _ in hour.within(span, at))
    return min(1.0, max(0, count - free) / (full - free))


def _overlap(hour: Hour, at: float) -> float:
    """The share of aimed messages that went to one and the same person; eight make it certain."""
    aimed = Counter(post.target for post in hour.within(_HOUR, at) if post.target)
    if not aimed:
        return 0.0
    most = max(aimed.values())
    return most / aimed.total() * min(1.0, most / _CERTAIN_OVERLAP)


def _reply_ratio(actor: Actor | None) -> float:
    return actor.aimed / actor.messages if actor and actor.messages else 0.0
