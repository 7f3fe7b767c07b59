"""Bans: those for one reason in one server that are under way together go out in one call."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import discord

from connectors.discord import people
from connectors.discord.errand import Errand
from engine.actions import AskedToWaitError, Outcome

log = logging.getLogger(__name__)

# Discord takes no more in one call.
_MOST = 200
# Orders of one case come within milliseconds of one another.
_PAUSE_SECONDS = 0.05
# Whoever orders waits for ten seconds: looking up, telling and banning have to fit in.
_LOOK_UP_SECONDS = 2.0
_SINGLY_SECONDS = 3.0
# What Discord answers for at once.
_ASKED_AT_ONCE = 100
# It stops bots that open direct messages too fast.
_LETTERS_AT_ONCE = 5

_BAN = discord.Permissions(ban_members=True)
_BAN_MANY = discord.Permissions(ban_members=True, manage_guild=True)
_NONE_BANNED = 500_000

Sleep = Callable[[float], Awaitable[None]]
Members = Mapping[str, discord.Member | None]


@dataclass(slots=True)
class _Mass:
    """Orders gathered, by whom they ban, and how each of them ended."""

    errands: dict[str, Errand] = field(default_factory=dict)
    answers: dict[str, Outcome | Exception] = field(default_factory=dict)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def errand(self) -> Errand:
        """Anybody's: server and reason are the same."""
        return next(iter(self.errands.values()))

    @property
    def unanswered(self) -> list[str]:
        return [user for user in self.errands if user not in self.answers]

    def answer_the_rest(self, answer: Outcome | Exception) -> None:
        self.answers |= dict.fromkeys(self.unanswered, answer)

    def answer_of(self, user: str) -> Outcome:
        answer = self.answers.get(user, TimeoutError("nobody knows whether it was done"))
        if isinstance(answer, Exception):
            raise answer
        return answer


class Bans:
    """The first order of a mass carries it out for all that join meanwhile."""

    def __init__(
        self, *, sleep: Sleep = asyncio.sleep, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._elapsed = elapsed
        self._gathering: dict[tuple[int, str], _Mass] = {}

    async def ban(self, errand: Errand, user: str) -> Outcome:
        key = (errand.guild.id, errand.reason)
        mass = self._gathering.get(key)
        if mass is not None:
            mass.errands[user] = errand
            if len(mass.errands) >= _MOST:
                del self._gathering[key]
            await mass.over.wait()
            return mass.answer_of(user)
        mass = self._gathering[key] = _Mass({user: errand})
        try:
            await self._gather(mass, key)
            await self._carry_out(mass)
        finally:
            mass.over.set()
        return mass.answer_of(user)

    async def _gather(self, mass: _Mass, key: tuple[int, str]) -> None:
        """Return once no more orders come, or no more fit in; later ones make another mass."""
        known = 0
        try:
            while known < len(mass.errands) < _MOST:
                known = len(mass.errands)
                await self._sleep(_PAUSE_SECONDS)
        finally:
            if self._gathering.get(key) is mass:
                del self._gathering[key]

    async def _carry_out(self, mass: _Mass) -> None:
        try:
            members = await _members(mass)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as fault:
            mass.answer_the_rest(fault)
            return
        for user, errand in mass.errands.items():
            member = members.get(user)
            if not (errand.may_touch(member, _BAN) if member else errand.may(_BAN)):
                mass.answers[user] = Outcome.FORBIDDEN
        if len(mass.unanswered) > 1 and mass.errand.may(_BAN_MANY):
            await _tell(mass, members)
            await _at_once(mass)
            members = {}
        await self._singly(mass, members)

    async def _singly(self, mass: _Mass, to_tell: Members) -> None:
        """Whom Discord did not ban with the others, too: its answer about one says why. Nobody
        is told before their turn, or they would be told at each further order.
        """
        end = self._elapsed() + _SINGLY_SECONDS
        for user in mass.unanswered:
            if self._elapsed() >= end or not await _alone(mass, user, to_tell):
                mass.answer_the_rest(AskedToWaitError(timedelta()))
                return


async def _alone(mass: _Mass, user: str, to_tell: Members) -> bool:
    """Whether Discord gave an answer, so that it is of use to ask about the next one."""
    errand = mass.errands[user]
    if member := to_tell.get(user):
        await people.inform(errand, member)
    try:
        # discord.py would delete a day of messages, and with them the evidence.
        await errand.guild.ban(
            discord.Object(int(user)), reason=errand.reason, delete_message_seconds=0
        )
    except (discord.DiscordException, aiohttp.ClientError, OSError) as fault:
        mass.answers[user] = fault
        return isinstance(fault, discord.Forbidden | discord.NotFound)
    mass.answers[user] = Outcome.APPLIED
    return True


async def _at_once(mass: _Mass) -> None:
    """Leaves those unanswered whom Discord did not ban: it does not say why."""
    users = mass.unanswered
    errand = mass.errand
    try:
        done = await errand.guild.bulk_ban(
            [discord.Object(int(user)) for user in users],
            reason=errand.reason,
            delete_message_seconds=0,
        )
    except (discord.DiscordException, aiohttp.ClientError, OSError) as fault:
        if not (isinstance(fault, discord.HTTPException) and fault.code == _NONE_BANNED):
            mass.answer_the_rest(fault)
        return
    failed = {str(user.id) for user in done.failed}
    mass.answers |= {user: Outcome.APPLIED for user in users if user not in failed}
    extra = {"case": errand.order.case, "banned": len(users) - len(failed), "failed": len(failed)}
    log.info("banned at once", extra=extra)


async def _tell(mass: _Mass, members: Members) -> None:
    """As many as a few seconds allow: a ban must not wait for hundreds of letters."""
    letterbox = asyncio.Semaphore(_LETTERS_AT_ONCE)

    async def tell(errand: Errand, member: discord.Member) -> None:
        async with letterbox:
            await people.inform(errand, member)

    with suppress(TimeoutError):
        async with asyncio.timeout(people.PATIENCE_SECONDS), asyncio.TaskGroup() as letters:
            for user in mass.unanswered:
                if member := members.get(user):
                    letters.create_task(tell(mass.errands[user], member))


async def _members(mass: _Mass) -> Members:
    """None for those who left: they can be banned, and have no rank."""
    if len(mass.errands) == 1:
        (user,) = mass.errands
        with suppress(discord.NotFound):
            return {user: await mass.errand.member(user)}
        return {}
    guild = mass.errand.guild
    known = {user: guild.get_member(int(user)) for user in mass.errands}
    unknown = [int(user) for user, member in known.items() if member is None]
    return known | await _looked_up(guild, unknown)


async def _looked_up(guild: discord.Guild, unknown: list[int]) -> dict[str, discord.Member]:
    found: list[discord.Member] = []
    try:
        async with asyncio.timeout(_LOOK_UP_SECONDS):
            for some in _parts(unknown):
                found += await guild.query_members(user_ids=some, limit=len(some), cache=False)
    except TimeoutError as silence:
        raise ConnectionError("Discord does not say who is there") from silence
    return {str(member.id): member for member in found}


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + _ASKED_AT_ONCE] for at in range(0, len(ids), _ASKED_AT_ONCE))
