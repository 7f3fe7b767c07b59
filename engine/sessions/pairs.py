"""Repeated contact of one person with another over days and channels: a siege of mild words."""

from collections.abc import Collection
from datetime import datetime

from engine.changes import PersonRecord
from engine.events import Community
from engine.quantities import counted
from engine.sessions.features import BARB
from engine.sessions.pair import KEPT, Pair
from engine.sessions.utterance import Utterance
from engine.sessions.window import Latest
from engine.verdict import Category, Signal

MOST_PAIRS = 100_000
SHOWN_FROM = 0.3

# After a plea to stop: what each further message, day, channel and plea adds.
_MESSAGE, _DAY, _CHANNEL, _PLEA = 0.1, 0.12, 0.05, 0.1
# Without a plea, contact must be long, in several places and meet silence; people write to their
# favourite streamer every day and mean no harm, hence the ceiling.
_LONG_CONTACTS, _LONG_DAYS, _LONG_CHANNELS, _SILENCE = 10.0, 4, 2, 0.8
_LONG_SCORE, _LONG_STEP, _LONG_CEILING = 0.3, 0.02, 0.5
# "Why don't you answer", "saw you online": colleagues and friends say so too, but in between they
# speak of other things, and they are answered more often.
_CLAIMS_FROM, _CLAIMS_SHARE, _CLAIMS_SILENCE = 4.0, 0.3, 0.85
_CLAIMS_SCORE, _CLAIMS_STEP, _CLAIMS_CEILING = 0.7, 0.05, 0.85
# Rough words that come back day after day and are not returned.
_ROUGH_FROM, _ROUGH_STEP, _ROUGH_CEILING = 1.0, 0.2, 0.8
# This many contacts in each direction make a friendship.
_FRIENDS = 5.0


class Pairs:
    def __init__(self) -> None:
        self._pairs: Latest[tuple[str, str, str], Pair] = Latest(most=MOST_PAIRS)

    def __len__(self) -> int:
        return len(self._pairs)

    def observe(
        self, utterance: Utterance, *, banter: float, refused: Collection[str]
    ) -> tuple[PersonRecord, ...]:
        """Count one message. `refused` are those whom it asks to stop."""
        excess = max(0.0, utterance.malice * (1.0 - banter) - BARB)
        changed = [self._reach(utterance, person, utterance.author) for person in refused]
        for pair in changed:
            pair.refuse()
        if utterance.target and utterance.explicit:
            pair = self._reach(utterance, utterance.author, utterance.target)
            pair.contact(utterance, excess)
            changed.append(pair)
            if not refused and excess == 0.0:
                changed += self._approached(utterance, utterance.target)
        return tuple(pair.record() for pair in changed)

    def signal(self, utterance: Utterance) -> Signal | None:
        if not (utterance.target and utterance.explicit):
            return None
        pair = self._get(utterance, utterance.author, utterance.target)
        if pair is None or not _may_be_shown(pair):
            return None
        back = self._get(utterance, utterance.target, utterance.author)
        score, evidence = max(_after_a_plea(pair), _long(pair, back), _rough(pair, back))
        if score < SHOWN_FROM:
            return None
        return Signal("pairs", Category.HARASSMENT, min(1.0, score), evidence)

    def friendship(self, utterance: Utterance) -> float:
        """0..1: how much the two have talked with each other lately, both ways."""
        if utterance.target is None:
            return 0.0
        out = self._get(utterance, utterance.author, utterance.target)
        back = self._get(utterance, utterance.target, utterance.author)
        if out is None or back is None or out.asked or back.asked:
            return 0.0
        return min(1.0, out.contacts / _FRIENDS, back.contacts / _FRIENDS)

    def restore(self, record: PersonRecord) -> None:
        key = (str(record.community), record.person, record.other)
        self._pairs.renew(key, Pair.restored(record))

    def forget(self, community: Community, person: str) -> None:
        """Erase every pair the person is part of."""
        for key in [key for key in self._pairs if key[0] == str(community) and person in key[1:]]:
            del self._pairs[key]

    def _approached(self, utterance: Utterance, person: str) -> list[Pair]:
        back = self._get(utterance, person, utterance.author)
        if back is None or back.asked_at is None:
            return []
        last = back.at
        back.fade(utterance.at, utterance.moment)
        back.approach(utterance.at - last, kindly=utterance.is_kind)
        return [back]

    def _get(self, utterance: Utterance, person: str, other: str) -> Pair | None:
        pair = self._pairs.get((utterance.community, person, other))
        return None if pair is None or utterance.at - pair.at > KEPT else pair

    def _reach(self, utterance: Utterance, person: str, other: str) -> Pair:
        """The pair at the message's time, new if thirty days have passed; now the latest used."""
        key = (utterance.community, person, other)
        moment = utterance.moment
        pair = self._get(utterance, person, other)
        if pair is None:
            pair = _new(utterance.message.place.community, person, other, moment)
        pair.fade(utterance.at, moment)
        self._pairs.renew(key, pair)
        if utterance.at - self._pairs.oldest().at > KEPT:
            self._pairs.popitem(last=False)
        return pair


