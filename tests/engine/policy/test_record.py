"""What moderators are told of a record that two accounts share."""

import pytest

from engine.events import Platform
from engine.policy.policy import Footing, Matter, decide
from engine.policy.record import evidence_of
from engine.verdict import Evidence
from tests.builders import assessment, message, policy

HERE, THERE = Platform.DISCORD, Platform.TWITCH
SHARED = Evidence("record", "Two strikes, one of them on Twitch.")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ((THERE,), "One strike, given on Twitch."),
        ((HERE, THERE), "Two strikes, one of them on Twitch."),
        ((THERE, HERE, THERE), "Three strikes, two of them on Twitch."),
        ((THERE, THERE), "Two strikes, all of them on Twitch."),
        ((HERE, *(THERE,) * 11), "12 strikes, 11 of them on Twitch."),
    ],
)
def test_it_is_told_how_many_strikes_there_are_and_where_they_were_given(
    record: tuple[Platform, ...], told: str
) -> None:
    (evidence,) = evidence_of(record, here=HERE)
    assert evidence.text == told


@pytest.mark.parametrize("record", [(), (HERE,), (HERE, HERE)])
def test_a_record_of_ones_own_is_told_as_ever(record: tuple[Platform, ...]) -> None:
    assert evidence_of(record, here=HERE) == ()


def test_on_the_other_platform_it_is_told_the_other_way_round() -> None:
    (evidence,) = evidence_of((HERE, THERE), here=THERE)
    assert evidence.text == "Two strikes, one of them on Discord."


def decided(footing: Footing, *, harm: float = 0.7, **rules: object) -> tuple[str, list[str]]:
    matter = Matter(message=message(), assessment=assessment(harm), target=None, help_text="")
    decision = decide(matter, footing, policy(**rules))
    assert decision
    return decision.rung, [evidence.id for evidence in decision.evidence]


def test_a_case_that_a_shared_record_made_harsher_says_so_first() -> None:
    footing = Footing(strikes=1.9, record=(HERE, THERE))
    assert decided(footing) == ("timeout_24_hours", ["record", "signal:lexicon"])


def test_a_case_that_would_have_been_the_same_does_not_speak_of_it() -> None:
    faded = Footing(strikes=0.2, record=(HERE, THERE))
    severe = {"ladder": "severity"}
    assert decided(faded)[1] == ["signal:lexicon"]
    assert decided(Footing(strikes=1.9, record=(THERE, THERE)), **severe)[1] == ["signal:lexicon"]
