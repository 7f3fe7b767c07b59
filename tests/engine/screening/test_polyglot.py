"""Each language's own words: found where they are meant, and nowhere else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from data.packs import load_packs
from engine.language import ENGLISH, UNKNOWN, WITH_LEXICON, Language
from engine.screening.polyglot import word_detectors
from engine.screening.signals import Sample
from engine.screening.vocabulary import Vocabulary
from engine.text import normalise
from engine.verdict import Category, Signal
from tests.engine.screening.samples import message

QUALITY = Path(__file__).parents[2] / "quality"
PACKS = load_packs()
DETECTORS = word_detectors(PACKS, Vocabulary(PACKS.lexicon), aimed=True)
CASES = [
    json.loads(line)
    for line in (QUALITY / "languages.jsonl").read_text(encoding="utf-8").splitlines()
]


def signals(text: str, code: str, *, targets: tuple[str, ...] = ()) -> list[Signal]:
    spoken = replace(normalise(text), language=Language(code, 1.0))
    sample = Sample(message(text, targets=targets), spoken)
    return [signal for detector in DETECTORS for signal in detector.detect(sample)]


def harsh(text: str, code: str) -> float:
    """The lexicon's score, as far as nothing speaks for harmlessness."""
    found = {signal.source: signal.score for signal in signals(text, code)}
    excuse = max(found.get("quotation", 0.0), found.get("endearment", 0.0))
    return found.get("lexicon", 0.0) * (1.0 - excuse)


@pytest.mark.parametrize("code", WITH_LEXICON)
def test_abuse_in_a_covered_language_is_found(code: str) -> None:
    harmful = [case["text"] for case in CASES if case["lang"] == code and case["label"]]

    found = [text for text in harmful if harsh(text, code) >= 0.3]

    assert len(found) >= 0.9 * len(harmful)


@pytest.mark.parametrize("code", WITH_LEXICON)
def test_ordinary_chat_in_a_covered_language_is_left_alone(code: str) -> None:
    harmless = [case["text"] for case in CASES if case["lang"] == code and not case["label"]]

    hurt = [text for text in harmless if harsh(text, code) >= 0.3]

    assert len(hurt) <= 0.05 * len(harmless)


def test_other_languages_words_do_not_hurt_english_chat() -> None:
    ordinary = (QUALITY / "ordinary.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in ordinary]

    hurt = [text for text in texts if harsh(text, UNKNOWN) != harsh(text, ENGLISH)]

    assert hurt == []


@pytest.mark.parametrize(
    ("word", "harmless", "harmful_in"),
    [("con", "chili con carne, the con is over", "fr"), ("rata", "rata rata rata", "es")],
)
def test_a_homonym_counts_in_its_own_language_only(
    word: str, harmless: str, harmful_in: str
) -> None:
    assert harsh(harmless, ENGLISH) == harsh(harmless, UNKNOWN) == 0
    assert harsh(word, harmful_in) > 0


def test_a_german_word_that_english_swears_with_is_only_fat() -> None:
    assert harsh("der Kater ist so dick geworden", "de") == 0


def test_a_french_train_that_is_late_insults_nobody() -> None:
    assert harsh("le train a du retard", "fr") == 0
    assert harsh("you retard", ENGLISH) > 0.5


def test_english_abuse_is_found_among_other_people_too() -> None:
    assert harsh("eres tonto, kill yourself", "es") > 0.9


def test_an_unmistakable_word_is_found_where_the_language_is_not_known() -> None:
    assert harsh("callate gilipollas", UNKNOWN) > 0.2
    assert harsh("callate gilipollas", ENGLISH) == 0


@pytest.mark.parametrize(
    ("said", "of_oneself", "code"),
    [
        ("eres un imbécil", "soy un imbécil", "es"),
        ("você é um otário", "eu sou um otário", "pt"),
        ("t'es un abruti", "je suis un abruti", "fr"),
        ("du bist ein Vollidiot", "ich bin ein Vollidiot", "de"),
    ],
)
def test_whom_a_word_is_aimed_at_is_told_in_every_language(
    said: str, of_oneself: str, code: str
) -> None:
    assert harsh(said, code) > 0.5
    assert harsh(of_oneself, code) < 0.1


@pytest.mark.parametrize(
    ("denied", "code"),
    [
        ("no eres imbécil", "es"),
        ("você não é otário", "pt"),
        ("t'es pas un abruti", "fr"),
        ("du bist kein Vollidiot", "de"),
    ],
)
def test_a_denied_insult_is_none(denied: str, code: str) -> None:
    assert harsh(denied, code) < 0.2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("me han llamado gilipollas", "es"),
        ("me chamaram de otário", "pt"),
        ("on m'a traité de connard", "fr"),
        ("er hat mich Arschloch genannt", "de"),
    ],
)
def test_a_report_is_no_insult(text: str, code: str) -> None:
    assert any(signal.source == "quotation" for signal in signals(text, code))


def test_french_words_are_found_behind_an_apostrophe() -> None:
    assert harsh("t'es qu'un enculé", "fr") > 0.5


def test_a_grave_threat_is_one_in_every_covered_language() -> None:
    threats = [case for case in CASES if case["category"] == "threat"]
    for case in threats:
        if case["lang"] in WITH_LEXICON:
            found = signals(case["text"], case["lang"])
            assert max(signal.score for signal in found if signal.source == "lexicon") >= 0.75
            assert Category.THREAT in {signal.category for signal in found}
