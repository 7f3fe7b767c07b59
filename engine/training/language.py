"""A small form of py3langid's model: the languages that chat is written in with Latin letters.

The published model tells 139 languages apart, and takes 80 MB and 0.6 s of processor time to load.
Kept are the columns of `LANGUAGES` and the byte sequences that tell those apart best.
"""

import hashlib
import json
import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.screening.language import MANIFEST, MODEL

log = logging.getLogger(__name__)

# Chat languages in Latin script; any other script tells its language by itself. Without Catalan and
# Galician: short Spanish texts would be taken for them as often as not.
LANGUAGES = (
    *(
        "en",
        "es",
        "pt",
        "fr",
        "de",
        "it",
        "nl",
        "pl",
        "tr",
        "sv",
        "da",
        "no",
        "fi",
        "cs",
        "sk",
        "ro",
    ),
    *("hu", "id", "ms", "tl", "vi", "hr", "sl", "et", "lt", "lv", "sw"),
)
FEATURES = 24_000
_BYTES = 256
_NEVER = frozenset(b"\n\t0123456789") | frozenset(range(ord("A"), ord("Z") + 1))
# Lead bytes of Latin letters in UTF-8: Latin-1 to Latin Extended-B, and Vietnamese.
_LEADS = frozenset(range(0xC3, 0xC9)) | {0xE1}

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Automaton:
    """Aho-Corasick over bytes: `moves[state, byte]`, and the feature found in a state or -1."""

    moves: NDArray[np.uint32]
    outputs: list[int]


def export(folder: Path) -> None:
    """Write the small model, in py3langid's own format, and a manifest that says what it is."""
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
    from py3langid.modelio import save_model

    published = LanguageIdentifier.from_model_file(MODEL_FILE)
    spelled = spellings(published.tk_nextmove, published.tk_row, published.tk_output)
    columns = [published.nb_classes.index(language) for language in LANGUAGES]
    weights = np.asarray(published.nb_ptc[:, columns], dtype=np.float32)
    kept = most_telling(spelled, weights, FEATURES)
    automaton = built([spelled[feature] for feature in kept])
    states = list(range(len(automaton.outputs)))
    names, priors = list(LANGUAGES), published.nb_pc[columns]
    moves, outputs = automaton.moves.ravel(), automaton.outputs
    folder.mkdir(parents=True, exist_ok=True)
    save_model(folder / MODEL, (weights[kept], priors, names, moves, states, outputs))
    _describe(folder, source=MODEL_DIR / MODEL_FILE, of=len(spelled))
    log.info("kept %d of %d features, %d states", len(kept), len(spelled), len(states))


def _describe(folder: Path, *, source: Path, of: int) -> None:
    manifest = {
        "model": "py3langid, reduced",
        "sha256": hashlib.sha256((folder / MODEL).read_bytes()).hexdigest(),
        "languages": LANGUAGES,
        "features": FEATURES,
        "source_package": "py3langid",
        "source_version": version("py3langid"),
        "source_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "source_features": of,
        "licence": "BSD-3-Clause",
        "attribution": "py3langid by Adrien Barbaresi, after langid.py by Marco Lui (BSD-2-Clause)",
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def spellings(moves: Sequence[int], rows: Sequence[int], outputs: Sequence[int]) -> list[bytes]:
    """The bytes of each feature: the shortest way from the start to a state that finds it."""
    table = np.asarray(moves).reshape(-1, _BYTES)
    words: dict[int, bytes] = {0: b""}
    found: dict[int, bytes] = {}
    queue = deque([0])
    while queue:
        state = queue.popleft()
        if (feature := outputs[state]) >= 0:
            found.setdefault(feature, words[state])
        for byte, following in enumerate(table[rows[state]].tolist()):
            if following not in words:
                words[following] = words[state] + bytes([byte])
                queue.append(following)
    return [found[feature] for feature in range(len(found))]


def most_telling(spelled: Sequence[bytes], weights: Weights, count: int) -> list[int]:
    """The features of Latin letters with the most information about the language, in order."""
    chances = np.exp(weights)
    mean = chances.mean(axis=1, keepdims=True)
    information = (chances * (weights - np.log(mean))).sum(axis=1)
    usable = np.array([_is_latin(word) for word in spelled])
    best = np.argsort(np.where(usable, -information, np.inf), kind="stable")[:count]
    return sorted(best.tolist())


def _is_latin(word: bytes) -> bool:
    return not any(byte in _NEVER or (byte >= 0xC0 and byte not in _LEADS) for byte in word)


def built(words: Sequence[bytes]) -> Automaton:
    """The automaton that finds the longest of the words ending at each byte of a text."""
    children: list[dict[int, int]] = [{}]
    outputs = [-1]
    for feature, word in enumerate(words):
        state = 0
        for byte in word:
            if byte not in children[state]:
                children[state][byte] = len(children)
                children.append({})
                outputs.append(-1)
            state = children[state][byte]
        outputs[state] = feature
    moves = np.zeros((len(children), _BYTES), dtype=np.uint32)
    for state, fallback in _fallbacks(children, moves):
        if outputs[state] < 0:
            outputs[state] = outputs[fallback]
    return Automaton(moves, outputs)


def _fallbacks(
    children: Sequence[Mapping[int, int]], moves: NDArray[np.uint32]
) -> Iterator[tuple[int, int]]:
    """Fill in the moves breadth first; yields each state with the one it falls back to."""
    fallback = [0] * len(children)
    queue = deque([0])
    while queue:
        state = queue.popleft()
        if state:
            yield state, fallback[state]
            moves[state] = moves[fallback[state]]
        for byte, child in children[state].items():
            fallback[child] = int(moves[state, byte])
            moves[state, byte] = child
            queue.append(child)
