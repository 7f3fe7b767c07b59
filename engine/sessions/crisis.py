"""A person in danger, told from jokes, games, songs and reports, and from attacks on others."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from engine.sessions.conversation import Conversation
from engine.sessions.crisis_halves import HINT, PAIRINGS, SIGNS, Halves, Opener
from engine.sessions.crisis_spelling import alike
from engine.sessions.phrases import PhraseBook, Tone, Words
from engine.sessions.utterance import Utterance
from engine.text import normalise
from engine.verdict import Category, Signal

SHOWN_FROM = 0.4
# Chances that the model tells: from the first it is heard by itself; below the second it outvotes
# the phrases.
OFFERED_FROM, _POSSIBLE = 0.967, 0.15
_SAID, _PLANNED, _OF_ANOTHER, _HINTED = 0.8, 0.95, 0.7, 0.65
_SAID_BEFORE = 0.1
# One laugh in the same breath is the commonest sign of hyperbole; quoting somebody comes second.
_LAUGHED, _JOKED, _QUOTED, _ELSEWHERE = 0.45, 0.5, 0.3, 0.6
_LAUGHS_A_LOT = 0.1
# A game in the same breath makes a hint a joke, "hope you" a curse; plain words stay plain.
_AT_PLAY = 0.3

_LISTS = frozenset(
    {"farewell_life", "farewell_plan", "crisis_of_another", "crisis_relation"}
    | {
        "crisis_jokes",
        "crisis_elsewhere",
        "crisis_pastimes",
        "crisis_curses",
        "crisis_worry",
        "laughter",
    }
)
_FILLERS = "crisis_fillers"
_YOU, _ME = "crisis_you", "crisis_me"
_HEARD = frozenset({"farewell_life", "farewell_plan", "crisis_of_another", HINT, SIGNS})
_CRIES = frozenset({"farewell_life", "farewell_plan", HINT})
_LIGHT = frozenset({"crisis_pastimes", "crisis_curses"})
_WORRYING = frozenset({"crisis_of_another", SIGNS})
_LAUGHING = re.compile("[😂🤣💀☠]")
_SUNG = re.compile("[♪♫🎵🎶🎤]")
_QUOTATION = re.compile(r"\"[^\"\n]{2,}\"|[“„][^”“\n]{2,}[”“]|«[^»\n]{2,}»")

_READS = "May be in danger: the model reads the words so, without a phrase that says it."
_SPEAKS = "May be in danger: speaks of not wanting to live, without a sign of a joke."
_PLANS = "May be in danger: speaks of a means or a plan to end their life."
_WORRIES = "Is worried about somebody who may be in danger."

Phrases = Mapping[str, frozenset[str]]

# For each language, a bit for either half of each pairing.
_BITS = 2 * len(PAIRINGS)
_ONES = (1 << len(PAIRINGS)) - 1


class CrisisEar:
    """Hears in every language that has phrase lists, whichever a text is in: a phrase of several
    words is hardly another language's.
    """

    def __init__(self, english: Phrases, others: Iterable[Phrases] = ()) -> None:
        known = [english, *others]
        self._fillers = frozenset(word for lists in known for word in lists.get(_FILLERS, ()))
        # Other languages' farewells name the speaker in the verb; and "ya" is no "you" there.
        spoken = {_YOU: english.get("second_person", ()), _ME: english.get("first_person", ())}
        heard = {name: [term for lists in known for term in lists.get(name, ())] for name in _LISTS}
        self._book = PhraseBook(
            {name: map(self._bare, terms) for name, terms in (spoken | heard).items()}
        )
        self._halves = [Halves(self._bared(lists)) for lists in known]
        # All languages side by side, so that a look-up or two a word tell that no thought is whole.
        self._openers: dict[Opener, int] = {}
        for number, halves in enumerate(self._halves):
            for opener, opened in halves.openers.items():
                shifted = opened << number * _BITS
                self._openers[opener] = self._openers.get(opener, 0) | shifted
        self._ones = sum(_ONES << number * _BITS for number in range(len(known)))

    def tone(self, words: Words, text: str) -> Tone:
        """The lists that matter for a crisis; most messages touch none that speaks of one."""
        found = self._heard(words)
        if found.isdisjoint(_HEARD):
            return found & {"laughter"}
        if _LAUGHING.search(text):
            found |= {"laughter"}
        if _SUNG.search(text) or self._is_quoted(text):
            found |= {"crisis_elsewhere"}
        return found

    def _is_quoted(self, text: str) -> bool:
        around = _QUOTATION.sub(" ", text)
        if around == text:
            return False
        return self._heard(normalise(around).words).isdisjoint(_HEARD)

    def _heard(self, words: Words) -> Tone:
        bare = self._without_fillers(alike(words))
        tone = self._book.tone(bare)
        opened, openers = 0, self._openers
        for opener in (*bare, *pairwise(bare)):
            if opener in openers:
                opened |= openers[opener]
        # Both halves of a thought are in one language.
        whole = opened & opened >> len(PAIRINGS) & self._ones
        return tone.union(self._signs(whole, bare)) if whole else tone

    def _signs(self, whole: int, bare: Words) -> Iterator[str]:
        for number, halves in enumerate(self._halves):
            if whole >> number * _BITS & _ONES:
                yield from halves.signs(bare)

    def _bared(self, lists: Phrases) -> Mapping[str, Iterable[str]]:
        return {name: [self._bare(term) for term in terms] for name, terms in lists.items()}

    def _without_fillers(self, words: Words) -> Words:
        """Nor numbers: "swallowed 30 pills", "tried it in 2018"."""
        fillers = self._fillers
        return tuple([word for word in words if word not in fillers and not word.isdigit()])

    def _bare(self, term: str) -> str:
        return " ".join(self._without_fillers(alike(term.split())))


def crisis_signal(conversation: Conversation, utterance: Utterance) -> Signal | None:
    """What the model reads as a cry, and what phrases say of it unless the model is sure that it is
    none; the phrases alone where no model was asked.
    """
    said, chance = _phrased(conversation, utterance), utterance.distress
    if chance is None:
        return said
    if chance >= OFFERED_FROM:
        return _clearer(said, Signal("crisis", Category.SELF_HARM, chance, _READS))
    return said if chance >= _POSSIBLE else None


def _clearer(said: Signal | None, read: Signal) -> Signal:
    """Phrases can say what it is that was heard."""
    return replace(said, score=max(said.score, read.score)) if said else read


def _phrased(conversation: Conversation, utterance: Utterance) -> Signal | None:
    """Not for words that wish harm on somebody else: those are an attack."""
    tone = utterance.tone
    if _CRIES.isdisjoint(tone):
        return _worry(tone)
    if _YOU in tone and _ME not in tone:
        return None
    voice = conversation.voice(utterance.author)
    planned = "farewell_plan" in tone
    said = _SAID if "farewell_life" in tone else _HINTED
    score = (
        (_PLANNED if planned else said)
        + _SAID_BEFORE * max(0, min(2, voice.farewells - 1))
        - _taken_back(tone)
        - _QUOTED * ("reporting" in tone)
        - _AT_PLAY * (not _LIGHT.isdisjoint(tone))
        - _LAUGHS_A_LOT * (2 * voice.laughs > voice.messages)
    )
    return _signal(score, _PLANS if planned else _SPEAKS) or _worry(tone)


def _worry(tone: Tone) -> Signal | None:
    """Somebody close to the writer; a stranger or a character in a story is none."""
    if "crisis_relation" not in tone or _WORRYING.isdisjoint(tone):
        return None
    if "crisis_of_another" not in tone and "crisis_worry" not in tone:
        return None
    return _signal(_OF_ANOTHER - _taken_back(tone), _WORRIES)


def _taken_back(tone: Tone) -> float:
    return (
        _LAUGHED * ("laughter" in tone)
        + _JOKED * ("crisis_jokes" in tone)
        + _ELSEWHERE * ("crisis_elsewhere" in tone)
    )


def _signal(score: float, evidence: str) -> Signal | None:
    if score < SHOWN_FROM:
        return None
    return Signal("crisis", Category.SELF_HARM, min(1.0, score), evidence)
