"""A house and Discord joined: an inn whose mod-log shows what the house does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import cast

import discord

from bot.app import House
from bot.card_notes import CARD, StoredCardNotes
from bot.discord_commands import Chosen
from bot.furnishing import Furnishing
from cogs.board import _state_of
from connectors.discord.client import DiscordConnector
from data.archive import Archive
from data.writer import Writer
from engine.actions import Action, Timeout
from engine.cases import Case
from engine.changes import Changes, Journaled
from engine.clock import EventClock
from engine.desk import Desk
from engine.events import Community, Place, Platform
from engine.lessons import Lessons
from engine.linking import Linking
from engine.policy.book import PolicyBook
from engine.policy.protection import Protections
from engine.privacy import Privacy
from engine.text import Normalise, normalise
from tests.bot.command import until
from tests.builders import NOON, decision, message, policy, verdict
from tests.cogs.offices import new_memory, offices_of
from tests.connectors.discord.conftest import Heard, connector_to
from tests.engine.door import Door, open_door
from tests.engine.linked import linking_at
from tests.running import PATIENCE, running
from tests.servers.discord import (
    GUILD,
    MEMBER,
    MOD_LOG,
    NEWCOMER,
    TEXT,
    Call,
    LoopbackDiscord,
    Payload,
    words_of,
)

INN = Community(Platform.DISCORD, GUILD)
HUSH = Timeout(user=MEMBER, duration=timedelta(hours=1))
MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
IN_MOD_LOG = f"/channels/{MOD_LOG}/messages"


@dataclass(frozen=True, kw_only=True)
class Threshold(Door):
    """A test's door where rulings teach."""

    lessons: Lessons


@dataclass
class Household:
    ledger: Writer
    archive: Archive
    desk: Desk
    door: Door
    privacy: Privacy
    policies: PolicyBook
    protections: Protections
    linking: Linking
    normalise: Normalise


@dataclass
class Inn:
    """A house with one server, whose mod-log shows what the house does."""

    server: LoopbackDiscord
    connector: DiscordConnector
    door: Door
    furnishing: Furnishing
    policies: PolicyBook

    async def act(self, *actions: Action, **changes: object) -> Case:
        at = self.door.clock.now()
        said = message("get lost", by=MEMBER, place=Place(INN, TEXT), at=at)
        judged = verdict(said, decision(*(actions or (HUSH,)), **changes), target=NEWCOMER)
        written = Changes(events=(Journaled(said),), verdicts=(judged,))
        opened = await self.door.moderator.carry_out(said, judged, policy(), written)
        assert opened
        await self.door.dispatcher.drain()
        return opened

    async def shows(self, words: str) -> Payload:
        """The only card, once it says these words."""
        await until(lambda: words in "".join(map(words_of, self.server.cards())))
        (card,) = self.server.cards()
        return card

    async def noted(self) -> None:
        """The board has nothing left to do for the case as it is."""
        notes = StoredCardNotes(self.door.ledger, self.door.archive)
        async with asyncio.timeout(PATIENCE):
            while not (await notes.read(INN, 1) or "").endswith(_state_of(await self.case())):
                pass

    async def case(self) -> Case:
        found = await self.door.archive.case(INN, 1)
        assert found
        return found

    @property
    def silences(self) -> list[object]:
        patches = [call for call in self.server.asked("PATCH") if call.path == MEMBER_PATH]
        return [(call.body or {})["communication_disabled_until"] for call in patches]

    def edits(self, card: Payload) -> list[Call]:
        path = f"{IN_MOD_LOG}/{card['id']}"
        return [call for call in self.server.asked("PATCH") if call.path == path]

    @property
    def posts(self) -> list[Payload]:
        return [
            call.body for call in self.server.asked("POST") if call.path == IN_MOD_LOG and call.body
        ]


async def household(door: Door) -> Household:
    offices = offices_of(door, new_memory(), {}, {}, linking_at(door))
    parts = {each.name: getattr(door, each.name) for each in fields(door)}
    policies = PolicyBook(lambda _: policy(mod_log=MOD_LOG), ledger=door.ledger)
    for setting in await door.archive.settings(but=CARD):
        policies.restore(setting)
    return Household(
        ledger=door.ledger,
        archive=door.archive,
        desk=offices.cases.desk,
        door=Threshold(**parts, lessons=offices.lessons),
        privacy=offices.privacy,
        policies=policies,
        protections=offices.protections,
        linking=offices.linking,
        normalise=normalise,
    )


async def answered() -> None:
    """A click goes on to read from the house, which is to be open until it is over."""
    under_way = [each for each in asyncio.all_tasks() if each.get_name().startswith("discord-ui-")]
    if under_way:
        await asyncio.wait(under_way, timeout=PATIENCE)


@asynccontextmanager
async def keeping(folder: Path, server: LoopbackDiscord) -> AsyncIterator[Inn]:
    house: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    furnishing = Furnishing(house, Chosen(clock=EventClock(NOON)))
    introduced = asyncio.Event()

    async def introduce(client: discord.Client) -> None:
        await furnishing.introduce(client)
        introduced.set()

    connector = connector_to(
        server,
        furnish=furnishing.furnish,
        introduce=introduce,
        show=furnishing.show,
        compose=furnishing.compose,
        mod_log=furnishing.mod_log,
    )
    rooms = connector.enforcer.moderators_channel
    async with open_door(folder, connector.enforcer, hear=furnishing.hear) as door:
        opened = await household(door)
        house.set_result(cast("House", opened))
        server.gateway.welcomed.clear()
        async with running(connector.run(Heard())), running(furnishing.run(rooms)):
            async with asyncio.timeout(PATIENCE):
                await server.gateway.welcomed.wait()
                await server.gateway.settled()
                await introduced.wait()
            yield Inn(server, connector, door, furnishing, opened.policies)
            await answered()
            await connector.close()
