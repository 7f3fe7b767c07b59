"""The shipped knowledge as values: patterns, lexicon, phrase lists, help lines."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.verdict import Category, Polarity


@dataclass(frozen=True, slots=True)
class Pattern:
    """A remembered text of the shipped pack; severity 0..1, 0 for a fine one."""

    id: str
    text: str
    category: Category
    polarity: Polarity
    severity: float
    explanation: str
    guideline: str


@dataclass(frozen=True, slots=True)
class LexiconGroup:
    """Words of one kind. `directed` ones address a person by themselves ("nobody wants you")."""

    id: str
    category: Category
    severity: float
    directed: bool
    explanation: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What a person in danger is offered, in one language."""

    language: str
    message: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packs:
    """`phrases` maps a list's name (second_person, things, reporting, …) to its normalised
    words and phrases.
    """

    patterns: tuple[Pattern, ...]
    lexicon: tuple[LexiconGroup, ...]
    phrases: Mapping[str, frozenset[str]]
    help_pages: tuple[HelpPage, ...]
