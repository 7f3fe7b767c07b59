"""How a message argues: a row of figures, the same for training and for the running bot.

Words, not their meaning: whom it speaks of, what it concedes, how it contradicts, asks, quotes. The
figures do not tell what was said, and none grows with the mere length of a message.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import sqrt

from engine.sessions.manners import OPENINGS, PHRASES, WORDS

Counts = list[float]

# Discord's longest message without a subscription; what lies behind is not read.
_LONGEST = 2_000
_WORD = re.compile(r"[a-z0-9]+")
# "don't", "don’t" and "dont" are one word, "you're" and "youre" too.
_JOINED = re.compile(r"['’](?=(?:s|t|re|ve|ll|d|m)\b)")
# Markdown's, as it is written and as some archives escape it.
_QUOTED = re.compile(r"(?:^|\n)\s*>|&\s?gt\s?;")
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_LINK = re.compile(r"https?|www")

# Marks, each as often as it stands in the text as written.
_MARKS: Mapping[str, Callable[[str], int]] = {
    "question": lambda text: text.count("?"),
    "exclamation": lambda text: text.count("!"),
    "trailing": lambda text: text.count(".."),
    "inverted_commas": lambda text: text.count('"') + text.count("“"),
    "quoting": lambda text: len(_QUOTED.findall(text)),
    "shouting": lambda text: len(_SHOUTED.findall(text)),
    "stress": lambda text: text.count("*"),
    "aside": lambda text: text.count("("),
    "either": lambda text: text.count("/"),
}

FEATURES: tuple[str, ...] = (*WORDS, *PHRASES, *OPENINGS, *_MARKS, "numbers", "link")
_PLACES = {name: place for place, name in enumerate(FEATURES)}


def _single() -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for name, words in WORDS.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), _PLACES[name])
    return found


def _longer() -> Mapping[tuple[str, str], Sequence[tuple[Sequence[str], int]]]:
    """By their first two words."""
    found: dict[tuple[str, str], list[tuple[Sequence[str], int]]] = {}
    for name, phrases in PHRASES.items():
        for phrase in phrases.split("|"):
            first, second, *rest = phrase.split()
            found.setdefault((first, second), []).append((rest, _PLACES[name]))
    return found


_SINGLE = _single()
_LONGER = _longer()
_OPENINGS = {word: _PLACES[name] for name, words in OPENINGS.items() for word in words.split()}


def manner(text: str) -> Counts:
    """A figure for each of FEATURES, none below 0.

    It is the root of what is counted over the root of the words: both proved themselves.
    """
    text = text[:_LONGEST]
    words = _WORD.findall(_JOINED.sub("", text.casefold()))
    counts = [0.0] * len(FEATURES)
    for word in words:
        for place in _SINGLE.get(word, ()):
            counts[place] += 1.0
        counts[_NUMBERS] += word.isdecimal()
    for start, pair in enumerate(pairwise(words)):
        _count_phrases(counts, words, start, pair)
    for name, count in _MARKS.items():
        counts[_PLACES[name]] = float(count(text))
    root = sqrt(max(1, len(words)))
    figures = [sqrt(count / root) if count else 0.0 for count in counts]
    if words and words[0] in _OPENINGS:
        figures[_OPENINGS[words[0]]] = 1.0
    figures[_LINKED] = float(bool(_LINK.search(text)))
    return figures


_NUMBERS, _LINKED = _PLACES["numbers"], _PLACES["link"]


def _count_phrases(counts: Counts, words: Sequence[str], start: int, pair: tuple[str, str]) -> None:
    for rest, place in _LONGER.get(pair, ()):
        if not rest or words[start + 2 : start + 2 + len(rest)] == rest:
            counts[place] += 1.0
