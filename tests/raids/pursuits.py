"""Days between two people: pursuits in mild words, and contact that both want or work asks for.

Every history has bystanders, several channels, and a pursuer (`one`) and a pursued (`other`), or
two people who stand in their places and mean no harm.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from engine.events import Author, Community, Message, Place, Platform
from tests.builders import NOON
from tests.raids import pursuit_words as said
from tests.raids.people import Crew
from tests.raids.words import CHATTER, half

CHANNELS = ("hall", "yard", "kitchen", "gallery", "garden")


@dataclass(frozen=True, slots=True)
class Pursuit:
    """`refused` is the first message in which `other` asked for an end, if there was one."""

    kind: str
    community: Community
    messages: Sequence[Message]
    one: str
    refused: str | None

    @property
    def hostile(self) -> bool:
        return self.kind in HOSTILE


@dataclass(slots=True)
class Diary:
    """What the days are made of so far; `at` is where the story stands."""

    random: Random
    test: bool
    community: Community
    at: datetime
    people: Sequence[Author]
    channels: Sequence[str] = CHANNELS
    place: Place = field(init=False)
    messages: list[Message] = field(default_factory=list)
    refused: str | None = None

    def __post_init__(self) -> None:
        self.move()

    @property
    def one(self) -> Author:
        return self.people[0]

    @property
    def other(self) -> Author:
        return self.people[1]

    def move(self) -> None:
        self.place = Place(self.community, self.random.choice(self.channels))

    def days(self, least: int, most: int) -> Iterator[int]:
        """Each day begins somewhere else, with the talk of others."""
        for day in range(self.random.randint(least, most)):
            self.at += timedelta(hours=self.random.uniform(16, 28))
            self.move()
            self.bustle()
            yield day

    def bustle(self) -> None:
        for _ in range(self.random.randint(2, 5)):
            self.say(self.random.choice(self.people[2:]), CHATTER)

    def turn(self, by: Author, pool: Sequence[str], to: Author) -> None:
        """A line to somebody: mostly with a mention, else at most with the name."""
        self.say(by, pool, to=to, mention=self.random.random() < 0.8)

    def plea(self) -> None:
        """`other` asks for an end, with a mention or right upon what `one` has said."""
        self.turn(self.other, said.PLEAS, self.one)
        self.refused = self.refused or self.messages[-1].id

    def say(
        self, by: Author, pool: Sequence[str], *, to: Author | None = None, mention: bool = False
    ) -> None:
        self.at += timedelta(seconds=self.random.uniform(8, 60))
        text = self.random.choice(half(pool, test=self.test))
        who = to.name if to and self.random.random() < 0.7 else "friend"
        self.messages.append(
            Message(
                id=f"{self.community.id}-{len(self.messages)}",
                place=self.place,
                author=by,
                text=text.format(who=who),
                sent_at=self.at,
                targets=(to.id,) if to and mention else (),
            )
        )

    def later(self, *, hours: float) -> None:
        self.at += timedelta(hours=self.random.uniform(hours / 2, hours))


def after_a_plea(diary: Diary) -> None:
    """Asked to stop once or twice, and goes on from channel to channel."""
    second = diary.random.choice((None, 2, 3))
    for day in diary.days(6, 12):
        for _ in range(diary.random.randint(1, 3)):
            pool = said.COMPLIMENTS if diary.random.random() < 0.4 else said.CLAIMS
            diary.turn(diary.one, pool, diary.other)
            if diary.random.random() < 0.5:
                diary.move()
                diary.later(hours=2)
        if day in {1, second}:
            diary.turn(diary.one, said.CLAIMS, diary.other)
            diary.plea()


def polite_then_a_plea(diary: Diary) -> None:
    """They talked with each other first; then it became too much."""
    for _ in diary.days(3, 5):
        diary.turn(diary.one, said.FLIRTS, diary.other)
        diary.turn(diary.other, said.FONDNESS, diary.one)
    diary.turn(diary.one, said.CLAIMS, diary.other)
    diary.plea()
    for _ in diary.days(6, 10):
        for _ in range(diary.random.randint(1, 3)):
            diary.turn(diary.one, (*said.COMPLIMENTS, *said.CLAIMS), diary.other)
            diary.move()


def unanswered(diary: Diary) -> None:
    """Never an answer and never a plea: only lines that claim the other, everywhere, for days."""
    for _ in diary.days(10, 14):
        for _ in range(diary.random.randint(2, 4)):
            pool = said.COMPLIMENTS if diary.random.random() < 0.35 else said.CLAIMS
            diary.turn(diary.one, pool, diary.other)
            if diary.random.random() < 0.6:
                diary.move()
                diary.later(hours=1)
        diary.move()
        diary.say(diary.other, CHATTER)


def courting(diary: Diary) -> None:
    for _ in diary.days(8, 14):
        for _ in range(diary.random.randint(1, 4)):
            pool = said.COMPLIMENTS if diary.random.random() < 0.3 else said.FLIRTS
            diary.turn(diary.one, pool, diary.other)
            if diary.random.random() < 0.7:
                diary.turn(diary.other, said.FONDNESS, diary.one)


def friends(diary: Diary) -> None:
    for _ in diary.days(8, 14):
        for _ in range(diary.random.randint(1, 4)):
            diary.turn(diary.one, said.CHAT, diary.other)
            if diary.random.random() < 0.6:
                diary.turn(diary.other, said.CHAT, diary.one)


def mentor(diary: Diary) -> None:
    for _ in diary.days(8, 14):
        for _ in range(diary.random.randint(1, 4)):
            diary.turn(diary.one, said.ADVICE, diary.other)
        if diary.random.random() < 0.6:
            diary.turn(diary.other, said.THANKS, diary.one)


def fan(diary: Diary) -> None:
    """Greets a streamer every day, who hardly ever has the time to answer."""
    for _ in diary.days(12, 25):
        for _ in range(diary.random.randint(1, 3)):
            diary.turn(diary.one, said.GREETINGS, diary.other)
            diary.move()
        if diary.random.random() < 0.15:
            diary.turn(diary.other, ("hi there!", "welcome back", "thank you"), diary.one)


def colleague(diary: Diary) -> None:
    """Asks for work to be done; more is answered by doing it than in words."""
    for _ in diary.days(8, 14):
        for _ in range(diary.random.randint(1, 3)):
            diary.turn(diary.one, said.ERRANDS, diary.other)
            diary.move()
        if diary.random.random() < 0.35:
            diary.turn(diary.other, said.DONE, diary.one)


def moderating(diary: Diary) -> None:
    """A moderator reminds somebody of the rules, who would rather be left alone."""
    for day in diary.days(5, 9):
        for _ in range(diary.random.randint(1, 2)):
            diary.turn(diary.one, said.ORDERS, diary.other)
        if day in {1, 3}:
            diary.turn(diary.other, said.GRUMBLES, diary.one)


def made_up(diary: Diary) -> None:
    """A plea that was heard: an apology, then silence, then the other comes back as a friend."""
    for _ in diary.days(2, 3):
        diary.turn(diary.one, said.FLIRTS, diary.other)
    diary.plea()
    diary.turn(diary.one, said.SORRIES, diary.other)
    for _ in diary.days(2, 3):
        diary.say(diary.one, CHATTER)
    for _ in diary.days(7, 10):
        diary.turn(diary.other, said.CHAT, diary.one)
        diary.turn(diary.one, said.CHAT, diary.other)


HOSTILE: Mapping[str, Callable[[Diary], None]] = {
    "after_a_plea": after_a_plea,
    "polite_then_a_plea": polite_then_a_plea,
    "unanswered": unanswered,
}
HARMLESS: Mapping[str, Callable[[Diary], None]] = {
    "courting": courting,
    "friends": friends,
    "mentor": mentor,
    "fan": fan,
    "colleague": colleague,
    "moderating": moderating,
    "made_up": made_up,
}
KINDS = (*HOSTILE, *HARMLESS)


def pursuit(kind: str, seed: int, *, began: datetime, test: bool) -> Pursuit:
    random = Random(f"{kind}:{seed}:{test}")  # noqa: S311 - play, no secret
    community = Community(Platform.DISCORD, f"{kind}-{seed}-{'test' if test else 'dev'}")
    people = list(Crew(random, name=community.id, dated=True).regulars(8, began))
    if kind == "moderating":
        people[0] = replace(people[0], is_moderator=True)
    channels = random.sample(CHANNELS, random.randint(2, 5))
    diary = Diary(random, test, community, began, people, channels)
    {**HOSTILE, **HARMLESS}[kind](diary)
    return Pursuit(kind, community, diary.messages, diary.one.id, diary.refused)


def pursuits(each: int, *, test: bool) -> Iterator[Pursuit]:
    """So many of every kind, one after another in time."""
    began = NOON
    for seed in range(each):
        for kind in KINDS:
            made = pursuit(kind, seed, began=began, test=test)
            began = made.messages[-1].sent_at + timedelta(hours=1)
            yield made
