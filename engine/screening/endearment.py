"""Rough words said with love: what friends call each other in the same breath as kind ones."""

from collections.abc import Sequence

from engine.screening.signals import Sample
from engine.screening.vocabulary import Trie, Vocabulary
from engine.verdict import Category, Signal

# Nobody says worse to a friend and means it well: slurs and threats are never softened.
_WORST = 0.6
_SCORE = 0.8
_WARM = frozenset(
    {"love", "beautiful", "magnificent", "lovely", "gorgeous", "legend", "legends", "birthday"}
    | {"congrats", "congratulations", "miss", "proud", "glorious", "wonderful", "adorable"}
)


class Endearment:
    """Speaks for harmlessness where mild insults stand next to affection, not to mere laughter."""

    name = "endearment"

    def __init__(self, vocabulary: Vocabulary, affection: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._affection: Trie[str] = Trie(
            (phrase, phrase) for phrase in {*affection, *_WARM} if phrase not in _FILLERS
        )

    def detect(self, sample: Sample) -> Sequence[Signal]:
        kind = self._affection.find(sample.normalised.words)
        if not kind:
            return ()
        hits = [hit.value for hit in self._vocabulary.hits(sample.normalised)]
        rough = [hit for hit in hits if hit.category is not Category.NONE]
        mild = all(hit.category is Category.INSULT and hit.severity <= _WORST for hit in rough)
        if not rough or not mild:
            return ()
        return (Signal(self.name, Category.NONE, _SCORE, "Said along with kind words."),)


# What opens quarrels as often as it ends them, or talks down to people.
_FILLERS = frozenset(
    {"bro", "bros", "bruh", "bruv", "brother", "bud", "mate", "buddy", "pal", "man", "dude", "dear"}
    | {"sweetie", "sweetheart", "honey", "hun", "babe", "bb", "cutie", "darling", "sis", "sister"}
    | {"king", "queen", "fam", "friend", "friends", "my friend", "my guy", "my man", "champ"}
    | {"no hard feelings"}
)
