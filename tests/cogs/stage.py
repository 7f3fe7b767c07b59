"""A Twitch channel whose cases are shown in a court's mod-log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord

from engine.actions import Action, Release, Timeout, Withhold
from engine.cases import Case
from engine.changes import Changes, Journaled
from engine.events import Community, Origin, Place, Platform
from engine.verdict import Mode
from tests.builders import decision, message, minutes, policy, verdict
from tests.cogs.court import Court, open_court
from tests.cogs.wall import Wall

CHANNEL = Community(Platform.TWITCH, "100")
CHAT = Place(CHANNEL, "mikalive")
VIEWER = "200"
HUSH = Timeout(user=VIEWER, duration=minutes(10))


class Stage:
    def __init__(self, court: Court) -> None:
        self.court = court
        self.wall = Wall(court)

    async def open(self, *actions: Action, origin: Origin = Origin.POST, **changes: object) -> Case:
        """Haven acts in the channel's chat; nothing is shown yet."""
        door = self.court.door
        said = message("get lost", by=VIEWER, place=CHAT, at=door.clock.now(), origin=origin)
        judged = verdict(said, decision(*(actions or (HUSH,)), **changes), target="300")
        written = Changes(events=(Journaled(said),), verdicts=(judged,))
        opened = await door.moderator.carry_out(said, judged, policy(), written)
        assert opened is not None
        await door.dispatcher.drain()
        return await self.case(opened.number)

    async def hold(self, fate: type[Release | Withhold], mode: Mode = Mode.ENFORCE) -> Case:
        """The platform's filter holds a message back, and Haven asks."""
        main = fate(user=VIEWER, message=f"{VIEWER}-120000000000")
        return await self.open(
            main,
            origin=Origin.AUTOMOD_HOLD,
            rung="hold",
            needs_human=True,
            proposal=main,
            mode=mode,
        )

    async def case(self, number: int = 1) -> Case:
        found = await self.court.door.archive.case(CHANNEL, number)
        assert found is not None
        return found

    async def show(self, number: int = 1) -> discord.Message:
        """The latest card of the mod-log, once this case is shown there."""
        await self.wall.show(await self.case(number))
        return (await self.wall.cards())[0]

    async def click(self, person: str, card: discord.Message, label: str) -> Case:
        await self.court.click(person, card, label)
        return await self.case()


@asynccontextmanager
async def open_stage(folder: Path) -> AsyncIterator[Stage]:
    async with open_court(folder, channels=[CHANNEL]) as court:
        yield Stage(court)
