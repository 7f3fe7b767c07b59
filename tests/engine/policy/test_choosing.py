"""What people type of their own protection: read, bounded, refused in one line."""

import pytest

from engine.authority import DeniedError
from engine.policy.choosing import LONGEST_TOPIC, MOST_TOPICS, chosen, with_topics
from engine.policy.ladder import Rung
from engine.policy.protection import UNPROTECTED, Block, Protection, Sensitivity

EVERYTHING = Protection(
    sensitivity=Sensitivity.STRICT,
    hide=True,
    hide_from=0.3,
    topics=("old school", "my ex"),
    block=Block(0.7, Rung.BAN),
)


@pytest.mark.parametrize(
    ("key", "words", "field", "value"),
    [
        ("sensitivity", "tolerant", "sensitivity", Sensitivity.TOLERANT),
        ("sensitivity", "CAREFUL", "hide", True),
        ("sensitivity", "usual", "hide", False),
        ("hide", "0.35", "hide_from", 0.35),
        ("block", "0.7", "block", Block(0.7, Rung.TIMEOUT_10_MINUTES)),
        ("block", "0.7 24h", "block", Block(0.7, Rung.TIMEOUT_24_HOURS)),
        ("block", " 1  BAN ", "block", Block(1.0, Rung.BAN)),
        ("topics", "add My old School, her ex!", "topics", ("my old school", "her ex")),
        ("topics", "add one two, One  Two", "topics", ("one two",)),
    ],
)
def test_each_key_is_read_into_what_was_chosen(
    key: str, words: str, field: str, value: object
) -> None:
    assert getattr(chosen(UNPROTECTED, key, words), field) == value


@pytest.mark.parametrize(
    ("key", "words", "field", "value"),
    [
        ("sensitivity", "usual", "hide", False),
        ("hide", "off", "hide_from", None),
        ("hide", "off", "hide", False),
        ("block", "none", "block", None),
        ("topics", "remove My EX", "topics", ("old school",)),
        ("topics", "none", "topics", ()),
    ],
)
def test_each_can_be_taken_back(key: str, words: str, field: str, value: object) -> None:
    assert getattr(chosen(EVERYTHING, key, words), field) == value


@pytest.mark.parametrize(
    ("key", "words", "told"),
    [
        ("sensitivty", "usual", 'sensitivty: unknown key, did you mean "sensitivity"?'),
        ("", "", ": unknown key; there are sensitivity, hide, block, topics"),
        ("sensitivity", "strikt", 'must be one of .*, did you mean "strict"'),
        ("sensitivity", "", "must be one of tolerant, usual, careful, strict$"),
        ("hide", "1.2", "hide: must be at most 1, not 1.2"),
        ("hide", "0.1", "hide: must be at least 0.2, not 0.1"),
        ("hide", "much", 'hide: must be a number, not "much"'),
        ("hide", "nan", "hide: must be a number"),
        ("hide", "", "hide: must be a number"),
        ("block", "0.7 2h", "block: must end with one of 10m, 1h, 24h, ban"),
        ("block", "hard 1h", 'block: must be a number, not "hard"'),
        ("topics", "my ex", "add WORDS, remove WORDS, or none"),
        ("topics", "add", "name at least one"),
        ("topics", "add , ,", "name at least one"),
        ("topics", "add the", "too common"),
        ("topics", "add you are", "too common"),
        ("topics", "add ex", "too common or too short"),
        ("topics", "add .*", "too common or too short"),
        ("topics", f"add {'x' * (LONGEST_TOPIC + 1)}", "characters at most"),
        ("topics", "remove her ex", "not on the list: 1 of the 1 named"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(key: str, words: str, told: str) -> None:
    with pytest.raises(DeniedError, match=told) as refusal:
        chosen(UNPROTECTED, key, words)
    assert "\n" not in str(refusal.value)


def test_there_are_only_so_many_topics() -> None:
    full = with_topics(UNPROTECTED, ",".join(f"topic{number}" for number in range(MOST_TOPICS)))
    with pytest.raises(DeniedError, match=f"{MOST_TOPICS} at most"):
        with_topics(full, "her dog")
    assert with_topics(full, "topic1") == full


def test_a_pattern_is_no_pattern_but_the_words_in_it() -> None:
    touching = chosen(UNPROTECTED, "topics", "add (old|new) school.*")
    assert touching.topics == ("old new school",)
    assert not touching.touches(("old", "school"))
