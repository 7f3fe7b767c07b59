"""Advertising, fraud and floods: schemes, wording, links, mass mentions and repeated posts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.events import Message
from engine.packs import Schemes, WebNames
from engine.screening.link_signs import Linked, LinkSigns, Sign
from engine.screening.schemes import Found, Playbook, Said, is_retold
from engine.screening.signals import Sample
from engine.screening.vocabulary import Hit, Vocabulary
from engine.verdict import Category, Signal

# From here on a message counts as spam in figures: the reasoner gives it 0.85 of its weight, which
# is enough by itself for a case.
FLAG_AT = 0.6

_LURES = frozenset(
    {"free", "gift", "gifts", "giveaway", "giveaways", "claim", "nitro", "skins", "robux", "vbucks"}
    | {"airdrop", "crypto", "bitcoin", "nft", "mint", "prize", "winner", "won", "bonus", "coins"}
    | {"earn", "profit", "discount", "promo", "cheap", "hurry", "limited", "exclusive", "legendary"}
    | {"click", "now", "first", "fast", "quick", "members", "followers", "viewers", "subscribe"}
)
# What one luring word beside a link weighs; an honest link has one or two of them.
_LURE, _FEW_LURES = 0.2, 3
_WITH_LINK = 0.4  # what a link adds of the room that is left to fishy words
_FURTHER = 0.35  # what each further scheme adds: they share their words, so they are no strangers
_MANY_MENTIONS, _MASS_MENTIONS = 5, 10
_FLOOD_FROM = 3
_REPEATABLE = 12  # letters; "gg" and "lol" may be posted all day
_NO_STORY = 120  # words; longer texts hold figures and names of all sorts
_NEW_ACCOUNT, _NEW_MEMBER = timedelta(days=7), timedelta(days=1)
_NEWCOMER = 0.25
# What is left of words and of links where somebody warns of them or tells of them.
_RETOLD_WORDS, _RETOLD_LINKS = 0.3, 0.6

_EVERYONE = re.compile(r"(?<![\w@.])@(?:everyone|here)\b", re.IGNORECASE)
_FACTS = {
    "everyone": _EVERYONE,
    "sum": re.compile(
        r"[$€£]\s?\d|\d[\d.,]*k?\s?(?:[$€£]|usdt?\b|dollars?\b|euros?\b|bucks\b|pounds\b|eth\b|btc\b)",
        re.IGNORECASE,
    ),
    "percent": re.compile(r"\d\s?(?:%|percent\b|per cent\b)"),
    "phone": re.compile(r"\+\d[\d\s().-]{7,18}\d|(?<![\w.])0\d{9,10}(?![\w.])|\bto\s\d{5}\b"),
    "address": re.compile(r"\b0x[0-9a-fA-F]{40}\b|\bbc1[a-z0-9]{25,60}\b"),
    "handle": re.compile(r"(?<![\w.])@(?!everyone|here)\w{4,32}|\b\w{2,32}#\d{4}\b"),
}


class Spam:
    """One signal for all signs together, each taken as an independent reason."""

    name = "spam"

    def __init__(self, vocabulary: Vocabulary, web: WebNames, schemes: Schemes) -> None:
        self._vocabulary = vocabulary
        self._links = LinkSigns(web)
        self._playbook = Playbook(schemes)

    def detect(self, sample: Sample) -> Sequence[Signal]:
        signs = list(self._signs(sample))
        if not signs:
            return ()
        doubt = 1.0
        for sign in signs:
            doubt *= 1.0 - sign.score
        strongest = max(signs, key=lambda sign: sign.score)
        evidence = " ".join(dict.fromkeys(sign.evidence for sign in signs))
        return (Signal(self.name, strongest.category, 1.0 - doubt, evidence),)

    def _signs(self, sample: Sample) -> Iterator[Sign]:
        linked = self._links.look(sample.normalised)
        concepts = self._playbook.concepts(sample.normalised.words)
        retold = is_retold(concepts)
        spoken = [*self._wording(sample, linked), *self._scheming(sample, linked, concepts)]
        spoken += _luring(sample, linked)
        yield from _softened(spoken, _RETOLD_WORDS if retold else 1.0)
        yield from _softened(linked.signs, _RETOLD_LINKS if retold else 1.0)
        yield from _crowding(sample)
        yield from _flooding(sample)
        if linked.links and (spoken or linked.signs):
            yield from _newcomer(sample.message)

    def _wording(self, sample: Sample, linked: Linked) -> Iterator[Sign]:
        hits = [hit for hit in self._vocabulary.hits(sample.normalised) if _is_commerce(hit)]
        if not hits:
            return
        worst = max(hits, key=lambda hit: hit.value.severity)
        term = self._vocabulary.told(sample.normalised, worst)
        evidence = f'{worst.value.explanation} ("{term}")'
        # Words alone may be talk about fraud; with somewhere to go they are the fraud.
        score = worst.value.severity * 0.5
        if "stranger" in linked.facts:
            score = worst.value.severity + (1.0 - worst.value.severity) * _WITH_LINK
        yield Sign(worst.value.category, score, evidence)

    def _scheming(
        self, sample: Sample, linked: Linked, concepts: Mapping[str, Said]
    ) -> Iterator[Sign]:
        short = len(sample.normalised.words) <= _NO_STORY
        facts = _Facts(sample.normalised.original) if short else ()
        for rank, found in enumerate(self._playbook.found(concepts, linked.facts, facts)):
            weight = 1.0 if rank == 0 else _FURTHER
            yield Sign(found.scheme.category, weight * found.scheme.score, _told(found))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is in a message beside words; looked for only when a scheme asks."""

    text: str

    def __contains__(self, fact: object) -> bool:
        pattern = _FACTS.get(str(fact))
        return pattern is not None and pattern.search(self.text) is not None


