"""Emoji by their names: the encoder's vocabulary has words alone, and a 🤡 is not said idly."""

import re
import unicodedata
from functools import lru_cache

# Arrows, technical and pictorial blocks, flags' letters, and the supplementary pictographs.
_PICTURES = (
    "\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\U0001f000-\U0001faff"
)
_RUN = re.compile(f"[{_PICTURES}\u200d\ufe0f]*[{_PICTURES}][{_PICTURES}\u200d\ufe0f]*")
_MODIFIER = re.compile("[\U0001f3fb-\U0001f3ff\u200d\ufe0f]")
_FLAG_LETTER = ord("🇦")
# What says how a sign is drawn or filed, not what it shows: "black" would be misread as somebody's.
_DRAWN = frozenset({
    "and", "black", "covered", "emoji", "face", "heavy", "left", "of", "open", "right", "sign",
    "symbol", "the", "white", "with",
})  # fmt: skip
_MOST_ALIKE, _MOST = 2, 6


def named(text: str) -> str:
    """The text with each emoji as its name ("skull", "loudly crying"); a row of the same emoji
    without blanks counts as two, and of different ones the first six.
    """
    if text.isascii():
        return text
    return " ".join(_RUN.sub(lambda run: f" {_names(run[0])} ", text).split())


@lru_cache(2048)
def _names(run: str) -> str:
    names: list[str] = []
    for sign in _MODIFIER.sub("", run):
        name = _name(sign)
        if name and names[-_MOST_ALIKE:] != [name] * _MOST_ALIKE:
            names.append(name)
    return " ".join(names[:_MOST])


@lru_cache(2048)
def _name(sign: str) -> str:
    letter = ord(sign) - _FLAG_LETTER
    if 0 <= letter < 26:
        return chr(ord("a") + letter)
    words = unicodedata.name(sign, sign).casefold().replace("-", " ").split()
    return " ".join(word for word in words if word not in _DRAWN)
