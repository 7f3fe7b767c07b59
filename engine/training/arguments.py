"""Conversations that turned into an attack, and others that did not: only the turns before it."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.training.corpus import CorpusError, listed, unpacked

Record = Mapping[str, Any]
Turns = Sequence[Record]
# The turns before, and whether an attack came after them.
Piece = tuple[Sequence[str], bool]

# A forecast at run time has forgotten by then what lies further back.
_MEMORY = 10
_FEWEST = 2
# Words that are gone tell nothing that a running chat could show.
_GONE = frozenset({"[UNK]", "[ deleted ]", "[ removed ]", ""})
_ATTACKS = ("Insulting", "Vulgarity", "Threat", "Identity", "Mocking")
_EVERY_THIRD = 3


@dataclass(frozen=True, slots=True)
class Argument:
    """`turns` are what was said before; `thread` is never parted by a split."""

    source: str
    thread: str
    turns: Sequence[str]
    attacked: bool


@dataclass(frozen=True, slots=True)
class Source:
    """`weight` scales each conversation's loss."""

    name: str
    attribution: str
    weight: float
    read: Callable[[Turns], Iterator[Piece]]


@dataclass(frozen=True, slots=True)
class Arguments:
    """`sha256` and `licences` are by source."""

    all: Sequence[Argument]
    sha256: Mapping[str, str]
    licences: Mapping[str, str]

    def of(self, source: str) -> Sequence[Argument]:
        return [each for each in self.all if each.source == source]


def read_arguments(manifest: Path) -> Arguments:
    """All sources of SOURCES that `manifest` lists; the first of them is a must.

    Raises:
        CorpusError: a file is missing or a line of it is not a record.
    """
    known = listed(manifest)
    chosen = [source for source in SOURCES if source.name in known]
    if SOURCES[0] not in chosen:
        raise CorpusError(f"{manifest}: lists no {SOURCES[0].name}, which the forecast rests on")
    found: list[Argument] = []
    sha256: dict[str, str] = {}
    for source in chosen:
        path = manifest.parent / "train" / f"{source.name}.jsonl.gz"
        content = unpacked(path)
        sha256[source.name] = hashlib.sha256(content).hexdigest()
        found += _arguments(path, content, source)
    return Arguments(found, sha256, {source.name: known[source.name] for source in chosen})


def _arguments(path: Path, content: bytes, source: Source) -> Iterator[Argument]:
    threads: dict[str, list[Record]] = {}
    try:
        for packed in content.splitlines():
            record = json.loads(packed)
            threads.setdefault(str(record["conversation_id"]), []).append(record)
        for thread, turns in threads.items():
            for said, attacked in source.read(sorted(turns, key=lambda turn: int(turn["turn"]))):
                yield Argument(source.name, f"{source.name}/{thread}", said, attacked)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CorpusError(f"{path}: not records of {source.name} ({error!r})") from error


def _discussion(turns: Turns) -> Iterator[Piece]:
    """The last turn is the attack, or the last of a discussion that stayed calm."""
    before = [turn for turn in turns if not turn["labels"]["is_final"]]
    said = [turn["text"] for turn in before if turn["text"] not in _GONE]
    if said and len(before) < len(turns):
        yield said, bool(turns[0]["labels"]["conv_derails"])


def _issue(turns: Turns) -> Iterator[Piece]:
    """Up to the first attack; of a calm thread, all but the last turn."""
    kinds = [str(turn["labels"]["tbdf"]).startswith(_ATTACKS) for turn in turns]
    end = kinds.index(True) if True in kinds else len(turns) - 1
    said = [turn["text"] for turn in turns[max(0, end - _MEMORY) : end]]
    if len(said) >= _FEWEST:
        yield said, True in kinds


def _comments(turns: Turns) -> Iterator[Piece]:
    """Below an article there is no end: each comment comes after those before it."""
    for place in range(_FEWEST, len(turns)):
        before = turns[max(0, place - _MEMORY) : place]
        yield [turn["text"] for turn in before], bool(turns[place]["label"])


def _calm(turns: Turns) -> Iterator[Piece]:
    for end in range(_MEMORY, len(turns), _EVERY_THIRD):
        yield [turn["text"] for turn in turns[end - _MEMORY : end]], False


# The last one is live chat: no attack is known of it, and the forecast must be quiet there.
SOURCES: tuple[Source, ...] = (
    Source(
        "cga_cmv_valid",
        "Chang and Danescu-Niculescu-Mizil 2019, from r/ChangeMyView (ConvoKit)",
        1.0,
        _discussion,
    ),
    Source("github_incivility_70", "Ehsani et al.", 0.5, _issue),
    Source("foxnews_comment_threads", "Gao and Huang 2017", 0.2, _comments),
    Source("benign_irc_ubuntu", "Kummerfeld et al. 2019", 0.02, _calm),
)
DISCUSSIONS, CHAT = SOURCES[0].name, SOURCES[-1].name
