"""What the cases in force mean for the next decision."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.actions import Ban, Mute, OfferHelp, Outcome, Timeout, Warn
from engine.anonymity import anonymous
from engine.cases import SIEGE, Case, Status
from engine.docket import HORIZON, Docket
from engine.events import Community, Platform
from engine.policy.ladder import Rung
from engine.policy.policy import HELP
from engine.policy.strikes import CARE
from tests.builders import INN, NOON, case, message, minutes, policy

SIMULATED = {"status": Status.APPLIED, "outcome": Outcome.SIMULATED}


def test_numbers_go_on_from_the_last_of_each_community() -> None:
    docket, other = Docket(), Community(Platform.TWITCH, "mossy")
    docket.number_from({INN: 7})
    assert [docket.next_number(INN), docket.next_number(other), docket.next_number(INN)] == [
        8,
        1,
        9,
    ]


def test_a_later_form_of_a_case_counts_once() -> None:
    docket = Docket()
    docket.enter(case())
    docket.enter(case(status=Status.APPLIED))
    assert docket.footing(message(at=NOON + minutes(5)), policy()).strikes == pytest.approx(1, 0.1)


def test_a_strike_halves_with_its_half_life() -> None:
    docket = Docket()
    docket.enter(case(status=Status.APPLIED))
    later = message(at=NOON + timedelta(days=14))
    assert docket.footing(later, policy()).strikes == pytest.approx(0.5)


def test_a_strike_is_dropped_when_it_weighs_next_to_nothing() -> None:
    docket = Docket()
    docket.enter(case(status=Status.APPLIED))
    later = message(at=NOON + HORIZON + minutes(1))
    assert docket.footing(later, policy()).strikes == 0


def test_a_strike_of_this_very_minute_is_fresh_and_does_not_count_yet() -> None:
    docket = Docket()
    docket.enter(case(status=Status.APPLIED))
    footing = docket.footing(message(at=NOON + timedelta(seconds=30)), policy())
    assert (footing.strikes, footing.fresh) == (0, Rung.TIMEOUT_10_MINUTES)


def test_a_clock_that_steps_back_makes_no_strike_heavier() -> None:
    docket = Docket()
    docket.enter(case(status=Status.APPLIED))
    footing = docket.footing(message(at=NOON - timedelta(hours=1)), policy())
    assert footing.strikes == 0


@pytest.mark.parametrize("status", [Status.REFUSED, Status.FAILED, Status.VOID, Status.UNDONE])
def test_what_was_not_done_is_no_strike(status: Status) -> None:
    docket = Docket()
    docket.enter(case())
    docket.enter(case(status=status))
    assert docket.footing(message(at=NOON + minutes(5)), policy()).strikes == 0


def test_help_that_was_offered_is_no_strike() -> None:
    docket = Docket()
    docket.enter(case(rung="help", status=Status.APPLIED))
    assert docket.footing(message(at=NOON + minutes(5)), policy()).strikes == 0


CRY = case(rung=HELP, actions=(OfferHelp(user="vex", text="You matter."),))


@pytest.mark.parametrize("later", [anonymous(CRY, "vex"), CRY.become(Status.VOID)])
def test_a_cry_is_forgotten_with_its_author_and_when_it_was_none(later: Case) -> None:
    docket = Docket()
    docket.enter(CRY)
    assert docket.footing(message(at=NOON + minutes(5)), policy()).cried == NOON
    docket.enter(later)
    assert docket.footing(message(at=NOON + minutes(5)), policy()).cried is None


def test_a_cry_is_known_for_a_day_even_while_moderators_are_asked_about_it() -> None:
    docket = Docket()
    docket.enter(replace(CRY, needs_human=True))
    assert docket.footing(message(at=NOON + CARE), policy()).cried == NOON
    assert docket.footing(message(at=NOON + CARE + minutes(1)), policy()).cried is None


def test_a_simulated_timeout_silences_until_it_ends() -> None:
    docket = Docket()
    docket.enter(case(**SIMULATED))
    silent = [docket.would_be_silent(message(at=NOON + minutes(n))) for n in (9, 10)]
    assert silent == [True, False]


def test_a_simulated_timeout_about_old_words_silences_until_the_case_ends() -> None:
    docket = Docket()
    docket.enter(case(**SIMULATED, expires_at=NOON + minutes(70)))
    assert docket.would_be_silent(message(at=NOON + minutes(60)))


def test_a_simulated_mute_silences_until_it_is_taken_back() -> None:
    docket = Docket()
    muted = case(**SIMULATED, actions=(Mute(user="vex"),))
    docket.enter(muted)
    years_later = message(at=NOON + timedelta(days=900))
    before = docket.would_be_silent(years_later)
    docket.enter(muted.become(Status.UNDONE))
    assert (before, docket.would_be_silent(years_later)) == (True, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.APPLIED, "outcome": Outcome.APPLIED},
        {**SIMULATED, "actions": (Warn(user="vex", text="stop"),)},
        {**SIMULATED, "author": "ada", "actions": (Timeout(user="ada", duration=minutes(10)),)},
    ],
    ids=["really done", "a warning", "another person"],
)
def test_nothing_else_silences(changes: dict[str, object]) -> None:
    docket = Docket()
    docket.enter(case(**changes))
    assert not docket.would_be_silent(message(at=NOON + minutes(1)))


def test_a_campaign_is_known_by_its_case() -> None:
    docket = Docket()
    docket.enter(case(7, campaign="c1", rung="raid"))
    assert [docket.campaign_case(INN, name) for name in ("c1", "c2")] == [7, None]


def test_a_case_that_grew_counts_for_what_it_had_and_for_what_is_new() -> None:
    docket, first, second = Docket(), Ban(user="r1"), Ban(user="r2")
    docket.enter(case(actions=(first,)))
    docket.enter(case(actions=(first, second)))
    assert (docket.wanting(INN, first), docket.wanting(INN, second)) == ({1}, {1})


def test_a_case_that_grew_and_ended_counts_for_nothing() -> None:
    docket, first, second = Docket(), Ban(user="r1"), Ban(user="r2")
    docket.enter(case(actions=(first,)))
    docket.enter(case(actions=(first, second)))
    docket.enter(case(actions=(first, second), status=Status.VOID))
    assert not docket.wanting(INN, first) | docket.wanting(INN, second)


def test_what_another_measure_took_the_place_of_counts_no_more() -> None:
    docket, first, second = Docket(), Ban(user="r1"), Ban(user="r2")
    docket.enter(case(actions=(first, second)))
    docket.enter(case(actions=(second,)))
    assert (docket.wanting(INN, first), docket.wanting(INN, second)) == (frozenset(), {1})


def test_a_simulated_siege_silences_nobody_who_merely_spoke_in_it() -> None:
    """Its author is whoever spoke first, perhaps a defender, and its measures are for others."""
    docket, against = Docket(), Timeout(user="rex", duration=minutes(10))
    docket.enter(case(rung=SIEGE, actions=(against,), accounts=("vex", "rex"), **SIMULATED))
    assert not docket.would_be_silent(message(by="vex", at=NOON + minutes(5)))
    docket.enter(case(2, **SIMULATED))
    assert docket.would_be_silent(message(by="vex", at=NOON + minutes(5)))
