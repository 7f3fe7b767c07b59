"""Harsh words that are quoted, reported or spoken against rather than said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.screening.signals import Sample
from engine.screening.vocabulary import Hit, Match, Trie, Vocabulary
from engine.text import Normalised, normalise
from engine.verdict import Category, Signal

_QUOTING = re.compile(r"[\"“„«'`>]")
_QUOTED = re.compile(
    r"^[^\S\n]*>[^\n]*$|\"[^\"\n]{2,}\"|[“„][^”“\n]{2,}[”“]|«[^»\n]{2,}»"
    r"|(?<!\w)'[^'\n]{2,}'(?!\w)|`[^`\n]{2,}`",
    re.MULTILINE,
)
# Milder words need no excuse, and are no reason to doubt one ("who asked you").
_HARSH_FROM = 0.3
# How many words a report reaches on: "someone called me a …", and back: "… is not ok to say".
_ONWARD, _BACK = 10, 6
_JUDGING = frozenset({"is", "isnt", "aint", "thats", "its", "breaks", "against", "not"})

_QUOTED_AND_REPORTED, _REPORTED, _ONLY_QUOTED, _BARE_QUOTE = 0.95, 0.75, 0.6, 0.4
# Marks alone are a fig leaf when the sentence goes to a person: you are "trash".
_FIG_LEAF = 0.1
_SPOKEN_TO_SOMEBODY = 0.5
_NAMING = (" you are", " youre", " u are", " u r", " ur", " your", " you r", " ya", " you")
_BEFORE_NAME = frozenset({"a", "an", "the", "such", "so", "just", "really", "total", "absolute"})


@dataclass(frozen=True, slots=True)
class _Framing:
    """How a message's harsh words stand in it: `directed` ones address somebody by themselves.

    `around` is the message without its quotations.
    """

    reported: bool
    quoted: bool
    directed: bool
    around: Normalised


class Quotation:
    name = "quotation"

    def __init__(
        self, vocabulary: Vocabulary, reporting: frozenset[str], second_person: frozenset[str]
    ) -> None:
        self._vocabulary = vocabulary
        self._reporting = Trie((phrase, True) for phrase in reporting)
        self._second_person = second_person

    def detect(self, sample: Sample) -> Sequence[Signal]:
        harsh = self._harsh(sample.normalised)
        if not harsh:
            return ()
        framing = self._framing(sample.normalised, harsh)
        if not framing.reported and not framing.quoted:
            return ()
        score = self._weight(sample, framing)
        return (Signal(self.name, Category.NONE, score, _evidence(framing)),)

    def _framing(self, normalised: Normalised, harsh: Sequence[Hit]) -> _Framing:
        reports = self._reporting.find(normalised.words)
        reported = all(_is_reported(hit, reports, normalised.words) for hit in harsh)
        directed = any(hit.value.directed for hit in harsh)
        if not _QUOTING.search(normalised.original):
            return _Framing(reported, quoted=False, directed=directed, around=normalised)
        around = normalise(_QUOTED.sub(" ", normalised.original))
        quoted = len(around.words) < len(normalised.words) and not self._harsh(around)
        return _Framing(reported, quoted, directed, around if quoted else normalised)

    def _harsh(self, normalised: Normalised) -> list[Hit]:
        return [
            hit for hit in self._vocabulary.hits(normalised) if hit.value.severity >= _HARSH_FROM
        ]

    def _weight(self, sample: Sample, framing: _Framing) -> float:
        if framing.reported and framing.quoted:
            return _QUOTED_AND_REPORTED
        if framing.quoted and not framing.around.words:
            return _FIG_LEAF if sample.message.targets else _BARE_QUOTE
        speaks = self._speaks_to_somebody(framing.around)
        if framing.quoted and speaks and _names_somebody(framing.around.words):
            return _FIG_LEAF
        weight = _REPORTED if framing.reported else _ONLY_QUOTED
        if sample.message.author.is_moderator:
            return _QUOTED_AND_REPORTED
        # "as in kill yourself", said in reply to somebody, reports nothing.
        answers = framing.directed and not framing.quoted and bool(sample.message.targets)
        return weight * _SPOKEN_TO_SOMEBODY if speaks or answers else weight

    def _speaks_to_somebody(self, around: Normalised) -> bool:
        """In words of its own, not in those of a report ("you cant say") or of what it reports."""
        words = list(around.words)
        spans = [(match.start, match.end) for match in self._reporting.find(words)]
        spans += [(hit.start, hit.end) for hit in self._harsh(around)]
        for start, end in spans:
            words[start:end] = [""] * (end - start)
        return not self._second_person.isdisjoint(words)


def _names_somebody(around: Sequence[str]) -> bool:
    """Whether the words stop at "you are", so that the quotation says what."""
    open_end = list(around)
    while open_end and open_end[-1] in _BEFORE_NAME:
        open_end.pop()
    return " ".join(["", *open_end]).endswith(_NAMING)


def _is_reported(hit: Hit, reports: Sequence[Match[bool]], words: Sequence[str]) -> bool:
    return any(
        0 <= hit.start - report.start <= _ONWARD
        or (0 <= report.start - hit.end <= _BACK and words[report.start] in _JUDGING)
        for report in reports
    )


def _evidence(framing: _Framing) -> str:
    if framing.reported and framing.quoted:
        return "The harsh words are quoted in a report."
    return "The harsh words are reported." if framing.reported else "The harsh words are quoted."
