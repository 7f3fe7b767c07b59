"""How a message's text becomes what detectors read: tricks undone, language told, words mended."""

from collections.abc import Iterator
from importlib.resources import files
from itertools import chain
from pathlib import Path

from engine.language import ENGLISH
from engine.packs import LanguagePack, Packs
from engine.screening.language import LanguageIdentifier, spoken
from engine.screening.spelling import Spelling, mending
from engine.screening.telltales import Telltales
from engine.screening.wordlist import WordList
from engine.text import Normalise, normalise, normalise_but_masks, unnormalised


def reader_for(packs: Packs, *, off: frozenset[str] = frozenset()) -> Normalise:
    """Without the steps named in `off`.

    Raises:
        ModelError: the language model or the list of words is missing or damaged.
    """
    mends = off.isdisjoint({"normaliser", "spelling"})
    read: Normalise = normalise_but_masks if mends else normalise
    if "normaliser" in off:
        read = unnormalised
    if "language" not in off:
        read = spoken(read, identifier_for(packs), Telltales(packs))
    return mending(read, spelling_for(packs)) if mends else read


def spelling_for(packs: Packs) -> Spelling:
    """Mends the words of the shipped list; the lexicon's are those that people garble most, and
    what the packs know of other languages is left as it is.

    Raises:
        ModelError: the list is missing or damaged.
    """
    harsh = [term for group in packs.lexicon for term in group.terms]
    foreign = [word for pack in packs.languages.values() for word in _words_in(pack)]
    known = {*packs.phrases.get("innocent", ()), *foreign}
    return Spelling(WordList.load(_models() / "words", harsh=harsh, known=known))


def _words_in(pack: LanguagePack) -> Iterator[str]:
    """Every word of a pack, as a text that holds it is normalised."""
    groups = [group.terms for group in pack.lexicon]
    for term in chain(*groups, *pack.phrases.values()):
        yield from normalise(term).words


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