def _told(found: Found) -> str:
    words = ", ".join(f'"{word}"' for word in found.words)
    return f"{found.scheme.explanation} ({words})." if words else f"{found.scheme.explanation}."


def _softened(signs: Sequence[Sign], share: float) -> Iterator[Sign]:
    for sign in signs:
        yield replace(sign, score=sign.score * share)


def _is_commerce(hit: Hit) -> bool:
    return hit.value.category in {Category.SPAM, Category.SCAM}


def _luring(sample: Sample, linked: Linked) -> Iterator[Sign]:
    if "stranger" not in linked.facts:
        return
    lures = sorted(_LURES.intersection(sample.normalised.words))
    if len(lures) < _FEW_LURES:
        return
    yield Sign(
        Category.SPAM, 1.0 - (1.0 - _LURE) ** len(lures), f"A link among lures: {', '.join(lures)}."
    )


def _crowding(sample: Sample) -> Iterator[Sign]:
    if _EVERYONE.search(sample.normalised.original):
        yield Sign(Category.SPAM, 0.2, "Calls everybody here at once.")
    mentions = max(sample.normalised.mentions, len(sample.message.targets))
    if mentions < _MANY_MENTIONS:
        return
    score = 0.7 if mentions >= _MASS_MENTIONS else 0.4
    yield Sign(Category.SPAM, score, f"Mentions {mentions} people at once.")


def _flooding(sample: Sample) -> Iterator[Sign]:
    times = sample.repeats + 1
    if times < _FLOOD_FROM or len(sample.normalised.screened) < _REPEATABLE:
        return
    score = min(0.8, 0.2 * (times - 1))
    yield Sign(Category.SPAM, score, f"The same words {times} times.")


def _newcomer(message: Message) -> Iterator[Sign]:
    """Links of those who have only just come weigh more."""
    author, sent = message.author, message.sent_at
    if _is_within(author.account_created_at, sent, _NEW_ACCOUNT):
        yield Sign(Category.SPAM, _NEWCOMER, "The account is less than a week old.")
    elif _is_within(author.joined_at, sent, _NEW_MEMBER):
        yield Sign(Category.SPAM, _NEWCOMER, "The author joined less than a day ago.")


def _is_within(since: datetime | None, sent: datetime, span: timedelta) -> bool:
    return since is not None and sent - since < span
