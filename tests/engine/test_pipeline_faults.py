"""What goes wrong on a message's way: what is set aside, and what is written together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.app import House
from bot.screening import Screening, screener_for
from engine.cases import Status
from engine.changes import Journaled
from engine.events import (
    Message,
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
from engine.verdict import Assessment, Mode, Signal
from tests.builders import NOON, assessment, message, minutes
from tests.engine.chatter import GRAVE, MILD, counted, edited
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


class UnsureReasoner:
    """Finds harm, but would have a person look; keeps what it was given."""

    name = "unsure"

    def __init__(self) -> None:
        self.packets: list[Packet] = []

    async def reason(self, packet: Packet) -> Assessment:
        self.packets.append(packet)
        return replace(assessment(0.9), unsure="It names no evidence.")


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


async def test_a_reasoner_that_is_unsure_leaves_it_to_a_moderator(
    tmp_path: Path, screening: Screening
) -> None:
    reasoner = UnsureReasoner()
    async with at_home(tmp_path, screening) as house:
        house.pipeline._stages = replace(house.pipeline._stages, reasoner=reasoner)
        await judge(house, message(MILD))
        (verdict,) = await verdicts(house)
    assert verdict.decision is not None
    assert verdict.decision.asks_first
    (packet,) = reasoner.packets
    assert (packet.way, packet.policy.mode) == (verdict.route, Mode.ENFORCE)
