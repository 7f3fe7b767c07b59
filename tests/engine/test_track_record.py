"""How often a rule was wrong, and what is asked first because of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.screening import Screening
from engine.actions import Hide, LockDown, Timeout
from engine.anonymity import anonymous
from engine.cases import Case, Ruling
from engine.events import Community, Place, Platform
from engine.policy.budget import FEWEST, cautiously, overspent
from engine.policy.ladder import TOPIC
from engine.policy.policy import Footing, Matter
from engine.sessions.context import Campaign
from engine.shares import Share
from engine.track_record import LATELY, TrackRecord, rule_of
from engine.verdict import Assessment, Category, Evidence, Mode
from tests.builders import INN, NOON, assessment, case, message, minutes, policy
from tests.engine.house import at_home, cases, judge

LEXICON = (Evidence("signal:lexicon", "A strong insult."),)
ALL_WRONG, ALL_RIGHT = Share(FEWEST, FEWEST), Share(0, FEWEST)


def ruled(number: int, ruling: Ruling | None, **changes: object) -> Case:
    return case(number, evidence=LEXICON, ruling=ruling, **changes)


def record_of(*entered: Case) -> TrackRecord:
    record = TrackRecord()
    for each in entered:
        record.enter(each)
    return record


def matter(found: Assessment, campaign: Campaign | None = None) -> Matter:
    return Matter(
        message=message(), assessment=found, target="mika", help_text="", campaign=campaign
    )


def test_a_case_rests_on_what_is_cited_first() -> None:
    cited = (Evidence("precedent:p1", ""), Evidence("signal:spam", ""))
    assert rule_of(cited, "rules") == "memory"
    assert rule_of((Evidence("report", ""),), "report") == "report"


def test_only_rulings_count_and_the_latest_of_each_case() -> None:
    record = record_of(
        ruled(1, None), ruled(2, Ruling.CONFIRMED), ruled(3, Ruling.CONFIRMED),
        ruled(3, Ruling.REVERSED), ruled(4, Ruling.REVERSED), ruled(4, None),
        ruled(5, Ruling.REVERSED, ordered_by="oakley"),
    )  # fmt: skip

    assert record.behind(assessment(0.7), INN, NOON) == Share(1, 2)


def test_what_was_ruled_on_another_rule_or_long_ago_does_not_count() -> None:
    record = record_of(ruled(1, Ruling.REVERSED), case(2, ruling=Ruling.REVERSED))

    assert record.behind(assessment(0.7), INN, NOON) == Share(1, 1)
    assert record.behind(assessment(0.7), INN, NOON + LATELY + timedelta(days=1)) == Share(0, 0)


def test_a_case_whose_author_was_erased_counts_once_and_as_it_does_after_a_restart() -> None:
    case_of_vex = ruled(1, Ruling.REVERSED)
    nameless = anonymous(case_of_vex, "vex")

    live, started = record_of(case_of_vex, nameless), record_of(nameless)

    assert live.behind(assessment(0.7), INN, NOON) == Share(0, 0)
    assert live.by_rule(INN, NOON) == started.by_rule(INN, NOON) == {"rules": Share(1, 1)}


@pytest.mark.parametrize(
    ("taken_back", "is_over"),
    [(Share(4, 4), False), (Share(5, 5), True), (Share(2, 6), False), (Share(60, 100), True)],
)
def test_a_budget_is_overspent_once_that_is_no_chance(taken_back: Share, *, is_over: bool) -> None:
    assert overspent(taken_back, 0.3) is is_over


def test_a_rule_that_was_wrong_too_often_waits_for_a_moderator() -> None:
    decided = cautiously(matter(assessment(0.7)), Footing(), policy(), taken_back=ALL_WRONG)

    assert decided is not None
    assert (decided.mode, decided.needs_human) == (Mode.ASSIST, True)
    assert "took back 5 of 5 such cases lately" in decided.reason
    assert decided.policy == policy().version


def test_a_rule_that_is_right_acts() -> None:
    decided = cautiously(matter(assessment(0.7)), Footing(), policy(), taken_back=ALL_RIGHT)

    assert decided is not None
    assert (decided.mode, decided.needs_human) == (Mode.ENFORCE, False)


def test_a_lock_down_waits_too_where_raids_were_taken_back() -> None:
    raid = matter(assessment(0.9, Category.RAID), Campaign("c1", ("vex", "nix")))

    decided = cautiously(raid, Footing(), policy(), taken_back=ALL_WRONG)

    assert decided is not None
    assert isinstance(decided.proposal, LockDown)
    assert decided.needs_human


def test_help_does_not_wait() -> None:
    danger = matter(assessment(0.9, Category.SELF_HARM))

    decided = cautiously(danger, Footing(), policy(), taken_back=ALL_WRONG)

    assert decided is not None
    assert not decided.needs_human


def test_what_only_observes_says_nothing_of_it() -> None:
    observing = policy(mode=Mode.OBSERVE)

    decided = cautiously(matter(assessment(0.7)), Footing(), observing, taken_back=ALL_WRONG)

    assert decided is not None
    assert "took back" not in decided.reason


def test_what_somebody_asked_not_to_read_of_is_hidden_however_wrong_the_rule_was() -> None:
    """Else harsher words about it would stay where milder ones go."""
    mild = replace(matter(assessment(0.1)), unwelcome=True)
    harsh = replace(matter(assessment(0.7)), unwelcome=True)

    hidden, waiting = (
        cautiously(each, Footing(), policy(), taken_back=ALL_WRONG) for each in (mild, harsh)
    )

    assert hidden is not None
    assert waiting is not None
    assert (hidden.rung, hidden.needs_human) == (TOPIC, False)
    assert isinstance(hidden.actions[0], Hide)
    assert isinstance(waiting.actions[0], Hide)
    assert isinstance(waiting.proposal, Timeout)
    assert (waiting.needs_human, waiting.asks_first) == (True, False)


def test_a_topic_that_moderators_did_not_mind_says_nothing_of_a_rule() -> None:
    record = record_of(ruled(1, Ruling.REVERSED, rung=TOPIC))

    assert record.by_rule(INN, NOON) == {}


def test_nothing_harmful_stays_nothing() -> None:
    fine = matter(assessment(0.1))

    assert cautiously(fine, Footing(), policy(), taken_back=ALL_WRONG) is None


ATTACKS = (
    "@mika you are a worthless pathetic idiot", "shut up you stupid bitch",
    "you disgusting moron, nobody wants you here", "@mika what a useless piece of shit you are",
    "you are a brainless clown and everybody hates you", "@mika you ugly loser, get lost",
)  # fmt: skip


@pytest.mark.asyncio(loop_scope="session")
async def test_after_a_row_of_mistakes_the_next_case_asks_first_and_so_it_does_after_a_restart(
    tmp_path: Path, screening: Screening
) -> None:
    where = Place(Community(Platform.DISCORD, "corrected"), "hall")
    async with at_home(tmp_path, screening, mode=Mode.ENFORCE) as house:
        for number, text in enumerate(ATTACKS):
            said = message(text, by=f"v{number}", place=where, at=NOON + minutes(40 * number))
            await judge(house, said)
        opened = await cases(house)
        for each in opened:
            await house.review.reverse(where.community, each.number, by="oakley")
    async with at_home(tmp_path, screening, mode=Mode.ENFORCE) as house:
        later = NOON + minutes(600)
        await house.restart.recall(later)
        await judge(house, message("go kill yourself", by="late", place=where, at=later))
        waiting = (await cases(house))[-1]

    assert [each.mode for each in opened] == [Mode.ENFORCE] * len(ATTACKS)
    assert (waiting.mode, waiting.needs_human) == (Mode.ASSIST, True)
    assert "such cases lately" in waiting.reason
