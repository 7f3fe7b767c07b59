"""The project's own sets, and what scores are worth on them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.labelled import Labelled
from bot.peers.quality import Quality, quality
from bot.peers.sets import NAMES, Sets, read_sets, texts_of
from bot.refusals import RefusedUseError
from connectors.formats import FormatError
from tests.bot.peers.findings import SETS, disguised, said


def worth(sets: Mapping[str, list[Labelled]], **scored: float) -> Quality:
    return quality({**SETS, **sets}, {"bread": 0.0, **scored}, flag_at=0.5)


def folder_with(folder: Path, line: str, *, but: str = "") -> Path:
    for name in NAMES:
        if name != but:
            (folder / f"{name}.jsonl").write_text(f"{line}\n")
    return folder


def test_both_sides_of_the_functional_suite_are_told_apart() -> None:
    cases = [said("a", harmful=True), said("b", harmful=True), said("c", harmful=False)]

    told = worth({"functional": cases}, a=0.9, b=0.1, c=0.2)

    assert told.functional == pytest.approx(2 / 3)
    assert (told.functional_harmful, told.functional_harmless) == (0.5, 1.0)


def test_a_score_at_the_threshold_is_flagged() -> None:
    told = worth({"ordinary": [said("a", harmful=False)]}, a=0.5)

    assert told.ordinary_fpr == 1.0


def test_harmful_identity_texts_are_no_false_positives() -> None:
    told = worth({"identity": [said("a", harmful=True), said("b", harmful=False)]}, a=0.9, b=0.1)

    assert told.identity_fpr == 0.0


def test_accuracy_lost_is_counted_for_each_way_of_obfuscating() -> None:
    cases = [
        disguised("4", harmful=True, clear="a", way="digits"),
        disguised("a.", harmful=True, clear="a", way="dots"),
    ]

    told = quality({**SETS, "obfuscation": cases}, {"bread": 0, "4": 0, "a.": 1, "a": 1}, flag_at=1)

    assert (told.obfuscation_lost_mean, told.obfuscation_lost_worst) == (0.5, 1.0)


def test_game_chat_is_ranked_whatever_the_threshold() -> None:
    cases = [said("a", harmful=True), said("b", harmful=False)]

    told = worth({"game_chat": cases}, a=0.2, b=0.1)

    assert told.game_chat_auc == 1.0


def test_sets_are_read_with_what_is_known_of_each_text(tmp_path: Path) -> None:
    record = {"text": "4", "label": 1, "clear": "a", "way": "digits"}

    sets = read_sets(folder_with(tmp_path, json.dumps(record)))

    assert sets["obfuscation"] == [disguised("4", harmful=True, clear="a", way="digits")]


def test_each_text_is_scored_once_and_those_in_clear_too() -> None:
    sets: Sets = {
        **SETS,
        "obfuscation": [disguised("br3ad", harmful=False, clear="butter", way="x")],
    }

    assert sorted(texts_of(sets)) == ["br3ad", "bread", "butter"]


def test_a_missing_set_is_named_with_the_way_out(tmp_path: Path) -> None:
    folder_with(tmp_path, '{"text": "a", "label": 0}', but="identity")

    with pytest.raises(RefusedUseError, match=r"no identity\.jsonl there; .*--sets"):
        read_sets(tmp_path)


@pytest.mark.parametrize("line", ["{", "[]", '"a"', '{"label": 1}'])
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(RefusedUseError, match=r"functional\.jsonl line 1: "):
        read_sets(folder_with(tmp_path, line))


def test_an_empty_set_is_refused(tmp_path: Path) -> None:
    folder_with(tmp_path, '{"text": "a", "label": 0}')
    (tmp_path / "ordinary.jsonl").write_bytes(b"")

    with pytest.raises(FormatError, match=r"ordinary\.jsonl: the file is empty"):
        read_sets(tmp_path)


@pytest.mark.parametrize("line", ["", '{"text": "a"}'])
def test_a_set_without_a_label_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(RefusedUseError, match="no line with a text and a label"):
        read_sets(folder_with(tmp_path, line))


def test_one_way_alone_is_both_the_mean_and_the_worst() -> None:
    pair = disguised("4", harmful=True, clear="a", way="digits")
    same = replace(pair, text="a")

    told = worth({"obfuscation": [pair, same]}, a=0.9, **{"4": 0.1})

    assert told.obfuscation_lost_mean == told.obfuscation_lost_worst == 0.5
