"""Two halves of a dark thought, found near each other in either order: "nobody" and "if i died"."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.sessions.phrases import Span, Words


class Pairing(NamedTuple):
    """Two lists whose terms make a thought when at most `near` words lie between them.

    `own`: it takes a word for the speaker too, since the same is said of others and to them.
    """

    one: str
    other: str
    near: int
    sign: str
    own: bool = False


# A word, or the first two words of several.
Opener = str | tuple[str, str]

HINT, SIGNS = "crisis_hint", "crisis_signs"
_CLOSE, _SENTENCE = 4, 8
# A farewell takes its time: thanks and love come before the words that make it final.
_FAR = 16

PAIRINGS = (
    Pairing("crisis_unwilling", "crisis_living", _CLOSE, HINT),
    Pairing("crisis_willing", "crisis_dying", _CLOSE, HINT),
    Pairing("crisis_taking", "crisis_means", _CLOSE, HINT),
    Pairing("crisis_missed", "crisis_gone", _SENTENCE, HINT),
    Pairing("crisis_wishing", "crisis_never", _CLOSE, HINT),
    Pairing("crisis_hurting", "crisis_again", _CLOSE, HINT, own=True),
    Pairing("crisis_ending", "crisis_resolved", _CLOSE, HINT),
    Pairing("crisis_worthless", "crisis_to_others", _SENTENCE, HINT, own=True),
    Pairing("crisis_nothing", "crisis_holding", _CLOSE, HINT),
    Pairing("crisis_doubting", "crisis_lasting", _CLOSE, HINT),
    Pairing("crisis_brink", "crisis_letting_go", _SENTENCE, HINT, own=True),
    Pairing("crisis_goodbye", "crisis_last", _FAR, HINT),
    Pairing("crisis_of_them", "crisis_their_end", _SENTENCE, SIGNS),
)


class Halves:
    """The pairings of one language; its short words mean other things in another."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        names = {name for pairing in PAIRINGS for name in (pairing.one, pairing.other)}
        self._you = frozenset(lists.get("second_person", ()))
        self._me = frozenset(lists.get("first_person", ()))
        self._single: dict[str, list[str]] = {}
        # By the first two words: "i" alone begins many terms.
        self._longer: dict[tuple[str, str], list[tuple[Words, str]]] = {}
        for name in sorted(names & lists.keys()):
            for term in lists[name]:
                self._add(name, tuple(term.split()))

    @property
    def openers(self) -> Mapping[Opener, int]:
        """The words that are terms and the first two of longer ones, with the halves that they may
        open: a bit for each pairing, and for its other half so many pairings higher.
        """
        openers: dict[Opener, int] = {}
        for word, names in self._single.items():
            openers[word] = _halves_of(names)
        for pair, terms in self._longer.items():
            openers[pair] = _halves_of({name for _, name in terms})
        return openers

    def signs(self, words: Words) -> Iterator[str]:
        own = not self._me.isdisjoint(words)
        if not own and not self._you.isdisjoint(words):
            return
        places = self._places(words)
        for pairing in PAIRINGS if len(places) > 1 else ():
            if (own or not pairing.own) and _meet(places, pairing):
                yield pairing.sign

    def _places(self, words: Words) -> Mapping[str, Sequence[Span]]:
        places: dict[str, list[Span]] = {}
        if not self._single.keys().isdisjoint(words):
            for start, word in enumerate(words):
                for name in self._single.get(word, ()):
                    places.setdefault(name, []).append((start, start + 1))
        if not self._longer.keys().isdisjoint(pairwise(words)):
            for start, pair in enumerate(pairwise(words)):
                for phrase, name in self._longer.get(pair, ()):
                    end = start + len(phrase)
                    if words[start:end] == phrase:
                        places.setdefault(name, []).append((start, end))
        return places

    def _add(self, name: str, phrase: Words) -> None:
        if len(phrase) == 1:
            self._single.setdefault(phrase[0], []).append(name)
        elif phrase:
            self._longer.setdefault((phrase[0], phrase[1]), []).append((phrase, name))


def _halves_of(names: Collection[str]) -> int:
    return sum(
        (pairing.one in names) << number | (pairing.other in names) << number + len(PAIRINGS)
        for number, pairing in enumerate(PAIRINGS)
    )


def _meet(places: Mapping[str, Sequence[Span]], pairing: Pairing) -> bool:
    """Not one inside the other."""
    others = places.get(pairing.other, ())
    return any(
        0 <= other[0] - one[1] <= pairing.near or 0 <= one[0] - other[1] <= pairing.near
        for one in places.get(pairing.one, ())
        for other in others
    )
