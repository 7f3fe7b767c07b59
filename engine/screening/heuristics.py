"""How a message is written: shouting, mentions, spelling that hides a harsh word."""

import re
from collections.abc import Iterator, Sequence

from engine.screening.signals import Sample
from engine.screening.vocabulary import Trie, Vocabulary
from engine.text import Normalised
from engine.verdict import Category, Signal

_TELLING = frozenset(
    {"you are", "youre", "ur", "u r", "you should", "people like you", "why are you", "you always"}
    | {"you never", "you will", "shut up", "look at you", "your kind", "you better", "you deserve"}
)
_SHOUTED_LETTERS = 10  # "LOL" and "GG EZ" are no shouting
_SHOUTED_SHARE = 0.7
_MANY_MENTIONS = 4
_HAMMERED = re.compile(r"[!?]{4,}")
_PLAIN_WORD = re.compile(r"[^\W_]+")
# A hidden swear word is play; from here on it is worth a look.
_WORTH_HIDING = 0.3


class Heuristics:
    """Weak signs that colour a judgement and never make one."""

    name = "heuristics"

    def __init__(self, vocabulary: Vocabulary, second_person: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._telling = Trie((phrase, True) for phrase in _TELLING)
        self._second_person = second_person

    def detect(self, sample: Sample) -> Sequence[Signal]:
        signals = [*self._evasion(sample.normalised)]
        signs = dict(self._signs(sample))
        if signs:
            score = min(1.0, sum(signs.values()))
            evidence = f"The way it is written: {', '.join(signs)}."
            signals.append(Signal(self.name, Category.HARASSMENT, score, evidence))
        return signals

    def _signs(self, sample: Sample) -> Iterator[tuple[str, float]]:
        written = sample.normalised.original
        loud = _is_shouted(written)
        if loud:
            yield "capitals", 0.25
        if _HAMMERED.search(written):
            yield "repeated punctuation", 0.15
        if sample.normalised.mentions >= _MANY_MENTIONS:
            yield "many mentions", 0.3
        if self._telling.find(sample.normalised.words):
            yield "speaks to a person about them", 0.2
        elif loud and not self._second_person.isdisjoint(sample.normalised.words):
            yield "shouts at a person", 0.15

    def _evasion(self, normalised: Normalised) -> Iterator[Signal]:
        if not normalised.undone:
            return
        plain = _PLAIN_WORD.findall(normalised.original.casefold().replace("'", ""))
        seen = {hit.value.id for hit in self._vocabulary.hits_in(plain)}
        hidden = [
            hit
            for hit in self._vocabulary.hits(normalised)
            if hit.value.severity >= _WORTH_HIDING and hit.value.id not in seen
        ]
        if not hidden:
            return
        worst = max(hidden, key=lambda hit: hit.value.severity)
        how = ", ".join(sorted(normalised.undone))
        word = self._vocabulary.told(normalised, worst)
        evidence = f'Spelling that hides a harsh word ("{word}", by {how}).'
        yield Signal("evasion", worst.value.category, worst.value.severity, evidence)


def _is_shouted(written: str) -> bool:
    capitals = sum(map(str.isupper, written))
    if capitals < _SHOUTED_LETTERS:
        return False
    return capitals >= _SHOUTED_SHARE * sum(map(str.isalpha, written))
