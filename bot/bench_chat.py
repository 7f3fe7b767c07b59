"""Made-up chat for the bench: the shipped lines, recombined so that few come twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random

import orjson

from data.packs import load_packs, scene_paths
from engine.events import Author, Community, Message, Place, Platform
from engine.verdict import Category, Polarity

CHANNELS = 40
COMMUNITIES = 4
# In each channel; at 1,000 messages a second everybody writes four a minute, as in a lively chat.
PEOPLE = 375
HARMFUL_SHARE = 0.01

_CALM_SCENES = ("banter", "friendly_raid", "ordinary", "quarrel", "quotation")
_PERSONAL = {Category.HARASSMENT, Category.INSULT, Category.THREAT, Category.HATE}
_REPLIES = 0.3
# Real chat repeats itself ("lol", "gg"); shorter lines than this are left as they are.
_SHORTEST_MIXED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be said, where and by whom; `target` is whom it answers."""

    text: str
    place: Place
    author: str
    target: str | None
    harmful: bool

    def at(self, moment: datetime, *, number: int) -> Message:
        return Message(
            id=f"b{number}",
            place=self.place,
            author=Author(id=self.author, name=self.author),
            text=self.text,
            sent_at=moment,
            targets=(self.target,) if self.target else (),
        )


class Chat:
    """Endless, and the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)  # noqa: S311 - chat, no secret
        self._calm = _calm_lines()
        self._words = [word for line in self._calm for word in line]
        self._harmful = _harmful_texts()
        self._places = _places()

    def lines(self) -> Iterator[Line]:
        while True:
            yield self._line()

    def _line(self) -> Line:
        random = self._random
        place = random.choice(self._places)
        harmful = random.random() < HARMFUL_SHARE
        target = self._person(place) if harmful or random.random() < _REPLIES else None
        text = random.choice(self._harmful) if harmful else self._calm_text()
        return Line(text, place, self._person(place), target, harmful)

    def _person(self, place: Place) -> str:
        return f"{place.channel}-{self._random.randrange(PEOPLE)}"

    def _calm_text(self) -> str:
        """The beginning of one line and the end of another, with a word of a third between them:
        as long as the first line is, so that the encoder has as much to read as in real chat.
        """
        random = self._random
        head = random.choice(self._calm)
        if len(head) < _SHORTEST_MIXED:
            return " ".join(head)
        tail = random.choice(self._calm)
        cut = random.randrange(1, len(head))
        rest = len(head) - cut - 1
        ending = tail[-rest:] if rest else ()
        return " ".join((*head[:cut], random.choice(self._words), *ending))


def repeats(lines: int = 10_000) -> float:
    """The share of lines that had been said before."""
    texts = [line.text for line in islice(Chat().lines(), lines)]
    return 1.0 - len(set(texts)) / lines


def _calm_lines() -> Sequence[Sequence[str]]:
    paths = scene_paths()
    lines = [line for scene in _CALM_SCENES for line in paths[scene].read_text().splitlines()]
    return [words for line in lines if (words := orjson.loads(line).get("text", "").split())]


def _harmful_texts() -> Sequence[str]:
    return [
        pattern.text
        for pattern in load_packs().patterns
        if pattern.polarity is Polarity.HARMFUL and pattern.category in _PERSONAL
    ]


def _places() -> Sequence[Place]:
    communities = [
        Community((Platform.DISCORD, Platform.TWITCH)[number % 2], f"bench-{number}")
        for number in range(COMMUNITIES)
    ]
    return [
        Place(communities[number % COMMUNITIES], f"channel-{number}") for number in range(CHANNELS)
    ]
