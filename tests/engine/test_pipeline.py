"""The way of a message, in a whole house: what is remembered, done, set aside, and left alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.app import House
from bot.screening import Screening, screener_for
from connectors.simulated import SimulatedEnforcer
from engine.actions import OfferHelp
from engine.cases import Status
from engine.changes import Journaled
from engine.events import (
    Author,
    Event,
    MemberJoined,
    Message,
    MessageDeleted,
    MessageEdited,
    Origin,
    PlatformRaid,
)
from engine.pipeline import ATTEMPTS
from engine.ports import Readings, StorageFullError, Vectors
from engine.reasoning.packet import Packet
from engine.screening.cache import VerdictCache
from engine.screening.cascade import Band, Cascade, Shedding
from engine.screening.linear import BITS, Linear
from engine.screening.risk import Blueprint
from engine.screening.screen import Screener
from engine.screening.signals import Detector, Sample
from engine.verdict import Assessment, Category, Mode, Route, Signal
from tests.builders import HALL, INN, NOON, author, message, minutes
from tests.engine.house import (
    Recording,
    at_home,
    cases,
    journal,
    judge,
    recorded,
    unjudged,
    verdicts,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

MILD = "you absolute clown"
GRAVE = "nobody likes you, kill yourself"
POISON = "poison"


class BrokenDetector:
    """Breaks on one word, as a detector with a fault does."""

    name = "broken"

    def __init__(self) -> None:
        self.tries = 0

    def detect(self, sample: Sample) -> Sequence[Signal]:
        if POISON in sample.message.text:
            self.tries += 1
            raise ZeroDivisionError("the fault")
        return ()


class BrokenReasoner:
    name = "broken"

    async def reason(self, packet: Packet) -> Assessment:
        raise ZeroDivisionError("the fault")


class BrokenReader:
    model_id = "broken"
    heads = ()

    async def read(self, texts: Sequence[str]) -> Readings:
        raise RuntimeError("the model is gone")

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors


def with_detector(screening: Screening, detector: Detector) -> Screening:
    screener = Screener(
        [detector],
        reader=screening.embedder,
        memory=screening.memory,
        sentiment=None,
        risk_model=Blueprint(),
        cache=VerdictCache(),
    )
    return replace(screening, screener=screener)


def edited(original: Message, text: str, *, after: timedelta) -> MessageEdited:
    newer = replace(original, text=text, origin=Origin.EDIT)
    return MessageEdited(newer, original.sent_at + after)


def counted(house: House) -> int:
    return sum(session.message_count for session in house.surroundings.open_sessions())


def raid(size: int) -> list[Event]:
    """Accounts made yesterday come in and all post one advert."""
    events: list[Event] = []
    for number in range(size):
        at = NOON + timedelta(seconds=2 * number)
        raider = author(f"r{number}", account_created_at=NOON - timedelta(days=1), joined_at=at)
        events.append(MemberJoined(f"join-{number}", INN, raider, at))
        advert = f"free coins and skins at https://coins.invalid/now claim {number}"
        events.append(message(advert, by=raider.id, at=at + timedelta(seconds=1), author=raider))
    return events


# ---------------------------------------------------------------- what is remembered


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


# ---------------------------------------------------------------- what is set aside


async def test_an_event_that_fails_three_times_is_set_aside_and_the_others_go_on(
    tmp_path: Path, screening: Screening
) -> None:
    broken = BrokenDetector()
    said = [message("hello"), message(POISON, by="ada"), message("hello again", by="ben")]
    async with at_home(tmp_path, with_detector(screening, broken)) as house:
        await judge(house, *said)
        judged = await verdicts(house)
        (letter,) = await house.archive.dead_letters()
        left = await unjudged(house)
    assert broken.tries == ATTEMPTS
    assert [verdict.author for verdict in judged] == ["vex", "ben"]
    assert (letter.event, letter.attempts) == (said[1].id, ATTEMPTS)
    assert letter.reason == "judging failed: ZeroDivisionError"
    assert house.figures.counts["dead_letter"] == 1
    assert left == []


async def test_an_edit_that_was_set_aside_is_not_found_again_at_the_next_start(
    tmp_path: Path, screening: Screening
) -> None:
    original = message("hello there")
    edit = edited(original, POISON, after=minutes(1))
    async with at_home(tmp_path, with_detector(screening, BrokenDetector())) as house:
        await judge(house, original, edit)
        left = await unjudged(house)
    assert left == []


async def test_an_event_that_is_tried_again_is_met_once(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        house.pipeline._stages = replace(house.pipeline._stages, reasoner=BrokenReasoner())
        await judge(house, message(MILD))
        (letter,) = await house.archive.dead_letters()
    assert letter.attempts == ATTEMPTS
    assert counted(house) == 1


async def test_a_broken_model_sets_messages_aside_and_ends_nothing(
    tmp_path: Path, screening: Screening
) -> None:
    screener = Screener(
        [],
        reader=BrokenReader(),
        memory=screening.memory,
        sentiment=None,
        risk_model=Blueprint(),
        cache=VerdictCache(),
    )
    async with at_home(tmp_path, replace(screening, screener=screener)) as house:
        await judge(house, message("hello"), message("", by="ada"))
        judged = await verdicts(house)
        letters = await house.archive.dead_letters()
    assert [letter.event for letter in letters] == [message().id]
    assert [verdict.author for verdict in judged] == ["ada"]


async def test_texts_that_are_spared_the_encoder_are_counted(
    tmp_path: Path, screening: Screening
) -> None:
    harmless = Linear(np.zeros(1 << BITS, np.int8), scale=1.0, bias=-9.0)
    cascade = Cascade(Band(), shedding=Shedding.ALWAYS, waiting=lambda: 0)
    screener = screener_for(
        screening.packs,
        screening.embedder,
        screening.memory,
        read=screening.normalise,
        off=frozenset(),
        linear=harmless,
        risk_model=screening.risk_model,
        cascade=cascade,
    )
    async with at_home(tmp_path, replace(screening, screener=screener)) as house:
        await judge(house, message("the harbour map is open"), message(GRAVE, by="ada"))
    assert house.figures.counts["shed"] == 1


async def test_a_fault_of_whoever_looks_on_doubles_no_case(
    tmp_path: Path, screening: Screening
) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError("a fault of the view")

    async with at_home(tmp_path, screening, watch=faulty) as house:
        await judge(house, message(GRAVE), message("hello", by="ada"))
        opened = await cases(house)
        judged = await verdicts(house)
    assert (len(opened), len(judged)) == (1, 2)
    assert house.figures.counts["dead_letter"] == 0


# ---------------------------------------------------------------- what is written together


async def test_verdict_case_audit_and_calls_are_written_in_one_commit(
    tmp_path: Path, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_home(tmp_path, screening) as house:
        ledger = recorded(house, monkeypatch)
        await judge(house, message("hello", by="ada"), message(GRAVE))
    (opening,) = [changes for changes in ledger.commits if changes.verdicts]
    assert [verdict.author for verdict in opening.verdicts] == ["ada", "vex"]
    assert [case.number for case in opening.cases] == [1]
    assert [entry.kind for entry in opening.audit] == ["case.opened"]
    assert [intent.action.type for intent in opening.intents] == ["timeout", "hide"]


async def test_without_room_on_the_disk_no_event_is_set_aside(
    tmp_path: Path, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = message(GRAVE)
    async with at_home(tmp_path, screening) as house:
        ledger = recorded(house, monkeypatch)
        await judge_without_room(house, ledger, said)
        letters = await house.archive.dead_letters()
        left = await unjudged(house)
    assert (list(letters), left) == ([], [said])


async def test_a_case_that_could_not_be_written_is_no_strike(
    tmp_path: Path, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_home(tmp_path, screening) as house:
        ledger = recorded(house, monkeypatch)
        await judge_without_room(house, ledger, message(MILD))
        await judge(house, message(MILD, at=NOON + minutes(10)))
        (opened,) = await cases(house)
    assert (opened.rung, opened.status) == ("warn", Status.APPLIED)


async def judge_without_room(house: House, ledger: Recording, said: Message) -> None:
    """The disk is full for some commits once the message is journalled."""
    await journal(house, said)
    ledger.refusals = ATTEMPTS
    with pytest.raises(StorageFullError):
        await house.pipeline.handle([Journaled(said)])
    ledger.refusals = 0


# ---------------------------------------------------------------- what is done


async def test_strong_evidence_gets_thought_however_low_the_risk(
    tmp_path: Path, screening: Screening
) -> None:
    # The blueprint knows no words: to it a mild insult by a stranger is hardly a risk.
    screener = screener_for(
        screening.packs,
        screening.embedder,
        screening.memory,
        read=screening.normalise,
        off=frozenset({"classifier", "memory"}),
        linear=screening.linear,
        risk_model=Blueprint(),
    )
    async with at_home(tmp_path, replace(screening, screener=screener)) as house:
        await judge(house, message(MILD))
        (verdict,) = await verdicts(house)
    assert verdict.prediction.risk_score < 0.2
    assert (verdict.route, bool(verdict.assessment)) == (Route.LIGHT, True)


async def test_what_a_measure_in_force_prevents_is_screened_and_judged_no_further(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message(GRAVE), message(GRAVE, at=NOON + minutes(20)))
        _, prevented = await verdicts(house)
        opened = await cases(house)
    assert prevented.prevented
    assert prevented.prediction.risk_score > 0.2
    assert (prevented.route, prevented.assessment, prevented.decision) == (Route.ALLOW, None, None)
    assert (len(opened), counted(house)) == (1, 1)


async def test_observe_mode_shows_and_does_nothing(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening, mode=Mode.OBSERVE) as house:
        await judge(house, message(GRAVE))
        (shown,) = await cases(house)
        calls = await house.archive.intents_of(INN, shown.number)
    assert shown.waits
    assert list(calls) == []


async def test_a_raid_of_thirty_is_one_case(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, *raid(30))
        waves = [case for case in await cases(house) if case.category is Category.RAID]
    assert len(waves) == 1
    assert len(waves[0].accounts) > 20


@pytest.mark.parametrize("standing", ["is_moderator", "is_bot"])
async def test_nobody_with_such_a_standing_is_acted_upon_whatever_they_say(
    tmp_path: Path, screening: Screening, standing: str
) -> None:
    immune: Author = author(**{standing: True})
    said = [
        message(GRAVE, author=immune, at=NOON + minutes(n), targets=("mika",)) for n in range(5)
    ]
    async with at_home(tmp_path, screening) as house:
        await judge(house, *said)
        opened = await cases(house)
        judged = await verdicts(house)
    assert opened == []
    assert all(verdict.assessment and verdict.assessment.harm_score > 0.9 for verdict in judged)


async def test_a_raid_that_is_only_observed_calls_nothing(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening, mode=Mode.OBSERVE) as house:
        await judge(house, *raid(30))
        (wave,) = [case for case in await cases(house) if case.category is Category.RAID]
        calls = await house.archive.intents_of(INN, wave.number)
    assert (wave.waits, list(calls)) == (True, [])


async def test_a_raid_that_waits_for_a_moderator_tells_them_once(
    tmp_path: Path, screening: Screening
) -> None:
    platform = SimulatedEnforcer()
    async with at_home(tmp_path, screening, mode=Mode.ASSIST, enforcer=platform) as house:
        await judge(house, *raid(30))
        (wave,) = [case for case in await cases(house) if case.category is Category.RAID]
    about_it = [order.action.type for order in platform.orders if order.case == wave.number]
    assert about_it == ["alert_moderators"]


# ---------------------------------------------------------------- a clock that steps back


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
        await house.policies.choose(INN, {"language": "de"}, by="ada", at=NOON)
        await judge(house, message("i want to die"))
        (found,) = await cases(house)
    (offer,) = [action for action in found.actions if isinstance(action, OfferHelp)]
    assert "TelefonSeelsorge" in offer.text
