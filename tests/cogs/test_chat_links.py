"""What everybody may ask in chat: linking and unlinking the account they write with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cogs.chat import ChatCommands
from cogs.chat_links import LinkCommands
from engine.events import Author, Place
from engine.ports import StorageFullError
from tests.builders import author
from tests.engine.door import Door, ScriptedEnforcer, open_door
from tests.engine.linked import CHAT, HOME, LONELY_STAGE, STAGE, Known, linking_at

VIEWER = author("900", name="Vex")
LINKED = (
    "Your account here and your Discord account are one person's from now on."
    " If it was not you who asked for that, write: !haven unlink"
)
UNKNOWN = "That code is not good here, or not any more. Ask for a new one in Discord with /link"


@dataclass(frozen=True)
class Stage:
    door: Door
    known: Known
    commands: ChatCommands

    async def say(self, words: str, *, by: Author = VIEWER, place: Place = CHAT) -> str:
        return await self.commands.answer(place, by, words)

    def code(self) -> str:
        return self.known.linking.offer(HOME, "vex")


@asynccontextmanager
async def on_stage(folder: Path) -> AsyncIterator[Stage]:
    async with open_door(folder, ScriptedEnforcer()) as door:
        known = linking_at(door)
        commands = ChatCommands(LinkCommands(known.linking))
        yield Stage(door, known, commands)


@pytest.mark.parametrize("writer", [VIEWER, author("900", is_moderator=True)])
async def test_whoever_writes_their_code_is_linked(tmp_path: Path, writer: Author) -> None:
    async with on_stage(tmp_path) as stage:
        answer = await stage.say(f"link {stage.code()}", by=writer)
        (kept,) = await stage.door.archive.links()
    assert answer == LINKED
    assert (kept.home, kept.member, kept.viewer) == (HOME, "vex", "900")


async def test_a_link_is_ended_by_whoever_has_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.say(f"LINK {stage.code()}")
        other = await stage.say("unlink", by=author("901"))
        stands = stage.known.links.of(STAGE, "900")
        own = await stage.say("Unlink")
        left = stage.known.links.of(STAGE, "900")
    assert other == "Your account is linked with no other one here."
    assert own == "Your accounts are linked no more; each stands for itself again."
    assert (stands is not None, left) == (True, None)


async def test_wrong_codes_are_answered_kindly_and_not_for_ever(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        told = [await stage.say("link WRONG") for _ in range(7)]
        assert list(await stage.door.archive.links()) == []
    assert told == [UNKNOWN] * 5 + [""] * 2


async def test_without_a_code_it_is_told_how_to_get_one(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        assert await stage.say("link") == (
            "Ask for a code in Discord with /link and write it here, as in: !haven link CODE"
        )


async def test_where_there_is_no_server_that_is_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        told = await stage.say("link BCDFGHJK", place=Place(LONELY_STAGE, "quiet"))
    assert told == "No Discord server belongs to this channel, so there is nothing to link."


async def test_what_could_not_be_written_is_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: object) -> None:
        raise StorageFullError("no room left")

    async with on_stage(tmp_path) as stage:
        with monkeypatch.context() as broken:
            broken.setattr(stage.door.ledger, "commit", full)
            told = await stage.say(f"link {stage.code()}")
        assert stage.known.links.of(STAGE, "900") is None
    assert told == "It could not be written down, so nothing has changed. Try again in a while."


async def test_all_else_is_answered_with_what_everybody_may_ask(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        assert await stage.say("status") == "Commands: link CODE · unlink · help"
        assert await stage.say("linked") == "Commands: link CODE · unlink · help"
