"""The words that people use, and how common each is."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Self

from engine.screening.manifest import MANIFEST, ModelError

WORDS = "words.txt"

# On Zipf's scale: ten to the power of the figure is how often a word stands in 10⁹ others. "Desk"
# has 4.5, "whisk" 3.1.
COMMON, RARE = 3.5, 2.6
# A harsh word is garbled more often than it is written.
_HARSH = 4.6
_SHORT = 2


class WordList:
    """`zipf` is how common each listed word is. `harsh` are the words that are garbled most: whole,
    or stems with a trailing `*`; terms of several words do not count. What is `known` besides is no
    garbled word, and nothing is mended into it.
    """

    def __init__(
        self,
        zipf: Mapping[str, float],
        *,
        harsh: Iterable[str] = (),
        known: Iterable[str] = (),
    ) -> None:
        single = [term for term in harsh if term.isascii() and term.rstrip("*").isalpha()]
        self._stems = tuple(term[:-1] for term in single if term.endswith("*"))
        self.listed_harsh = frozenset(
            {word for word in zipf if word.startswith(self._stems)} | (zipf.keys() & set(single))
        )
        self.harsh = self.listed_harsh | {term.rstrip("*") for term in single if len(term) > _SHORT}
        raised = {word: max(_HARSH, zipf.get(word, 0.0)) for word in self.harsh}
        self.zipf: Mapping[str, float] = {**zipf, **raised}
        self._known = frozenset(known)

    @classmethod
    def load(cls, folder: Path, *, harsh: Iterable[str] = (), known: Iterable[str] = ()) -> Self:
        """Read the list that ships in `folder`.

        Raises:
            ModelError: it is missing or damaged.
        """
        path = folder / WORDS
        try:
            promised = json.loads((folder / MANIFEST).read_bytes())["sha256"]
            content = path.read_bytes()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{folder}: no list of words ({error!r}); reinstall haven") from error
        if hashlib.sha256(content).hexdigest() != promised:
            raise ModelError(f"{path}: is not what its manifest promises; reinstall haven")
        pairs = (line.split() for line in content.decode().splitlines())
        return cls({word: int(tenths) / 10 for word, tenths in pairs}, harsh=harsh, known=known)

    def __contains__(self, word: str) -> bool:
        return word in self.zipf

    def is_known(self, word: str) -> bool:
        """Also what is made of a harsh stem, listed or not."""
        return word in self.zipf or word in self._known or word.startswith(self._stems)

    def is_common(self, word: str, least: float = COMMON) -> bool:
        return self.zipf.get(word, -1.0) >= least

    def commonest(self, words: Iterable[str], least: float = COMMON) -> str | None:
        """Of those that are common enough; the same one whatever their order."""
        common = (word for word in words if self.is_common(word, least))
        return max(common, key=lambda word: (self.zipf[word], word), default=None)

    def alike(self, first: str, length: int) -> Iterable[str]:
        """Words with this first letter and length: harsh ones first, then common ones."""
        return self._by_shape.get((first, length), ())

    def _harsh_and_common_first(self, word: str) -> tuple[bool, float, str]:
        return word not in self.harsh, -self.zipf[word], word

    @cached_property
    def _by_shape(self) -> Mapping[tuple[str, int], list[str]]:
        shapes: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self.zipf, key=self._harsh_and_common_first):
            shapes.setdefault((word[0], len(word)), []).append(word)
        return shapes
