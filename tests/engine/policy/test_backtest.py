"""Two policies compared decision by decision."""

from engine.actions import Ban, Hide, OfferHelp, Warn
from engine.cases import Ruling
from engine.policy.backtest import Backtest, Compared
from engine.policy.deed import deed, differ
from engine.shares import Share
from engine.verdict import Category, Decision, Mode
from tests.builders import NOON, decision

WARNED = decision(Warn(user="vex", text=""), rung="warn")
TIMED_OUT = decision()


def compared(message: str, then: Decision | None, now: Decision | None) -> Compared:
    return Compared(
        message=message, at=NOON, category=Category.INSULT, harm=0.6, then=then, now=now
    )


def test_a_deed_is_told_in_few_words() -> None:
    hidden = decision(Warn(user="vex", text=""), Hide(user="vex", message="m1"), rung="warn")
    asked = decision(rung="ban", needs_human=True, proposal=Ban(user="vex"))
    assert [deed(each) for each in (None, WARNED, hidden, asked)] == [
        "nothing",
        "warn",
        "warn + hide",
        "ban, a moderator confirms",
    ]


def test_another_mode_alone_is_no_other_decision() -> None:
    asked = decision(mode=Mode.ASSIST, needs_human=True)
    assert not differ(TIMED_OUT, asked)
    assert differ(WARNED, asked)
    assert differ(TIMED_OUT, decision(needs_human=True))


def test_totals_tell_what_is_new_and_what_is_gone() -> None:
    seen = Backtest({}, {})
    for number, (then, now) in enumerate(
        [(None, WARNED), (WARNED, None), (WARNED, TIMED_OUT), (WARNED, WARNED), (None, None)]
    ):
        seen.see(compared(f"m{number}", then, now))
    totals = seen.by_category[Category.INSULT]
    assert (totals.acted, totals.would_act, totals.newly, totals.no_longer) == (3, 3, 1, 1)
    assert (seen.seen, seen.changed) == (5, 3)
    assert [each.message for each in seen.changes] == ["m0", "m1", "m2"]


def test_help_is_no_acting_on_somebody() -> None:
    helped = decision(OfferHelp(user="vex", text=""), rung="help")
    seen = Backtest({}, {})
    seen.see(compared("m1", None, helped))
    assert (seen.total.would_act, seen.changed) == (0, 1)


def test_rulings_that_it_goes_against_are_named_with_their_case() -> None:
    ruled = {"m1": Ruling.REVERSED, "m2": Ruling.CONFIRMED, "m3": Ruling.REVERSED}
    seen = Backtest(ruled, {"m1": 4, "m2": 5})
    seen.see(compared("m1", WARNED, WARNED))
    seen.see(compared("m2", WARNED, None))
    seen.see(compared("m3", WARNED, None))
    assert [(each.message, each.case) for each in seen.contradicted] == [("m1", 4), ("m2", 5)]


def test_the_overturn_rate_is_that_of_the_rulings_on_what_it_would_have_done() -> None:
    ruled = {"m1": Ruling.REVERSED, "m2": Ruling.CONFIRMED}
    seen = Backtest(ruled, {})
    seen.see(compared("m1", WARNED, None))
    seen.see(compared("m2", WARNED, WARNED))
    seen.see(compared("m3", WARNED, WARNED))
    assert (seen.total.then_ruled, seen.total.ruled) == (Share(1, 2), Share(0, 1))


def test_only_so_many_changes_are_kept_and_all_are_counted() -> None:
    seen = Backtest({}, {}, most=2)
    for number in range(5):
        seen.see(compared(f"m{number}", None, WARNED))
    assert (len(seen.changes), seen.changed) == (2, 5)
