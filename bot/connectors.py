"""Which connectors the configuration asks for."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.settings import Settings
from connectors.console import PLACE, Console
from engine.clock import Clock
from engine.events import Author, Community, Platform
from engine.ports import Connector

Ask = Callable[[Community, Author, str], Awaitable[str]]


def connectors_for(settings: Settings, *, clock: Clock, ask: Ask) -> tuple[Connector, ...]:
    return tuple(_connector(platform, clock=clock, ask=ask) for platform in settings.platforms())


def _connector(platform: Platform, *, clock: Clock, ask: Ask) -> Connector:
    match platform:
        case Platform.CONSOLE:
            return _console(clock.now, ask)
        case _:
            raise NotImplementedError


def _console(now: Callable[[], datetime], ask: Ask) -> Console:
    async def commands(author: Author, words: Sequence[str]) -> str:
        return await ask(PLACE.community, author, " ".join(words))

    return Console(lines=sys.stdin, out=sys.stdout, commands=commands, now=now)
