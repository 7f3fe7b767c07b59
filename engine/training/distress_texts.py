"""What the model for people in danger learns from: our distress pack, and much ordinary talk."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from engine.text import Normalise
from engine.training.corpus import CorpusError, listed, unpacked

CRIES = ("plain", "indirect", "plan", "amid_games", "friend")
KINDS = (
    *CRIES,
    "hyperbole",
    "games",
    "sadness",
    "attack",
    "quoted",
    "reports",
    "care",
    "recovered",
    "ordinary",
)
FIRST = "first"
# Talk in which nobody is in danger, as far as its makers know; how much of each.
SOURCES: Mapping[str, int] = {
    "goemotions_reddit": 2500,
    "dghs_dynamic_hate": 1200,
    "benign_dailydialogpp": 1200,
    "benign_irc_ubuntu": 800,
}
# GoEmotions tells nothing of a sad text; its label 0 is for glad and puzzled ones.
_HARMLESS_ONLY = "goemotions_reddit"
_LESSONS = 5000


@dataclass(frozen=True, slots=True)
class Told:
    """A text as the screening reads it; `kind` and `hand` are empty for ordinary talk."""

    text: str
    kind: str = ""
    hand: str = ""

    @property
    def cries(self) -> bool:
        return self.kind in CRIES


def told_in(pack: Mapping[str, Any], read: Normalise) -> Iterator[Told]:
    """The lines of one file of the distress pack."""
    hand = str(pack.get("hand", FIRST))
    for part in pack["part"]:
        for line in part["lines"].strip().splitlines():
            yield Told(read(line).screened, part["kind"], hand)


def ordinary(
    manifest: Path, lessons: Sequence[str], read: Normalise, *, seed: int
) -> Sequence[Told]:
    """A draw from the sources and from our own lessons, each text once and in random order.

    Raises:
        CorpusError: a source is missing or a line of it is not a record.
    """
    random = Random(seed)  # noqa: S311  (a repeatable draw, no secret)
    texts = random.sample(lessons, min(_LESSONS, len(lessons)))
    known = listed(manifest)
    for name in sorted(SOURCES.keys() & known.keys()):
        found = list(_texts(manifest.parent / "train" / f"{name}.jsonl.gz", name))
        texts += random.sample(found, min(SOURCES[name], len(found)))
    random.shuffle(texts)
    return [Told(screened) for screened in _screened(texts, read)]


def _texts(path: Path, name: str) -> Iterator[str]:
    for number, line in enumerate(unpacked(path).splitlines(), start=1):
        try:
            record = json.loads(line)
            if name != _HARMLESS_ONLY or record["label"] == 0:
                yield str(record["text"])
        except (ValueError, TypeError, KeyError) as error:
            raise CorpusError(f"{path} line {number}: not a record ({error!r})") from error


def _screened(texts: Iterable[str], read: Normalise) -> Iterator[str]:
    return iter(dict.fromkeys(screened for text in texts if (screened := read(text).screened)))
