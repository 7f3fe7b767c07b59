"""The languages that members can be written to in."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.notices.english import ENGLISH
from engine.notices.french import FRENCH
from engine.notices.german import GERMAN
from engine.notices.phrasebook import Phrasebook
from engine.notices.portuguese import PORTUGUESE
from engine.notices.spanish import SPANISH

# By ISO 639-1 code.
PHRASEBOOKS: Mapping[str, Phrasebook] = MappingProxyType(
    {"en": ENGLISH, "es": SPANISH, "fr": FRENCH, "de": GERMAN, "pt": PORTUGUESE}
)
LANGUAGES = tuple(PHRASEBOOKS)


def phrasebook(language: str) -> Phrasebook:
    return PHRASEBOOKS.get(language, ENGLISH)
