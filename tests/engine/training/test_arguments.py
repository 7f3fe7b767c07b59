"""The conversations a forecast learns from: only what came before, each thread in one part."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.training.arguments import CHAT, DISCUSSIONS, read_arguments
from engine.training.corpus import CorpusError

GITHUB, NEWS = "github_incivility_70", "foxnews_comment_threads"


def turn(thread: str, number: int, text: str, **more: object) -> Mapping[str, Any]:
    return {"conversation_id": thread, "turn": number, "text": text, "label": 0, **more}


def discussion(*texts: str, derails: bool) -> list[Mapping[str, Any]]:
    """The last text is the final turn; records may come in any order."""
    last = len(texts) - 1
    labels = [{"is_final": n == last, "conv_derails": derails} for n in range(len(texts))]
    return [turn(f"d-{texts[0]}", n, text, labels=labels[n]) for n, text in enumerate(texts)][::-1]


def written(folder: Path, **sources: Sequence[Mapping[str, Any]]) -> Path:
    (folder / "train").mkdir()
    for name, records in sources.items():
        lines = "\n".join(json.dumps(dict(record)) for record in records)
        (folder / "train" / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    manifest = folder / "MANIFEST.json"
    manifest.write_text(json.dumps({name: {"licence": "MIT"} for name in sources}))
    return manifest


def test_only_the_turns_before_the_last_are_known(tmp_path: Path) -> None:
    records = discussion("hello", "hm", "the attack", derails=True)
    (found,) = read_arguments(written(tmp_path, **{DISCUSSIONS: records})).all

    assert (found.turns, found.attacked) == (["hello", "hm"], True)


def test_what_was_deleted_is_not_there(tmp_path: Path) -> None:
    records = discussion("hello", "[ deleted ]", "[UNK]", derails=False)
    (found,) = read_arguments(written(tmp_path, **{DISCUSSIONS: records})).all

    assert (found.turns, found.attacked) == (["hello"], False)


def test_an_issue_ends_before_its_first_attack(tmp_path: Path) -> None:
    kinds = ["None", "Impatience", "Insulting", "None"]
    records = [turn("i", n, f"t{n}", labels={"tbdf": kind}) for n, kind in enumerate(kinds)]
    manifest = written(tmp_path, **{DISCUSSIONS: [], GITHUB: records})
    (found,) = read_arguments(manifest).all

    assert (found.turns, found.attacked) == (["t0", "t1"], True)


def test_each_comment_comes_after_those_before_it(tmp_path: Path) -> None:
    records = [turn("n", n, f"c{n}", label=int(n == 3)) for n in range(4)]
    manifest = written(tmp_path, **{DISCUSSIONS: [], NEWS: records})
    found = read_arguments(manifest).all

    assert [(each.turns, each.attacked) for each in found] == [
        (["c0", "c1"], False),
        (["c0", "c1", "c2"], True),
    ]


def test_chat_is_calm_piece_by_piece(tmp_path: Path) -> None:
    records = [turn("c", n, f"line {n}") for n in range(17)]
    manifest = written(tmp_path, **{DISCUSSIONS: [], CHAT: records})
    found = read_arguments(manifest).all

    assert [len(each.turns) for each in found] == [10, 10, 10]
    assert not any(each.attacked for each in found)


def test_without_the_discussions_there_is_nothing_to_learn(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=DISCUSSIONS):
        read_arguments(written(tmp_path, **{CHAT: []}))


@pytest.mark.parametrize("broken", ["{", "[]", '{"text": "hi"}', '{"conversation_id": 1}'])
def test_a_line_that_is_no_record_is_named_by_its_file(tmp_path: Path, broken: str) -> None:
    manifest = written(tmp_path, **{DISCUSSIONS: []})
    path = tmp_path / "train" / f"{DISCUSSIONS}.jsonl.gz"
    path.write_bytes(gzip.compress(broken.encode()))

    with pytest.raises(CorpusError, match=DISCUSSIONS):
        read_arguments(manifest)
