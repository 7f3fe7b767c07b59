"""What Haven says to a message that a platform's filter holds back."""

from dataclasses import replace

import pytest

from engine.actions import LockDown, OfferHelp, Release, Withhold
from engine.events import Author, Community, Origin, Place, Platform
from engine.policy.held import awaits_ruling
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.sessions.context import Campaign
from engine.verdict import Category, Decision, Mode
from tests.builders import assessment, author, message, policy

STREAM = Place(Community(Platform.TWITCH, "100"), "mika")
DENY = Withhold(user="vex", message="h1")
APPROVE = Release(user="vex", message="h1")


def held(harm: float, category: Category = Category.INSULT, *, by: Author | None = None) -> Matter:
    said = message(id="h1", place=STREAM, origin=Origin.AUTOMOD_HOLD, author=by or author())
    return Matter(message=said, assessment=assessment(harm, category), target=None, help_text="")


def decided(matter: Matter, mode: Mode = Mode.ENFORCE) -> Decision:
    decision = decide(matter, Footing(), policy(mode=mode))
    assert decision
    return decision


def test_only_a_platform_whose_moderators_decide_leaves_something_to_rule_on() -> None:
    assert awaits_ruling(held(0.1).message)
    assert not awaits_ruling(message(origin=Origin.AUTOMOD_HOLD))
    assert not awaits_ruling(message(place=STREAM))


@pytest.mark.parametrize("mode", Mode)
def test_harmless_words_are_recommended_to_be_let_through_and_never_are_by_itself(
    mode: Mode,
) -> None:
    decision = decided(held(0.1, Category.NONE), mode)
    assert (decision.actions, decision.rung) == ((APPROVE,), "hold")
    assert decision.asks_first
    assert "Recommended: approve." in decision.reason


def test_harmless_words_that_faintly_recall_despair_are_still_somebodys_to_decide() -> None:
    decision = decided(held(0.1, Category.SELF_HARM))
    assert (decision.actions, decision.category) == ((APPROVE,), Category.NONE)


def test_grave_words_are_denied_at_once_and_nobody_is_sanctioned_for_what_nobody_read() -> None:
    decision = decided(held(0.9))
    assert decision.actions == (DENY,)
    assert not decision.needs_human


def test_harm_short_of_grave_asks_even_where_haven_may_act() -> None:
    decision = decided(held(0.6))
    assert (decision.actions, decision.proposal) == ((DENY,), DENY)
    assert "Recommended: deny." in decision.reason


def test_what_haven_does_not_understand_asks_and_says_why() -> None:
    decision = decided(replace(held(0.9), doubt="This was read as Russian."))
    assert decision.asks_first
    assert decision.reason.endswith("This was read as Russian.")


def test_in_assist_even_grave_words_ask() -> None:
    decision = decided(held(0.9), Mode.ASSIST)
    assert decision.proposal == DENY
    assert decision.elsewhere == ((Mode.OBSERVE, "nothing, only shown"), (Mode.ENFORCE, "withhold"))


def test_whoever_is_in_danger_is_offered_help_and_a_crowd_is_met_as_one() -> None:
    crisis = decided(held(0.9, Category.SELF_HARM))
    wave = decided(replace(held(0.9, Category.RAID), campaign=Campaign("c1", ("vex", "bo"))))
    assert isinstance(crisis.actions[0], OfferHelp)
    assert isinstance(wave.actions[0], LockDown)


def test_whoever_haven_leaves_alone_is_left_to_the_platforms_queue() -> None:
    assert decide(held(0.9), Footing(immune="their role is exempt"), policy()) is None
