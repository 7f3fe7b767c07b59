"""How a person has written in one community: fading counts, and the pace of the last hour."""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from sys import intern
from typing import Self

from engine.changes import PersonRecord
from engine.events import Author, Community, Message
from engine.links import Linked, nobody_linked
from engine.memory.kept import DAY, Kept, faded
from engine.memory.posts import HOUR, SIZE, Post, added, latest, unaimed, within
from engine.verdict import Weight

_REPEATS_WITHIN = 600.0
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
_MOST_FLAGS = 10_000

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How risky the author's recent conduct is, 0..1, before the words are looked at."""

    risk: float
    parts: tuple[Weight, ...]


@dataclass(slots=True, kw_only=True)
class Actor:
    """Counts halve every five days; `harm` is the sum of what lay above everyday risk.

    `posts` are the messages of the last hour, the latest sixty of them; they are in no record.
    """

    community: Community
    person: str
    updated_at: datetime
    at: float
    messages: float = 0.0
    harm: float = 0.0
    aimed: float = 0.0
    posts: bytes = b""

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

    def count(self, moment: datetime, at: float, *, risk: float, aimed: bool) -> None:
        """Fade up to `moment` and add a message; a clock that steps back fades nothing."""
        if at > self.at:
            kept = faded(at - self.at)
            self.messages *= kept
            # Nothing stays the one zero that all actors share.
            self.harm = self.harm and self.harm * kept
            self.aimed = self.aimed and self.aimed * kept
            self.at, self.updated_at = at, moment
        self.messages += 1.0
        if risk > _HARM_FROM:
            self.harm += (risk - _HARM_FROM) / (1.0 - _HARM_FROM)
        if aimed:
            self.aimed += 1.0

    def post(self, at: float, words: Words, target: str | None) -> None:
        self.posts = added(self.posts, Post.of(at, words, target))

    def within(self, span: float, at: float) -> Iterator[Post]:
        """Posts of the last `span` seconds, the newest first."""
        return within(self.posts, span, at)


class Actors:
    """`learn` after a message was judged; `behaviour` and `repeats` before it is counted.

    Of accounts that are `linked`, the fading counts are taken together; each has a pace of its own.
    """

    def __init__(self, linked: Linked = nobody_linked) -> None:
        self._linked = linked
        self._actors: Kept[Actor] = Kept()
        self._flags: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._round: Iterator[tuple[str, str]] = iter(())

    def __len__(self) -> int:
        return len(self._actors)

    @property
    def posts(self) -> int:
        """How many are kept of all people together."""
        return sum(len(actor.posts) for actor in self._actors.values()) // SIZE

    def behaviour(self, message: Message) -> Behaviour:
        at = message.sent_at.timestamp()
        actor = self._actors.known(_key(message), at) or _new(message)
        person = self._person(message, actor, at)
        # A good record elsewhere excuses nothing here.
        toxicity = max(_toxicity(actor), _toxicity(person))
        velocity = _excess(actor, at, span=60.0, free=8, full=20)
        parts = (
            Weight("toxicity", toxicity, _TOXICITY),
            Weight("account_age", self._doubt(message, at, person), _AGE),
            Weight("velocity", velocity, _VELOCITY),
            Weight("burst", _excess(actor, at, span=10.0, free=3, full=8), _BURST),
            Weight("target_overlap", _overlap(actor, at) * toxicity, _OVERLAP),
            Weight("broadcast", (1.0 - _reply_ratio(actor)) * velocity, _BROADCAST),
        )
        return Behaviour(sum(part.value * part.weight for part in parts), parts)

    def repeats(self, message: Message, words: Words) -> int:
        """How often the author wrote exactly these words within the last ten minutes."""
        at, text = message.sent_at.timestamp(), hash(words)
        actor = self._actors.known(_key(message), at)
        recent = actor.within(_REPEATS_WITHIN, at) if actor else ()
        return sum(post.text == text for post in recent)

    def familiarity(self, message: Message) -> float:
        """How many messages the author has written lately, the older ones counted less."""
        actor = self._actors.known(_key(message), message.sent_at.timestamp())
        return actor.messages if actor else 0.0

    def learn(
        self, message: Message, *, words: Words, target: str | None, risk: float
    ) -> PersonRecord:
        """Count a message; `risk` is what it was worth once banter was taken off."""
        at = message.sent_at.timestamp()
        actor = self._reach(message, at)
        actor.count(message.sent_at, at, risk=risk, aimed=target is not None)
        actor.post(at, words, target)
        return actor.record()

    def recall(self, message: Message, *, words: Words, target: str | None) -> None:
        """Feed the last hour only."""
        at = message.sent_at.timestamp()
        self._reach(message, at).post(at, words, target)

    def flag(self, community: Community, person: str, suspicion: float) -> None:
        """What the platform thinks of an account counts like an account made today."""
        key = str(community), person
        self._flags.pop(key, None)
        if suspicion:
            self._flags[key] = suspicion
        if len(self._flags) > _MOST_FLAGS:
            self._flags.popitem(last=False)

    def restore(self, record: PersonRecord) -> None:
        key = intern(str(record.community)), intern(record.person)
        actor = Actor.restored(record)
        self._actors.renew(key, actor, actor.at)

    def forget(self, community: Community, person: str) -> None:
        """Others' posts stay, without whom they were aimed at."""
        self._actors.pop((str(community), person), None)
        self._flags.pop((str(community), person), None)
        # It holds the ids of those it has still to come to.
        self._round = iter(())
        for actor in self._actors.values():
            if actor.community == community:
                actor.posts = unaimed(actor.posts, person)

    def _person(self, message: Message, own: Actor, at: float) -> Actor:
        """The author's entry, with what their linked accounts have written counted in."""
        linked = self._linked(message.place.community, message.author.id)
        known = (self._actors.known((str(where), person), at) for where, person in linked)
        others = [actor for actor in known if actor]
        return _joined(own, others) if others else own

    def _doubt(self, message: Message, at: float, actor: Actor) -> float:
        return max(_youth(message.author, at, actor), self._flags.get(_key(message), 0.0))

    def _reach(self, message: Message, at: float) -> Actor:
        """The author's entry, new if thirty days have passed; now the latest used."""
        key = _key(message)
        actor = self._actors.known(key, at) or _new(message)
        self._actors.renew(key, actor, at)
        self._tidy(at)
        return actor

    def _tidy(self, at: float) -> None:
        """With each message one actor is looked at in turn, so that the posts of those who fell
        silent do not outlive their hour by more than a round.
        """
        key = next(self._round, None)
        if key is None:
            self._round = iter(tuple(self._actors))
            return
        actor = self._actors.get(key)
        if actor and actor.posts and latest(actor.posts) <= at - HOUR:
            actor.posts = b""


