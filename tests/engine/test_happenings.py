"""What happens on a platform without words: what others do, who is suspected, who asks."""

from pathlib import Path

import pytest

from bot.screening import Screening
from engine.actions import Ban, Timeout, Warn
from engine.events import AccountFlagged, Deed, PlatformDeed, UnbanRequested
from engine.petitions import Petitions
from tests.builders import HALL, INN, NOON, author, decision, message, minutes
from tests.engine.door import Door, ScriptedEnforcer, open_door
from tests.engine.house import at_home, cases, judge, start_again

pytestmark = pytest.mark.asyncio(loop_scope="session")

VEX = author("vex")
GRAVE = "nobody likes you, kill yourself"


def request(number: int = 1, text: str = "I have learned from it.") -> UnbanRequested:
    return UnbanRequested(
        id=f"u{number}", place=HALL, author=VEX, text=text, requested_at=NOON + minutes(5)
    )


def flagged(suspicion: float) -> AccountFlagged:
    return AccountFlagged(id="f", place=HALL, user="vex", suspicion=suspicion, flagged_at=NOON)


async def hear(door: Door, asked: UnbanRequested) -> None:
    await Petitions(archive=door.archive, appeals=door.appeals).hear(asked)
    await door.dispatcher.drain()


async def test_what_others_do_stands_in_the_audit_and_makes_no_case(
    tmp_path: Path, screening: Screening
) -> None:
    done = PlatformDeed(id="d", place=HALL, deed=Deed.BAN, by="hob", done_at=NOON, user="vex")
    async with at_home(tmp_path, screening) as house:
        await judge(house, done)
        lines = [line.entry async for line in house.archive.audit()]
        opened = await cases(house)

    told = [(line.kind, line.actor, line.detail["user"]) for line in lines]
    assert ("platform.ban", "hob", "vex") in told
    assert opened == []


async def test_what_the_platform_does_itself_is_told_in_its_name(
    tmp_path: Path, screening: Screening
) -> None:
    lapsed = PlatformDeed(id="d", place=HALL, deed=Deed.LAPSE, by="", done_at=NOON, user="vex")
    async with at_home(tmp_path, screening) as house:
        await judge(house, lapsed)
        lines = [line.entry async for line in house.archive.audit()]

    assert ("platform.lapse", "discord") in [(line.kind, line.actor) for line in lines]


async def test_a_suspicion_outlasts_a_restart(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        before = house.pipeline._stages.actors.behaviour(message()).risk
        await judge(house, flagged(1.0))
    async with at_home(tmp_path, screening) as house:
        await start_again(house, NOON + minutes(1))
        after = house.pipeline._stages.actors.behaviour(message()).risk

    assert after > before


@pytest.mark.parametrize("measure", [Ban(user="vex"), Timeout(user="vex", duration=minutes(60))])
async def test_a_request_to_be_let_in_again_is_an_appeal_of_the_case(
    tmp_path: Path, measure: Ban | Timeout
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(measure, rung=measure.type))
        await hear(door, request())
        (appeal,) = await door.appeals.of(INN, 1)

    assert (appeal.by, appeal.text) == ("vex", "I have learned from it.")


async def test_a_request_without_words_is_one_too(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(Ban(user="vex"), rung="ban"))
        await hear(door, request(text=" "))
        (appeal,) = await door.appeals.of(INN, 1)

    assert appeal.text == "Asks to be let in again."


async def test_a_second_request_does_not_open_a_second_appeal(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(Ban(user="vex"), rung="ban"))
        await hear(door, request(1))
        await hear(door, request(2))

        assert len(await door.appeals.of(INN, 1)) == 1


async def test_a_request_about_somebody_elses_ban_is_left_to_them(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(Warn(user="vex", text="be kind"), rung="warn"))
        await hear(door, request())

        assert await door.appeals.waiting(INN) == []


async def test_the_house_hears_requests(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message(GRAVE), request())
        (case,) = await cases(house)
        (appeal,) = await house.door.appeals.waiting(INN)

    assert appeal.case == case.number
