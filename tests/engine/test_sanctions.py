"""Moderators' own orders go through the same door: each is a case, and can be taken back."""

from pathlib import Path

import pytest

from cogs.cards import card
from engine.actions import Ban, Hide, Kick, Mute, Outcome, Timeout, Unban, Warn
from engine.authority import Deed, DeniedError
from engine.cases import Status
from engine.events import Power, Standing
from engine.policy.ladder import Rung
from engine.restart import Restart
from engine.review import RefusedRulingError
from tests.builders import INN, NOON, decision, message, minutes, moderator, policy, standing
from tests.engine.door import Door, ScriptedEnforcer, audited, called, open_door

OAKLEY, HOB, VEX = moderator("oakley"), moderator("hob"), standing("vex")
HOUR = Timeout(user="vex", duration=minutes(60))
BAN, UNBAN = Ban(user="vex"), Unban(user="vex")
RAIDERS = tuple(standing(f"r{number}") for number in range(3))
BANS = tuple(Ban(user=raider.id) for raider in RAIDERS)


@pytest.mark.parametrize(
    "deed",
    [
        Warn(user="vex", text="please stop"),
        HOUR,
        Mute(user="vex"),
        Kick(user="vex"),
        BAN,
        UNBAN,
        Hide(user="vex", message="m1"),
    ],
)
async def test_an_order_is_carried_out_and_becomes_a_case(tmp_path: Path, deed: Deed) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await door.order(deed, by=OAKLEY, over=[VEX], reason="rude to newcomers")
        lines = await audited(door)
    assert called(enforcer) == [deed.type]
    assert enforcer.orders[0].reason == "#1 · oakley · rude to newcomers"
    assert (done.status, done.ordered_by, done.author) == (Status.APPLIED, "oakley", "vex")
    assert lines[0] == ("case.ordered", "oakley", 1)
    assert "rude to newcomers" in card(done)


