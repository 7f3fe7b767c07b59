"""Guards against the defects of discord.py 2.7.1 that would end or overheat a client."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import discord

from connectors.base import RefusedError
from connectors.discord.turns import Parser, Turns

log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]

# Discord allows 1,000 IDENTIFYs a day. A new client costs one: 720 at the worst. A connection that
# is lost again and again costs one for every second attempt, after a refused RESUME: 960. It cannot
# rest for longer, since discord.py gives up on a connection after 60 s.
BETWEEN_CLIENTS = timedelta(minutes=2)
BETWEEN_CONNECTIONS = timedelta(seconds=45)
# A connection that held for this long was a good one.
_STEADY = timedelta(minutes=2)
_SHORTEST = timedelta(seconds=1)

# Somebody waits for these, or Haven itself for the answer to what it asked.
_AWAITED = frozenset({"INTERACTION_CREATE", "GUILD_MEMBERS_CHUNK"})
_MESSAGES = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
_UNREACHABLE = (aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, OSError)

# Said at each start to whoever never wanted to speak.
_VOICELESS = frozenset(
    f"{library} is not installed, voice will NOT be supported" for library in ("PyNaCl", "davey")
)

_FATAL_CODES = {
    4004: "the token is wrong: set HAVEN_DISCORD__TOKEN to the one of the developer portal",
    4010: 'discord.shards does not fit it: set it to "auto" in bot.toml',
    4011: 'it is in more servers than so few connections may serve: set discord.shards to "auto" '
    "in bot.toml",
    4013: "an intent is unknown to Discord: update Haven",
}


class Pace:
    """Rests between attempts: none before the first `free` ones, as many as there are shards, then
    1, 2, 4 … seconds up to `longest`.
    """

    def __init__(
        self,
        longest: timedelta,
        *,
        sleep: Sleep = asyncio.sleep,
        elapsed: Callable[[], float] = time.monotonic,
        free: Callable[[], int] = lambda: 1,
    ) -> None:
        self._longest = longest
        self._free = free
        self._taken = 0
        self._sleep = sleep
        self._elapsed = elapsed
        self._rest = timedelta()
        self._begun = elapsed()

    async def turn(self) -> None:
        """Return when the next attempt may begin."""
        if self._elapsed() - self._begun > _STEADY.total_seconds():
            self._rest, self._taken = timedelta(), 0
        if self._rest:
            await self._sleep(self._rest.total_seconds())
        self._taken += 1
        if self._taken >= self._free():
            self._rest = min(max(_SHORTEST, self._rest * 2), self._longest)
        self._begun = self._elapsed()


async def supervise(attempt: Callable[[], Awaitable[None]], pace: Pace) -> None:
    """Keep a client running: the library ends it, for instance, where the gateway is unreachable.

    Raises:
        RefusedError: trying again is of no use.
    """
    while True:
        await pace.turn()
        try:
            await attempt()
        except RefusedError:
            raise
        except (discord.LoginFailure, discord.ConnectionClosed) as fault:
            _give_up_if_fatal(fault)
        except Exception as fault:
            # Whatever broke this client, the next one starts afresh.
            if _is_unreachable(fault):
                extra = {"fault": type(fault).__name__}
                log.warning("Discord cannot be reached; Haven keeps trying", extra=extra)
            else:
                log.exception("discord client ended")


def _is_unreachable(fault: Exception) -> bool:
    # Where its first connection fails, discord.py trips over the gateway that it does not have.
    cause = fault.__context__ if isinstance(fault, AttributeError) else fault
    return isinstance(cause, _UNREACHABLE)


def _give_up_if_fatal(fault: discord.ClientException) -> None:
    code = _close_code(fault)
    if code in _FATAL_CODES:
        raise RefusedError(f"Discord refuses this bot: {_FATAL_CODES[code]}") from fault
    log.warning("discord closed the gateway", extra={"code": code})


def _close_code(fault: discord.ClientException) -> int:
    return fault.code if isinstance(fault, discord.ConnectionClosed) else 4004


def paced_gateway(pace: Pace) -> aiohttp.TraceConfig:
    """Makes every gateway connection wait its turn: the library reconnects 900 times a second."""

    async def wait(
        session: aiohttp.ClientSession,  # noqa: ARG001  aiohttp names the arguments
        trace: object,  # noqa: ARG001
        request: aiohttp.TraceRequestStartParams,
    ) -> None:
        if request.url.scheme in {"ws", "wss"}:
            await pace.turn()

    config = aiohttp.TraceConfig()
    config.on_request_start.append(wait)
    return config


def forget_messages(client: discord.Client, guild: int, user: int) -> None:
    """Drop somebody's words from what the library keeps of the latest ones."""
    kept = client._connection._messages  # noqa: SLF001  its public name gives a copy
    if kept is None:
        return
    others = [message for message in kept if not _repeats(message, guild, user)]
    kept.clear()
    kept.extend(others)


def _repeats(message: discord.Message, guild: int, user: int) -> bool:
    """Whether it holds somebody's words, also as the answer to them."""
    answered = message.reference and message.reference.resolved
    speakers = {message.author.id}
    if isinstance(answered, discord.Message):
        speakers.add(answered.author.id)
    return message.guild is not None and message.guild.id == guild and user in speakers


def shield(client: discord.Client) -> None:
    """Lose a malformed event rather than the client; without READY, a client is of no use."""
    parsers = client._connection.parsers  # noqa: SLF001  no public name reaches them
    for name, parser in list(parsers.items()):
        if name != "READY":
            parsers[name] = _shielded(name, parser)


def _shielded(name: str, parser: Parser) -> Parser:
    def parse(payload: Any) -> None:  # noqa: ANN401  whatever Discord sends
        try:
            parser(payload)
        except Exception:
            log.exception("malformed event lost", extra={"kind": name})

    return parse


def take_turns(client: discord.Client, turns: Turns) -> None:
    """Let what is awaited overtake all other events; READY begins anew, after all before it."""
    parsers = client._connection.parsers  # noqa: SLF001  no public name reaches them
    for name, parser in list(parsers.items()):
        if name == "READY":
            parsers[name] = _after_all(parser, turns)
        elif name not in _AWAITED:
            take = turns.hear if name in _MESSAGES else turns.take
            parsers[name] = partial(take, parser)


def _after_all(parser: Parser, turns: Turns) -> Parser:
    def parse(payload: Any) -> None:  # noqa: ANN401  whatever Discord sends
        turns.flush()
        parser(payload)

    return parse


def hush_about_voice() -> None:
    """Two remarks of the library's, by their words; whatever else it warns of is heard."""
    logging.getLogger("discord.client").addFilter(_is_no_remark_on_voice)


def _is_no_remark_on_voice(record: logging.LogRecord) -> bool:
    return record.msg not in _VOICELESS
