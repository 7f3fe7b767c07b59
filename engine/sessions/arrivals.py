"""Who came in lately: a raid that has not said a word yet, and names that come with it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.events import Author, Message
from engine.sessions.context import Campaign
from engine.sessions.utterance import DAY, account_age
from engine.sessions.wave import LONGEST, SPAN, wave_id
from engine.sessions.window import Window

_MOST = 400
_LATELY = 300.0
_YOUNG = 7 * DAY
# So many in five minutes, four times as many as usual, most of them younger than a week: a game's
# release brings as many people and every third account may be new, but not three of four. Names
# from one mould ("pip_0417", "pip_9002") are told from fewer.
_CROWD, _CROWD_OF_ONE_MOULD = 20, 8
_TIMES_USUAL = 4.0
_YOUNG_SHARE, _ALIKE_SHARE = 0.75, 0.6
_SHORTEST_STEM = 3
_NO_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Arrival:
    """`stem` is what is left of the name without figures and signs."""

    person: str
    stem: str
    is_young: bool


@dataclass(slots=True)
class Crowd:
    """Without `accounts` it is no raid, only what names there are to be told of together."""

    id: str
    began: float
    latest: float
    accounts: dict[str, None] = field(default_factory=dict)

    def is_over(self, at: float) -> bool:
        return at - self.latest >= SPAN or at - self.began >= LONGEST


@dataclass(slots=True)
class Arrivals:
    lately: Window[Arrival] = field(default_factory=lambda: Window(span=_LATELY, limit=_MOST))
    crowd: Crowd | None = None

    def joined(self, author: Author, at: float) -> None:
        age = account_age(author, at)
        is_young = age is not None and age < _YOUNG
        self.lately.add(at, Arrival(author.id, stem_of(author.name), is_young))

    def came_in(self, message: Message, *, usual: float, raid: str | None) -> Campaign | None:
        """The crowd that the bearer of a name came with, or which their name would found.

        None for those who have been here for a while. `usual` is how many join in five minutes,
        `raid` the one that is under way, which a crowd that comes then is part of.
        """
        at = self.lately.reach(message.sent_at.timestamp())
        person = message.author.id
        arrival = next((each for each in self.lately if each.person == person), None)
        if arrival is None:
            return None
        crowd = self._crowd(message, at, usual, raid)
        if crowd.accounts and arrival.is_young:
            crowd.accounts[person] = None
            crowd.latest = at
        members = tuple(crowd.accounts) if person in crowd.accounts else (person,)
        return Campaign(crowd.id, members)

    def named(self, campaign: str, at: float) -> None:
        """Moderators were told of a name: what follows within minutes belongs to the same case."""
        if self.crowd is None or self.crowd.id != campaign:
            self.crowd = Crowd(campaign, at, at)
        self.crowd.latest = max(at, self.crowd.latest)

    def raid(self, at: float) -> str | None:
        """The crowd that came to raid, if one did lately."""
        crowd = self.crowd
        is_one = crowd and crowd.accounts and not crowd.is_over(at)
        return crowd.id if crowd and is_one else None

    def forget(self, person: str) -> None:
        self.lately.drop(lambda arrival: arrival.person == person)
        if self.crowd:
            self.crowd.accounts.pop(person, None)

    def _crowd(self, message: Message, at: float, usual: float, raid: str | None) -> Crowd:
        """The present one, or a new one, which is kept where it is a raid."""
        if self.crowd and self.crowd.is_over(at):
            self.crowd = None
        crowd = self.crowd or Crowd(wave_id(str(message.place.community), message.id), at, at)
        if not crowd.accounts and (raiders := self._raiders(usual)):
            crowd.id = raid if raid and self.crowd is None else crowd.id
            crowd.accounts |= raiders
            self.crowd = crowd
        return crowd

    def _raiders(self, usual: float) -> dict[str, None]:
        people = {arrival.person: arrival for arrival in self.lately}
        young = {person: None for person, arrival in people.items() if arrival.is_young}
        alike = _are_alike([people[person].stem for person in young])
        fewest = _CROWD_OF_ONE_MOULD if alike else _CROWD
        many = len(young if alike else people) >= max(fewest, _TIMES_USUAL * usual)
        return young if many and (alike or len(young) >= _YOUNG_SHARE * len(people)) else {}


def stem_of(name: str) -> str:
    return _NO_LETTERS.sub("", name.casefold())


def _are_alike(stems: Sequence[str]) -> bool:
    counts = Counter(stem for stem in stems if len(stem) >= _SHORTEST_STEM)
    return bool(counts) and max(counts.values()) >= _ALIKE_SHARE * len(stems)
