"""Many people at one person in a short time; those who stand by that person are no part of it."""

from collections import Counter
from dataclasses import dataclass, field

from engine.events import Community
from engine.quantities import counted
from engine.sessions.utterance import Utterance
from engine.sessions.window import Bins, Latest, Window
from engine.verdict import Category, Signal

SPAN = 600.0
FEWEST = 4
SHOWN_FROM = 0.3
_MOST_HITS = 64
_MOST_TARGETS = 10_000
_MOST_BLOWS = 16
_MOST_BESIEGED = 8
_FALLEN_SILENT = 120.0
_HARSH = 0.6

# What everyday talk is worth to the screening anyway.
_EVERYDAY = 0.05
# A laugh at somebody is a small sting by itself; alone it makes nobody a participant.
_MOCKING = 0.12
# Where it is all that there is, friends laugh at a friend: that is shown and not condemned. So many
# who are rough as well make it earnest.
_FEWEST_ROUGH, _ONLY_LAUGHTER = 2, 0.5
_TAKES_PART_FROM = 0.1
_BAD = 0.3
_ROUGH, _BAD_LAUGH = 0.2, 0.6
# From so many on a person is under attack enough for others to speak up.
_FEW = 2
# The sum of stings at which a crowd is in earnest, and how often the usual rate it must be.
_EARNEST = 0.9
_TIMES_USUAL = 2.0
# What the person in the middle does about it.
_LAUGHS_ALONG = 0.7
_PLEADS = 1.3


@dataclass(frozen=True, slots=True)
class Hit:
    """One message that concerns the target. `guards` ones speak for the target; `rough` ones do
    more than laugh.
    """

    author: str
    sting: float
    guards: bool
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Crowd:
    """Those who take part in what is happening to one person, without the person's defenders."""

    participants: frozenset[str]
    rough: int
    messages: int
    sting: float
    seconds: float


@dataclass(slots=True)
class Siege:
    """What has lately been said at one person, and how that person took it."""

    hits: Window[Hit] = field(default_factory=lambda: Window(span=SPAN, limit=_MOST_HITS))
    answers: Window[str] = field(default_factory=lambda: Window(span=SPAN, limit=_MOST_HITS))
    usual: Bins = field(default_factory=lambda: Bins(width=SPAN, kept=7))

    def hit(self, at: float, hit: Hit) -> None:
        self.usual.add(self.hits.add(at, hit), hit.sting)

    def has(self, author: str) -> bool:
        return any(hit.author == author and not hit.guards for hit in self.hits)

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
        times = [at for at, hit in self.hits.since(float("-inf")) if hit.author in hostile]
        return Crowd(
            participants=frozenset(hostile),
            rough=len({hit.author for hit in self.hits if hit.rough and hit.author in hostile}),
            messages=sum(map(len, hostile.values())),
            sting=sum(map(sum, hostile.values())),
            seconds=times[0] - times[-1] if times else 0.0,
        )

    def earnestness(self, crowd: Crowd, at: float) -> float:
        """0..1, from the crowd's size, its stings beyond the usual, and the target's answers."""
        excess = crowd.sting - _TIMES_USUAL * self.usual.base(at)
        sting = min(1.0, max(0.0, excess) * self._taken(at) / _EARNEST)
        size = min(1.0, 0.8 + 0.1 * (len(crowd.participants) - FEWEST))
        in_earnest = crowd.rough >= _FEWEST_ROUGH or "pleads" in self.answers
        return size * sting * (1.0 if in_earnest else _ONLY_LAUGHTER)

    def _taken(self, at: float) -> float:
        """Above 1 where the target pleads, below where the target laughs along."""
        self.answers.reach(at)
        answers = list(self.answers)
        if not answers:
            return 1.0
        share = answers.count("laughs") / len(answers)
        return (_PLEADS if "pleads" in answers else 1.0) * (1.0 - _LAUGHS_ALONG * share)


# "Leave Mika alone", "let Mika play", whatever the name.
_LEAVE_ALONE = ({"leave", "alone"}, {"let", "play"}, {"let", "be"})

# Whom a person has lately stung, and how much.
Blows = Window[tuple[str, float]]