def _new(community: Community, person: str, other: str, moment: datetime) -> Pair:
    return Pair(
        community=community, person=person, other=other, updated_at=moment, at=moment.timestamp()
    )


def _may_be_shown(pair: Pair) -> bool:
    """False for nearly all: whatever the answers were, there is not enough to tell."""
    return pair.asked_at is not None or pair.contacts >= _LONG_CONTACTS or pair.risk >= _ROUGH_FROM


def _after_a_plea(pair: Pair) -> tuple[float, str]:
    if pair.asked_at is None or pair.ignored < 2.0:
        return 0.0, ""
    days, channels = pair.ignored_days.bit_count(), pair.places
    score = (
        _MESSAGE * (pair.ignored - 1.0)
        + _DAY * (days - 1)
        + _CHANNEL * (channels - 1)
        + _PLEA * (pair.asked - 1)
    )
    times = "once" if pair.asked == 1 else f"{pair.asked} times"
    evidence = (
        f"Asked {times} to stop, and has since written to the same person "
        f"{counted(pair.since, 'time')}, {_span(pair.ignored_days)}, {_places(channels)}."
    )
    return score, evidence


def _long(pair: Pair, back: Pair | None) -> tuple[float, str]:
    days = pair.days.bit_count()
    enough = (
        pair.contacts >= _LONG_CONTACTS and days >= _LONG_DAYS and pair.places >= _LONG_CHANNELS
    )
    if not enough or _silence(pair, back) < _SILENCE:
        return 0.0, ""
    score = min(_LONG_CEILING, _LONG_SCORE + _LONG_STEP * (pair.contacts - _LONG_CONTACTS))
    where = f"{_span(pair.days)}, {_places(pair.places)}"
    if _is_pursuit(pair, back):
        claims = _CLAIMS_SCORE + _CLAIMS_STEP * (pair.claims - _CLAIMS_FROM)
        evidence = (
            f"Demands the attention of the same person {where}, and is hardly ever answered; "
            "they have not asked for an end."
        )
        return min(_CLAIMS_CEILING, claims), evidence
    return score, f"Has written to the same person {where}, and is hardly ever answered."


def _is_pursuit(pair: Pair, back: Pair | None) -> bool:
    often = pair.claims >= _CLAIMS_FROM and pair.claims >= _CLAIMS_SHARE * pair.contacts
    return often and _silence(pair, back) >= _CLAIMS_SILENCE


def _rough(pair: Pair, back: Pair | None) -> tuple[float, str]:
    excess = pair.risk - (back.risk if back else 0.0)
    days = pair.days.bit_count()
    if days < 2 or excess < _ROUGH_FROM or _silence(pair, back) <= 0.0:
        return 0.0, ""
    score = min(_ROUGH_CEILING, _ROUGH_STEP * excess)
    return score, f"Rough words at the same person on {days} days, which are not returned."


def _span(days: int) -> str:
    """Day bits in words: "on 3 days within 5 days", or "on one day"."""
    count, length = days.bit_count(), days.bit_length()
    if count == 1:
        return "on one day"
    return f"on {count} days" + (f" within {length} days" if length > count else " in a row")


def _places(count: int) -> str:
    return "in one channel" if count == 1 else f"in {count} channels"


def _silence(pair: Pair, back: Pair | None) -> float:
    """The share of contact that stays without an answer."""
    return max(0.0, 1.0 - (back.contacts if back else 0.0) / max(1.0, pair.contacts))
