"""What every Discord client is given of the house: the buttons of cards, and commands."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import discord

from bot.app import House
from cogs import cases
from cogs.case_buttons import Services
from cogs.charts import Painter

Furnisher = Callable[[discord.Client, Services], Awaitable[None]]

# In this order; each is called once for every client.
FURNISHERS: tuple[Furnisher, ...] = (cases.add_to,)


@dataclass(frozen=True, slots=True)
class Furnishing:
    """The connector is there before the house is open, so every call waits for it."""

    house: "asyncio.Future[House]"
    painter: Painter = field(default_factory=Painter)

    async def furnish(self, client: discord.Client) -> None:
        services = await self.services()
        for add_to in FURNISHERS:
            await add_to(client, services)

    async def services(self) -> Services:
        # A call that is given up must not give up the house for all the others.
        house = await asyncio.shield(self.house)
        return Services(desk=house.desk, bench=house.door.bench, painter=self.painter)
