"""The recent past of one community, as far as crowds go."""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.events import Author, MemberJoined
from engine.sessions.arrivals import Arrivals
from engine.sessions.wave import (
    FEWEST,
    LONGEST,
    MARK,
    SHARED,
    SKETCH,
    SPAN,
    Post,
    Wave,
    alike,
)
from engine.sessions.window import Bins, Latest, Window

_MOST_POSTS = 32
_MOST_JOINS = 400
_MOST_STRANGERS = 96

_ANNOUNCED_FOR = 900.0
_JOIN_SPAN = 300.0
_JOIN_BURST = 8.0
_TIMES_USUAL = 4.0
_MOOD = 10
_MOOD_SHARE = 0.5
_MOOD_PEOPLE = 3


@dataclass(slots=True)
class Raid:
    """All hostile waves that follow upon one another here are one matter, named by the first."""

    id: str
    began: float
    latest: float

    def is_over(self, at: float) -> bool:
        return at - self.latest >= SPAN or at - self.began >= LONGEST


class Board(Window[Post]):
    """What was posted lately, with a byte of each of its word hashes in one row."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        super().__init__(span=SPAN, limit=_MOST_POSTS)
        self._bytes = bytearray()

    def add(self, at: float, item: Post) -> float:
        at = super().add(at, item)
        self._bytes += _row(item)
        # Posts leave at the front only, whether by their age or their number.
        del self._bytes[: len(self._bytes) - len(self._entries) * SKETCH]
        return at

    def drop(self, unwanted: Callable[[Post], bool]) -> None:
        super().drop(unwanted)
        self._bytes = bytearray().join([_row(post) for _, post in self._entries])

    def like(self, post: Post) -> list[tuple[float, Post]]:
        """Posts of the same words; perhaps none where they are too few for a wave."""
        # Counting bytes in all posts at once rules out nearly every message, thirty times as fast:
        # whoever shares three marks shares one besides the two commonest, as "the" and "you".
        counts = sorted(map(self._bytes.count, post.sketch[MARK - 1 :: MARK]))
        if sum(counts[: 1 - SHARED]) < FEWEST or sum(counts) < FEWEST * SHARED:
            return []
        marks = post.marks
        return [entry for entry in self._entries if alike(marks, entry[1])]


def _row(post: Post) -> bytes:
    return post.sketch[MARK - 1 :: MARK].ljust(SKETCH, b"\0")


@dataclass(slots=True)
class Neighbourhood:
    posts: Board = field(default_factory=Board)
    strangers: Latest[str, float] = field(default_factory=lambda: Latest(most=_MOST_STRANGERS))
    mood: Window[tuple[str, bool]] = field(default_factory=lambda: Window(span=SPAN, limit=_MOOD))
    waves: list[Wave] = field(default_factory=list)
    raid: Raid | None = None
    announced: dict[str, float] = field(default_factory=dict)
    joins: Latest[str, float] = field(default_factory=lambda: Latest(most=_MOST_JOINS))
    usual_joins: Bins = field(default_factory=lambda: Bins(width=_JOIN_SPAN, kept=18))
    arrivals: Arrivals = field(default_factory=Arrivals)

    def joined(self, event: MemberJoined) -> None:
        at = event.joined_at.timestamp()
        self.joins.renew(event.author.id, at)
        self.usual_joins.add(at)
        self.arrivals.joined(event.author, at)

    def joined_at(self, author: Author) -> float | None:
        """As the join event or the message itself tells it."""
        if author.id in self.joins:
            return self.joins[author.id]
        return None if author.joined_at is None else author.joined_at.timestamp()

    def join_burst(self, at: float) -> float:
        """0 at the usual rate of joining, 1 from eight in five minutes and four times the rate."""
        lately = sum(0.0 <= at - when < _JOIN_SPAN for when in self.joins.values())
        usual = self.usual_joins.base(at)
        return min(1.0, lately / max(_JOIN_BURST, _TIMES_USUAL * usual))

    def forget(self, person: str) -> None:
        self.posts.drop(lambda post: post.author == person)
        self.mood.drop(lambda mood: mood[0] == person)
        self.strangers.pop(person, None)
        self.joins.pop(person, None)
        self.arrivals.forget(person)
        for wave in self.waves:
            wave.posts.drop(lambda post: post.author == person)
            wave.accounts.pop(person, None)

    def came_by(self, person: str, at: float) -> None:
        """A stranger spoke; what counts is when they first did."""
        if at - self.strangers.get(person, float("-inf")) >= SPAN:
            self.strangers.renew(person, at)

    def is_strange(self, author: Author, at: float) -> bool:
        """Who came by a few minutes ago is not known yet for having said something since."""
        return at - self.strangers.get(author.id, float("-inf")) < SPAN

    def focus(self, wave: Wave, at: float) -> float:
        """The share of those who are new here that the wave is made of."""
        people = {person for person, when in self.strangers.items() if at - when < SPAN}
        return len(people & wave.accounts.keys()) / len(people) if people else 1.0

    def raid_under_way(self, at: float) -> str | None:
        """The name of whatever raid there is, of arrivals or of words."""
        if self.raid is not None and self.raid.is_over(at):
            self.raid = None
        return self.arrivals.raid(at) or (self.raid.id if self.raid else None)

    def raid_by(self, wave: Wave, at: float) -> str:
        """The name of the raid that a hostile wave is part of."""
        known = self.raid_under_way(at)
        if self.raid is None:
            self.raid = Raid(known or wave.id, wave.began, at)
        self.raid.latest = at
        return known or self.raid.id

    def is_announced(self, place: str, at: float) -> bool:
        when = self.announced.get(place)
        return when is not None and 0.0 <= at - when < _ANNOUNCED_FOR

    def is_cheering(self) -> bool:
        """Several people at once use the words of joy."""
        moods = list(self.mood)
        hyped = [author for author, hype in moods if hype]
        return len(hyped) >= _MOOD_SHARE * len(moods) and len(set(hyped)) >= _MOOD_PEOPLE
