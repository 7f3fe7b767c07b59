"""The way of a message, in a whole house: what is remembered, done, set aside, and left alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.screening import Screening
from bot.settings import Policy, Settings
from connectors.simulated import SimulatedEnforcer
from engine.actions import Hide, OfferHelp
from engine.cases import Status
from engine.events import (
    MessageDeleted,
    PlatformRaid,
)
from engine.policy.rule import Effect, Rule
from engine.verdict import Category, Route
from tests.builders import HALL, NOON, message, minutes
from tests.engine.chatter import GRAVE, counted, edited
from tests.engine.house import (
    at_home,
    cases,
    judge,
    verdicts,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_allowed_message_is_remembered(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message("hello there"))
        (verdict,) = await verdicts(house)
        people = [record async for record in house.archive.people()]
    assert (verdict.route, verdict.decision) == (Route.ALLOW, None)
    assert counted(house) == 1
    assert [(record.kind, record.person) for record in people] == [("actor", "vex")]


async def test_what_is_not_understood_is_never_acted_on_by_itself(
    tmp_path: Path, screening: Screening
) -> None:
    enforcer = SimulatedEnforcer()
    angry = message("заткнись, kill yourself, ты никому здесь не нужен, урод")
    async with at_home(tmp_path, screening, enforcer=enforcer) as house:
        await judge(house, angry)
        (verdict,) = await verdicts(house)
        opened = await cases(house)
    assert (verdict.prediction.language, verdict.route) == ("ru", Route.LIGHT)
    assert verdict.prediction.confidence <= 0.3
    assert [order.action.type for order in enforcer.orders] == ["alert_moderators"]
    assert [case.waits for case in opened] == [True]
    assert "Russian, which Haven does not understand" in opened[0].reason


async def test_a_grave_threat_in_a_covered_language_is_acted_on(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message("sé dónde vives y te voy a partir las piernas"))
        (opened,) = await cases(house)
    assert opened.status is Status.APPLIED
    assert opened.category is Category.THREAT


async def test_an_insult_in_a_covered_language_is_put_before_a_moderator(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message("eres un imbécil y un gilipollas", targets=("mika",)))
        (opened,) = await cases(house)
    assert opened.waits
    assert "Spanish, of which Haven knows single words only" in opened.reason


async def test_a_repeated_text_is_counted_not_dropped(tmp_path: Path, screening: Screening) -> None:
    said = [message("come and see my garden", at=NOON + minutes(n)) for n in range(4)]
    async with at_home(tmp_path, screening) as house:
        await judge(house, *said)
        judged = await verdicts(house)
    last = {signal.source: signal.evidence for signal in judged[-1].prediction.signals}
    assert len(judged) == 4
    assert "4 times" in last["spam"]


async def test_an_edit_into_abuse_is_judged_by_itself(tmp_path: Path, screening: Screening) -> None:
    original = message("hello there")
    edit = edited(original, GRAVE, after=minutes(5))
    async with at_home(tmp_path, screening) as house:
        await judge(house, original, edit)
        judged = await verdicts(house)
        (opened,) = await cases(house)
    assert [verdict.at for verdict in judged] == [original.sent_at, edit.edited_at]
    assert (opened.message, opened.category) == (original.id, Category.HARASSMENT)


async def test_words_edited_in_count_from_the_edit(tmp_path: Path, screening: Screening) -> None:
    """Else who edits last week's greeting would have been warned last week."""
    original = message("hello there")
    edit = edited(original, GRAVE, after=timedelta(days=7))
    async with at_home(tmp_path, screening) as house:
        await judge(house, original, edit)
        await house.review.end_due()
        (opened,) = await cases(house)
    assert (opened.opened_at, opened.status) == (edit.edited_at, Status.APPLIED)


async def test_an_edit_long_after_a_measure_is_not_taken_for_prevented(
    tmp_path: Path, screening: Screening
) -> None:
    greeting = message("hello there")
    insult = message(GRAVE, at=NOON + minutes(1))
    edit = edited(greeting, GRAVE, after=timedelta(days=3))
    async with at_home(tmp_path, screening) as house:
        await judge(house, greeting, insult, edit)
        judged = await verdicts(house)
    assert not judged[-1].prevented
    assert judged[-1].decision


async def test_a_deletion_changes_nothing(tmp_path: Path, screening: Screening) -> None:
    said = message()
    async with at_home(tmp_path, screening) as house:
        await judge(house, said, MessageDeleted(said.id, HALL, NOON + minutes(1)))
        judged = await verdicts(house)
    assert [verdict.message for verdict in judged] == [said.id]


