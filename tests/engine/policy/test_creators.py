"""A creator's settings in a whole house: real words, a restart, and the right to be forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from cogs.cards import card
from data.database import FILE
from engine.cases import Case
from engine.events import Community, Place, Platform
from engine.policy.protection import UNPROTECTED
from tests.bot.command import rows
from tests.builders import NOON, author, message, minutes
from tests.engine.house import at_home, cases, judge

MIKA = author("mika", is_moderator=True)
pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass
class Stream:
    """A house whose only channel is named after its test, for memories outlast a house."""

    house: House
    place: Place
    said: int = 0

    async def choose(self, words: str) -> str:
        return await self.house.commands.answer(self.place, MIKA, words)

    async def say(self, text: str, *targets: str) -> Case | None:
        """By somebody new, long after the last; the case that came of it."""
        self.said += 1
        at, by = NOON + minutes(40 * self.said), f"v{self.said}"
        await judge(self.house, message(text, by=by, at=at, place=self.place, targets=targets))
        return next((case for case in await cases(self.house) if case.author == by), None)


@asynccontextmanager
async def streaming(folder: Path, screening: Screening, name: str) -> AsyncIterator[Stream]:
    place = Place(Community(Platform.TWITCH, "mika"), name)
    async with at_home(folder, screening) as house:
        yield Stream(house, place)


def done(case: Case | None) -> list[str]:
    return [action.type for action in case.actions] if case else []


async def test_a_topic_is_hidden_in_the_whole_chat_until_it_is_taken_back(
    tmp_path: Path, screening: Screening
) -> None:
    async with streaming(tmp_path, screening, "topics") as stream:
        before = await stream.say("how was your time in old springfield")
        await stream.choose("protect topics add old springfield")
        to_all = await stream.say("how was your time in old springfield")
        to_bo = await stream.say("bo, do you know OLD Spr1ngfield?", "bo")
        about_else = await stream.say("springfield is older than that")
        await stream.choose("protect topics none")
        after = await stream.say("how was your time in old springfield")
    assert (before, about_else, after) == (None, None, None)
    assert (done(to_all), done(to_bo)) == (["hide"], ["hide"])
    assert to_all
    assert to_all.rung == "topic"
    assert card(to_all).startswith(f"Case {to_all.number} · unwelcome topic · v2")


async def test_a_ruling_on_a_topic_teaches_nothing(tmp_path: Path, screening: Screening) -> None:
    async with streaming(tmp_path, screening, "lessons") as stream:
        await stream.choose("protect topics add old springfield")
        hidden = await stream.say("how was your time in old springfield")
        assert hidden
        await stream.choose(f"confirm {hidden.number}")
        assert await stream.house.archive.patterns() == []


async def test_a_tolerant_broadcaster_is_roasted_and_nobody_else_is(
    tmp_path: Path, screening: Screening
) -> None:
    async with streaming(tmp_path, screening, "roast") as stream:
        usual = await stream.say("you absolute clown", "mika")
        await stream.choose("protect sensitivity tolerant")
        roast = await stream.say("you absolute clown", "mika")
        of_bo = await stream.say("you absolute clown", "bo")
        threat = await stream.say("i will find you and kill you", "mika")
    assert usual
    assert usual.harm_score < 0.7
    assert roast is None
    assert of_bo
    assert threat
    assert done(threat)[0] == "timeout"


async def test_a_block_meets_the_first_hard_words_with_the_chosen_time_out(
    tmp_path: Path, screening: Screening
) -> None:
    async with streaming(tmp_path, screening, "block") as stream:
        usual = await stream.say("you absolute clown", "mika")
        await stream.choose("protect block 0.5 1h")
        blocked = await stream.say("you absolute clown", "mika")
        of_bo = await stream.say("you absolute clown", "bo")
    assert [case.rung for case in (usual, blocked, of_bo) if case] == [
        "timeout_10_minutes",
        "timeout_1_hour",
        "timeout_10_minutes",
    ]


async def test_what_was_chosen_holds_after_a_restart_is_shown_and_can_be_erased(
    tmp_path: Path, screening: Screening
) -> None:
    async with streaming(tmp_path, screening, "first") as stream:
        await stream.choose("protect topics add old springfield")
    async with streaming(tmp_path, screening, "second") as stream:
        community, privacy = stream.place.community, stream.house.privacy
        stream.said = 1
        hidden = await stream.say("how was your time in old springfield")
        shown = await privacy.show(community, "mika")
        exported = await privacy.export(community, "mika")
        await privacy.erase(community, "mika")
        after = await stream.say("how was your time in old springfield")
        left = stream.house.protections.of(community, "mika")
    assert done(hidden) == ["hide"]
    assert (shown["settings"], "old springfield" in exported) == (1, True)
    assert (after, left) == (None, UNPROTECTED)
    assert b"springfield" not in b"".join(_settings(tmp_path))


def _settings(folder: Path) -> list[bytes]:
    rows_there = rows(folder / FILE, "SELECT value FROM settings")
    return [str(value).encode() for (value,) in rows_there]
