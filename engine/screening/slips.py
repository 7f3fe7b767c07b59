"""What a garbled word may have been: slips of the finger, figures for letters, lost gaps."""

from collections.abc import Iterator
from itertools import product
from re import compile as pattern
from string import ascii_lowercase

from engine.screening.wordlist import WordList

_DOUBLE = pattern(r"([a-z])\1")
_MOST_DOUBLES = 4
_VOWELS = frozenset("aeiou")
_CONSONANT_FROM = 7
# Letters that are drawn alike, or were when a figure stood between them.
_CONFUSED = str.maketrans("ilvu", "liuv")
_LEET = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "2": "z", "@": "a", "$": "s", "!": "il", "|": "l", "+": "t",
}  # fmt: skip
_MOST_SPELLINGS = 64

# What is joined with something must be commoner the shorter it is.
_PARTS = {3: 4.3, 4: 3.3, 5: 3.2}
_LONG_PART = 2.6
_SHORT_PARTS = frozenset({
    "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "im", "in", "is", "it", "me", "my",
    "no", "of", "on", "or", "so", "to", "up", "us", "ur", "we", "ya",
})  # fmt: skip
# Two words seldom end on these, but many a name or a longer word does: "nashor", "punchable".
_SELDOM_LAST = frozenset({
    "am", "an", "as", "at", "be", "he", "if", "im", "in", "is", "or", "able", "ability", "less",
    "ting",
})  # fmt: skip
_JOINED_FROM, _LONGEST_PART = 6, 16
_SCALE = 9.0  # the top of Zipf's scale: what is missing to it is a word's improbability


def squeezed(word: str) -> Iterator[str]:
    """The word with each of its doubled letters single or double."""
    pieces = _DOUBLE.split(word)
    if not 1 < len(pieces) <= 2 * _MOST_DOUBLES + 1:
        return
    choices = [
        (piece,) if place % 2 == 0 else (piece, 2 * piece) for place, piece in enumerate(pieces)
    ]
    yield from map("".join, product(*choices))


def swapped(word: str) -> Iterator[str]:
    """Two neighbours have changed places."""
    for place in range(len(word) - 1):
        yield f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"


def confused(word: str) -> Iterator[str]:
    """One letter stands for another that looks like it."""
    for place, letter in enumerate(word):
        if letter in "ilvu":
            yield f"{word[:place]}{letter.translate(_CONFUSED)}{word[place + 1 :]}"


def longer(word: str) -> Iterator[str]:
    """A letter is missing behind the first one: a vowel, one of a pair, or in long words any."""
    for place in range(1, len(word) + 1):
        before = word[place - 1]
        letters = ascii_lowercase if len(word) >= _CONSONANT_FROM else {*_VOWELS, before}
        for letter in letters:
            yield f"{word[:place]}{letter}{word[place:]}"


def decoded(word: str) -> Iterator[str]:
    """Figures and signs stand for the letters that they look like."""
    choices = [_LEET.get(letter, letter) for letter in word]
    if 2 ** sum(len(choice) > 1 for choice in choices) <= _MOST_SPELLINGS:
        yield from map("".join, product(*choices))


def parted(word: str, words: WordList) -> str | None:
    """The likeliest words that make up `word`, if all of them may stand together."""
    # "istab", "awhore": a word of one letter is soon lost.
    if len(word) < _JOINED_FROM - (word[0] in "ia"):
        return None
    best: list[tuple[float, str] | None] = [(0.0, ""), *([None] * len(word))]
    for end in range(1, len(word) + 1):
        starts = range(max(0, end - _LONGEST_PART), end)
        ways = (_step(best[start], word[start:end], words) for start in starts)
        best[end] = min((way for way in ways if way), default=None)
    found = best[-1]
    if found is None or found[1].rpartition(" ")[2] in _SELDOM_LAST:
        return None
    return found[1].lstrip()


def _step(before: tuple[float, str] | None, part: str, words: WordList) -> tuple[float, str] | None:
    if before is None or not _is_part(part, words, first=not before[1]):
        return None
    return before[0] + _SCALE - words.zipf[part], f"{before[1]} {part}"


def _is_part(part: str, words: WordList, *, first: bool) -> bool:
    if len(part) == 1:
        return part in ("iua" if first else "ua") and part in words
    if len(part) == 2:
        return part in _SHORT_PARTS and part in words
    return words.is_common(part, _PARTS.get(len(part), _LONG_PART))