async def test_an_announced_raid_lets_a_crowd_cheer(tmp_path: Path, screening: Screening) -> None:
    announced = PlatformRaid(
        id="raid", place=HALL, origin_name="lamps", size=30, raided_at=NOON - minutes(1)
    )
    cheers = [
        message(f"lamps raid hype {'!' * n}", by=f"fan{n}", at=NOON + timedelta(seconds=n))
        for n in range(30)
    ]
    async with at_home(tmp_path, screening) as house:
        await judge(house, announced, *cheers)
        opened = await cases(house)
    assert opened == []


async def test_a_clock_that_steps_back_makes_no_negative_intervals(
    tmp_path: Path, screening: Screening
) -> None:
    moments = [NOON, NOON + minutes(5), NOON + minutes(1), NOON + minutes(6)]
    said = [message("hello", id=f"m{n}", at=at) for n, at in enumerate(moments)]
    async with at_home(tmp_path, screening) as house:
        await judge(house, *said)
        (session,) = house.surroundings.open_sessions()
        judged = await verdicts(house)
    assert session.started_at <= session.ended_at
    assert (len(judged), session.message_count) == (4, 4)
    assert session.features["mean_interval"] == pytest.approx(120.0)


async def test_a_clock_that_steps_back_ends_no_case_early(
    tmp_path: Path, screening: Screening
) -> None:
    """Words that bear a time five minutes back are answered from now on."""
    early = message(GRAVE, at=NOON - minutes(5))
    late = message("hello", by="ada", at=NOON + timedelta(days=1) - minutes(1))
    async with at_home(tmp_path, screening) as house:
        await judge(house, message("hello", by="ada"), early, late)
        ended = await house.review.end_due()
        (opened,) = await cases(house)
    assert (ended, opened.status) == (0, Status.APPLIED)
    assert opened.expires_at == NOON + timedelta(days=1)


async def test_a_person_in_danger_is_offered_help_in_the_communitys_language(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await house.policies.choose(HALL.community, {"language": "de"}, by="ada", at=NOON)
        await judge(house, message("i want to die"))
        (found,) = await cases(house)
    (offer,) = [action for action in found.actions if isinstance(action, OfferHelp)]
    assert "TelefonSeelsorge" in offer.text


async def test_help_is_offered_once_a_day_and_what_follows_is_not_punished_unasked(
    tmp_path: Path, screening: Screening
) -> None:
    said = [
        message("i want to die", at=NOON - timedelta(hours=26)),
        message("i want to die", at=NOON - timedelta(hours=1)),
        message("i really want to kill myself", at=NOON - minutes(50)),
        message(GRAVE, at=NOON - minutes(5)),
    ]
    async with at_home(tmp_path, screening) as house:
        await judge(house, *said)
        opened = await cases(house)
    assert [case.actions[0].type for case in opened[:-1]] == ["offer_help", "offer_help"]
    assert [case.waits for case in opened] == [False, False, True]


async def test_help_comes_in_the_language_of_the_words(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message("quiero morir, ya no aguanto mas"))
        (found,) = await cases(house)
    (offer,) = [action for action in found.actions if isinstance(action, OfferHelp)]
    assert "024" in offer.text


async def test_a_communitys_own_rule_is_asked_about_the_message_and_what_surrounds_it(
    tmp_path: Path, screening: Screening
) -> None:
    when = "aimed && session.messages == 2 && 'idiot' in message.words && size(signals) > 0"
    own = Rule(name="no idiots", when=when, then=Effect.TIMEOUT_24_HOURS)
    settings = Settings(policy=Policy(rules=(own,)))
    async with at_home(tmp_path, screening, settings=settings) as house:
        await judge(house, message("hello all"))
        await judge(house, message("you are an idiot", at=NOON + minutes(1), targets=("mika",)))
        (opened,) = await cases(house)
    assert opened.rung == "timeout_24_hours"
    assert "rule:no idiots" in [each.id for each in opened.evidence]


async def test_harmless_words_that_a_pattern_looks_out_for_are_met_by_what_it_says(
    tmp_path: Path, screening: Screening
) -> None:
    own = {"name": "brand", "regex": r"\bacme\b", "then": "hide"}
    settings = Settings(policy=Policy(patterns=(own,)))  # type: ignore[arg-type]
    async with at_home(tmp_path, screening, settings=settings) as house:
        await judge(house, message("hello there", by="kim"), message("a c m e is nice"))
        (opened,) = await cases(house)
    assert [type(action) for action in opened.actions] == [Hide]
    assert opened.evidence[-1].id == "pattern:brand"
