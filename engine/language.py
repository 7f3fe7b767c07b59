"""Languages by their ISO 639-1 codes, and how far Haven understands each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ENGLISH = "en"
UNKNOWN = "unknown"  # too short to tell; nearly all such chat is international or English

# For these there are word lists in data/packs; the models have only been taught English.
WITH_LEXICON = ("es", "pt", "fr", "de")


@dataclass(frozen=True, slots=True)
class Language:
    """`confidence` is 0..1, and 0 where the code is UNKNOWN."""

    code: str
    confidence: float


UNTOLD = Language(UNKNOWN, 0.0)


class Coverage(StrEnum):
    """What reads a language: models and lexicon, the lexicon alone, or nothing."""

    FULL = "full"
    LEXICON = "lexicon"
    NONE = "none"


def coverage(code: str) -> Coverage:
    if code in (ENGLISH, UNKNOWN):
        return Coverage.FULL
    return Coverage.LEXICON if code in WITH_LEXICON else Coverage.NONE


def name_of(code: str) -> str:
    """For moderators to read: "Polish", or the code itself where the name is not known."""
    return _NAMES.get(code, f'the language "{code}"')


_NAMES: Mapping[str, str] = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sv": "Swedish",
    "sw": "Swahili",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
