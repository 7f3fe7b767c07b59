"""A mod-log of a server in process, and what is noted of the cards in it."""

import asyncio
from dataclasses import dataclass, field

import discord

from cogs.board import Board
from engine.actions import Action
from engine.cases import Case
from engine.events import Community
from engine.ports import StorageFullError
from tests.cogs.court import Court


@dataclass
class Notes:
    """Outlast a board; full, they keep nothing more."""

    kept: dict[tuple[Community, int], str] = field(default_factory=dict)
    full: bool = False
    shown: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, community: Community, number: int) -> str | None:
        return self.kept.get((community, number))

    async def keep(self, community: Community, number: int, value: str) -> None:
        if self.full:
            raise StorageFullError("no room left")
        self.kept[community, number] = value
        if ":0:" not in value:
            self.shown.set()


class Wall:
    """A board in a court, whose mod-log can be out of reach."""

    def __init__(self, court: Court) -> None:
        self.court = court
        self.notes = Notes()
        self.board = self.fresh()
        self.reachable = True
        self.pauses: list[float] = []

    def fresh(self) -> Board:
        return Board(self.court.services, notes=self.notes, sleep=self._wait)

    async def _wait(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.reachable = True
        await asyncio.sleep(0)

    def room(self, community: Community) -> discord.TextChannel:
        if not self.reachable:
            raise ConnectionError
        assert community == self.court.community
        room = self.court.env.bot.get_channel(self.court.mod_log.id)
        assert isinstance(room, discord.TextChannel)
        return room

    async def open(self, *actions: Action, **changes: object) -> Case:
        """A new case, of which nothing is shown yet."""
        await self.court.open(*actions, **changes)  # type: ignore[arg-type]
        return await self.court.case()

    async def show(self, shown: Case) -> None:
        self.board.changed(shown)
        assert await self.board.catch_up(self.room)

    async def tell(self, words: str) -> bool:
        return await self.board.tell(
            self.room(self.court.community), self.court.community, 1, words
        )

    async def cards(self) -> list[discord.Message]:
        room = self.room(self.court.community)
        return [message async for message in room.history()]
