"""The shipped knowledge as values: patterns, lexicon, phrase lists, help lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """Words of one kind. `directed` ones address a person by themselves ("nobody wants you").

    A `homonym` is a harmless word in another language, so it counts only in a text of its own.
    """

    id: str
    category: Category
    severity: float
    directed: bool
    explanation: str
    terms: tuple[str, ...]
    homonym: bool = False


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """What Haven knows of a language other than English: its lexicon and its phrase lists."""

    lexicon: tuple[LexiconGroup, ...]
    phrases: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Brand:
    """A well-known name and the registered domains that are truly its own. An `everyday` name is
    also an ordinary word; one that is at home `everywhere` owns its name under country suffixes.
    """

    names: tuple[str, ...]
    domains: tuple[str, ...]
    everyday: bool = False
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class WebNames:
    """What is known of domains. Impostors add `baits` and `fillers` to a name; `neighbours` are
    labels one letter away from a name that mean something else; `honest`, `shorteners`, `trackers`
    (which note who opens them) and `publishers` (of programs) are registered domains.
    """

    brands: tuple[Brand, ...] = ()
    baits: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    neighbours: frozenset[str] = frozenset()
    honest: frozenset[str] = frozenset()
    shorteners: frozenset[str] = frozenset()
    trackers: frozenset[str] = frozenset()
    publishers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to advertise or defraud: all `needs` must be there, each a concept (words that stand
    for one another) or a fact of the message ("link", "everyone", …).
    """

    id: str
    category: Category
    score: float
    needs: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Schemes:
    """`concepts` maps a name to its words and phrases, `retelling` are those of people who warn of
    schemes or tell how they met one.
    """

    schemes: tuple[Scheme, ...] = ()
    concepts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    retelling: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What a person in danger is offered, in one language."""

    language: str
    message: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packs:
    """`phrases` maps a list's name (second_person, things, reporting, …) to its normalised
    words and phrases. `languages` holds the other languages' lists by ISO 639-1 code.
    """

    patterns: tuple[Pattern, ...]
    lexicon: tuple[LexiconGroup, ...]
    phrases: Mapping[str, frozenset[str]]
    help_pages: tuple[HelpPage, ...]
    web: WebNames = WebNames()
    schemes: Schemes = Schemes()
    languages: Mapping[str, LanguagePack] = field(default_factory=dict)
