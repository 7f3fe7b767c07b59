"""Many people at one person in a short time; those who stand by that person are no part of it."""

from collections.abc import Sequence

from engine.events import Community
from engine.sessions.attention import Attention
from engine.sessions.bearing import (
    BAD_LAUGH,
    MAY_DEFEND,
    UNCONCERNED,
    Bearing,
    answering_back,
    defence,
    defending,
    part,
    unsure,
)
from engine.sessions.besieged import Besieged
from engine.sessions.blows import Blow, Blows
from engine.sessions.gatherings import Gatherings
from engine.sessions.siding import CLUE, SURE, inferred, is_for_another, is_plain, speaks_up
from engine.sessions.siege import SPAN, Hit, Siege
from engine.sessions.utterance import COMMERCE, Utterance
from engine.sessions.window import Latest
from engine.verdict import Category

_MOST_TARGETS = 10_000

# What everyday talk is worth to the screening anyway.
_EVERYDAY = 0.05
# A laugh at somebody is a small sting by itself; alone it makes nobody a participant.
_MOCKING = 0.12
_ROUGH = 0.2
# From so many on, or from so bad a word, others may speak up for the person.
_FEW, _TELLING = 2, 0.1
# So many plain blows before make an attacker of somebody; one will do where the second is so bad.
_ESTABLISHED, _BLATANT = 2, 0.7


