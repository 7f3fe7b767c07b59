"""One text in many spellings: what copies look like once people or scripts have changed them."""

from collections.abc import Callable
from random import Random

from tests.raids.words import FILLERS

_LEET = str.maketrans("aeios", "43105")
_CYRILLIC = str.maketrans("aeopcxy", "аеорсху")
_ENDINGS = ("", "", "!", "!!!", "...", " :)", " lol", " 🔥", " 💀💀")
_ZERO_WIDTH = "\u200b"

Change = Callable[[Random, str], str]


def reworded(random: Random, text: str) -> str:
    """A word more or less, other capitals, another ending."""
    words = text.split()
    if len(words) > 4 and random.random() < 0.4:
        del words[random.randrange(len(words) - 1)]
    if random.random() < 0.4:
        words.insert(random.randrange(len(words) + 1), random.choice(FILLERS))
    changed = " ".join(words) + random.choice(_ENDINGS)
    return random.choice((str, str.upper, str.capitalize))(changed)


def disguised(random: Random, text: str) -> str:
    """Spelt so that a list of words does not find it."""
    return random.choice(_DISGUISES)(random, text)


def _leet(random: Random, text: str) -> str:
    return " ".join(
        word if "/" in word or random.random() < 0.4 else word.translate(_LEET)
        for word in text.split()
    )


def _lookalike(_: Random, text: str) -> str:
    return " ".join(word if "/" in word else word.translate(_CYRILLIC) for word in text.split())


def _split(random: Random, text: str) -> str:
    return " ".join(
        _ZERO_WIDTH.join(word) if "/" not in word and random.random() < 0.5 else word
        for word in text.split()
    )


def _spaced(random: Random, text: str) -> str:
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if long:
        place = random.choice(long)
        words[place] = " ".join(words[place])
    return " ".join(words)


def _stretched(random: Random, text: str) -> str:
    return " ".join(
        word + word[-1] * 3 if word.isalpha() and random.random() < 0.3 else word
        for word in text.split()
    )


_DISGUISES: tuple[Change, ...] = (_leet, _lookalike, _split, _spaced, _stretched)
