"""Letters in disguise: invisible, turned, styled, piled up with marks, or of another script."""

import re
import unicodedata

from engine.confusables import ACCENTED, COUSINS, SHAPES, TWINS
from engine.guard import LONGEST, MARKS

_BIDI = "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"
_INVISIBLE = (
    "\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\u00ad\u034f\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff"
)
# Each run is looked at from its beginning only, or a long one would take the square of its length.
TURNED = re.compile(f"(?<=[A-Za-z])[{_BIDI}]+|(?<![{_BIDI}])[{_BIDI}]+(?=[A-Za-z])")
HIDDEN = re.compile(f"(?<=[A-Za-z])[{_INVISIBLE}]+(?=[A-Za-z])")
UNSEEN = re.compile(f"[{_INVISIBLE}{_BIDI}\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LONE_FLAG_LETTER = re.compile("(?<![🇦-🇿])[🇦-🇿](?![🇦-🇿])")
_STYLED = re.compile("[\uff21-\uff5a\u2460-\u24e9\U0001d400-\U0001d7ff]+")
ZALGO = re.compile(f"[{MARKS}]{{2,}}|(?<=[A-Za-z])[\u0334-\u0338\u20d2\u20e5]")
_LATINMARKS = re.compile(f"(?<=[a-z])[{MARKS}]+")
_TYPOGRAPHY = str.maketrans("‘’ʼʹ´“”„«»‐‑‒–—―⠀", "'''''\"\"\"\"\"------ ")
# Drawn as a c, which composing would make an s-sound of.
_LUNATE = str.maketrans("ϲϹ", "cc")
_ACCENTED = str.maketrans(ACCENTED)
_SHAPES = str.maketrans(SHAPES)
_TWINS = str.maketrans(TWINS)
_COUSINS = str.maketrans(COUSINS)
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[a-z]")
_TWIN_WORD = re.compile(f"[{''.join(TWINS)}]+")
_UNLIKE_LATIN = re.compile(f"(?![{''.join(COUSINS)}])[\u0370-\u058f]")


def without_styles(text: str) -> str:
    text = _LONE_FLAG_LETTER.sub(lambda flag: chr(ord(flag[0]) - ord("🇦") + ord("a")), text)
    return _STYLED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def without_lunates(text: str) -> str:
    return text.translate(_LUNATE)


def composed(text: str) -> str:
    """NFKC and casefold, with the accents of Latin letters gone and other scripts whole."""
    folded = unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).casefold()
    apart = unicodedata.normalize("NFKD", folded.translate(_ACCENTED))
    return unicodedata.normalize("NFC", _LATINMARKS.sub("", apart))[:LONGEST]


def in_latin(text: str) -> str:
    """Disguised words in Latin letters; a text in a script of its own stays as it is."""
    text = text.translate(_SHAPES)
    doubtful = bool(_LATIN.search(text)) and not _UNLIKE_LATIN.search(text)

    def unmasked(word: re.Match[str]) -> str:
        if _LATIN.search(word[0]):
            return word[0].translate(_COUSINS)
        if doubtful and _TWIN_WORD.fullmatch(word[0]):
            return word[0].translate(_TWINS)
        return word[0]

    return _LETTERS.sub(unmasked, text)


def without_invisible(text: str) -> str:
    """The text as the eye sees it; joiners inside emoji go too."""
    return UNSEEN.sub("", text)
