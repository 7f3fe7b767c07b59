"""Spam and scam, measured apart from harassment on a set of our own words.

The set was written before its detector, by the same author. Lines whose hash is odd were not looked
at while tuning: they are the half that counts. Measured when this was written: recall 0.89, 2 of
145 hard harmless lines flagged, the category right in 98 %; of the harmless lines in the other
sets, none.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from data.packs import load_packs
from engine.screening.spam import FLAG_AT, Spam
from engine.screening.vocabulary import Vocabulary
from engine.verdict import Signal
from tests.engine.screening.samples import sample

Line = dict[str, Any]

FOLDER = Path(__file__).parent
# Harmless here means without harassment; the languages' set holds no English.
ELSEWHERE = ("ordinary", "game_chat", "identity", "functional")


def lines_of(name: str) -> list[Line]:
    return [orjson.loads(line) for line in (FOLDER / f"{name}.jsonl").read_bytes().splitlines()]


LINES = lines_of("spam")
SPAM = [line for line in LINES if line["label"]]
HARMLESS = [line for line in LINES if not line["label"]]


@pytest.fixture(scope="module")
def detector() -> Spam:
    packs = load_packs()
    return Spam(Vocabulary(packs.lexicon), packs.web, packs.schemes)


def is_held_back(line: Line) -> bool:
    return hashlib.sha256(line["text"].encode()).digest()[0] % 2 == 1


def held_back(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if is_held_back(line)]


def flagged(detector: Spam, lines: Sequence[Line]) -> list[tuple[Line, Signal]]:
    found = [(line, next(iter(detector.detect(sample(line["text"]))), None)) for line in lines]
    return [(line, signal) for line, signal in found if signal and signal.score >= FLAG_AT]


def test_the_set_is_large_and_of_many_kinds() -> None:
    assert len(SPAM) >= 290
    assert len(HARMLESS) >= 290
    assert len({line["functionality"] for line in LINES}) >= 45
    assert len({line["text"] for line in LINES}) == len(LINES)


def test_most_spam_that_was_held_back_is_found(detector: Spam) -> None:
    spam = held_back(SPAM)

    assert len(flagged(detector, spam)) >= 0.85 * len(spam)


def test_hardly_a_harmless_line_that_was_held_back_is_flagged(detector: Spam) -> None:
    harmless = held_back(HARMLESS)

    assert len(flagged(detector, harmless)) <= 0.02 * len(harmless)


def test_spam_and_scam_are_told_apart(detector: Spam) -> None:
    found = flagged(detector, SPAM)
    right = [line for line, signal in found if signal.category == line["category"]]

    assert len(right) >= 0.93 * len(found)


def test_links_that_imitate_are_found_in_every_way(detector: Spam) -> None:
    ways = ("lookalike_domain", "homograph_domain", "userinfo_link", "misleading_markdown")
    imitations = [line for line in SPAM if line["functionality"] in ways]

    assert len(flagged(detector, imitations)) >= 0.85 * len(imitations)


def test_no_real_domain_is_flagged(detector: Spam) -> None:
    real = [line for line in HARMLESS if line["functionality"] in {"real_domain", "code_link"}]

    assert flagged(detector, real) == []


def test_no_warning_of_scams_is_flagged(detector: Spam) -> None:
    warnings = [line for line in HARMLESS if line["functionality"] == "mod_warning"]

    assert flagged(detector, warnings) == []


def test_hardly_any_ordinary_chat_is_flagged(detector: Spam) -> None:
    chat = [line for name in ELSEWHERE for line in lines_of(name) if not line["label"]]

    assert len(chat) > 3000
    assert len(flagged(detector, chat)) < 0.003 * len(chat)
