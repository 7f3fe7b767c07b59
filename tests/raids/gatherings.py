"""The kinds of gatherings, each made up anew from a seed: who comes, what they say, how fast."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from engine.events import (
    Author,
    Community,
    Event,
    MemberJoined,
    MemberNamed,
    Message,
    Place,
    Platform,
    PlatformRaid,
    moment_of,
)
from tests.raids import words
from tests.raids.disguise import disguised, reworded
from tests.raids.people import Crew
from tests.raids.words import half

HOSTILE = ("hate_raid", "spam_raid", "slow_brigade")
HARMLESS = ("hype", "release_rush", "friendly_raid", "copypasta", "quiet")
KINDS = (*HOSTILE, *HARMLESS)


@dataclass(frozen=True, slots=True)
class Gathering:
    """`attack` are the ids of the hostile messages, in the order they come; `attackers` the people
    behind them, those included who say nothing.
    """

    kind: str
    community: Community
    events: Sequence[Event]
    attack: Sequence[str] = ()
    attackers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Stage:
    """What a gathering is made of so far; `at` is where its story stands."""

    random: Random
    test: bool
    community: Community
    began: datetime
    crew: Crew
    regulars: Sequence[Author] = ()
    events: list[Event] = field(default_factory=list)
    attack: list[str] = field(default_factory=list)
    attackers: Sequence[Author] = ()

    @property
    def host(self) -> Author:
        return self.regulars[0]

    def pick(self, pool: Sequence[str]) -> str:
        text = self.random.choice(half(pool, test=self.test))
        number = self.random.randrange(1_000)
        return text.format(
            host=self.host.name,
            site=f"{self.random.choice(words.NAMES)}{number}.example",
            crew=f"{self.random.choice(words.NAMES)}{self.random.choice(words.NAMES)}",
        )

    def places(self, most: int) -> Sequence[Place]:
        count = self.random.randint(1, most)
        return [Place(self.community, f"channel-{number}") for number in range(count)]

    def say(
        self,
        author: Author,
        text: str,
        at: datetime,
        *,
        place: Place,
        to: Author | None = None,
        hostile: bool = False,
    ) -> None:
        name = f"{self.community.id}-m{len(self.events)}"
        targets = (to.id,) if to else ()
        said = Message(id=name, place=place, author=author, text=text, sent_at=at, targets=targets)
        self.events.append(said)
        if hostile:
            self.attack.append(name)

    def join(self, author: Author, at: datetime) -> Author:
        """The person as they are from now on; a platform without joining times tells nothing."""
        if author.joined_at is None:
            return author
        came = replace(author, joined_at=at)
        name = f"{self.community.id}-j{len(self.events)}"
        self.events.append(MemberJoined(name, self.community, came, at))
        self.events.append(MemberNamed(f"{name}-name", self.community, came, at))
        return came

    def chatter(self, span: timedelta, *, messages: int, place: Place | None = None) -> None:
        """Everyday talk of the regulars, all through `span` from the beginning."""
        place = place or Place(self.community, "channel-0")
        for _ in range(messages):
            at = self.began + span * self.random.random()
            to = self.random.choice(self.regulars) if self.random.random() < 0.2 else None
            said = self.random.choice(words.CHATTER)
            self.say(self.random.choice(self.regulars), said, at, place=place, to=to)


def hate_raid(stage: Stage) -> None:
    """Scripted copies, or a mob in which each finds words of their own."""
    random, copies = stage.random, stage.random.random() < 0.5
    text = stage.pick(words.HATE)
    _raid(stage, lambda: text if copies else stage.pick(words.HATE),
          young=random.choice((0.3, 0.8, 1.0)))  # fmt: skip


def spam_raid(stage: Stage) -> None:
    """One advert from many accounts; in every fourth wave they are hijacked, old ones."""
    text = stage.pick(words.ADVERTS)
    _raid(stage, lambda: text, young=stage.random.choice((0.0, 0.5, 1.0, 1.0)))


def _raid(stage: Stage, text: Callable[[], str], *, young: float) -> None:
    random = stage.random
    places, size = stage.places(3), random.randint(8, 60)
    pace = random.choice((0.5, 2.0, 6.0, 12.0))
    hides = random.choice((0.0, 0.3, 0.8))
    start = stage.began + timedelta(minutes=random.uniform(5, 20))
    stage.chatter(timedelta(minutes=35), messages=random.randint(20, 60))
    crowd = stage.crew.attackers(size, start, young=young)
    stage.attackers = crowd
    crowd = [stage.join(each, start - timedelta(seconds=random.uniform(1, 240))) for each in crowd]
    at = start
    for _ in range(random.randint(size, 2 * size)):
        at += timedelta(seconds=random.expovariate(1 / pace))
        said = reworded(random, text())
        said = disguised(random, said) if random.random() < hides else said
        stage.say(random.choice(crowd), said, at, place=random.choice(places), hostile=True)


def slow_brigade(stage: Stage) -> None:
    """Over hours or days each of many strangers comes by, says one to three things, and goes."""
    random, copies = stage.random, stage.random.random() < 0.4
    span = timedelta(hours=random.choice((3, 8, 24, 60)))
    stage.chatter(span, messages=random.randint(40, 90))
    victim = random.choice(stage.regulars)
    text = stage.pick(words.BRIGADE)
    crowd = stage.crew.attackers(
        random.randint(10, 30), stage.began, young=random.choice((0.1, 0.5, 0.9))
    )
    stage.attackers, places = crowd, stage.places(3)
    for each in crowd:
        at = stage.began + span * random.uniform(0.1, 0.9)
        come = stage.join(each, at - timedelta(minutes=random.uniform(1, 60)))
        for _ in range(random.choice((1, 1, 2, 3))):
            at += timedelta(minutes=random.uniform(0.5, 10))
            said = reworded(random, text if copies else stage.pick(words.BRIGADE))
            said = disguised(random, said) if random.random() < 0.1 else said
            to = None if copies and random.random() < 0.5 else victim
            stage.say(come, said, at, place=random.choice(places), to=to, hostile=True)


def hype(stage: Stage) -> None:
    """A great moment: known and unknown viewers shout the same things at once."""
    random = stage.random
    stage.chatter(timedelta(minutes=25), messages=random.randint(20, 50))
    fans = stage.crew.strangers(
        random.randint(15, 90), stage.began, young=0.1, joined=random.random() < 0.3
    )
    shout = stage.pick(words.SHOUTS) if random.random() < 0.6 else ""
    _chant(stage, [*fans, *stage.regulars], lambda: shout or stage.pick(words.CHANTS),
           mixed=lambda: stage.pick(words.CHANTS))  # fmt: skip


def friendly_raid(stage: Stage) -> None:
    """Another streamer's viewers; most platforms announce them, some do not."""
    random = stage.random
    stage.chatter(timedelta(minutes=25), messages=random.randint(20, 50))
    guests = stage.crew.strangers(
        random.randint(12, 80), stage.began, young=0.15, joined=random.random() < 0.5
    )
    place = Place(stage.community, "channel-0")
    if stage.community.platform is Platform.TWITCH and random.random() < 0.8:
        at = stage.began + timedelta(minutes=7)
        stage.events.append(
            PlatformRaid(
                id=f"{stage.community.id}-raid",
                place=place,
                origin_name="crew",
                size=len(guests),
                raided_at=at,
            )
        )
    text = stage.pick(words.VISITS)
    _chant(stage, guests, lambda: text, mixed=lambda: stage.pick(words.CHATTER))


