"""Rules in CEL: what is refused when they are saved, and that they never break the judging."""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.circumstances import Circumstances
from engine.policy.facts import VARIABLES, Variable, facts_of, samples
from engine.policy.matter import Footing, Matter
from engine.policy.rule import LONGEST_WHEN, Effect, Rule
from engine.policy.rules import fired, problems_of
from tests.builders import NOON, assessment, author, message, minutes


def rule(when: str, then: Effect = Effect.HIDE, name: str = "mine") -> Rule:
    return Rule(name=name, when=when, then=then)


def matter(text: str = "look at www.example.com now", **changes: object) -> Matter:
    said = message(text, author=author(roles=frozenset({"7"}), joined_at=NOON - minutes(3000)))
    parts = {"message": said, "assessment": assessment(0.6), "target": "mika", "help_text": ""}
    return Matter(**{**parts, **changes})  # type: ignore[arg-type]


def holds(asked: Rule, known: Mapping[str, Any]) -> bool:
    return fired((asked,), known) == (asked,)


def facts(**changes: object) -> Mapping[str, Any]:
    return facts_of(matter(**changes), Footing(strikes=1.5))


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_every_documented_example_is_a_rule(variable: Variable) -> None:
    assert problems_of(rule(variable.example)) == []
    assert variable.name in variable.example


def test_the_table_tells_of_every_fact_and_the_samples_have_their_shape() -> None:
    told = {variable.name for variable in VARIABLES}
    for known in (facts(), *samples()):
        for name, value in known.items():
            parts = [f"{name}.{key}" for key in value] if isinstance(value, dict) else [name]
            assert name in told or set(parts) <= told


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("", "says nothing; write for example harm > 0.5"),
        ("harm >", "not an expression"),
        ("harm > 0.5 &&", "not an expression"),
        ("harms > 0.5", 'harms: no such variable, did you mean "harm"?'),
        ("author.strike > 1", 'author.strike: no such variable, did you mean "author.strikes"?'),
        ("harm > 2.0 && author.strike > 1", "author.strike: no such variable"),
        ("author['strikes'] > 1", "author[...]: write the name after a full stop"),
        ("harm", "must be true or false, as harm > 0.5 is, not a float"),
        ("harm > 'high'", "mixes kinds of values"),
        ("harm + 1 > 1.5", "mixes kinds of values"),
        ("message.text.contains('http') && harm > 'high'", "mixes kinds of values"),
        ("author.account_days < 7", "author.account_days may be missing: ask first"),
        ("signals.spam > 0.5", "signals.spam may be missing: ask first, as in has(signals.spam)"),
        ("message.text.matches('a+')", "matches: no such function; there are has, size"),
        ("message.words.exists(word, word == 'a')", "has a loop, exists(), which would be slow"),
        ("[1].map(hour, hour * 2).size() > 0", "has a loop, map()"),
        ("1 / hour > 0", "cannot be worked out: division by zero"),
        (f"'{'a' * LONGEST_WHEN}' == category", "is too long: at most 500 characters"),
        (r"message.text == '\''", "has a backslash or tripled quotes"),
        ("message.text == '''a'''", "has a backslash or tripled quotes"),
        ("timestamp('2026-01-01T00:00:00Z') > timestamp(category)", "timestamp: no such function"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_fix(when: str, fault: str) -> None:
    (told,) = problems_of(rule(when))
    assert told.startswith(fault)


@given(st.text(max_size=60) | st.text("harm<>=&|!.()'\"[]0 ,+-*/%?:", max_size=60))
def test_no_text_breaks_the_check_and_what_passes_runs(when: str) -> None:
    if not problems_of(rule(when)):
        assert holds(rule(when), facts()) in {True, False}


@pytest.mark.parametrize(
    "when",
    [
        "category == 'insult' && harm == 0.6 && aimed",
        "message.links == 1 && message.length == 27 && 'look' in message.words",
        "message.origin == 'post' && message.channel == 'hall' && message.thread == ''",
        "!has(author.account_days) && author.member_days == 2",
        "'7' in author.roles && author.strikes == 1.5",
        "risk == 0.8 && language == 'en' && signals.lexicon == 0.9",
        "session.escalation == 0.3 && session.messages == 4 && session.people == 2",
        "hour == 12 && weekday == 'monday'",
    ],
)
def test_facts_are_those_of_the_message(when: str) -> None:
    around = Circumstances(
        risk=0.8, language="en", signals={"lexicon": 0.9}, escalation=0.3, messages=4, people=2
    )
    assert holds(rule(when), facts(circumstances=around))


def test_a_rule_that_fails_has_not_fired_and_is_logged_once_without_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = rule("signals.nobody_has_this > 0.5", name="broken")
    with caplog.at_level(logging.WARNING):
        assert [holds(broken, facts()) for _ in range(3)] == [False] * 3
    (line,) = caplog.records
    assert (line.message, vars(line)["rule"], vars(line)["fault"]) == (
        "rule failed",
        "broken",
        "KeyError",
    )


def test_rules_are_asked_from_several_threads() -> None:
    known = facts()
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda _: holds(rule("harm > 0.5"), known), range(100)))
    assert said == [True] * 100