async def test_an_order_ends_when_its_time_has_come(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.order(HOUR, by=OAKLEY, over=[VEX])
        door.clock.advance(NOON + minutes(60))
        await door.review.end_due()
        over = await door.case(1)
    assert over.status is Status.EXPIRED


async def test_an_order_can_be_taken_back_like_any_case(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.order(BAN, by=OAKLEY, over=[VEX])
        await door.review.reverse(INN, 1, by="hob")
        await door.dispatcher.drain()
        undone = await door.case(1)
    assert (called(enforcer), undone.status) == (["ban", "unban"], Status.UNDONE)


@pytest.mark.parametrize(
    ("deed", "rung"),
    [
        (Warn(user="vex", text="stop"), Rung.WARN),
        (Timeout(user="vex", duration=minutes(1)), Rung.TIMEOUT_10_MINUTES),
        (Timeout(user="vex", duration=minutes(90)), Rung.TIMEOUT_1_HOUR),
        (Timeout(user="vex", duration=minutes(60 * 24 * 60)), Rung.TIMEOUT_24_HOURS),
        (Mute(user="vex"), Rung.MUTE),
        (Kick(user="vex"), None),
        (Hide(user="vex", message="m1"), None),
    ],
)
async def test_an_order_is_the_strike_that_its_measure_is(
    tmp_path: Path, deed: Deed, rung: Rung | None
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.order(deed, by=OAKLEY, over=[VEX])
        fresh = door.docket.footing(message(), policy()).fresh
    assert fresh is rung


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize(
    ("by", "over", "why"),
    [
        (moderator(may=frozenset({Power.WARN})), [VEX], "the right to ban"),
        (OAKLEY, [standing("vex", rank=5)], "rank as high"),
        (moderator("vex"), [VEX], "their own"),
        (OAKLEY, [standing("vex", is_owner=True)], "the owner"),
        (OAKLEY, [], "not known"),
        (OAKLEY, [standing("somebody else")], "not known"),
        (OAKLEY, [VEX, standing("somebody else")], "not known"),
    ],
)
async def test_who_may_not_is_refused_and_nothing_is_written(
    tmp_path: Path, by: Standing, over: list[Standing], why: str
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        with pytest.raises(DeniedError, match=why):
            await door.order(BAN, by=by, over=over)
        numbers, lines = await door.archive.last_case_numbers(), await audited(door)
    assert (called(enforcer), numbers, lines) == ([], {}, [])


@pytest.mark.parametrize(
    ("deeds", "said", "why"),
    [
        ((), {}, "nothing to do"),
        ((Timeout(user="vex", duration=minutes(0)),), {}, "longer than nothing"),
        ((BAN,), {"reason": " \x00"}, "nothing written"),
        ((BAN,), {"reason": "x" * 1_001}, "too long"),
    ],
)
async def test_an_order_that_makes_no_sense_takes_no_number(
    tmp_path: Path, deeds: tuple[Deed, ...], said: dict[str, str], why: str
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        with pytest.raises(DeniedError, match=why):
            await door.order(*deeds, by=OAKLEY, over=[VEX] if deeds else [], **said)
        done = await door.order(BAN, by=OAKLEY, over=[VEX])
    assert (done.number, done.reason) == (1, "No reason given.")


# ---------------------------------------------------------------- caps and mass actions


async def test_no_cap_holds_a_person_back_nor_do_orders_count_against_haven(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        for number in range(7):
            person = standing(f"v{number}")
            await door.order(Ban(user=person.id), by=OAKLEY, over=[person])
        by_haven = await door.act(message(), decision(BAN, rung="ban"))
    assert called(enforcer).count("ban") == 8
    assert not by_haven.waits


async def test_after_a_restart_orders_count_against_haven_as_little(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        for number in range(7):
            person = standing(f"v{number}")
            await door.order(Ban(user=person.id), by=OAKLEY, over=[person])
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await recalled(door)
        by_haven = await door.act(message(), decision(BAN, rung="ban"))
    assert not by_haven.waits


async def recalled(door: Door) -> None:
    restart = Restart(
        archive=door.archive,
        docket=door.docket,
        dispatcher=door.dispatcher,
        surroundings=NothingAround(),
        screener=None,
    )
    await restart.recall(door.clock.now())


class NothingAround:
    def restore(self, records: list[object]) -> None:
        assert records == []


async def test_what_hits_many_people_waits_for_a_second_moderator(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.order(*BANS, by=OAKLEY, over=RAIDERS, reason="a raid")
        assert (called(enforcer), asked.waits) == (["alert_moderators"], True)
        with pytest.raises(RefusedRulingError, match="Another moderator"):
            await door.review.confirm(INN, asked.number, by="oakley")
        await door.review.confirm(INN, asked.number, by="hob")
        await door.dispatcher.drain()
        done = await door.case(1)
    assert called(enforcer)[1:] == ["ban"] * 3
    assert (done.status, done.accounts) == (Status.APPLIED, ("r0", "r1", "r2"))


async def test_what_hit_many_people_is_undone_as_a_unit(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.order(*BANS, by=OAKLEY, over=RAIDERS)
        await door.review.confirm(INN, 1, by="hob")
        await door.dispatcher.drain()
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer)[-3:] == ["unban"] * 3


async def test_whoever_asked_may_withdraw_it(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.order(*BANS, by=OAKLEY, over=RAIDERS)
        withdrawn = await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert (withdrawn.needs_human, called(enforcer)) == (False, ["alert_moderators"])


async def test_each_of_many_people_has_the_strike(tmp_path: Path) -> None:
    hours = [Timeout(user=raider.id, duration=minutes(60)) for raider in RAIDERS]
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.order(*hours, by=OAKLEY, over=RAIDERS)
        await door.review.confirm(INN, 1, by="hob")
        await door.dispatcher.drain()
        last = door.docket.footing(message(by="r2"), policy()).fresh
        await door.review.reverse(INN, 1, by="hob")
        none = door.docket.footing(message(by="r2"), policy()).fresh
    assert (last, none) == (Rung.TIMEOUT_1_HOUR, None)


async def test_an_order_that_the_platform_refuses_shows_as_refused(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer([Outcome.FORBIDDEN])) as door:
        refused = await door.order(BAN, by=OAKLEY, over=[VEX])
    assert refused.status is Status.REFUSED