def _key(message: Message) -> tuple[str, str]:
    # Interned: one string serves all that remember the same community or person.
    return intern(str(message.place.community)), intern(message.author.id)


def _new(message: Message) -> Actor:
    return Actor(
        community=message.place.community,
        person=message.author.id,
        updated_at=message.sent_at,
        at=message.sent_at.timestamp(),
    )


def _joined(own: Actor, others: Sequence[Actor]) -> Actor:
    """Counts are added up as they have faded by the latest moment of them all."""
    everyone = (own, *others)
    last = max(actor.at for actor in everyone)
    kept = [(actor, faded(last - actor.at)) for actor in everyone]
    return replace(
        own,
        messages=sum(actor.messages * share for actor, share in kept),
        harm=sum(actor.harm * share for actor, share in kept),
    )


def _toxicity(actor: Actor) -> float:
    return min(1.0, actor.harm / (actor.messages + _CALM_BEFORE) / _WORST_RATIO)


def _youth(author: Author, at: float, actor: Actor) -> float:
    """1 for an account made today, 0 from a fortnight on."""
    if author.account_created_at is None:
        return _UNKNOWN_AGE * max(0.0, 1.0 - actor.messages / _KNOWN_AFTER)
    age = at - author.account_created_at.timestamp()
    return min(1.0, max(0.0, 1.0 - age / _YOUNG))


def _excess(actor: Actor, at: float, *, span: float, free: int, full: int) -> float:
    """0 up to `free` messages in the span, 1 from `full` on."""
    count = sum(1 for _ in actor.within(span, at))
    return min(1.0, max(0, count - free) / (full - free))


def _overlap(actor: Actor, at: float) -> float:
    """The share of aimed messages that went to one and the same person; eight make it certain."""
    aimed = Counter(post.target for post in actor.within(HOUR, at) if post.target)
    if not aimed:
        return 0.0
    most = max(aimed.values())
    return most / aimed.total() * min(1.0, most / _CERTAIN_OVERLAP)


def _reply_ratio(actor: Actor) -> float:
    return actor.aimed / actor.messages if actor.messages else 0.0