class Dogpiles:
    def __init__(self) -> None:
        self._sieges: Latest[tuple[str, str], Siege] = Latest(most=_MOST_TARGETS)
        self._blows = Blows()
        self._attention = Attention()
        self._gatherings = Gatherings()
        self._besieged: Latest[str, Besieged] = Latest(most=_MOST_TARGETS)

    def observe(self, utterance: Utterance) -> None:
        own = self._sieges.get((utterance.community, utterance.author))
        if own is not None:
            own.answered(utterance)
        self._attention.note(utterance)
        if utterance.target:
            self._aimed(utterance, utterance.target)
        elif self._side(utterance) >= SURE:
            self._stand_by(utterance)

    def bearing(self, utterance: Utterance) -> Bearing:
        """Of a message that was observed."""
        found = self._read(utterance)
        is_calm = utterance.malice <= _EVERYDAY and found.crowd is None
        if is_calm or utterance.category in COMMERCE:
            return found
        held = self._held(utterance, found)
        return held._replace(siege=self._gatherings.of(utterance)) if held.doubt else held

    def _held(self, utterance: Utterance, found: Bearing) -> Bearing:
        """Rough words amid a siege are for a moderator, but where it is sure who attacks."""
        if self._answers_back(utterance):
            return answering_back()
        if self._is_established(utterance):
            return found
        if self._blows.is_at_attacker(utterance):
            return defending(found)
        if found.doubt or not self._is_amid(utterance):
            return found
        return unsure(found)

    def _read(self, utterance: Utterance) -> Bearing:
        if side := self._side(utterance):
            sure = side >= SURE
            told = (
                defence(side, sure=sure) if side >= CLUE and utterance.malice >= _EVERYDAY else None
            )
            return Bearing(defence=told, doubt="" if sure else MAY_DEFEND)
        if utterance.explicit and is_for_another(utterance):
            # What came before may have been said elsewhere, or too cleverly to be read as rough.
            return Bearing(doubt=MAY_DEFEND)
        siege = self._sieges.get((utterance.community, utterance.target or ""))
        if siege is None or siege.people() < _FEW or _sting(utterance) == 0.0:
            return UNCONCERNED
        if siege.is_afterwards(utterance):
            return UNCONCERNED
        return part(utterance, siege)

    def forget(self, community: Community, person: str) -> None:
        here = str(community)
        self._blows.forget(here, person)
        self._attention.forget(here, person)
        self._sieges.pop((here, person), None)
        if besieged := self._besieged.get(here):
            besieged.drop(lambda target: target == person)
        for (where, _), siege in self._sieges.items():
            if where == here:
                siege.hits.drop(lambda hit: hit.author == person)

    def _aimed(self, utterance: Utterance, target: str) -> None:
        sting = _sting(utterance)
        if utterance.explicit:
            self._stood_by(utterance, target)
        if sting == 0.0 and not self._is_besieged(utterance, target):
            return
        siege = self._siege(utterance, target)
        hit = self._hit(utterance, siege, target)
        siege.hit(utterance.at, hit)
        siege.place = utterance.place
        self._move(utterance)
        if hit.guards or hit.sting == 0.0:
            return
        if siege.people() >= _FEW or sting >= _TELLING:
            self._note(utterance, target)
        if sting >= _TELLING:
            plain = is_plain(utterance) and not self._blows.is_at_attacker(utterance)
            self._blows.deal(utterance, Blow(target, sting, plain))

    def _hit(self, utterance: Utterance, siege: Siege, target: str) -> Hit:
        side = self._side(utterance)
        harsh = self._blows.is_harsh(utterance, target) and not siege.has(utterance.author)
        guards = harsh or side >= SURE or self._hits_back(utterance, siege)
        return _hit(utterance, 0.0 if side else _sting(utterance), guards=guards)

    def _hits_back(self, utterance: Utterance, siege: Siege) -> bool:
        """Whoever turns on somebody whom others are at, and who did not sting them, joins in."""
        if not self._answers_back(utterance):
            return False
        own = self._sieges[utterance.community, utterance.author]
        stung = own.is_stung_by(utterance.target or "")
        return stung or not siege.is_stung_by_another(utterance.author)

    def _answers_back(self, utterance: Utterance) -> bool:
        """Of one whom others are at, and who began it with nobody; to a single one, once."""
        own = self._sieges.get((utterance.community, utterance.author))
        if own is None or self._blows.by(utterance, utterance.author):
            return False
        own.hits.reach(utterance.at)
        return own.stinging() >= _FEW or self._answers_first(utterance, own)

    def _answers_first(self, utterance: Utterance, own: Siege) -> bool:
        theirs = self._sieges.get((utterance.community, utterance.target or ""))
        answers = 0 if theirs is None else theirs.guards_of(utterance.author)
        return answers < _FEW and own.is_stung_by(utterance.target or "")

    def _is_established(self, utterance: Utterance) -> bool:
        """Surely on the attackers' side: plain blows, one after the other, to one person, for whom
        they did not stand up too, and who does not laugh along; and at whom no others are.
        """
        prey, times = self._blows.prey_of(utterance)
        siege = self._sieges.get((utterance.community, prey))
        if siege is None or times < _needed(utterance, prey):
            return False
        siege.hits.reach(utterance.at)
        if siege.guards_of(utterance.author) >= times or not siege.takes_part(utterance.author):
            return False
        return not siege.is_merry(siege.crowd(), utterance.at)

    def _is_amid(self, utterance: Utterance) -> bool:
        """Somebody else has lately been at somebody here, or at the same person; or perhaps so."""
        preys = (utterance.target or "", *self._preys_here(utterance))
        attacked = any(self._is_attacked(utterance, prey) for prey in preys)
        return attacked or self._attention.is_amid(utterance)

    def _is_attacked(self, utterance: Utterance, prey: str) -> bool:
        siege = self._sieges.get((utterance.community, prey))
        if siege is None:
            return False
        siege.hits.reach(utterance.at)
        if prey == utterance.author:
            # A feud of two is nothing that others can be amid.
            return siege.stinging() >= _FEW
        return siege.is_stung_by_another(utterance.author)

    def _stood_by(self, utterance: Utterance, attacker: str) -> None:
        """Who takes an attacker on, and does not laugh with them, speaks for the target."""
        dealt = self._blows.by(utterance, attacker)
        prey = dealt.last.target if dealt and dealt.last else utterance.author
        if prey != utterance.author and "laughter" not in utterance.tone:
            self._guarded(utterance, prey)

    def _stand_by(self, utterance: Utterance) -> None:
        """Said to nobody in particular, for whoever is under attack here."""
        up = speaks_up(utterance)
        for prey in self._preys(utterance, up=up):
            if self._side_to(utterance, prey, up=up) >= SURE:
                self._guarded(utterance, prey)

    def _guarded(self, utterance: Utterance, prey: str) -> None:
        hit = Hit(utterance.author, 0.0, guards=True)
        self._siege(utterance, prey).hit(utterance.at, hit)

    def _note(self, utterance: Utterance, target: str) -> None:
        """Several may be under attack at once: an attacker, too, once people answer."""
        here = utterance.community
        besieged = self._besieged.get(here) or Besieged()
        besieged.drop(lambda known: known == target)
        besieged.add(utterance.at, target)
        self._besieged.renew(here, besieged)
        self._move(utterance)

    def _move(self, utterance: Utterance) -> None:
        """Somebody was attacked, perhaps in another place than before."""
        if besieged := self._besieged.get(utterance.community):
            besieged.places = frozenset([self._scene(utterance, prey) for prey in besieged])

    def _preys(self, utterance: Utterance, *, up: bool) -> Sequence[str]:
        """Those under attack whose side the message may take: everyday talk, which is nearly all
        that there is, takes none elsewhere than where somebody was last attacked.
        """
        besieged = self._besieged.get(utterance.community)
        if besieged is None:
            return ()
        besieged.reach(utterance.at)
        if up or utterance.malice > _EVERYDAY:
            return tuple(besieged)
        return self._preys_here(utterance)

    def _preys_here(self, utterance: Utterance) -> Sequence[str]:
        """Those who were last attacked in this place."""
        besieged = self._besieged.get(utterance.community)
        if besieged is None or utterance.place not in besieged.places:
            return ()
        besieged.reach(utterance.at)
        return [prey for prey in besieged if self._scene(utterance, prey) == utterance.place]

    def _scene(self, utterance: Utterance, prey: str) -> str:
        siege = self._sieges.get((utterance.community, prey))
        return siege.place if siege else ""

    def _side(self, utterance: Utterance) -> float:
        """How surely it is said for somebody under attack, 0..1."""
        if utterance.community not in self._besieged:
            return 0.0
        up = speaks_up(utterance)
        preys = self._preys(utterance, up=up)
        return max([self._side_to(utterance, prey, up=up) for prey in preys], default=0.0)

    def _side_to(self, utterance: Utterance, prey: str, *, up: bool) -> float:
        siege = self._sieges.get((utterance.community, prey))
        if siege is None or prey == utterance.author:
            return 0.0
        if siege.takes_part(utterance.author):
            return 0.0
        return SURE if up else inferred(utterance, siege, prey)

    def _is_besieged(self, utterance: Utterance, target: str) -> bool:
        siege = self._sieges.get((utterance.community, target))
        return siege is not None and utterance.at - siege.hits.latest < SPAN

    def _siege(self, utterance: Utterance, target: str) -> Siege:
        key = (utterance.community, target)
        siege = self._sieges.get(key) or Siege()
        self._sieges.renew(key, siege)
        return siege


def _hit(utterance: Utterance, sting: float, *, guards: bool) -> Hit:
    laughs = "laughter" in utterance.tone
    return Hit(
        author=utterance.author,
        sting=sting,
        guards=guards or utterance.is_kind,
        rough=sting > 0.0 and utterance.malice >= (BAD_LAUGH if laughs else _ROUGH),
        merry=laughs or "affection" in utterance.tone,
    )


def _sting(utterance: Utterance) -> float:
    if utterance.is_kind:
        return 0.0
    malice = 0.0 if utterance.is_glad else utterance.malice
    return max(0.0, malice - _EVERYDAY) + _MOCKING * ("laughter" in utterance.tone)


def _needed(utterance: Utterance, prey: str) -> int:
    """How many plain blows it takes, with the present one."""
    if utterance.target != prey or not is_plain(utterance):
        return _ESTABLISHED
    named = utterance.category is not Category.NONE
    return _ESTABLISHED if named and utterance.malice >= _BLATANT else _ESTABLISHED + 1
