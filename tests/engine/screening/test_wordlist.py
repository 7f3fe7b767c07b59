import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from engine.screening.manifest import MANIFEST, ModelError
from engine.screening.slips import parted
from engine.screening.wordlist import WORDS, WordList

SHIPPED = Path(str(files("data.models"))) / "words"


def test_what_begins_with_a_harsh_stem_is_known_though_not_listed() -> None:
    words = WordList({"cat": 4.5}, harsh=["grump*", "two words"])

    assert words.is_known("grumpiest")
    assert not words.is_known("two")


def test_a_harsh_word_counts_as_common() -> None:
    words = WordList({"cat": 4.5, "oaf": 2.1, "oats": 3.6}, harsh=["oaf"])

    assert words.commonest(["oats", "oaf"]) == "oaf"


def test_a_rare_word_is_not_put_in_place_of_another() -> None:
    assert WordList({"whisk": 3.1}).commonest(["whisk"]) is None


def test_words_of_a_shape_come_harsh_first_then_by_how_common_they_are() -> None:
    words = WordList({"bun": 3.5, "bat": 4.4, "bad": 5.6}, harsh=["bun"])

    assert list(words.alike("b", 3)) == ["bun", "bad", "bat"]


def test_joined_words_come_apart_where_they_are_likeliest() -> None:
    words = WordList({"no": 6.0, "nob": 4.4, "body": 5.0, "nobody": 4.9, "likes": 4.7, "ody": 4.4})

    assert parted("nobodylikes", words) == "nobody likes"
    assert parted("nobodylikez", words) is None


def test_a_damaged_list_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    (tmp_path / WORDS).write_text("the 77\n")

    with pytest.raises(ModelError, match="not what its manifest promises"):
        WordList.load(tmp_path)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no list of words"):
        WordList.load(tmp_path)


def test_the_shipped_list_says_where_it_comes_from() -> None:
    manifest = json.loads((SHIPPED / MANIFEST).read_bytes())

    assert manifest["licence"] == "CC BY-SA 4.0"
    assert manifest["words"] == len((SHIPPED / WORDS).read_text().splitlines())
