"""Garbled words mended by how common words are: what a person reads without noticing the slip.

The normaliser undoes what can be undone letter by letter. Here is what takes a list of words:
"st*pid", "wo⭐rthless", "shutupyouidiot", "nobdoy", "looseer". Only words that nobody uses are
touched, and only where one that many people use is near.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, chain

from engine.language import Coverage, coverage
from engine.screening.slips import confused, decoded, longer, parted, squeezed, swapped
from engine.screening.wordlist import COMMON, RARE, WordList
from engine.text import Normalise, Normalised, without_stars, words_of

_SHORTEST, _SHORTEST_MASKED, _LONGEST = 4, 3, 40
_WHOLE_FROM = 5
# What a piece must be rarer by than the word that it is a piece of, where a hyphen may be meant.
_FAR = 0.5
_MOST_ROUNDS = 3
# Mending a screenful of made-up words would hold up everybody: 20 ms for so many letters.
_MOST_LETTERS = 800

_CORE = re.compile(r"([^\w$*]*)(.*?[\w$])([^\w*$]*)", re.DOTALL)
_NO_WORD = "!@/#<"  # commands, mentions, paths
_INSIDE = re.compile(r"[^a-z0-9']+")
# A sign between two clauses without a blank; the parts are words of their own.
_PAUSE = re.compile(r"((?<=[a-z])[,;?]+(?=[a-z]{2}))")
_BESIDE_MASK = re.compile(r"(['-])")
_TRIPLE = re.compile(r"([a-z])\1{2,}")
_USUAL_SEAM = re.compile(r"[-/&+]")
_MASK = re.compile(r"[a-z]+(?:\*+[a-z]*)+")
_CODED = re.compile(r"[a-z0-9@$!|+]{4,16}")


class Spelling:
    def __init__(self, words: WordList) -> None:
        self._words = words

    def mended(self, screened: str) -> str:
        """The text with words mended; mending it again changes nothing."""
        for _ in range(_MOST_ROUNDS):
            tokens = screened.split(" ")
            if all(token in self._words for token in tokens):
                return screened
            most = self._affordable(tokens)
            mended = map(self._mended_token, self._paired(tokens[:most]))
            before, screened = screened, " ".join([*mended, *map(without_stars, tokens[most:])])
            if screened == before:
                break
        return screened

    def _affordable(self, tokens: Sequence[str]) -> int:
        """How many tokens may be looked at: as long as the unknown ones are not too long."""
        letters = accumulate(0 if token in self._words else len(token) for token in tokens)
        return sum(1 for so_far in letters if so_far <= _MOST_LETTERS)

    # ------------------------------------------------------------ words torn in two

    def _paired(self, tokens: Sequence[str]) -> Iterator[str]:
        place = 0
        while place < len(tokens):
            token = tokens[place]
            whole = self._whole(token, tokens[place + 1]) if place + 1 < len(tokens) else None
            place += 2 if whole else 1
            yield whole or token

    def _whole(self, first: str, second: str) -> str | None:
        """One word of two pieces, or the two words between which the gap has slipped."""
        words, joined = self._words, first + second
        if not _is_plain(joined) or not _WHOLE_FROM <= len(joined) <= _LONGEST:
            return None
        if first in words and second in words:
            return joined if self._is_torn(first, second) else None
        if words.is_known(first) and words.is_known(second):
            return None
        if words.is_common(joined):
            return joined
        return None if words.is_known(first) or words.is_known(second) else parted(joined, words)

    def _is_torn(self, first: str, second: str) -> bool:
        """Two known pieces, one of them seldom seen alone, that make a harsh word."""
        rarer = min(self._words.zipf[first], self._words.zipf[second])
        return first + second in self._words.listed_harsh and rarer < COMMON

    # ------------------------------------------------------------ one word

    def _mended_token(self, token: str) -> str:
        if token in self._words:
            return token
        parts = _CORE.fullmatch(token) if len(token) <= 2 * _LONGEST else None
        if not parts or (token[:1] in _NO_WORD and "*" not in token):
            return without_stars(token)
        before, core, after = parts.groups()
        mended = self._mended_word(core) or _TRIPLE.sub(r"\1\1", without_stars(core))
        return f"{before}{mended}{after}"

    def _mended_word(self, core: str) -> str | None:
        shortest = _SHORTEST_MASKED if "*" in core else _SHORTEST
        if self._words.is_known(core) or not shortest <= len(core) <= _LONGEST:
            return None
        if core.isalpha():
            return self._respelt(core) if core.isascii() else None
        return self._revealed(core)

    def _respelt(self, word: str) -> str | None:
        """Letters drawn out, swapped or left out, or words written together."""
        return self._slipped(word) or parted(word, self._words) or self._with_letter(word)

    def _slipped(self, word: str) -> str | None:
        words = self._words
        near = chain(squeezed(word), (f"{word}g",) if word.endswith("in") else ())
        alike = (each for each in confused(word) if len(word) > _SHORTEST or each in words.harsh)
        other = (each for each in chain(swapped(word), alike) if words.is_common(each))
        return words.commonest(chain(near, other), least=RARE)

    def _with_letter(self, word: str) -> str | None:
        found = self._words.commonest(longer(word))
        return found if len(word) > _SHORTEST or found in self._words.harsh else None

    # ------------------------------------------------------------ letters hidden or parted by signs

    def _revealed(self, core: str) -> str | None:
        for seam in (_PAUSE, _BESIDE_MASK) if "*" in core else (_PAUSE,):
            if seam.search(core):
                return "".join(map(self._mended_token, seam.split(core)))
        if _MASK.fullmatch(core):
            return self._unmasked(core)
        if _CODED.fullmatch(core) and not self._is_numbered(core):
            word = self._words.commonest(decoded(core), least=RARE)
            if word:
                return word
        return self._unparted(core)

    def _unmasked(self, core: str) -> str | None:
        """A star stands for a letter. People hide harsh words, so those come first; with more
        hidden than shown, nothing else is guessed at.
        """
        shape = re.compile(core.replace("*", "[a-z]"))
        found = next(filter(shape.fullmatch, self._words.alike(core[0], len(core))), None)
        return found if found in self._words.harsh or 2 * core.count("*") < len(core) else None

    def _is_numbered(self, core: str) -> bool:
        """A figure, one with its unit, or a name with a number: "10am", "python3"; not "bulle7"."""
        letters = core.strip("0123456789")
        if not letters.isalpha():
            return not letters
        return letters in self._words or len(letters) + 1 < len(core) or len(core) < _SHORTEST

    def _unparted(self, core: str) -> str | None:
        """What stands between the letters of one word goes; between two words it stays."""
        words, pieces = self._words, _INSIDE.split(core)
        joined = "".join(pieces)
        if len(pieces) < 2 or not _is_plain(joined):
            return None
        if all(piece in words and len(piece) > 1 for piece in pieces):
            rarest = min(words.zipf[piece] for piece in pieces)
            least = rarest + _FAR if _USUAL_SEAM.search(core) else RARE
            return joined if words.is_common(joined, least) else None
        if joined in words:
            return joined
        # No more than a slip: the name of a host, cut into words, would be one no longer.
        return self._slipped(joined) if len(joined) >= _WHOLE_FROM else None


def mending(normalise: Normalise, spelling: Spelling) -> Normalise:
    """A normaliser that also mends words, where the text may be English. `normalise` leaves the
    stars that hide letters, and here the last of them goes.
    """

    def read(text: str) -> Normalised:
        normalised = normalise(text)
        covered = coverage(normalised.language.code) is Coverage.FULL
        screened = (spelling.mended if covered else without_stars)(normalised.screened)
        if screened == normalised.screened:
            return normalised
        return replace(normalised, screened=screened, words=words_of(screened))

    return read


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha()
