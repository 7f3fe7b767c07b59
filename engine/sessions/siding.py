"""Whose side words take while several people are at one: to whom they speak, and of whom.

What is said to many cannot be meant for the one person, and who speaks of that person to others
does not speak to them.
"""

from collections.abc import Iterator
from itertools import pairwise

from engine.sessions.phrases import Words
from engine.sessions.siege import FEWEST, Siege
from engine.sessions.utterance import Utterance

# What one clue says of the side somebody takes; two are enough. Where somebody who attacked nobody
# is rough to nobody in particular, nobody can know whom they mean.
SURE, CLUE, UNKNOWN = 1.0, 0.5, 0.2
_FEW = 2

# "Leave Mika alone", "let her play", whatever the name.
_PLEADS_FOR = (("leave", "alone"), ("let", "play"), ("let", "be"))
# So many words stand between at most, as in "leave my friend Mika alone".
_BETWEEN = 3
_CEASE = frozenset({"stop", "quit", "enough"})
# Without one of these, which is nearly always, nobody pleads for anybody.
_PLEAS = _CEASE.union(first for first, _ in _PLEADS_FOR)

_YOU = frozenset({"you", "u", "ya", "youre", "ur", "your", "yours", "youve", "youll"})
_MANY = frozenset({"yourselves", "yall", "yalls", "youse", "guys", "folks"})
_BUNCH = frozenset(
    {"all", "lot", "people", "guys", "two", "three", "four", "bunch", "herd", "pack", "gang", "mob"}
)
_SOME_OF = frozenset(
    """
    all any both each every few half lot many most none one some two three four five six seven
    eight nine ten
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
_THEY = frozenset({"they", "them", "theyre", "their", "these", "those"})
# "You pathetic little cowards": so far behind "you" a plural still says who is meant.
_NEAR = 3
_PLAIN_FROM = 0.3
_NO_ATTACK = frozenset({"laughter", "affection", "support", "hype"})
_TURNED = frozenset(
    """
    arent aint better didnt dont dw isnt nah never not nothing sorry wasnt worry
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
_OTHERS = frozenset(
    """
    anyone bullies chat cowards everybody everyone gang haters idiots ignore mob people ppl
    somebody someone this trolls
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
_NO_PLURAL = frozenset(
    """
    always does guess hers lets ours perhaps shes sometimes thats theirs this thus whats yours
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
# A name behind these is spoken of; one at either end of what is said to "you" is called.
_BEFORE = frozenset(
    """
    about above after against and around at behind by for from give hurt insult like mock of off
    on or over owe than that to treat when while why with
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
_BEHIND = frozenset(
    """
    and can cant could deserves did didnt does doesnt had has is isnt made never really should
    tried was wasnt will wont would
    """.split()  # noqa: SIM905 - a list of words reads best as one
)


def speaks_up(utterance: Utterance) -> bool:
    """It calls others to order, in so many words."""
    return "defence" in utterance.tone or pleads_for(utterance)


def pleads_for(utterance: Utterance) -> bool:
    """It asks others to let somebody be."""
    words, called = utterance.words, utterance.called
    if _PLEAS.isdisjoint(words):
        return False
    if any(_in_order(words, first, last) for first, last in _PLEADS_FOR):
        return True
    return bool(called) and any(_told_to_cease(words, called))


def speaks_to_many(words: Words) -> bool:
    """By its grammar: "you two", "none of you", "yourselves", "you cowards"."""
    if not _MANY.isdisjoint(words):
        return True
    return any(
        (first in _YOU and (second in _BUNCH)) or (second in _YOU and first in _BUNCH)
        for first, second in pairwise(words)
    ) or any(_numbered(words))


def speaks_of(words: Words, called: str) -> bool:
    """To others, of the person called so: "you owe Mika an apology", not "you fool, Mika"."""
    if called not in words or _YOU.isdisjoint(words):
        return False
    at = words.index(called)
    before = words[at - 1] if at else ""
    behind = words[at + 1] if at + 1 < len(words) else ""
    return before in _BEFORE or behind in _BEHIND


def speaks_of_others(words: Words) -> bool:
    """To somebody, of several others: "you did well, they are only bored"."""
    return not (_YOU.isdisjoint(words) or _THEY.isdisjoint(words))


def is_plain(utterance: Utterance) -> bool:
    """Rough words to one person, said outright to their face, which can hardly mean the others.

    "Not stupid", "these idiots" and "you lot" can, and what laughs or is fond may be no attack.
    """
    words = utterance.words
    if not utterance.explicit or utterance.malice < _PLAIN_FROM or _YOU.isdisjoint(words):
        return False
    if utterance.tone & _NO_ATTACK or not _TURNED.isdisjoint(words) or speaks_up(utterance):
        return False
    if not (_THEY | _OTHERS).isdisjoint(words) or quotes(utterance) or speaks_to_many(words):
        return False
    return not speaks_of(words, utterance.called)


def quotes(utterance: Utterance) -> bool:
    """Words of somebody else are held up, and more is said than those."""
    text = utterance.message.text
    return text.count('"') > 1 or ("“" in text and "”" in text)


def inferred(utterance: Utterance, siege: Siege, prey: str) -> float:
    """The side of somebody who attacked nobody, from whom they speak to and of whom."""
    target = utterance.target if utterance.explicit else None
    of_prey = target == prey and bool(utterance.called)
    if "laughter" in utterance.tone:
        return 0.0
    if target == prey and _comforts(utterance, siege):
        return CLUE
    if target == prey and not of_prey:
        return 0.0
    at_attacker = target is not None and siege.is_stung_by(target)
    if at_attacker and siege.takes_part(target or "") and siege.people() >= FEWEST:
        return SURE
    if siege.place != utterance.place or not (target is None or of_prey or at_attacker):
        return 0.0
    clues = (
        at_attacker,
        siege.is_guarded_by(utterance.author),
        speaks_to_many(utterance.words),
        of_prey and speaks_of(utterance.words, utterance.called),
        quotes(utterance),
    )
    if not any(clues):
        return UNKNOWN if target is None and siege.people() >= _FEW else 0.0
    return min(SURE, CLUE * sum(clues))


def _comforts(utterance: Utterance, siege: Siege) -> bool:
    """Dark words to the person under attack may be about the others, or go with kinder ones."""
    return siege.is_guarded_by(utterance.author) or speaks_of_others(utterance.words)


def is_for_another(utterance: Utterance) -> bool:
    return pleads_for(utterance) or speaks_of(utterance.words, utterance.called)


def _in_order(words: Words, first: str, last: str) -> bool:
    if first not in words or last not in words:
        return False
    return 0 < words.index(last) - words.index(first) <= _BETWEEN + 1


def _told_to_cease(words: Words, called: str) -> Iterator[bool]:
    """As in "stop bothering Mika"."""
    for at, word in enumerate(words):
        doing = words[at + 1] if at + 1 < len(words) else ""
        yield word in _CEASE and doing.endswith("ing") and called in words[at + 2 :]


def _numbered(words: Words) -> Iterator[bool]:
    """By "three of you", or a plural that stands close behind "you"."""
    for at, word in enumerate(words):
        if word not in _YOU:
            continue
        yield at > 1 and words[at - 1] == "of" and words[at - 2] in _SOME_OF
        near = words[at + 1 : at + 1 + _NEAR]
        yield any(_is_plural(each) or each in _BUNCH - {"all"} for each in near)


def _is_plural(word: str) -> bool:
    return (
        len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word not in _NO_PLURAL
    )
