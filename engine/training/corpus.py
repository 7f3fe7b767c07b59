"""The training texts in arrays: read, normalised as the bot will read them, and split."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.guard import sanitise
from engine.screening.manifest import ModelError
from engine.text import Normalise, normalise
from engine.training.labels import HEADS, Labels
from engine.training.obfuscator import Way, obfuscate
from engine.training.sources import SOURCES, Source

OWN = "haven"
_DEVELOPMENT = 6  # per cent of the texts, by hash, are never trained on
_OBFUSCATED = 0.35
# A conversation's records go to one side of the split together.
_CONVERSATION = "conversation_id"
_LONGEST = 1000  # characters: 64 tokens hold fewer, and normalising more of a text is in vain


class CorpusError(ModelError):
    """The data cannot be used; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text written for this project. `weight` scales its loss."""

    text: str
    labels: Labels
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """Parallel columns, one row for each text. `variants` holds the same words obfuscated, or ""
    where there are none. `targets` is (n, len(HEADS)), -1 where unknown. `sources` indexes `names`.
    """

    texts: Sequence[str]
    variants: Sequence[str]
    targets: NDArray[np.float32]
    weights: NDArray[np.float32]
    sources: NDArray[np.int64]
    development: NDArray[np.bool_]
    names: tuple[str, ...]
    sha256: Mapping[str, str]
    licences: Mapping[str, str]
    key: str = ""  # tells it from a corpus of other sources, texts, options or seed

    def __len__(self) -> int:
        return len(self.texts)

    def save(self, path: Path) -> None:
        """Written beside and renamed: a kill leaves the former file or the new one."""
        draft = path.with_suffix(".draft")
        with draft.open("wb") as file:
            np.savez_compressed(
                file,
                texts=np.array("\n".join(self.texts)),
                variants=np.array("\n".join(self.variants)),
                targets=self.targets,
                weights=self.weights,
                sources=self.sources,
                development=self.development,
                names=np.array(self.names),
                sha256=np.array(json.dumps(dict(self.sha256))),
                licences=np.array(json.dumps(dict(self.licences))),
                key=np.array(self.key),
            )
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path) as kept:
            return cls(
                texts=str(kept["texts"]).split("\n"),
                variants=str(kept["variants"]).split("\n"),
                targets=kept["targets"],
                weights=kept["weights"],
                sources=kept["sources"],
                development=kept["development"],
                names=tuple(map(str, kept["names"])),
                sha256=json.loads(str(kept["sha256"])),
                licences=json.loads(str(kept["licences"])),
                key=str(kept["key"]),
            )


@dataclass(frozen=True, slots=True)
class _Row:
    raw: str
    screened: str
    labels: Labels
    weight: float
    source: int
    development: bool


def read_corpus(
    manifest: Path,
    own: Iterable[OwnText],
    *,
    seed: int,
    read: Normalise = normalise,
    without: frozenset[str] = frozenset(),
    progress: Callable[[str], None] = lambda _stage: None,
) -> Corpus:
    """All texts of the sources that `manifest` lists (but `without`) and our own ones, as `read`
    gives them to the screening.

    Raises:
        CorpusError: a file is missing or a line of it is not a record.
    """
    known = listed(manifest)
    chosen = [s for s in SOURCES if s.name in known and s.name not in without]
    rows: list[_Row] = []
    sha256: dict[str, str] = {}
    for number, source in enumerate(chosen):
        path = manifest.parent / "train" / f"{source.name}.jsonl.gz"
        progress(f"reading {source.name}")
        content = unpacked(path)
        sha256[source.name] = hashlib.sha256(content).hexdigest()
        rows += _rows(path, content, source, number, read)
    progress("reading our own lines")
    rows += [_own(text, len(chosen), read) for text in own]
    progress("obfuscating a part of them")
    names = (*(source.name for source in chosen), OWN)
    licences = {source.name: known[source.name] for source in chosen}
    return replace(_columns(rows, names, seed, read), sha256=sha256, licences=licences)


def key_of(
    manifest: Path,
    own: Sequence[OwnText],
    *,
    seed: int,
    without: frozenset[str],
    read: Normalise = normalise,
) -> str:
    """What a corpus follows from, in sixteen letters; how texts are read is told by our own ones,
    as they are and garbled.

    Raises:
        CorpusError: the manifest or a source that it lists cannot be read.
    """
    known = listed(manifest)
    hashes = hashlib.sha256(repr((sorted(known.items()), sorted(without), seed)).encode())
    for source in SOURCES:
        if source.name in known and source.name not in without:
            hashes.update(_packed(manifest, source))
    random = Random(seed)  # noqa: S311  (a repeatable draw, no secret)
    for text, way in zip(own, cycle(Way)):
        garbled = obfuscate(text.text, way, random=random)
        hashes.update(repr((text, read(text.text).screened, read(garbled).screened)).encode())
    return hashes.hexdigest()[:16]


def _packed(manifest: Path, source: Source) -> bytes:
    path = manifest.parent / "train" / f"{source.name}.jsonl.gz"
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error


def listed(manifest: Path) -> Mapping[str, str]:
    """The sources that there are, with their licences."""
    try:
        kept = json.loads(manifest.read_bytes())
        return {name: str(source["licence"]) for name, source in kept.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CorpusError(f"{manifest}: not a manifest of data ({error})") from error


def unpacked(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error


def _rows(
    path: Path, content: bytes, source: Source, number: int, read: Normalise
) -> Iterator[_Row]:
    for line, packed in enumerate(content.splitlines(), start=1):
        try:
            record: Mapping[str, Any] = json.loads(packed)
            text, labels = sanitise(record["text"], limit=_LONGEST), source.read(record)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CorpusError(
                f"{path} line {line}: not a record of {source.name} ({error!r})"
            ) from error
        screened = read(text).screened
        if labels is None or not screened:
            continue
        place = str(record.get(_CONVERSATION) or screened)
        yield _Row(text, screened, labels, source.weight, number, _is_development(place))


def _own(text: OwnText, number: int, read: Normalise) -> _Row:
    screened = read(text.text).screened
    return _Row(text.text, screened, text.labels, text.weight, number, _is_development(screened))


def _is_development(place: str) -> bool:
    return int(hashlib.sha256(place.encode()).hexdigest()[:8], 16) % 100 < _DEVELOPMENT


def _columns(rows: Sequence[_Row], names: tuple[str, ...], seed: int, read: Normalise) -> Corpus:
    random = Random(seed)  # noqa: S311  (a repeatable training, no secret)
    return Corpus(
        texts=[row.screened for row in rows],
        variants=[_variant(row, random, read) for row in rows],
        targets=np.array([row.labels.row() for row in rows], np.float32).reshape(-1, len(HEADS)),
        weights=np.array([row.weight for row in rows], np.float32),
        sources=np.array([row.source for row in rows], np.int64),
        development=np.array([row.development for row in rows], np.bool_),
        names=names,
        sha256={},
        licences={},
    )


def _variant(row: _Row, random: Random, read: Normalise) -> str:
    """The text as somebody who hides words would write it, after the normaliser did its best.

    Harmless texts are treated alike, or the model would take odd spelling itself for harm.
    """
    if random.random() >= _OBFUSCATED:
        return ""
    way = random.choice(list(Way))
    screened = read(obfuscate(row.raw, way, random=random)).screened
    return screened if screened != row.screened else ""
