"""How a message's text becomes what detectors read: tricks undone, language told, words mended."""

from importlib.resources import files
from pathlib import Path

from engine.language import ENGLISH
from engine.packs import Packs
from engine.screening.language import LanguageIdentifier, spoken
from engine.screening.spelling import Spelling, mending
from engine.screening.wordlist import WordList
from engine.text import Normalise, normalise, unnormalised


def reader_for(packs: Packs, *, off: frozenset[str] = frozenset()) -> Normalise:
    """Without the steps named in `off`.

    Raises:
        ModelError: the language model or the list of words is missing or damaged.
    """
    read: Normalise = unnormalised if "normaliser" in off else normalise
    if "language" not in off:
        read = spoken(read, identifier_for(packs))
    return read if off & {"normaliser", "spelling"} else mending(read, spelling_for(packs))


def spelling_for(packs: Packs) -> Spelling:
    """Mends the words of the shipped list; the lexicon's are those that people garble most.

    Raises:
        ModelError: the list is missing or damaged.
    """
    harsh = [term for group in packs.lexicon for term in group.terms]
    return Spelling(WordList.load(_models() / "words", harsh=harsh))


def identifier_for(packs: Packs) -> LanguageIdentifier:
    """Tells the languages that the packs cover, and many that they do not.

    Raises:
        ModelError: the language model is missing or damaged.
    """
    everyday = {ENGLISH: packs.phrases.get("common", frozenset())}
    for code, pack in packs.languages.items():
        everyday[code] = pack.phrases.get("common", frozenset()) | _own_words(packs, code)
    return LanguageIdentifier.load(
        _models() / "language",
        common=everyday,
        international=packs.phrases.get("international", frozenset()),
    )


def _own_words(packs: Packs, code: str) -> frozenset[str]:
    """Harsh words that no English text has tell the language as well as everyday ones do."""
    english = {term for group in packs.lexicon for term in group.terms}
    own = (group.terms for group in packs.languages[code].lexicon if not group.homonym)
    return frozenset(term for terms in own for term in terms if " " not in term) - english


def _models() -> Path:
    return Path(str(files("data.models")))
