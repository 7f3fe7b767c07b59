"""Who came in lately: a raid that has not said a word yet, and names that come with it."""

from dataclasses import dataclass, field

from engine.events import Author, Message
from engine.sessions.context import Campaign
from engine.sessions.utterance import DAY, account_age
from engine.sessions.wave import LONGEST, SPAN, wave_id
from engine.sessions.window import Window

_MOST = 400
_LATELY = 300.0
_YOUNG = 7 * DAY
# So many in five minutes, four times as many as usual, half of them younger than a week: a stream
# that shows an invite brings as many people, but theirs are old accounts.
_CROWD = 20
_TIMES_USUAL = 4.0
_YOUNG_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Arrival:
    person: str
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
        self.lately.add(at, Arrival(author.id, age is not None and age < _YOUNG))

    def came_in(self, message: Message, *, usual: float) -> Campaign | None:
        """The crowd that the bearer of a name came with, or which their name would found.

        None for those who have been here for a while. `usual` is how many join in five minutes.
        """
        at = self.lately.reach(message.sent_at.timestamp())
        person = message.author.id
        arrival = next((each for each in self.lately if each.person == person), None)
        if arrival is None:
            return None
        crowd = self._crowd(message, at, usual)
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

    def crowd_of(self, person: str, at: float) -> str | None:
        crowd = self.crowd
        is_one = crowd and person in crowd.accounts and not crowd.is_over(at)
        return crowd.id if crowd and is_one else None

    def forget(self, person: str) -> None:
        self.lately.drop(lambda arrival: arrival.person == person)
        if self.crowd:
            self.crowd.accounts.pop(person, None)

    def _crowd(self, message: Message, at: float, usual: float) -> Crowd:
        """The present one, or a new one, which is kept where it is a raid."""
        if self.crowd and self.crowd.is_over(at):
            self.crowd = None
        crowd = self.crowd or Crowd(wave_id(str(message.place.community), message.id), at, at)
        if not crowd.accounts and (raiders := self._raiders(usual)):
            crowd.accounts |= raiders
            self.crowd = crowd
        return crowd

    def _raiders(self, usual: float) -> dict[str, None]:
        people = {arrival.person for arrival in self.lately}
        young = {arrival.person: None for arrival in self.lately if arrival.is_young}
        many = len(people) >= max(_CROWD, _TIMES_USUAL * usual)
        return young if many and len(young) >= _YOUNG_SHARE * len(people) else {}
