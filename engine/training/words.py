"""The list of words by which garbled ones are mended: wordfreq's English, reduced to its use.

wordfreq counts books, news, subtitles, encyclopaedias and social media, so slang and swearing are
in it. Left out is what would itself be in need of mending: words with letters drawn out, and rare
ones that are two common words written together.
"""

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from engine.screening.manifest import MANIFEST
from engine.screening.wordlist import WORDS

log = logging.getLogger(__name__)

WORDS_KEPT = 60_000
_WORD = re.compile(r"[a-z]{2,24}|[aiu]")
_TRIPLE = re.compile(r"([a-z])\1\1")
_DRAWN_OUT = re.compile(r"aa|hh|ii|uu|yy")
_REPEATED = re.compile(r"([a-z])\1+")
# On Zipf's scale.
_SELDOM, _OFTENER = 3.3, 0.5
_RARE, _COMMON = 2.9, 4.8
_COMPOUND_FROM, _PART_FROM = 7, 3


def export(target: Path) -> None:
    """Write the list and its manifest into the folder `target`."""
    import wordfreq

    listed = islice(filter(_WORD.fullmatch, wordfreq.iter_wordlist("en")), WORDS_KEPT)
    zipf = {word: wordfreq.zipf_frequency(word, "en") for word in listed}
    kept = kept_of(zipf)
    content = "".join(f"{word} {round(10 * zipf[word])}\n" for word in kept).encode()
    target.mkdir(parents=True, exist_ok=True)
    (target / WORDS).write_bytes(content)
    (target / MANIFEST).write_text(f"{json.dumps(_manifest(content, len(kept)), indent=2)}\n")
    log.info("%d words written to %s", len(kept), target)


def kept_of(zipf: Mapping[str, float]) -> list[str]:
    """The words that are no garbled form of others, in their order."""
    return [word for word in zipf if not _is_drawn_out(word, zipf) and not _is_joined(word, zipf)]


def _is_drawn_out(word: str, zipf: Mapping[str, float]) -> bool:
    if _TRIPLE.search(word):
        return True
    plain = zipf.get(_REPEATED.sub(r"\1", word), 0.0)
    return zipf[word] < _SELDOM and bool(_DRAWN_OUT.search(word)) and plain > zipf[word] + _OFTENER


def _is_joined(word: str, zipf: Mapping[str, float]) -> bool:
    """A rare word made of common ones: "shutup"."""
    if zipf[word] >= _RARE or len(word) < _COMPOUND_FROM:
        return False
    ends = {0}
    for end in range(_PART_FROM, len(word) + 1):
        parts = (word[start:end] for start in ends if end - start >= _PART_FROM)
        if any(part != word and zipf.get(part, 0.0) >= _COMMON for part in parts):
            ends.add(end)
    return len(word) in ends


def _manifest(content: bytes, words: int) -> Mapping[str, object]:
    return {
        "model": "words of English chat and how common they are, in tenths on Zipf's scale",
        "sha256": hashlib.sha256(content).hexdigest(),
        "words": words,
        "source_package": "wordfreq",
        "source_version": version("wordfreq"),
        "licence": "CC BY-SA 4.0",
        "attribution": (
            "wordfreq 3 by Robyn Speer, from Wikipedia, OPUS OpenSubtitles, SUBTLEX, Google Books "
            "Ngrams, Leeds Internet Corpus, ParaCrawl, NewsCrawl, Twitter and Reddit; changed: "
            "reduced to words in Latin letters, and of those to what mending needs"
        ),
    }
