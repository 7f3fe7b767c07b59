"""What the model for people in danger learns from."""

import gzip
import json
from pathlib import Path

import pytest

from engine.text import normalise
from engine.training.corpus import CorpusError
from engine.training.distress_texts import FIRST, Told, ordinary, told_in

PACK = {
    "part": [{"kind": "plan", "lines": "\nI wrote the Letter\n"}, {"kind": "games", "lines": "gg"}]
}


def manifest(folder: Path, **records: list[object]) -> Path:
    (folder / "train").mkdir()
    for name, lines in records.items():
        packed = gzip.compress("\n".join(map(json.dumps, lines)).encode())
        (folder / "train" / f"{name}.jsonl.gz").write_bytes(packed)
    path = folder / "MANIFEST.json"
    path.write_text(json.dumps({name: {"licence": "MIT"} for name in records}))
    return path


def test_a_pack_s_lines_are_told_with_their_kind_and_hand() -> None:
    told = list(told_in(PACK, normalise))

    assert told == [Told("i wrote the letter", "plan", FIRST), Told("gg", "games", FIRST)]
    assert [each.cries for each in told] == [True, False]
    assert next(told_in(PACK | {"hand": "second"}, normalise)).hand == "second"


def test_ordinary_talk_is_drawn_once_and_repeatably(tmp_path: Path) -> None:
    reddit = [{"text": "what a day", "label": 0}, {"text": "i am so sad", "label": None}]
    path = manifest(tmp_path, goemotions_reddit=reddit, benign_irc_ubuntu=[{"text": "try sudo"}])

    drawn = ordinary(path, ["gg all", "GG all", ""], normalise, seed=1)

    assert {each.text for each in drawn} == {"what a day", "try sudo", "gg all"}
    assert not any(each.cries or each.kind for each in drawn)
    assert drawn == ordinary(path, ["gg all", "GG all", ""], normalise, seed=1)


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    path = manifest(tmp_path, benign_irc_ubuntu=[{"text": "fine"}, {"said": "no text"}])

    with pytest.raises(CorpusError, match=r"benign_irc_ubuntu\.jsonl\.gz line 2: not a record"):
        ordinary(path, [], normalise, seed=1)
