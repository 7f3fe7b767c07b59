"""Dogpiles with defenders, and crowds around one person that are none.

python -m tests.raids.piles plays 60 of each kind; with --dev 30 of the half that was tuned on.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.actions import Hide
from engine.cases import Case
from engine.events import Author, Community, Message, Place, Platform
from engine.verdict import Category
from tests.builders import NOON
from tests.engine.house import at_home, judge
from tests.raids.people import Crew
from tests.raids.words import CHATTER, half

console = Console(soft_wrap=True)

ATTACKS = (
    "you are so bad it hurts to watch",
    "lol {host} again",
    "nobody wants you on the team",
    "how do you even miss that",
    "just uninstall already",
    "{host} is the reason we lost",
    "imagine being this useless",
    "worst player i have ever seen",
    "go back to the tutorial",
    "do us all a favour and log off",
    "you are an embarrassment",
    "who let {host} play",
    "carried as always, pathetic",
    "even my little brother is better than you",
    "you ruined it for everybody",
    "stop pretending you can play",
)
COMFORT = (
    "ignore them {host}, you played fine",
    "you did nothing wrong",
    "dont listen to them",
    "i liked your game, come play with us",
    "{host} you are doing great, they are just bored",
    "we all have bad rounds, its okay",
    "im sorry they treat you like that",
    "you are not alone",
)
REBUKES = (
    "leave {host} alone",
    "knock it off, its a game",
    "that is enough now",
    "five of you on one person, look at yourselves",
    "stop it, both of you",
    "be nice or be quiet",
    "what is wrong with you people",
    "nobody asked for your opinion, stop bullying",
)
QUOTES = (
    'calling somebody "useless" over a game is not ok',
    '"nobody wants you on the team"? speak for yourself',
    'you wrote "just uninstall already" to a friend, apologise',
    'who says "you are an embarrassment" to people, really',
    '"worst player i have ever seen", says the one who died nine times',
    'saying "do us all a favour and log off" is cruel',
)
CURSES = (
    "shut the fuck up and leave {host} alone",
    "you are all pathetic bullies, leave {host} alone",
    "what a bunch of assholes, {host} did nothing to you",
    "stop being a dick to {host}",
    "you lot are disgusting, pick on someone your own size",
    "piss off and let {host} play, you cowards",
)
ROASTS = (
    "{host} you absolute legend, how did you miss that lol",
    "haha {host} strikes again",
    "love you {host} but that was terrible lol",
    "{host} the moth tamer haha",
    "lmao classic {host}",
    "we would be lost without you {host}, literally, you have the map lol",
)
WISHES = (
    "happy birthday {host}!",
    "all the best {host}",
    "happy birthday, have a great day",
    "congratulations {host}, cake for everyone",
    "many happy returns!",
    "happy bday you old goat haha",
)
ANSWERS = (
    "try turning it off and on",
    "use the left door, then the ladder",
    "i think you need the red key",
    "no you have to talk to the smith first",
    "you have to restart the quest",
    "check the pinned guide",
)


@dataclass(frozen=True, slots=True)
class Pile:
    """`bystanders` are the person in the middle, the defenders, and all who mean no harm."""

    kind: str
    community: Community
    messages: Sequence[Message]
    bystanders: frozenset[str]
    defenders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    pile: Pile
    seen: bool
    defenders_hurt: int
    others_hurt: int


@dataclass(slots=True)
class Ring:
    """People around one person, and what they have said so far."""

    random: Random
    test: bool
    place: Place
    at: datetime
    people: Sequence[Author]
    messages: list[Message]

    @property
    def host(self) -> Author:
        return self.people[0]

    def say(
        self, by: Author, pool: Sequence[str], *, to: Author | None, about: Author | None = None
    ) -> None:
        self.at += timedelta(seconds=self.random.uniform(4, 25))
        name = self.host.name if self.random.random() < 0.7 else "them"
        text = self.random.choice(half(pool, test=self.test)).format(host=name)
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

    def _last_of(self, person: Author) -> str | None:
        said = (each.id for each in reversed(self.messages) if each.author.id == person.id)
        return next(said, None)

    def chat(self, count: int) -> None:
        for _ in range(count):
            self.say(self.random.choice(self.people), CHATTER, to=None)


def dogpile(ring: Ring) -> tuple[frozenset[str], frozenset[str]]:
    random, host = ring.random, ring.host
    attackers = ring.people[1 : 1 + random.randint(5, 8)]
    rest = ring.people[1 + len(attackers) :]
    defenders = rest[: random.randint(1, 4)]
    ring.chat(8)
    ring.say(host, CHATTER, to=None)
    turns = [*attackers] * random.randint(2, 4)
    random.shuffle(turns)
    for turn in turns:
        to = host if random.random() < 0.8 else None
        ring.say(turn, ATTACKS, to=to)
        if random.random() < 0.4:
            _defend(ring, random.choice(defenders), turn)
        if random.random() < 0.1:
            ring.say(host, CHATTER, to=None)
    for each in defenders:
        _defend(ring, each, random.choice(attackers))
    harmless = frozenset(each.id for each in ring.people) - {each.id for each in attackers}
    return harmless, frozenset(each.id for each in defenders)


def _defend(ring: Ring, defender: Author, attacker: Author) -> None:
    way = ring.random.choice((COMFORT, REBUKES, QUOTES, CURSES))
    to = ring.host if way is COMFORT else attacker
    ring.say(defender, way, to=to if ring.random.random() < 0.75 else None)


def _friendly(pool: Sequence[str]) -> Callable[[Ring], tuple[frozenset[str], frozenset[str]]]:
    def make(ring: Ring) -> tuple[frozenset[str], frozenset[str]]:
        ring.chat(8)
        ring.say(ring.host, CHATTER, to=None)
        for _ in range(3):
            for each in ring.people[1:]:
                if ring.random.random() < 0.7:
                    ring.say(each, pool, to=ring.host if ring.random.random() < 0.8 else None)
            ring.say(ring.host, ("haha thanks", "lol you all", "thanks everyone", "haha"), to=None)
        return frozenset(each.id for each in ring.people), frozenset()

    return make


MAKERS = {
    "dogpile": dogpile,
    "roast": _friendly(ROASTS),
    "birthday": _friendly(WISHES),
    "question": _friendly(ANSWERS),
}


def piles(each: int, *, test: bool) -> Iterator[Pile]:
    began = NOON
    for seed in range(each):
        for kind, make in MAKERS.items():
            random = Random(f"{kind}:{seed}:{test}")  # noqa: S311 - play, no secret
            community = Community(Platform.DISCORD, f"{kind}-{seed}-{'test' if test else 'dev'}")
            crew = Crew(random, name=community.id, dated=True)
            people = crew.regulars(random.randint(12, 18), began)
            ring = Ring(random, test, Place(community, "hall"), began, people, [])
            bystanders, defenders = make(ring)
            began = ring.at + timedelta(hours=1)
            yield Pile(kind, community, ring.messages, bystanders, defenders)


async def told(
    some: Iterable[Pile], folder: Path, screening: Screening
) -> AsyncIterator[tuple[Told, Sequence[Case]]]:
    async with at_home(folder, screening) as house:
        for pile in some:
            for message in pile.messages:
                await judge(house, message)
            opened = [case async for case in house.archive.cases(community=pile.community)]
            hurt = {person for case in opened for person in _hurt(case)}
            yield (
                Told(
                    pile=pile,
                    seen=any(
                        case.category is Category.DOGPILING or _cites(case) for case in opened
                    ),
                    defenders_hurt=len(hurt & pile.defenders),
                    others_hurt=len(hurt & (pile.bystanders - pile.defenders)),
                ),
                opened,
            )


def _cites(case: Case) -> bool:
    return any(fact.id == "signal:dogpile" for fact in case.evidence)


def _hurt(case: Case) -> set[str]:
    hidden = {action.user for action in case.actions if isinstance(action, Hide)}
    return {*hidden, *case.accounts}


async def _main(each: int, *, test: bool) -> int:
    results: list[Told] = []
    with TemporaryDirectory(prefix="haven-piles-") as folder:
        async with open_screening(Settings()) as screening:
            async for one, cases in told(piles(each, test=test), Path(folder), screening):
                results.append(one)
                if "--faults" in sys.argv:
                    _explain(one, cases)
    for kind in MAKERS:
        mine = [each for each in results if each.pile.kind == kind]
        console.print(
            f"{kind:10} {len(mine):3} played, {sum(each.seen for each in mine):3} seen as one, "
            f"defenders acted on: {sum(each.defenders_hurt for each in mine)}, "
            f"others: {sum(each.others_hurt for each in mine)}"
        )
    return 0


def _explain(one: Told, cases: Sequence[Case]) -> None:
    texts = {message.id: message.text for message in one.pile.messages}
    for case in cases:
        if case.author in one.pile.bystanders:
            who = "defender" if case.author in one.pile.defenders else "bystander"
            console.print(
                one.pile.community.id, who, case.rung, texts[case.message], "|", case.reason
            )
    if one.pile.kind == "dogpile" and not one.seen:
        console.print(one.pile.community.id, "not seen")


if __name__ == "__main__":
    sys.exit(
        asyncio.run(_main(60 if "--dev" not in sys.argv else 30, test="--dev" not in sys.argv))
    )
