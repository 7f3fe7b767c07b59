"""What another policy would have done of late."""

from dataclasses import replace

import pytest

from engine.actions import AlertModerators, Hide, OfferHelp
from engine.cases import FOREWARNING, SIEGE, Ruling
from engine.events import Message, Platform
from engine.policy.ladder import Rung
from engine.policy.preview import preview
from engine.policy.protection import Protection, Sensitivity
from engine.policy.retrial import Known, rulings_on
from engine.policy.rule import Effect, Rule
from engine.policy.strikes import Strike
from engine.verdict import Category, Route, Verdict
from tests.builders import (
    NOON,
    assessment,
    author,
    case,
    decision,
    message,
    minutes,
    policy,
    prediction,
    verdict,
)

Judged = tuple[Message, Verdict]


def judged(number: int, *, harm: float = 0.55, acted: bool = False, **changes: object) -> Judged:
    said = message(f"words {number}", at=NOON + minutes(5 * number), id=f"m{number}")
    decided = decision() if acted else None
    parts = {"assessment": assessment(harm), "decision": decided, **changes}
    return said, verdict(said, **parts)


def test_a_stricter_policy_would_have_acted_on_more() -> None:
    week = [judged(1, harm=0.45), judged(2, harm=0.55, acted=True)]
    seen = preview(week, policy(act_at=0.4))
    assert (seen.acted, seen.would_act) == ({"m2"}, {"m1", "m2"})


def test_a_milder_policy_would_have_left_some_alone() -> None:
    seen = preview([judged(1, acted=True)], policy(act_at=0.9))
    assert (seen.acted, seen.would_act) == ({"m1"}, frozenset())


def test_what_moderators_took_back_is_told_of_what_it_would_have_done() -> None:
    week = [judged(number, acted=True) for number in (1, 2, 3)]
    cases = [
        case(1, message="m1", ruling=Ruling.REVERSED),
        case(2, message="m2", ruling=Ruling.CONFIRMED),
        case(3, message="m9", ruling=Ruling.REVERSED),
    ]
    assert preview(week, policy(), Known(ruled=rulings_on(cases))).mistaken == {"m1"}


def test_a_campaign_that_was_taken_back_is_all_of_its_messages() -> None:
    hides = (Hide(user="vex", message="m2"),)
    taken_back = case(message="m1", actions=hides, ruling=Ruling.REVERSED)
    seen = preview(
        [judged(1), judged(2), judged(3)], policy(), Known(ruled=rulings_on([taken_back]))
    )
    assert seen.mistaken == {"m1", "m2"}


@pytest.mark.parametrize("rung", [SIEGE, FOREWARNING])
def test_a_ruling_on_a_question_whose_side_it_was_says_nothing_of_words(rung: str) -> None:
    assert rulings_on([case(rung=rung, ruling=Ruling.CONFIRMED)]) == {}


def test_an_exempt_role_would_have_been_left_alone() -> None:
    said, found = judged(1, acted=True)
    by = author("vex", roles=frozenset({"bards"}))
    seen = preview([(replace(said, author=by), found)], policy(exempt_roles=frozenset({"bards"})))
    assert seen.would_act == frozenset()


def test_help_is_no_acting_on_somebody() -> None:
    said, found = judged(1)
    danger = assessment(0.9, Category.SELF_HARM)
    helped = decision(OfferHelp(user="vex", text="call"), rung="help")
    seen = preview([(said, replace(found, assessment=danger, decision=helped))], policy())
    assert (seen.acted, seen.would_act) == (frozenset(), frozenset())


def test_what_was_never_reasoned_about_is_told_as_unknown() -> None:
    quiet = {"assessment": None, "route": Route.ALLOW, "prediction": prediction(risk=0.15)}
    seen = preview([judged(1, **quiet)], policy(light_at=0.1))
    assert (seen.unknown, seen.would_act) == ({"m1"}, frozenset())
    assert preview([judged(1, **quiet)], policy()).unknown == frozenset()


def test_what_a_measure_in_force_prevented_is_left_out() -> None:
    assert preview([judged(1, prevented=True)], policy()).would_act == frozenset()


def test_a_further_word_within_the_grace_is_not_acted_on_again() -> None:
    first, second = judged(1), judged(2)
    seen = preview([first, second], policy(warning_grace=minutes(10), hide_at=0.9))
    assert seen.would_act == {"m1"}
    assert preview([first, second], policy(hide_at=0.9)).would_act == {"m1", "m2"}


def test_a_week_begins_with_the_strikes_that_people_had_by_then() -> None:
    patient = policy(warning_grace=minutes(10), hide_at=0.9)
    just_warned = Strike(NOON + minutes(2), Rung.WARN, Platform.DISCORD)
    seen = preview([judged(1)], patient, Known(earlier={"vex": [just_warned]}))
    assert seen.would_act == frozenset()
    earlier = [NOON - minutes(60 * hour) for hour in (1, 2, 3)]
    often = [Strike(at, Rung.WARN, Platform.DISCORD) for at in earlier]
    seen = preview([judged(1)], patient, Known(earlier={"vex": [*often, just_warned]}))
    assert seen.would_act == {"m1"}
    assert preview([judged(1)], patient, Known(earlier={"mika": [just_warned]})).would_act == {"m1"}


def test_what_people_chose_for_themselves_holds_in_a_preview_too() -> None:
    chosen = {"mika": Protection(sensitivity=Sensitivity.STRICT, hide=True)}
    week, mild = [judged(1)], policy(act_at=0.8)
    assert preview(week, mild).would_act == frozenset()
    seen = preview(week, mild, Known(protected=lambda _, person: chosen[person]))
    assert seen.would_act == {"m1"}


def test_an_edit_is_the_same_message() -> None:
    said, found = judged(1)
    seen = preview([(said, found), (said, replace(found, at=NOON))], policy())
    assert seen.would_act == {"m1"}


def test_nothing_gives_nothing() -> None:
    assert preview((), policy()).would_act == frozenset()


def test_rules_of_a_draft_are_asked_with_what_a_verdict_keeps() -> None:
    week = [judged(number) for number in (1, 2, 3)]
    third = Rule(name="third", when="session.messages == 3 && risk > 0.0", then=Effect.HIDE)
    lenient = policy(act_at=1.0, rules=(third,))
    assert preview(week, lenient).would_act == {"m3"}


def test_a_siege_in_which_nobody_is_sure_is_no_acting_then_or_now() -> None:
    look = AlertModerators(text="Several people are at one.")
    asked = decision(look, rung=SIEGE, campaign="siege:hall:1", proposal=look, needs_human=True)
    seen = preview([judged(1, harm=0.9, decision=asked)], policy())
    assert (seen.acted, seen.would_act) == (frozenset(), frozenset())
