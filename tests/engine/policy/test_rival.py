"""A challenger policy decides beside the one in force, and nothing follows from it."""

from dataclasses import replace

import pytest

from engine.cases import SIEGE, Ruling
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.rival import Difference, Rival, RivalTally
from engine.policy.strikes import Strike
from engine.verdict import Decision, Mode
from tests.builders import INN, NOON, assessment, case, decision, message, minutes, policy

WARNED = decision(rung="warn")


def matter(number: int = 1, harm: float = 0.55) -> Matter:
    said = message(id=f"m{number}", at=NOON + minutes(5 * number))
    return Matter(message=said, assessment=assessment(harm), target="mika", help_text="")


def rival(challenger: CommunityPolicy | None) -> Rival:
    return Rival(lambda _: challenger, RivalTally())


def met(
    shadow: Rival, what: Matter, decided: Decision | None, *, given: tuple[Strike, ...] = ()
) -> None:
    shadow.see(what, Footing(), decided, lambda _: given)


def test_where_both_decide_alike_they_agree() -> None:
    shadow = rival(policy())
    met(shadow, matter(), decision(rung="warn", actions=WARNED.actions))
    assert (shadow.tally.agreed, shadow.tally.compared) == (1, 1)


@pytest.mark.parametrize(
    ("act_at", "decided", "side"), [(0.4, None, "more"), (0.9, WARNED, "less")]
)
def test_who_would_have_acted_alone_is_counted(
    act_at: float, decided: Decision | None, side: str
) -> None:
    shadow = rival(policy(act_at=act_at))
    met(shadow, matter(), decided)
    assert (getattr(shadow.tally, side), shadow.tally.compared) == (1, 1)
    assert shadow.tally.last[0].message == "m1"


def test_its_strikes_follow_its_own_decisions() -> None:
    shadow = rival(policy())
    met(shadow, matter(1), None)
    met(shadow, matter(2), None)
    assert list(shadow.tally.last) == [
        Difference("m1", "nothing", "warn"),
        Difference("m2", "nothing", "timeout 10 minutes"),
    ]


def test_in_observe_nothing_is_a_strike() -> None:
    shadow = rival(policy(mode=Mode.OBSERVE))
    met(shadow, matter(1), None)
    met(shadow, matter(2), None)
    assert [each.now for each in shadow.tally.last] == ["warn", "warn"]


def test_people_begin_with_the_strikes_that_they_have() -> None:
    shadow = rival(policy())
    said = matter(1)
    had = Strike(NOON - minutes(60), Rung.WARN, said.message.place.community.platform)
    met(shadow, said, None, given=(had,))
    assert shadow.tally.last[0].now == "timeout 10 minutes"


def test_rulings_against_it_are_counted_once() -> None:
    shadow = rival(policy(act_at=0.56))
    met(shadow, matter(1, harm=0.6), WARNED)
    met(shadow, matter(2, harm=0.55), WARNED)
    reversed_ = case(1, message="m1", ruling=Ruling.REVERSED)
    confirmed = case(2, message="m2", ruling=Ruling.CONFIRMED)
    for each in (reversed_, confirmed, reversed_, case(3, message="m9", ruling=Ruling.REVERSED)):
        shadow.heard(each)
    assert (shadow.tally.reversed, shadow.tally.confirmed) == (1, 1)


def test_a_ruling_on_a_siege_is_for_or_against_nobodys_decision() -> None:
    shadow = rival(policy(act_at=0.56))
    met(shadow, matter(1, harm=0.6), WARNED)
    shadow.heard(case(1, message="m1", rung=SIEGE, ruling=Ruling.REVERSED))
    assert (shadow.tally.reversed, shadow.tally.confirmed) == (0, 0)


def test_a_challenger_that_fails_is_counted_and_hurts_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shadow = rival(policy())
    broken = replace(policy())
    object.__setattr__(broken, "ladder", "none such")
    shadow._policies = lambda _: broken
    met(shadow, matter(1), WARNED)
    met(shadow, matter(2), WARNED)
    assert (shadow.tally.failed, shadow.tally.compared) == (2, 0)
    assert caplog.text.count("challenger policy failed") == 1


def test_a_community_without_a_challenger_is_left_alone() -> None:
    shadow = rival(None)
    met(shadow, matter(), WARNED)
    assert shadow.tally == RivalTally()


def test_whoever_is_forgotten_has_no_strikes_in_it() -> None:
    shadow = rival(policy())
    met(shadow, matter(1), None)
    shadow.forget(INN, "vex")
    met(shadow, matter(2), None)
    assert shadow.tally.last[1].now == "warn"
