"""What Discord is given of the house: buttons and commands for clients, cards for servers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import discord
from discord import ui

from bot.app import House
from bot.card_notes import StoredCardNotes
from bot.discord_commands import Chosen, DiscordCommands
from cogs import cases
from cogs.board import Board, Room, Rooms
from cogs.case_buttons import Services
from cogs.charts import Painter
from cogs.letters import Letters
from cogs.tree import HavenTree
from engine.actions import Order
from engine.cases import Case
from engine.events import Community, Platform

Furnisher = Callable[[discord.Client, Services], Awaitable[None]]

# In this order; each is called once for every client.
FURNISHERS: tuple[Furnisher, ...] = (cases.add_to,)
# What changed while nobody could be shown it is shown at the next start.
_LOOK_BACK = timedelta(days=1)


class Furnishing:
    """The connector is there before the house is open, so every call waits for it."""

    def __init__(self, house: "asyncio.Future[House]", chosen: Chosen) -> None:
        self._house = house
        self._chosen = chosen
        self._painter = Painter()
        self._news: asyncio.Queue[Case] = asyncio.Queue()
        self._known: Board | None = None
        self._commands: DiscordCommands | None = None
        self._trees: WeakKeyDictionary[discord.Client, HavenTree] = WeakKeyDictionary()

    async def furnish(self, client: discord.Client) -> None:
        house = await self._open()
        services = self._answering(house)
        for add_to in FURNISHERS:
            await add_to(client, services)
        self._trees[client] = self._commands_of(house).tree_for(client)

    async def introduce(self, client: discord.Client) -> None:
        """Tell Discord of a furnished client's commands, now that it says whose they are."""
        await self._commands_of(await self._open()).tell(self._trees[client])

    async def show(self, room: Room, community: Community, number: int, words: str) -> bool:
        return await self._board(await self._open()).tell(room, community, number, words)

    def mod_log(self, server: str) -> str | None:
        """The channel that a server's administrators chose, or that the configuration names."""
        community = Community(Platform.DISCORD, server)
        return self._house.result().policies.of(community).mod_log if self._house.done() else None

    async def compose(
        self, order: Order, guild: discord.Guild, until: datetime | None
    ) -> tuple[str, ui.View | None]:
        house = await self._open()
        return await Letters(house.desk, house.policies.of).compose(order, guild, until)

    def hear(self, case: Case) -> None:
        self._news.put_nowait(case)

    def forget(self, community: Community, person: str) -> None:
        if self._commands:
            self._commands.forget(community, person)

    async def run(self, rooms: Rooms) -> None:
        """Show cases as they change, where `rooms` tells, until cancelled."""
        house = await self._open()
        board = self._board(house)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(board.run(rooms), name="cards")
            async for case in house.archive.cases(since=self._chosen.clock.now() - _LOOK_BACK):
                board.changed(case)
            while True:
                board.changed(await self._news.get())

    async def _open(self) -> House:
        # A call that is given up must not give up the house for all the others.
        return await asyncio.shield(self._house)

    def _board(self, house: House) -> Board:
        """One for all clients, so that no case is shown twice."""
        if self._known is None:
            notes = StoredCardNotes(house.ledger, house.archive)
            self._known = Board(self._services(house), notes=notes)
        return self._known

    def _commands_of(self, house: House) -> DiscordCommands:
        if self._commands is None:
            self._commands = DiscordCommands(house, self._answering(house), self._chosen)
        return self._commands

    def _answering(self, house: House) -> Services:
        """For buttons and commands, whose cards the board keeps."""
        return replace(self._services(house), kept=self._board(house).refresh)

    def _services(self, house: House) -> Services:
        return Services(
            desk=house.desk,
            bench=house.door.bench,
            painter=self._painter,
            homes=self._chosen.homes,
        )
