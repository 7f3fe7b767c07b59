"""The bench: whoever rules has the rights to what the ruling does, over those it is about."""

from pathlib import Path

import pytest

from engine.authority import DeniedError
from engine.cases import Case
from engine.events import Community, Platform
from engine.policy.ladder import Rung
from engine.review import RefusedRulingError
from tests.builders import INN, moderator, standing
from tests.engine.door import Door, ScriptedEnforcer, called, open_door
from tests.engine.ladder import open_case

ELSEWHERE = Community(Platform.DISCORD, "elsewhere")


RULINGS = ("confirm", "reverse", "void", "lighter", "harsher", "ban", "note", "give_reason")


async def rule(door: Door, verb: str, **who: object) -> Case:
    more = {"seen": "mute"} if verb in {"lighter", "harsher", "ban"} else {}
    words = ["known"] if verb in {"note", "give_reason"} else []
    return await getattr(door.bench, verb)(INN, 1, *words, **more, **who)


@pytest.mark.parametrize("verb", RULINGS)
async def test_a_moderator_with_the_rights_rules(tmp_path: Path, verb: str) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        before = await open_case(door, Rung.MUTE)
        ruled = await rule(door, verb, by=moderator(), over=[standing()])
    assert ruled != before


@pytest.mark.parametrize("verb", RULINGS)
@pytest.mark.parametrize(
    ("by", "over", "why"),
    [
        (moderator("vex"), [standing()], "their own"),
        (moderator(), [standing(rank=5)], "rank as high"),
        (moderator(), [standing(is_owner=True)], "the owner"),
        (moderator(may=frozenset()), [standing()], "the right to"),
        (moderator(), [], "not known"),
        (moderator(), [standing("mika")], "not known"),
    ],
)
async def test_whoever_may_not_rule_changes_nothing(
    tmp_path: Path, verb: str, by: object, over: list[object], why: str
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await open_case(door, Rung.MUTE)
        with pytest.raises(DeniedError, match=why):
            await rule(door, verb, by=by, over=over)
        assert await door.case(1) == done
    assert called(enforcer) == ["mute", "hide"]


@pytest.mark.parametrize(
    ("verb", "lacking"),
    [
        ("confirm", "mute"),
        ("reverse", "hide"),
        ("harsher", "ban"),
        ("ban", "ban"),
        ("lighter", "timeout"),
    ],
)
async def test_a_ruling_takes_the_rights_to_what_it_does(
    tmp_path: Path, verb: str, lacking: str
) -> None:
    able = moderator()
    by = moderator(may=able.may - {lacking})
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.MUTE)
        with pytest.raises(DeniedError, match=f"the right to {lacking}"):
            await rule(door, verb, by=by, over=[standing()])


async def test_a_ruling_on_another_communitys_case_finds_nothing(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.MUTE)
        with pytest.raises(RefusedRulingError, match="no case 1"):
            await door.bench.reverse(ELSEWHERE, 1, by=moderator(), over=[standing()])
