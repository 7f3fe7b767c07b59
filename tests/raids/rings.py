"""Crowds around one person: dogpiles with defenders, and roasts, parties and questions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random

from engine.events import Author, Community, Message, Place, Platform
from tests.builders import NOON
from tests.raids.people import Crew
from tests.raids.pile_texts import nameless
from tests.raids.pile_words import Texts
from tests.raids.words import CHATTER, half


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who; whoever is neither is a bystander, or a roaster where nobody attacks."""

    host: str
    attackers: frozenset[str] = frozenset()
    defenders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pile:
    kind: str
    community: Community
    messages: Sequence[Message]
    cast: Cast

    @property
    def others(self) -> frozenset[str]:
        cast = self.cast
        people = frozenset(message.author.id for message in self.messages)
        return people - cast.attackers - cast.defenders - {cast.host}

    @property
    def attacks(self) -> Sequence[Message]:
        return [each for each in self.messages if each.author.id in self.cast.attackers]


@dataclass(slots=True)
class Ring:
    """People around one person, and what they have said so far."""

    random: Random
    texts: Texts
    chatter: Sequence[str]
    place: Place
    at: datetime
    people: Sequence[Author]
    messages: list[Message] = field(default_factory=list)
    _unsaid: dict[tuple[str, Sequence[str]], list[str]] = field(default_factory=dict)

    @property
    def host(self) -> Author:
        return self.people[0]

    def say(self, by: Author, pool: Sequence[str], *, to: Author | None) -> None:
        self.at += timedelta(seconds=self.random.uniform(4, 25))
        name = self.host.name if self.random.random() < 0.7 else "them"
        text = self._fresh(by, pool).format(host=name)
        number = f"{self.place.community.id}-{len(self.messages)}"
        replied = self._last_of(to) if to else None
        self.messages.append(
            Message(
                id=number,
                place=self.place,
                author=by,
                text=text,
                sent_at=self.at,
                targets=(to.id,) if to else (),
                reply_to=replied,
            )
        )

    def _fresh(self, by: Author, pool: Sequence[str]) -> str:
        """Nobody says the same again before they have said all that they have to say."""
        if not (left := self._unsaid.get((by.id, pool))):
            left = self._unsaid[by.id, pool] = self.random.sample(pool, len(pool))
        return left.pop()

    def _last_of(self, person: Author) -> str | None:
        said = (each.id for each in reversed(self.messages) if each.author.id == person.id)
        return next(said, None)

    def chat(self, count: int) -> None:
        for _ in range(count):
            self.say(self.random.choice(self.people), self.chatter, to=None)


def dogpile(ring: Ring) -> Cast:
    """The person in the middle says a harmless thing now and then."""
    return _besieged(ring, lambda _: ring.say(ring.host, ring.chatter, to=None))


def quarrel(ring: Ring) -> Cast:
    """The person in the middle swears back, and bystanders talk of other things."""

    def aside(turn: Author) -> None:
        random, texts = ring.random, ring.texts
        retorts = nameless(texts.curses) or texts.curses
        ring.say(ring.host, retorts, to=turn if random.random() < 0.7 else None)
        ring.say(ring.people[-1 - random.randrange(2)], texts.bystanders or ring.chatter, to=None)

    return _besieged(ring, aside)


def _besieged(ring: Ring, aside: Callable[[Author], None]) -> Cast:
    random, host = ring.random, ring.host
    attackers = ring.people[1 : 1 + random.randint(5, 8)]
    rest = ring.people[1 + len(attackers) :]
    defenders = rest[: random.randint(1, 4)]
    ring.chat(8)
    ring.say(host, ring.chatter, to=None)
    turns = [*attackers] * random.randint(2, 4)
    random.shuffle(turns)
    for turn in turns:
        to = host if random.random() < 0.8 else None
        ring.say(turn, ring.texts.attacks, to=to)
        if random.random() < 0.4:
            _defend(ring, random.choice(defenders), turn)
        if random.random() < 0.1:
            aside(turn)
    for each in defenders:
        _defend(ring, each, random.choice(attackers))
    return Cast(host.id, _ids(attackers), _ids(defenders))


def _defend(ring: Ring, defender: Author, attacker: Author) -> None:
    texts = ring.texts
    way = ring.random.choice((texts.comfort, texts.rebukes, texts.quotes, texts.curses))
    to = ring.host if way is texts.comfort else attacker
    ring.say(defender, way, to=to if ring.random.random() < 0.75 else None)


def _ids(people: Sequence[Author]) -> frozenset[str]:
    return frozenset(each.id for each in people)


def _friendly(pool: Callable[[Texts], Sequence[str]]) -> Callable[[Ring], Cast]:
    def make(ring: Ring) -> Cast:
        ring.chat(8)
        ring.say(ring.host, ring.chatter, to=None)
        for _ in range(3):
            for each in ring.people[1:]:
                if ring.random.random() < 0.7:
                    ring.say(
                        each, pool(ring.texts), to=ring.host if ring.random.random() < 0.8 else None
                    )
            ring.say(ring.host, ("haha thanks", "lol you all", "thanks everyone", "haha"), to=None)
        return Cast(ring.host.id)

    return make


MAKERS = {
    "dogpile": dogpile,
    "quarrel": quarrel,
    "roast": _friendly(attrgetter("roasts")),
    "birthday": _friendly(attrgetter("wishes")),
    "question": _friendly(attrgetter("answers")),
}


def piles(each: int, *, part: str, texts: Texts) -> Iterator[Pile]:
    """`part` goes into what chance decides; "dev" has the other half of everyday talk."""
    began, test = NOON, part != "dev"
    for seed in range(each):
        for kind, make in MAKERS.items():
            random = Random(f"{kind}:{seed}:{part}")  # noqa: S311 - play, no secret
            community = Community(Platform.DISCORD, f"{kind}-{seed}-{part}")
            crew = Crew(random, name=community.id, dated=True)
            people = crew.regulars(random.randint(12, 18), began)
            place, chatter = Place(community, "hall"), half(CHATTER, test=test)
            ring = Ring(random, texts, chatter, place, began, people)
            cast = make(ring)
            began = ring.at + timedelta(hours=1)
            yield Pile(kind, community, ring.messages, cast)
