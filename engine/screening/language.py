"""Which language a message is in: scripts, well-known words, then py3langid, imported only here."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from math import exp
from pathlib import Path
from tempfile import gettempdir
from typing import Self

from py3langid import langid

from engine.language import ENGLISH, UNTOLD, WITH_LEXICON, Language
from engine.screening.manifest import ModelError
from engine.screening.telltales import Telltales
from engine.text import Normalise, Normalised, normalise

MODEL, MANIFEST = "model.npz.xz", "manifest.json"

# A script that is written in several languages counts as the one that most of its chat is in.
_SCRIPTS = (
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u052f]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_LETTER = re.compile(r"[^\W\d_]")
_AROUND = '.,!?¿¡;:()"“”„«»…'
_PLAIN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Where most letters are of another script, it is no English with a foreign word in it.
_MOST = 0.5
# py3langid guesses at less: measured on tests/quality/languages.jsonl and ordinary.jsonl.
_LETTERS, _WORDS = 14, 3
_SURE = 0.8
# A well-known word outweighs a guess of 3 : 1. Before anything is read, English is the likeliest,
# and then the widely spoken languages that the lexicons cover.
_VOTE = 1.1
_BEFOREHAND = {ENGLISH: 4.0} | dict.fromkeys(WITH_LEXICON, 2.0)
# A single English word among more foreign ones than this decides nothing.
_ENGLISH_SHARE = 0.25


class LanguageIdentifier:
    """`common` holds each covered language's everyday words, `international` those that tell no
    language. Reads are pure, so threads may share an identifier.
    """

    def __init__(
        self,
        model: langid.LanguageIdentifier,
        *,
        common: Mapping[str, frozenset[str]],
        international: frozenset[str] = frozenset(),
    ) -> None:
        self._model = model
        self._international = international
        self._spoken_in: dict[str, tuple[str, ...]] = {}
        for code, words in common.items():
            for word in {folded for term in words for folded in normalise(term).words}:
                self._spoken_in[word] = (*self._spoken_in.get(word, ()), code)

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        common: Mapping[str, frozenset[str]],
        international: frozenset[str] = frozenset(),
    ) -> Self:
        """Raises ModelError where the model's file is missing or damaged."""
        path = (folder / MODEL).absolute()
        try:
            promised = json.loads((folder / MANIFEST).read_bytes())["sha256"]
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{folder}: no language model ({error!r}); reinstall haven") from error
        if found != promised:
            raise ModelError(f"{path}: is not what its manifest promises; reinstall haven")
        try:
            # py3langid unpacks the model into a temporary file on the way.
            model = langid.LanguageIdentifier.from_model_file(path, norm_probs=True)
        except OSError as error:
            raise ModelError(
                f"{path}: no room to unpack it in {gettempdir()} ({error.strerror})"
            ) from error
        return cls(model, common=common, international=international)

    def identify(self, normalised: Normalised) -> Language:
        """UNTOLD where a text is too short or too strange to tell."""
        if not normalised.screened.isascii() and (script := _script(normalised.screened)):
            return script
        votes = self._votes(normalised.words)
        english = votes.pop(ENGLISH, 0)
        rival = max(votes.values(), default=0)
        if english > 2 * rival and english >= _ENGLISH_SHARE * len(normalised.words):
            return Language(ENGLISH, english / (english + rival))
        votes[ENGLISH] = english
        return self._weighed(normalised, votes)

    def _votes(self, words: tuple[str, ...]) -> Counter[str]:
        return Counter(code for word in set(words) for code in self._spoken_in.get(word, ()))

    def _weighed(self, normalised: Normalised, votes: Counter[str]) -> Language:
        """The guess of the letters and the votes of the words, put together."""
        guesses = self._guesses(normalised)
        if guesses is None and max(votes.values()) < 2:
            return UNTOLD
        codes = guesses or dict.fromkeys(votes, 1.0)
        weights = {
            code: guess * _BEFOREHAND.get(code, 1.0) * exp(_VOTE * votes[code])
            for code, guess in codes.items()
        }
        best = max(weights, key=lambda code: weights[code])
        confidence = weights[best] / sum(weights.values())
        return Language(best, confidence) if confidence >= _SURE else UNTOLD

    def _guesses(self, normalised: Normalised) -> dict[str, float] | None:
        text = normalised.screened if normalised.undone else normalised.original.casefold()
        telling = [word for piece in text.split() if (word := self._telling(piece))]
        if len(telling) < _WORDS or sum(map(len, telling)) < _LETTERS:
            return None
        return dict(self._model.rank(" ".join(telling)))

    def _telling(self, piece: str) -> str:
        """The word of a piece between blanks; empty for numbers, links and international words."""
        word = piece.strip(_AROUND)
        return word if _PLAIN.fullmatch(word) and word not in self._international else ""


def spoken(normalise: Normalise, identifier: LanguageIdentifier, telltales: Telltales) -> Normalise:
    """A normaliser that also tells the language."""

    def read(text: str) -> Normalised:
        normalised = normalise(text)
        told = replace(normalised, language=identifier.identify(normalised))
        return replace(told, language=telltales.told(told))

    return read


def _script(screened: str) -> Language | None:
    letters = len(_LETTER.findall(screened))
    for code, script in _SCRIPTS:
        written = len(script.findall(screened))
        if written and code == "uk":
            written = len(_SCRIPTS[1][1].findall(screened))
        if written and written >= _MOST * letters:
            return Language(code, min(1.0, written / letters))
    return None
