"""Whoever remembers people: all are told of an erasure, Discord's connector among them."""

import asyncio

from bot.app import House
from bot.connectors import connectors_for
from bot.memories import Memories
from bot.news import News
from bot.proofs import Proofs
from bot.settings import Settings
from connectors.discord.client import DiscordConnector
from connectors.discord.removals import Kept
from engine.clock import SystemClock
from engine.events import Author, Community, Platform

INN = Community(Platform.DISCORD, "1")


def test_all_who_joined_are_told_whom_to_forget() -> None:
    memories, told = Memories(), list[tuple[Community, str]]()
    for _ in range(2):
        memories.join(lambda *whom: told.append(whom))

    memories.forget(INN, "300")

    assert told == [(INN, "300")] * 2


async def test_discords_connector_is_among_them() -> None:
    memories = Memories()
    connector = on_discord(memories)
    hidden = connector.enforcer._removals._kept
    hidden["5"] = Kept(community=INN, author="300", name="Waltraud", words="burnt beans")

    memories.forget(INN, "300")

    assert hidden == {}


def on_discord(memories: Memories) -> DiscordConnector:
    house: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    settings = Settings.model_validate(
        {"console": {"enabled": False}, "discord": {"enabled": True, "token": "t0ken"}}
    )

    async def ask(_: Community, __: Author, ___: str) -> str:
        return ""

    (connector,) = connectors_for(
        settings,
        clock=SystemClock(),
        ask=ask,
        house=house,
        news=News(),
        memories=memories,
        proofs=Proofs(),
    )
    assert isinstance(connector, DiscordConnector)
    return connector
