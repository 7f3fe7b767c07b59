"""Schemes of advertising and fraud: several concepts in one message that make one together."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass

from engine.packs import Scheme, Schemes
from engine.screening.vocabulary import Trie

_RETELLING = "retelling"
_SHOWN = 4  # words by which a scheme was recognised
_BREATH = 30  # words; an advertisement in chat seldom has more
_COMPANY = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A scheme and the words that stand for its concepts."""

    scheme: Scheme
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Where in a message a concept was said: the numbers of the words, and the first of them."""

    places: tuple[int, ...]
    words: str


class Playbook:
    """One look at the words for all concepts; then only schemes whose first need is there."""

    def __init__(self, schemes: Schemes) -> None:
        self._by_need: dict[str, list[Scheme]] = {}
        for scheme in schemes.schemes:
            self._by_need.setdefault(scheme.needs[0], []).append(scheme)
        concepts: dict[str, set[str]] = {}
        for concept, terms in ({**schemes.concepts, _RETELLING: schemes.retelling}).items():
            for term in terms:
                concepts.setdefault(term, set()).add(concept)
        self._trie = Trie((term, frozenset(named)) for term, named in concepts.items())

    def concepts(self, words: Sequence[str]) -> Mapping[str, Said]:
        """The concepts that are there, and where."""
        concepts: dict[str, Said] = {}
        for match in self._trie.find(words):
            for concept in match.value:
                before = concepts.get(concept)
                first = before.words if before else " ".join(words[match.start : match.end])
                places = (*before.places, match.start) if before else (match.start,)
                concepts[concept] = Said(places, first)
        return concepts

    def found(
        self, concepts: Mapping[str, Said], known: Collection[str], facts: Container[str]
    ) -> Sequence[Found]:
        """Every scheme whose needs are all met, the surest first. The first need is a concept or a
        `known` fact; the others may also be `facts`, which are asked for only then.
        """
        met = [
            scheme
            for need in (*concepts, *known)
            for scheme in self._by_need.get(need, ())
            if all(other in concepts or other in known or other in facts for other in scheme.needs)
            and _is_close([concepts[other] for other in scheme.needs if other in concepts])
        ]
        met.sort(key=lambda scheme: (-scheme.score, scheme.id))
        return [Found(scheme, _words(scheme, concepts)) for scheme in met]


def is_retold(concepts: Mapping[str, Said]) -> bool:
    """Whether somebody warns of a scheme or tells of one, rather than trying it."""
    return _RETELLING in concepts


def _is_close(said: Sequence[Said]) -> bool:
    """Whether all was said in one breath; in a long story most words turn up somewhere."""
    if len(said) < _COMPANY:
        return True
    return any(
        all(any(abs(place - other) <= _BREATH for other in one.places) for one in said[1:])
        for place in said[0].places
    )


def _words(scheme: Scheme, concepts: Mapping[str, Said]) -> tuple[str, ...]:
    words = dict.fromkeys(concepts[need].words for need in scheme.needs if need in concepts)
    return tuple(words)[:_SHOWN]
