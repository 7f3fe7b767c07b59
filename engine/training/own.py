"""Our own texts as lessons: the shipped patterns and the contrast lines."""

from collections.abc import Iterable, Iterator

from engine.packs import Pattern
from engine.training.contrast import Line
from engine.training.corpus import OwnText
from engine.training.labels import CATEGORY_HEADS, Labels, harmless
from engine.verdict import Category, Polarity

# Each pattern is seen as often as four texts of a source: there are few, and they are certain.
_PATTERN_WEIGHT = 4.0
_LINE_WEIGHT = 1.5
# What a text is beside its main category is not known within these: hate is often an insult too.
_AMONG_PERSONS = frozenset({Category.HARASSMENT, Category.INSULT, Category.THREAT, Category.HATE})


def own_texts(patterns: Iterable[Pattern], lines: Iterable[Line]) -> Iterator[OwnText]:
    for pattern in patterns:
        if pattern.polarity is Polarity.FINE:
            yield OwnText(pattern.text, harmless(), _PATTERN_WEIGHT)
        else:
            labels = _harmful(pattern.category, pattern.severity, person=None)
            yield OwnText(pattern.text, labels, _PATTERN_WEIGHT)
    for line in lines:
        yield OwnText(line.text, _labels(line), _LINE_WEIGHT)


def _labels(line: Line) -> Labels:
    if line.harmful:
        return _harmful(line.category, line.severity, person=float(line.person))
    return Labels(0.0, dict.fromkeys(CATEGORY_HEADS, 0.0), float(line.person), 0.0)


def _harmful(category: Category, severity: float, *, person: float | None) -> Labels:
    """Adverts are told by their own head alone; a person in danger is no harm to others."""
    if category in {Category.SPAM, Category.SCAM, Category.RAID}:
        return Labels(None, {Category.SPAM: 1.0})
    unknown = _AMONG_PERSONS - {category} if category in _AMONG_PERSONS else frozenset()
    told = {head: float(head is category) for head in CATEGORY_HEADS if head not in unknown}
    if category is Category.SELF_HARM:
        return Labels(None, told)
    return Labels(1.0, told, person, severity)
