"""What has lately been said at one person, who takes part in it, and how earnest it is."""

from collections import Counter
from dataclasses import dataclass, field

from engine.sessions.utterance import Utterance
from engine.sessions.window import Bins, Window

SPAN = 600.0
FEWEST = 4
_MOST_HITS = 64
_FALLEN_SILENT = 120.0

# Where laughter is all that there is, friends laugh at a friend: that is shown and not condemned.
# So many, and so large a part, who are rough as well make it earnest.
_FEWEST_ROUGH, _ROUGH_PART, _ONLY_LAUGHTER = 2, 0.34, 0.5
_TAKES_PART_FROM = 0.1
_BAD = 0.3
# The sum of stings at which a crowd is in earnest, and how often the usual rate it must be.
_EARNEST = 0.9
_TIMES_USUAL = 2.0
# What the person in the middle does about it; half of their laughter may be for show where nobody
# else laughs.
_LAUGHS_ALONG, _FOR_SHOW = 0.8, 0.5
_PLEADS = 1.3
# Half of all messages laugh; half of the person's answers do, and not alone.
_MERRY, _ENJOYED = 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """One message that concerns the target. `guards` ones speak for the target; `rough` ones do
    more than laugh, and `merry` ones laugh or are fond, whatever else they do.
    """

    author: str
    sting: float
    guards: bool
    rough: bool = False
    merry: bool = False


@dataclass(frozen=True, slots=True)
class Crowd:
    """Those who take part in what is happening to one person, without the person's defenders.

    `rough` are those of them who do more than laugh, `mirth` the merry share of their messages.
    """

    participants: frozenset[str]
    rough: frozenset[str]
    mirth: float
    messages: int
    sting: float
    seconds: float


@dataclass(slots=True)
class Siege:
    """What has lately been said at one person, and how that person took it."""

    hits: Window[Hit] = field(default_factory=lambda: Window(span=SPAN, limit=_MOST_HITS))
    answers: Window[str] = field(default_factory=lambda: Window(span=SPAN, limit=_MOST_HITS))
    usual: Bins = field(default_factory=lambda: Bins(width=SPAN, kept=7))
    place: str = ""

    def hit(self, at: float, hit: Hit) -> None:
        self.usual.add(self.hits.add(at, hit), hit.sting)

    def has(self, author: str) -> bool:
        return any(hit.author == author and not hit.guards for hit in self.hits)

    def is_stung_by(self, author: str) -> bool:
        return any(hit.author == author and hit.sting > 0.0 and not hit.guards for hit in self.hits)

    def is_stung_by_another(self, author: str) -> bool:
        return any(hit.author != author and hit.sting > 0.0 and not hit.guards for hit in self.hits)

    def stinging(self) -> int:
        """How many people are at the target."""
        return len({hit.author for hit in self.hits if hit.sting > 0.0 and not hit.guards})

    def guards_of(self, author: str) -> int:
        return sum(hit.author == author and hit.guards for hit in self.hits)

    def stings_of(self, author: str) -> int:
        return sum(hit.author == author and hit.sting > 0.0 for hit in self.hits)

    def is_guarded_by(self, author: str) -> bool:
        return any(hit.author == author and hit.guards for hit in self.hits)

    def takes_part(self, author: str) -> bool:
        mine = [hit for hit in self.hits if hit.author == author]
        dealt = [hit.sting for hit in mine if not hit.guards]
        return _takes_part(dealt, guarding=len(mine) - len(dealt))

    def is_afterwards(self, utterance: Utterance) -> bool:
        """The first word of somebody who comes when the others have fallen silent: not their fault,
        however rough it reads.
        """
        mine = sum(hit.author == utterance.author for hit in self.hits)
        others = (hit for _, hit in self.hits.since(utterance.at - _FALLEN_SILENT))
        return mine < 2 and not any(
            hit.sting > 0.0 and not hit.guards and hit.author != utterance.author for hit in others
        )

    def answered(self, utterance: Utterance) -> None:
        """The target spoke; without a hit in the window there is nothing to answer."""
        self.hits.reach(utterance.at)
        if len(self.hits):
            self.answers.add(utterance.at, _answer(utterance))

    def people(self) -> int:
        return len({hit.author for hit in self.hits})

    def crowd(self) -> Crowd:
        stings: dict[str, list[float]] = {}
        guards: Counter[str] = Counter()
        for hit in self.hits:
            if hit.guards:
                guards[hit.author] += 1
            else:
                stings.setdefault(hit.author, []).append(hit.sting)
        hostile = {
            author: dealt
            for author, dealt in stings.items()
            if _takes_part(dealt, guarding=guards[author])
        }
        theirs = [(at, hit) for at, hit in self.hits.entries if hit.author in hostile]
        times = [at for at, _ in theirs]
        return Crowd(
            participants=frozenset(hostile),
            rough=frozenset(hit.author for _, hit in theirs if hit.rough),
            mirth=sum(hit.merry for _, hit in theirs) / max(1, len(theirs)),
            messages=sum(map(len, hostile.values())),
            sting=sum(map(sum, hostile.values())),
            seconds=times[-1] - times[0] if times else 0.0,
        )

    def earnestness(self, crowd: Crowd, at: float) -> float:
        """0..1, from the crowd's size, its stings beyond the usual, and the target's answers."""
        excess = max(0.0, crowd.sting - _TIMES_USUAL * self.usual.base(at))
        sting = min(1.0, excess * (_PLEADS if self.pleads(at) else 1.0) / _EARNEST)
        size = min(1.0, 0.8 + 0.1 * (len(crowd.participants) - FEWEST))
        return (
            size * sting * (1.0 - _LAUGHS_ALONG * self._amused(crowd, at)) * self._rough(crowd, at)
        )

    def pleads(self, at: float) -> bool:
        self.answers.reach(at)
        return "pleads" in self.answers

    def is_merry(self, crowd: Crowd, at: float) -> bool:
        """Perhaps a round of friends: half of it is laughter, or the person laughs along."""
        return not self.pleads(at) and (crowd.mirth >= _MERRY or self.is_enjoyed(crowd, at))

    def is_enjoyed(self, crowd: Crowd, at: float) -> bool:
        """The person in the middle laughs along, and others laugh too."""
        return not self.pleads(at) and self._amused(crowd, at) >= _ENJOYED

    def _amused(self, crowd: Crowd, at: float) -> float:
        """0..1: how far the person in the middle laughs along."""
        self.answers.reach(at)
        answers = list(self.answers)
        share = answers.count("laughs") / len(answers) if answers else 0.0
        return share * (_FOR_SHOW + (1.0 - _FOR_SHOW) * crowd.mirth)

    def _rough(self, crowd: Crowd, at: float) -> float:
        many = max(_FEWEST_ROUGH, _ROUGH_PART * len(crowd.participants))
        return 1.0 if len(crowd.rough) >= many or self.pleads(at) else _ONLY_LAUGHTER


def _takes_part(dealt: list[float], *, guarding: int) -> bool:
    """Mostly stings, more than one or a bad one; comfort that sounds dark ("nobody thinks that,
    ignore them") and words against the attackers make no participant.
    """
    stings = [sting for sting in dealt if sting > 0.0]
    if len(stings) <= guarding or 2 * len(stings) < len(dealt) or sum(stings) < _TAKES_PART_FROM:
        return False
    return len(stings) > 1 or stings[0] >= _BAD


def _answer(utterance: Utterance) -> str:
    if utterance.asks_to_stop:
        return "pleads"
    return "laughs" if "laughter" in utterance.tone or utterance.is_kind else "speaks"
