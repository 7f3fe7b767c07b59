"""Advertising, fraud and floods: wording, links, mass mentions and repeated posts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.screening.signals import Sample
from engine.screening.vocabulary import Hit, Vocabulary, masked
from engine.verdict import Category, Signal

_INVITE = re.compile(
    r"(?:discord\.gg|discord(?:app)?\.com/invite|t\.me|chat\.whatsapp\.com)/", re.IGNORECASE
)
_INVITE_ALONE = 0.3
_LURES = frozenset(
    {"free", "gift", "gifts", "giveaway", "giveaways", "claim", "nitro", "skins", "robux", "vbucks"}
    | {"airdrop", "crypto", "bitcoin", "nft", "mint", "prize", "winner", "won", "bonus", "coins"}
    | {"earn", "profit", "discount", "promo", "cheap", "hurry", "limited", "exclusive", "legendary"}
    | {"click", "now", "first", "fast", "quick", "members", "followers", "viewers", "subscribe"}
)
# What one luring word beside a link weighs; an honest link has one or two of them.
_LURE, _FEW_LURES = 0.2, 3
_WITH_LINK = 0.4  # what a link adds of the room that is left to fishy words
_MANY_MENTIONS, _MASS_MENTIONS = 5, 10
_FLOOD_FROM = 3
_REPEATABLE = 12  # letters; "gg" and "lol" may be posted all day


@dataclass(frozen=True, slots=True)
class _Sign:
    category: Category
    score: float
    evidence: str


class Spam:
    """One signal for all signs together, each taken as an independent reason."""

    name = "spam"

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def detect(self, sample: Sample) -> Sequence[Signal]:
        signs = list(self._signs(sample))
        if not signs:
            return ()
        doubt = 1.0
        for sign in signs:
            doubt *= 1.0 - sign.score
        strongest = max(signs, key=lambda sign: sign.score)
        evidence = " ".join(sign.evidence for sign in signs)
        return (Signal(self.name, strongest.category, 1.0 - doubt, evidence),)

    def _signs(self, sample: Sample) -> Iterator[_Sign]:
        yield from self._wording(sample)
        if _INVITE.search(sample.normalised.original):
            yield _Sign(Category.SPAM, _INVITE_ALONE, "Invites to another place.")
        yield from _luring(sample)
        yield from _crowding(sample)
        yield from _flooding(sample)

    def _wording(self, sample: Sample) -> Iterator[_Sign]:
        hits = [hit for hit in self._vocabulary.hits(sample.normalised) if _is_commerce(hit)]
        if not hits:
            return
        worst = max(hits, key=lambda hit: hit.value.severity)
        term = masked(sample.normalised.words[worst.start : worst.end])
        evidence = f'{worst.value.explanation} ("{term}")'
        # Words alone may be talk about fraud; with somewhere to go they are the fraud.
        score = worst.value.severity * 0.5
        if sample.normalised.domains:
            score = worst.value.severity + (1.0 - worst.value.severity) * _WITH_LINK
        yield _Sign(worst.value.category, score, evidence)


def _is_commerce(hit: Hit) -> bool:
    return hit.value.category in {Category.SPAM, Category.SCAM}


def _luring(sample: Sample) -> Iterator[_Sign]:
    if not sample.normalised.domains:
        return
    lures = sorted(_LURES.intersection(sample.normalised.words))
    if len(lures) < _FEW_LURES:
        return
    yield _Sign(
        Category.SPAM, 1.0 - (1.0 - _LURE) ** len(lures), f"A link among lures: {', '.join(lures)}."
    )


def _crowding(sample: Sample) -> Iterator[_Sign]:
    mentions = max(sample.normalised.mentions, len(sample.message.targets))
    if mentions < _MANY_MENTIONS:
        return
    score = 0.7 if mentions >= _MASS_MENTIONS else 0.4
    yield _Sign(Category.SPAM, score, f"Mentions {mentions} people at once.")


def _flooding(sample: Sample) -> Iterator[_Sign]:
    times = sample.repeats + 1
    if times < _FLOOD_FROM or len(sample.normalised.screened) < _REPEATABLE:
        return
    score = min(0.8, 0.2 * (times - 1))
    yield _Sign(Category.SPAM, score, f"The same words {times} times.")
