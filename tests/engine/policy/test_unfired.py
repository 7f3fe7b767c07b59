"""Rules that did not fire: the part that was not true, its value, and how far it was."""

import pytest

from engine.policy.circumstances import Circumstances
from engine.policy.facts import facts_of
from engine.policy.matter import Footing, Matter
from engine.policy.rule import Effect, Rule
from engine.policy.unfired import Unfired, unfired
from tests.builders import assessment, message


def found(*conditions: str, text: str = "get lost", harm: float = 0.62) -> tuple[Unfired, ...]:
    matter = Matter(
        message=message(text),
        assessment=assessment(harm),
        target="mika",
        help_text="",
        circumstances=Circumstances(signals={"lexicon": 0.4}),
    )
    rules = [Rule(name=when, when=when, then=Effect.HIDE) for when in conditions]
    return unfired(rules, facts_of(matter, Footing(strikes=1.5)))


def test_what_fired_is_not_among_them() -> None:
    assert found("aimed && harm > 0.5") == ()


def test_the_first_part_that_was_not_true_is_told_with_its_value() -> None:
    (lacking,) = found("aimed && category == 'threat' && harm >= 0.85")
    assert (lacking.part, lacking.was, lacking.short) == ("category == 'threat'", "insult", None)


def test_of_a_number_the_distance_is_told() -> None:
    (lacking,) = found("aimed && harm >= 0.85")
    assert (lacking.part, lacking.was) == ("harm >= 0.85", 0.62)
    assert lacking.short == pytest.approx(0.23)


def test_a_detector_that_was_silent_has_no_value() -> None:
    (lacking,) = found("has(signals.spam) && signals.spam > 0.5")
    assert (lacking.part, lacking.was, lacking.short) == ("has(signals.spam)", None, None)
    (blind,) = found("signals.spam > 0.5")
    assert (blind.was, blind.short) == (None, None)


@pytest.mark.parametrize("when", ["message.text == 'hello'", "message.text > 'x'"])
def test_what_somebody_wrote_is_never_repeated(when: str) -> None:
    (lacking,) = found(when, text="a secret")
    assert lacking.was is None


def test_the_nearest_comes_first() -> None:
    far = ("harm > 0.99", "category == 'threat' && harm > 0.99", "harm > 0.7", "author.strikes > 3")
    assert [each.rule for each in found(*far)] == [
        "harm > 0.7",
        "harm > 0.99",
        "author.strikes > 3",
        "category == 'threat' && harm > 0.99",
    ]


def test_an_alternative_is_one_part_and_a_yes_or_no_has_its_value() -> None:
    (either,) = found("harm > 0.9 || hour > 22")
    assert (either.part, either.short) == ("harm > 0.9 || hour > 22", None)
    (spared,) = found("!aimed")
    assert (spared.part, spared.was) == ("!aimed", None)
