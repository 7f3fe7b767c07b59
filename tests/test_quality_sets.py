"""The quality sets: sound, balanced, without repeats, and apart from what the model learns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.training import contrast_lines
from data.packs import load_packs
from engine.text import normalise, unnormalised
from engine.training.recipe import Recipe
from engine.verdict import Category

Case = Mapping[str, Any]

FOLDER = Path(__file__).parent / "quality"
# Where personal data stands in a text says nothing of harm: tests/quality/test_personal.py.
SETS = sorted(file for file in FOLDER.glob("*.jsonl") if file.stem != "personal")
FIELDS = {
    "text", "label", "category", "functionality", "target_group", "source", "lang", "clear", "way",
}  # fmt: skip
# Here the disguise is the subject: what normalising makes equal are different cases.
DISGUISED = {"obfuscation.jsonl", "spam.jsonl"}
HATE_FUNCTIONS = {
    "negative_emotion",
    "negative_attributes",
    "dehumanisation",
    "implicit_derogation",
    "threat_direct",
    "threat_as_norm",
    "hate_with_slur",
    "slur_homonym",
    "reclaimed_slur",
    "hate_with_profanity",
    "hateless_profanity",
    "reference_in_following_clause",
    "reference_in_following_sentence",
    "negated_positive",
    "negated_abuse",
    "hate_as_question",
    "hate_as_opinion",
    "identity_neutral",
    "identity_positive",
    "counter_speech_quote",
    "counter_speech_reference",
    "abuse_of_objects",
    "insult_of_individual",
    "non_protected_group",
    "spelling_swapped_characters",
    "spelling_missing_characters",
    "spelling_missing_word_boundaries",
    "spelling_added_spaces",
    "spelling_leetspeak",
}
CHAT_FUNCTIONS = {
    "trash_talk_friendly",
    "abuse_in_games",
    "sarcasm_harmful",
    "sarcasm_harmless",
    "copypasta",
    "emotes",
    "swearing_ordinary",
    "flirting_among_friends",
    "sexual_harassment",
    "moderation_talk",
    "reporting_abuse",
    "technical_words",
    "self_reference",
    "news_history_academic",
    "self_harm_encouragement",
    "self_harm_care",
    "doxxing_threat",
    "address_talk",
    "non_english_harmless",
    "identity_in_daily_life",
    "criticism_of_work",
    "criticism_of_person",
    "fiction_and_role_play",
    "idioms",
    "threat_to_person",
    "veiled_threat",
    "exclusion_of_person",
    "dogpile_call",
    "spelling_harmless",
}
CORE_GROUPS = {
    "women",
    "trans_people",
    "gay_people",
    "black_people",
    "disabled_people",
    "muslims",
    "immigrants",
}

each_set = pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)


@cache
def cases(file: Path) -> Sequence[Case]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def functional() -> Sequence[Case]:
    return cases(FOLDER / "functional.jsonl")


@cache
def screened(text: str) -> str:
    return normalise(text).screened


def harmful_share(chosen: Sequence[Case]) -> float:
    return sum(case["label"] for case in chosen) / len(chosen)


@pytest.fixture(scope="module")
def learnt() -> frozenset[str]:
    texts = [pattern.text for pattern in load_packs().patterns]
    texts += [line.text for line in contrast_lines(Recipe().seed)]
    return frozenset(map(screened, texts))


@each_set
def test_every_case_has_a_text_a_label_and_a_category_that_fits_it(file: Path) -> None:
    unfit = [case for case in cases(file) if not fits(case)]

    assert unfit == []


def fits(case: Case) -> bool:
    harmless = Category(case["category"]) is Category.NONE
    return bool(case["text"].strip()) and case["label"] == (0 if harmless else 1)


@each_set
def test_every_field_is_a_known_one_and_is_not_empty(file: Path) -> None:
    odd = [
        (name, value)
        for case in cases(file)
        for name, value in case.items()
        if name not in FIELDS or value is None or value == ""
    ]

    assert odd == []


@each_set
def test_no_text_stands_twice_in_a_set(file: Path) -> None:
    read = as_written if file.name in DISGUISED else screened

    counts = Counter(read(case["text"]) for case in cases(file))

    assert [text for text, count in counts.items() if count > 1] == []


def as_written(text: str) -> str:
    return unnormalised(text).screened


@each_set
def test_no_text_is_one_that_the_model_or_its_memory_has_learnt(
    file: Path, learnt: frozenset[str]
) -> None:
    texts = {
        screened(case[field])
        for case in cases(file)
        for field in ("text", "clear")
        if field in case
    }

    assert texts & learnt == set()


@each_set
def test_the_readme_names_every_set(file: Path) -> None:
    assert f"`{file.name}`" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_functional_suite_is_large_and_holds_every_function() -> None:
    counts = Counter(case["functionality"] for case in functional())

    assert len(functional()) >= 1100
    assert counts.keys() == HATE_FUNCTIONS | CHAT_FUNCTIONS
    assert min(counts.values()) >= 20


def test_a_function_is_either_harmful_or_harmless() -> None:
    labels = {(case["functionality"], case["label"]) for case in functional()}

    assert len(labels) == len({name for name, _ in labels})


def test_labels_are_balanced_in_the_whole_and_lean_to_harm_in_the_hate_functions() -> None:
    hate = [case for case in functional() if case["functionality"] in HATE_FUNCTIONS]

    assert 0.45 <= harmful_share(functional()) <= 0.55
    assert 0.55 <= harmful_share(hate) <= 0.65


@pytest.mark.parametrize("group", sorted(CORE_GROUPS))
@pytest.mark.parametrize("label", [0, 1])
def test_each_core_group_has_enough_texts_of_both_labels_for_a_rate(group: str, label: int) -> None:
    chosen = [
        case for case in functional() if (case.get("target_group"), case["label"]) == (group, label)
    ]

    assert len(chosen) >= 40
