"""What counts of a community's cases for a retrial of what came since a moment."""

from engine.cases import Ruling, Status
from engine.hindsight import Past
from tests.builders import NOON, case, minutes

LATER = {"opened_at": NOON + minutes(5), "status": Status.APPLIED}


def test_what_a_moderator_gave_meanwhile_is_a_strike_that_no_policy_decides() -> None:
    past = Past(NOON)
    past.enter(case(**LATER, ordered_by="oakley", ruling=Ruling.CONFIRMED))
    assert len(past.given["vex"]) == 1
    assert (past.ruled, past.numbers) == ({}, {})


def test_what_haven_did_meanwhile_is_decided_anew_and_no_strike_by_itself() -> None:
    past = Past(NOON)
    past.enter(case(7, **LATER, ruling=Ruling.CONFIRMED))
    assert (past.earlier, past.given) == ({}, {})
    assert (past.ruled, past.numbers) == ({"m1": Ruling.CONFIRMED}, {"m1": 7})


def test_what_was_before_counts_whoever_decided_it() -> None:
    past = Past(NOON + minutes(60))
    past.enter(case(1, **LATER))
    past.enter(case(2, **LATER, ordered_by="oakley"))
    assert (len(past.earlier["vex"]), past.numbers) == (2, {})
