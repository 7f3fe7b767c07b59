"""Judged messages decided anew: what was decided counts for what comes next."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from engine.actions import Action, AlertModerators, Hide, OfferHelp, Timeout
from engine.cases import FOREWARNING, SIEGE, Ruling
from engine.events import Message
from engine.language import UNTOLD
from engine.policy.community import CommunityPolicy
from engine.policy.deed import differ
from engine.policy.ladder import Rung
from engine.policy.protection import Protection
from engine.policy.retrial import NOTHING_KNOWN, Known, Retrial, Retried, acts
from engine.text import Normalised
from engine.verdict import Category, Mode, Route, Verdict
from tests.builders import (
    NOON,
    assessment,
    author,
    decision,
    message,
    minutes,
    policy,
    prediction,
    verdict,
)

CRY = assessment(0.9, Category.SELF_HARM)
# What they did had to be confirmed by a moderator, for they were in danger.
SPARED = "heard to be in danger"


def judged(number: int, *, after: float = 5, **changes: object) -> tuple[Message, Verdict]:
    said = message(f"words {number}", at=NOON + minutes(after * number), id=f"m{number}")
    return said, verdict(said, **{"assessment": assessment(0.7), **changes})


def retried(
    rows: Iterable[tuple[Message, Verdict]],
    under: CommunityPolicy,
    known: Known = NOTHING_KNOWN,
) -> list[Retried]:
    retrial = Retrial(under, known)
    return [retrial.see(said, found) for said, found in rows]


def rungs(seen: Iterable[Retried]) -> list[str]:
    return [each.now.rung if each.now else "" for each in seen]


def test_whoever_was_heard_to_be_in_danger_is_not_punished_unasked_for_a_day() -> None:
    seen = retried([judged(1, assessment=CRY), judged(2)], policy())
    assert seen[0].now
    assert isinstance(seen[0].now.actions[0], OfferHelp)
    assert seen[1].now
    assert (seen[1].now.needs_human, SPARED in seen[1].now.reason) == (True, True)


def test_a_cry_of_before_counts_and_one_of_yesterday_no_more() -> None:
    for hours, spared in ((1, True), (25, False)):
        known = Known(cries={"vex": [NOON - minutes(60 * hours)]})
        (only,) = retried([judged(1)], policy(), known)
        assert only.now
        assert only.now.needs_human is spared


def test_a_cry_that_moderators_took_back_was_none() -> None:
    known = Known(ruled={"m1": Ruling.REVERSED})
    _, second = retried([judged(1, assessment=CRY), judged(2)], policy(), known)
    assert second.now
    assert not second.now.needs_human


def test_help_is_offered_once_and_not_at_every_line() -> None:
    seen = retried([judged(1, assessment=CRY), judged(2, assessment=CRY)], policy())
    assert rungs(seen) == ["help", ""]


def test_topics_are_found_in_words_as_the_packs_read_them() -> None:
    def read(text: str) -> Normalised:
        return Normalised(text, text, ("spiders",), language=UNTOLD)

    chosen = Known(
        protected=lambda _, person: Protection(topics=("spiders",) if person == "mika" else ()),
        normalise=read,
    )
    said, found = judged(1, assessment=assessment(0.1))
    row = replace(said, targets=("mika",)), found
    assert rungs(retried([row], policy(), chosen)) == ["topic"]
    assert rungs(retried([row], policy(), replace(chosen, normalise=Known().normalise))) == [""]


def test_each_strike_makes_the_next_one_harsher() -> None:
    seen = retried([judged(n, assessment=assessment(0.55)) for n in range(3)], policy())
    assert rungs(seen) == ["warn", "timeout_10_minutes", "timeout_1_hour"]


def test_what_is_only_shown_is_nobodys_strike_unless_a_moderator_confirmed_it() -> None:
    rows = [judged(n, assessment=assessment(0.55)) for n in range(2)]
    shown = policy(mode=Mode.OBSERVE)
    assert rungs(retried(rows, shown)) == ["warn", "warn"]
    known = Known(ruled={"m0": Ruling.CONFIRMED})
    assert rungs(retried(rows, shown, known)) == ["warn", "timeout_10_minutes"]


def test_what_was_reversed_is_nobodys_strike() -> None:
    rows = [judged(n, assessment=assessment(0.55)) for n in range(2)]
    assert rungs(retried(rows, policy(), Known(ruled={"m0": Ruling.REVERSED}))) == ["warn", "warn"]


def test_strikes_given_by_hand_count_from_their_moment_on() -> None:
    from engine.events import Platform
    from engine.policy.strikes import Strike

    by_hand = Strike(NOON + minutes(7), Rung.WARN, Platform.DISCORD)
    rows = [judged(1, assessment=assessment(0.55)), judged(2, assessment=assessment(0.55))]
    known = Known(given={"vex": [by_hand]})
    seen = retried(rows, policy(warning_grace=minutes(0), mode=Mode.OBSERVE), known)
    assert rungs(seen) == ["warn", "timeout_10_minutes"]


def test_a_message_below_a_higher_border_would_not_even_have_been_weighed() -> None:
    quiet = judged(1, prediction=prediction(risk=0.3), assessment=assessment(0.6))
    row = quiet[0], replace(quiet[1], assessment=replace(assessment(0.6), evidence=()))
    assert rungs(retried([row], policy(light_at=0.2, act_at=0.3))) != [""]
    assert rungs(retried([row], policy(light_at=0.4, act_at=0.3))) == [""]


def test_a_flag_has_it_weighed_however_low_the_risk() -> None:
    flagged = judged(1, prediction=prediction(risk=0.3, flags=("spam",)))
    assert rungs(retried([flagged], policy(light_at=0.4))) != [""]


def test_an_early_warning_stays_one_but_for_whoever_is_exempt() -> None:
    warned = decision(AlertModerators(text="look"), rung=FOREWARNING, category=Category.NONE)
    row = judged(1, decision=warned, assessment=None, route=Route.ALLOW)
    assert rungs(retried([row], policy(light_at=1.0, escalate_at=1.0))) == [FOREWARNING]
    exempt = replace(row[0], author=author("vex", roles=frozenset({"bards"})))
    milder = policy(exempt_roles=frozenset({"bards"}))
    assert rungs(retried([(exempt, row[1])], milder)) == [""]


def test_what_the_caps_would_have_held_back_says_so_and_is_no_strike() -> None:
    rows = [judged(n, after=0.1, assessment=assessment(0.7)) for n in range(3)]
    tight = policy(destructive_per_ten_minutes=2, warning_grace=minutes(0))
    seen = retried(rows, tight)
    assert [bool(each.capped) for each in seen] == [False, True, True]
    assert "more than 2 destructive" in seen[2].capped


def test_a_flood_costs_no_more_at_its_end_than_at_its_beginning() -> None:
    retrial = Retrial(policy(destructive_per_ten_minutes=10**6))
    for number in range(300):
        retrial.see(*judged(number, assessment=assessment(0.55)))
    assert len(retrial._strikes["vex"]) == 64


LOOK = AlertModerators(text="Several people are at one.")
SILENCE = Timeout(user="vex", duration=minutes(10))


def besieged(*measures: Action) -> tuple[Message, Verdict]:
    decided = decision(
        LOOK, *measures, rung=SIEGE, campaign="siege:hall:1", proposal=LOOK, needs_human=True
    )
    return judged(1, decision=decided)


@pytest.mark.parametrize("measures", [(), (SILENCE, Hide(user="vex", message="m1"))])
def test_doubtful_words_of_a_siege_are_again_for_a_look_and_nothing_else(
    measures: tuple[Action, ...],
) -> None:
    said, then = besieged(*measures)
    (only,) = retried([(said, then)], policy())
    assert only.now
    assert then.decision
    assert (only.now.rung, only.now.campaign, only.now.asks_first) == (SIEGE, "siege:hall:1", True)
    assert acts(only.now) is acts(then.decision) is bool(measures)
    assert not differ(then.decision, only.now)


def test_words_of_a_siege_that_a_milder_policy_leaves_alone_are_for_nobody() -> None:
    (only,) = retried([besieged(SILENCE)], policy(act_at=0.9))
    assert only.now is None