def copypasta(stage: Stage) -> None:
    """A joke that everybody pastes, rough words and all."""
    random = stage.random
    stage.chatter(timedelta(minutes=25), messages=random.randint(20, 50))
    strangers = stage.crew.strangers(
        random.randint(0, 25), stage.began, young=0.1, joined=random.random() < 0.2
    )
    text = stage.pick(words.JOKES)
    _chant(stage, [*strangers, *stage.regulars], lambda: text,
           mixed=lambda: stage.pick(words.CHATTER))  # fmt: skip


def _chant(
    stage: Stage, people: Sequence[Author], text: Callable[[], str], *, mixed: Callable[[], str]
) -> None:
    """People join in over a few minutes with the same words, and some with others."""
    random = stage.random
    place, pace = Place(stage.community, "channel-0"), random.choice((0.3, 1.0, 4.0))
    at = stage.began + timedelta(minutes=7, seconds=20)
    for _ in range(random.randint(len(people), 2 * len(people))):
        at += timedelta(seconds=random.expovariate(1 / pace))
        said = text() if random.random() < 0.75 else mixed()
        said = reworded(random, said) if random.random() < 0.5 else said
        stage.say(random.choice(people), said, at, place=place)


def release_rush(stage: Stage) -> None:
    """A game comes out: people stream in, many of them with accounts made for it, and ask."""
    random = stage.random
    span = timedelta(minutes=random.uniform(10, 40))
    stage.chatter(timedelta(minutes=45), messages=random.randint(20, 50))
    young = random.choice((0.05, 0.2, 0.4))
    places = stage.places(3)
    for each in stage.crew.strangers(random.randint(30, 120), stage.began, young=young):
        at = stage.began + timedelta(minutes=3) + span * random.random()
        come = stage.join(each, at)
        for _ in range(random.choice((0, 1, 1, 2))):
            at += timedelta(seconds=random.uniform(5, 120))
            said = stage.pick(words.NEWCOMERS)
            said = reworded(random, said) if random.random() < 0.3 else said
            stage.say(come, said, at, place=random.choice(places))


def quiet(stage: Stage) -> None:
    span = timedelta(hours=stage.random.uniform(0.5, 6))
    for place in stage.places(3):
        stage.chatter(span, messages=stage.random.randint(30, 80), place=place)


_MAKERS: Mapping[str, Callable[[Stage], None]] = {
    "hate_raid": hate_raid,
    "spam_raid": spam_raid,
    "slow_brigade": slow_brigade,
    "hype": hype,
    "release_rush": release_rush,
    "friendly_raid": friendly_raid,
    "copypasta": copypasta,
    "quiet": quiet,
}


def gathering(kind: str, seed: int, *, began: datetime, test: bool) -> Gathering:
    random = Random(f"{kind}:{seed}:{test}")  # noqa: S311 - play, no secret
    platform = random.choice((Platform.DISCORD, Platform.DISCORD, Platform.TWITCH))
    community = Community(platform, f"{kind}-{seed}-{'test' if test else 'dev'}")
    crew = Crew(random, name=community.id, dated=platform is Platform.DISCORD)
    stage = Stage(random, test, community, began, crew)
    stage.regulars = crew.regulars(random.randint(6, 20), began)
    _MAKERS[kind](stage)
    order = sorted(range(len(stage.events)), key=lambda place: moment_of(stage.events[place]))
    events = [stage.events[place] for place in order]
    hostile = set(stage.attack)
    attack = [each.id for each in events if isinstance(each, Message) and each.id in hostile]
    people = frozenset(each.id for each in stage.attackers)
    return Gathering(kind, community, events, attack, people)


def gatherings(each: int, *, began: datetime, test: bool) -> Iterator[Gathering]:
    """So many of every kind, one after another in time."""
    for seed in range(each):
        for kind in KINDS:
            made = gathering(kind, seed, began=began, test=test)
            began = moment_of(made.events[-1]) + timedelta(hours=1)
            yield made
