"""Which connectors the configuration asks for."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.app import House
from bot.former import StoredFormerSettings
from bot.homes import Tell, alert_at_home, homes_in
from bot.memories import Memories
from bot.news import News
from bot.proofs import Proofs
from bot.settings import Settings
from cogs.cards import card
from connectors.console import PLACE, Console
from engine.cases import Case
from engine.clock import Clock
from engine.events import Author, Place, Platform
from engine.ports import Connector

if TYPE_CHECKING:
    from bot.furnishing import Furnishing
    from connectors.discord.ties import Ties

_GREETING = (
    "Type `name: text` to speak as somebody, a bare line to speak as you, the moderator,\n"
    "`!haven help` for commands; Ctrl-D ends it."
)

Ask = Callable[[Place, Author, str], Awaitable[str]]


def connectors_for(
    settings: Settings,
    *,
    clock: Clock,
    ask: Ask,
    house: "asyncio.Future[House]",
    news: News,
    memories: Memories,
    proofs: Proofs,
) -> tuple[Connector, ...]:
    """One for each platform that is switched on; neither they nor the house are open yet."""
    platforms, made = settings.platforms(), list[Connector]()
    tell: Tell | None = None
    if Platform.DISCORD in platforms:
        discord, tell = _discord(settings, clock, house, news, memories)
        made.append(discord)
    if Platform.TWITCH in platforms:
        made.append(_twitch(settings, clock, ask, house, proofs, tell))
    if Platform.CONSOLE in platforms:
        made.append(_console(clock.now, ask, news))
    return tuple(made)


def _discord(
    settings: Settings,
    clock: Clock,
    house: "asyncio.Future[House]",
    news: News,
    memories: Memories,
) -> tuple[Connector, Tell]:
    # discord.py takes half a second to import; who moderates Twitch alone need not wait for it.
    from bot.discord_commands import Chosen
    from bot.furnishing import Furnishing
    from connectors.discord.client import DiscordConnector

    discord = settings.discord
    chosen = Chosen(
        clock=clock, switched_off=settings.screening.switched_off, homes=homes_in(settings)
    )
    furnishing = Furnishing(house, chosen)
    connector = DiscordConnector(
        token=discord.token.get_secret_value(),
        ties=_discord_ties(settings, furnishing, house),
        rest_base=discord.rest_base,
        gateway_url=discord.gateway_url,
        message_content=discord.message_content,
        shards=discord.shards,
    )
    rooms = connector.enforcer.moderators_channel
    news.follow(furnishing.hear, lambda: furnishing.run(rooms))
    memories.join(connector.forget)
    memories.join(furnishing.forget)
    return connector, connector.enforcer.alert


def _discord_ties(
    settings: Settings, furnishing: "Furnishing", house: "asyncio.Future[House]"
) -> "Ties":
    from connectors.discord.ties import Ties

    return Ties(
        mod_log=furnishing.mod_log,
        mute_roles=settings.discord.mute_roles,
        former=StoredFormerSettings(house),
        furnish=furnishing.furnish,
        introduce=furnishing.introduce,
        show=furnishing.show,
        compose=furnishing.compose,
    )


def _twitch(
    settings: Settings,
    clock: Clock,
    ask: Ask,
    house: "asyncio.Future[House]",
    proofs: Proofs,
    tell: Tell | None,
) -> Connector:
    from bot.twitch import connector_for
    from connectors.twitch.alerts import in_the_log
    from connectors.twitch.ties import Ties

    ties = Ties(
        commands=ask,
        former=StoredFormerSettings(house),
        now=clock.now,
        shared_chat=settings.twitch.shared_chat,
        alert=alert_at_home(homes_in(settings), tell) if tell else in_the_log,
    )
    connector = connector_for(settings, ties)
    proofs.join(Platform.TWITCH, connector.lacking)
    return connector


def _console(now: Callable[[], datetime], ask: Ask, news: News) -> Console:
    async def commands(author: Author, words: Sequence[str]) -> str:
        return await ask(PLACE, author, " ".join(words))

    shown: set[int] = set()

    def show(case: Case) -> None:
        """What waits for a moderator; what is done shows itself."""
        if case.community == PLACE.community and case.waits and case.number not in shown:
            shown.add(case.number)
            print(card(case))  # noqa: T201 - this is what the user reads

    news.follow(show, _nothing_more)
    return Console(lines=sys.stdin, out=sys.stdout, commands=commands, now=now, greeting=_GREETING)


async def _nothing_more() -> None:
    """A terminal has shown a case once it is printed."""