class Dogpiles:
    def __init__(self) -> None:
        self._sieges: Latest[tuple[str, str], Siege] = Latest(most=_MOST_TARGETS)
        self._dealt: Latest[tuple[str, str], Blows] = Latest(most=_MOST_TARGETS)
        self._besieged: Latest[str, Window[str]] = Latest(most=_MOST_TARGETS)

    def observe(self, utterance: Utterance) -> None:
        own = self._sieges.get((utterance.community, utterance.author))
        if own is not None:
            own.answered(utterance)
        if utterance.target:
            self._aimed(utterance, utterance.target)

    def defence(self, utterance: Utterance) -> Signal | None:
        """Rough words for somebody under attack, to those who attack: no part of the harm."""
        if utterance.malice < _EVERYDAY or not self._defends(utterance):
            return None
        evidence = "It speaks up for somebody whom several people are attacking."
        return Signal("defence", Category.NONE, 1.0, evidence)

    def signal(self, utterance: Utterance) -> Signal | None:
        """Only on the messages of those who take part."""
        siege = self._sieges.get((utterance.community, utterance.target or ""))
        if siege is None or utterance.is_kind or siege.people() < FEWEST:
            return None
        if self._defends(utterance) or siege.is_afterwards(utterance):
            return None
        crowd = siege.crowd()
        if len(crowd.participants) < FEWEST or utterance.author not in crowd.participants:
            return None
        score = siege.earnestness(crowd, utterance.at)
        if score < SHOWN_FROM:
            return None
        minutes = max(1, round(crowd.seconds / 60))
        evidence = (
            f"{len(crowd.participants)} people wrote {crowd.messages} messages at the same person "
            f"within {counted(minutes, 'minute')}."
        )
        return Signal("dogpile", Category.DOGPILING, score, evidence)

    def forget(self, community: Community, person: str) -> None:
        here = str(community)
        for held in (self._sieges, self._dealt):
            held.pop((here, person), None)
        if besieged := self._besieged.get(here):
            besieged.drop(lambda target: target == person)
        for (where, _), siege in self._sieges.items():
            if where == here:
                siege.hits.drop(lambda hit: hit.author == person)
        for (where, _), blows in self._dealt.items():
            if where == here:
                blows.drop(lambda blow: blow[0] == person)

    def _aimed(self, utterance: Utterance, target: str) -> None:
        sting = _sting(utterance)
        attacked = self._dealt.get((utterance.community, target))
        if attacked is not None:
            attacked.reach(utterance.at)
            self._stood_by(utterance, attacked)
        if sting == 0.0 and not self._is_besieged(utterance, target):
            return
        siege = self._siege(utterance, target)
        retort = attacked is not None and _is_harsh(attacked) and not siege.has(utterance.author)
        guards = utterance.is_kind or retort or self._defends(utterance)
        rough = utterance.malice >= (_BAD_LAUGH if "laughter" in utterance.tone else _ROUGH)
        siege.hit(utterance.at, Hit(utterance.author, sting, guards, rough))
        if (siege.people() >= _FEW or sting >= _BAD) and not guards:
            self._note(utterance, target)
        if sting > 0.0 and not guards:
            key = (utterance.community, utterance.author)
            dealt = self._dealt.get(key) or Window(span=SPAN, limit=_MOST_BLOWS)
            dealt.add(utterance.at, (target, sting))
            self._dealt.renew(key, dealt)

    def _stood_by(self, utterance: Utterance, attacked: Blows) -> None:
        """Who takes an attacker on, and does not laugh with them, speaks for the target."""
        prey = attacked.last[0] if attacked.last else utterance.author
        if prey != utterance.author and "laughter" not in utterance.tone:
            hit = Hit(utterance.author, 0.0, guards=True)
            self._siege(utterance, prey).hit(utterance.at, hit)

    def _note(self, utterance: Utterance, target: str) -> None:
        """Several may be under attack at once: an attacker, too, once people answer."""
        here = utterance.community
        besieged = self._besieged.get(here) or Window(span=SPAN, limit=_MOST_BESIEGED)
        besieged.drop(lambda known: known == target)
        besieged.add(utterance.at, target)
        self._besieged.renew(here, besieged)

    def _defends(self, utterance: Utterance) -> bool:
        """Said to one of the attackers, or in so many words, by somebody who attacked nobody."""
        besieged = self._besieged.get(utterance.community)
        if besieged is None:
            return False
        besieged.reach(utterance.at)
        return any(self._defends_one(utterance, prey) for prey in besieged)

    def _defends_one(self, utterance: Utterance, prey: str) -> bool:
        siege = self._sieges.get((utterance.community, prey))
        if siege is None or prey == utterance.author or siege.takes_part(utterance.author):
            return False
        if _speaks_up(utterance):
            return True
        at_an_attacker = utterance.explicit and siege.takes_part(utterance.target or "")
        return at_an_attacker and siege.people() >= FEWEST

    def _is_besieged(self, utterance: Utterance, target: str) -> bool:
        siege = self._sieges.get((utterance.community, target))
        return siege is not None and utterance.at - siege.hits.latest < SPAN

    def _siege(self, utterance: Utterance, target: str) -> Siege:
        key = (utterance.community, target)
        siege = self._sieges.get(key) or Siege()
        self._sieges.renew(key, siege)
        return siege


def _speaks_up(utterance: Utterance) -> bool:
    words = set(utterance.words)
    return "defence" in utterance.tone or any(said <= words for said in _LEAVE_ALONE)


def _sting(utterance: Utterance) -> float:
    if utterance.is_kind:
        return 0.0
    malice = 0.0 if utterance.is_glad else utterance.malice
    return max(0.0, malice - _EVERYDAY) + _MOCKING * ("laughter" in utterance.tone)


def _takes_part(dealt: list[float], *, guarding: int) -> bool:
    """Mostly stings, more than one or a bad one; comfort that sounds dark ("nobody thinks that,
    ignore them") and words against the attackers make no participant.
    """
    stings = [sting for sting in dealt if sting > 0.0]
    if len(stings) <= guarding or 2 * len(stings) < len(dealt) or sum(stings) < _TAKES_PART_FROM:
        return False
    return len(stings) > 1 or stings[0] >= _BAD


def _is_harsh(attacked: Blows) -> bool:
    """Who has dealt this much is called to order by a crowd, not piled upon."""
    return sum(sting for _, sting in attacked) >= _HARSH


def _answer(utterance: Utterance) -> str:
    if utterance.asks_to_stop:
        return "pleads"
    return "laughs" if "laughter" in utterance.tone or utterance.is_kind else "speaks"
