"""Showing that two accounts are one's own: by a code that is good once, for minutes, at home."""

import asyncio
from pathlib import Path

import pytest

from engine.authority import DeniedError
from engine.link_codes import LIFE, LinkCodes, legible, random_code
from engine.linking import OverdoneError
from tests.builders import NOON, minutes
from tests.engine.door import ScriptedEnforcer, open_door
from tests.engine.linked import (
    HOME,
    LONELY_STAGE,
    SECOND_STAGE,
    STAGE,
    STRANGE_STAGE,
    Known,
    linking_at,
)

UNKNOWN = "That code is not good here, or not any more. Ask for a new one in Discord with /link"
NOT_HERE = "Accounts are not linked in this server."


async def refused(known: Known, code: str, *, by: str = "900", at: object = STAGE) -> str:
    with pytest.raises(DeniedError) as refusal:
        await known.linking.redeem(at, by, code)  # type: ignore[arg-type]
    return str(refusal.value)


@pytest.mark.parametrize("said", [str, str.lower, legible, lambda code: legible(code).lower()])
async def test_whoever_says_their_code_in_a_channel_of_the_server_is_linked(
    tmp_path: Path, said: object
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        await known.linking.redeem(SECOND_STAGE, "900", said(code))  # type: ignore[operator]
        made = known.links.of(STAGE, "900")
    assert made is not None
    assert (made.home, made.member, made.viewer) == (HOME, "vex", "900")


async def test_a_code_is_good_once(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        await known.linking.redeem(STAGE, "900", code)
        await known.linking.part(HOME, "vex")
        assert await refused(known, code, by="901") == UNKNOWN
        assert await refused(known, code) == UNKNOWN
        assert list(await door.archive.links()) == []


async def test_a_code_that_two_say_at_once_links_the_first(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        tries = (known.linking.redeem(STAGE, viewer, code) for viewer in ("900", "901"))
        ended = await asyncio.gather(*tries, return_exceptions=True)
        (kept,) = await door.archive.links()
    assert ended[0] is None
    assert isinstance(ended[1], DeniedError)
    assert kept.viewer == "900"


async def test_a_code_lives_for_ten_minutes(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        door.clock.advance(NOON + LIFE)
        assert await refused(known, code) == UNKNOWN
        assert known.links.of(HOME, "vex") is None


async def test_a_new_code_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        first, second = (known.linking.offer(HOME, "vex") for _ in range(2))
        assert await refused(known, first) == UNKNOWN
        await known.linking.redeem(STAGE, "900", second)
        assert known.links.of(HOME, "vex")


@pytest.mark.parametrize("wrong", ["", "x", "BCDFGHJK", "!haven", "ф" * 400, "link", "\n", "-" * 8])
async def test_what_is_no_code_is_answered_kindly_and_leads_to_nothing(
    tmp_path: Path, wrong: str
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        known.linking.offer(HOME, "vex")
        assert await refused(known, wrong) == UNKNOWN
        assert list(await door.archive.links()) == []


async def test_a_code_said_in_another_servers_channel_is_lost_to_whoever_read_it(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        assert await refused(known, code, at=STRANGE_STAGE) == UNKNOWN
        assert await refused(known, code, by="901") == UNKNOWN
        assert list(await door.archive.links()) == []


async def test_a_channel_without_a_server_has_nothing_to_link(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        told = await refused(known, code, at=LONELY_STAGE)
    assert told == "No Discord server belongs to this channel, so there is nothing to link."


async def test_a_server_that_links_no_accounts_gives_no_codes_and_takes_none(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        known.forbidden.add(HOME)
        assert await refused(known, code) == NOT_HERE
        with pytest.raises(DeniedError, match=NOT_HERE):
            known.linking.offer(HOME, "mika")


async def test_each_account_is_linked_once_in_a_home(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        early, other = known.linking.offer(HOME, "vex"), known.linking.offer(HOME, "mika")
        await known.linking.redeem(STAGE, "900", early)
        with pytest.raises(DeniedError, match="linked already; /unlink ends that"):
            known.linking.offer(HOME, "vex")
        told = await refused(known, other, at=SECOND_STAGE)
        (kept,) = await door.archive.links()
    assert told == "One of the two is linked already: !haven unlink ends that."
    assert (kept.member, kept.viewer) == ("vex", "900")


@pytest.mark.parametrize(("where", "who"), [(HOME, "vex"), (STAGE, "900"), (SECOND_STAGE, "900")])
async def test_either_side_ends_a_link_and_then_may_make_another(
    tmp_path: Path, where: object, who: str
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        await known.linking.redeem(STAGE, "900", known.linking.offer(HOME, "vex"))
        await known.linking.part(where, who)  # type: ignore[arg-type]
        await known.linking.redeem(STAGE, "901", known.linking.offer(HOME, "vex"))
        (kept,) = await door.archive.links()
    assert kept.viewer == "901"


async def test_whoever_has_no_link_is_told_so(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        with pytest.raises(DeniedError, match="Your account is linked with no other one here"):
            await known.linking.part(STAGE, "900")


async def test_codes_are_given_three_times_in_ten_minutes(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        for _ in range(3):
            known.linking.offer(HOME, "vex")
        with pytest.raises(DeniedError, match="several codes; try again in ten minutes"):
            known.linking.offer(HOME, "vex")
        assert known.linking.offer(HOME, "mika")
        door.clock.advance(NOON + minutes(10))
        assert known.linking.offer(HOME, "vex")


async def test_whoever_tries_codes_again_and_again_is_not_even_heard(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        for _ in range(5):
            await refused(known, "WRONG")
        with pytest.raises(OverdoneError):
            await known.linking.redeem(STAGE, "900", code)
        assert list(await door.archive.links()) == []
        await known.linking.redeem(STAGE, "901", code)


async def test_a_crowd_with_wrong_codes_does_not_have_haven_fill_the_chat(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        code = known.linking.offer(HOME, "vex")
        for viewer in range(20):
            await refused(known, "WRONG", by=f"9{viewer}")
        with pytest.raises(OverdoneError):
            await known.linking.redeem(STAGE, "999", "WRONG")
        with pytest.raises(OverdoneError):
            await known.linking.part(STAGE, "999")
        await known.linking.redeem(STAGE, "900", code)
        assert known.links.of(HOME, "vex")


async def test_whoever_is_forgotten_has_neither_link_nor_code(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        await known.linking.redeem(STAGE, "900", known.linking.offer(HOME, "vex"))
        code = known.linking.offer(HOME, "mika")
        await known.linking.forget(STAGE, "900")
        await known.linking.forget(HOME, "mika")
        assert list(await door.archive.links()) == []
        assert await refused(known, code, by="901") == UNKNOWN


def test_codes_come_from_the_systems_own_chance_and_are_hard_to_guess(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def first(letters: str) -> str:
        asked.append(letters)
        return letters[0]

    assert len({random_code() for _ in range(1_000)}) == 1_000
    monkeypatch.setattr("engine.link_codes.secrets.choice", first)
    random_code()
    assert len(set(asked[0])) ** len(asked) > 10**11
    assert not set(asked[0]) & set("AEIOUY01")


def test_of_very_many_codes_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.link_codes._MOST", 2)
    codes = LinkCodes()
    first, *later = (codes.give(HOME, who, at=NOON) for who in ("a", "b", "c"))
    assert codes.take(first, at=NOON) is None
    assert all(codes.take(each, at=NOON) for each in later)
