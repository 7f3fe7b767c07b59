"""Mutes: a role that takes the word everywhere, or the longest time-out where a role will not do.

What was done is noted, so that an unmute takes exactly that back, and so that whoever leaves and
comes back is muted still.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import uuid4

import aiohttp
import discord
from discord.abc import GuildChannel

from connectors.discord import people
from connectors.discord.errand import Errand, community_of
from connectors.discord.silence import keep_silent, would_speak
from connectors.former import FormerSettings
from engine.actions import Mute, Order, Outcome
from engine.events import Community, Place, Platform

log = logging.getLogger(__name__)

_ROLES = discord.Permissions(manage_roles=True)
_TIME_OUT = discord.Permissions(moderate_members=True)
_MADE = "mute_role"
_NAME = "Muted by Haven"
_MUTE = "mute:"
# What Discord answers for at once.
_ASKED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What keeps somebody silent; neither for those who left before it could be done.

    `since` is when that was seen to last, in ISO form; whoever joined later has come back.
    """

    case: int
    role: str = ""
    timed_out: bool = False
    since: str = ""

    def was_evaded_by(self, member: discord.Member) -> bool:
        """Whoever was let speak by a moderator, and never left, is left to speak."""
        joined = member.joined_at
        return joined is not None and (not self.since or joined.isoformat() > self.since)


class Mutes:
    """`roles` tells for a server's id the id of a role that its own moderators set up."""

    def __init__(
        self,
        *,
        roles: Mapping[str, str],
        former: FormerSettings,
        now: Callable[[], datetime],
    ) -> None:
        self._roles = roles
        self._former = former
        self._now = now
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def mute(self, errand: Errand, user: str) -> Outcome:
        async with self._turns[errand.guild.id]:
            known = await self._sentence(errand.community, user)
            sentence = known or _Sentence(errand.order.case, since=self._moment())
            try:
                member = await errand.member(user)
            except discord.NotFound:
                await self._note(errand, user, sentence)
                return Outcome.GONE
            if errand.order.renewal and not self._runs_out(member, known):
                return Outcome.GONE
            outcome = await self._carry_out(errand, member, sentence)
        if outcome is Outcome.APPLIED and not errand.order.renewal:
            await people.inform(errand, member)
        return outcome

    async def unmute(self, errand: Errand, user: str) -> Outcome:
        async with self._turns[errand.guild.id]:
            # Those muted before there were notes of it are timed out.
            known = await self._sentence(errand.community, user)
            sentence = known or _Sentence(errand.order.case, timed_out=True)
            try:
                outcome = await self._take_back(errand, user, sentence)
            except discord.NotFound:
                outcome = Outcome.GONE
            if known and outcome is not Outcome.FORBIDDEN:
                await self._former.forget(errand.community, _named(user))
            return outcome

    async def welcome(self, client: discord.Client, member: discord.Member) -> None:
        """Mute those again who were muted when they left."""
        async with self._turns[member.guild.id]:
            sentence = await self._sentence(community_of(member.guild), str(member.id))
            if sentence and sentence.was_evaded_by(member):
                errand = Errand(client, member.guild, _again(member, sentence.case))
                outcome = await self._carry_out(
                    errand, member, replace(sentence, since=self._moment())
                )
                log.info("muted again", extra={"user": member.id, "outcome": str(outcome)})

    async def look_back(self, client: discord.Client) -> None:
        """Mute those again who came back while nobody listened. Where nobody is muted, which is
        nearly everywhere, nothing is asked.
        """
        for community, names in (await self._former.noted(_MUTE)).items():
            guild = client.get_guild(int(community.id)) if _is_discord(community) else None
            if guild is None or guild.unavailable:
                continue
            for member in await _present(guild, [int(name.removeprefix(_MUTE)) for name in names]):
                await self._welcome_back(client, member)

    async def _welcome_back(self, client: discord.Client, member: discord.Member) -> None:
        """Whoever cannot be muted now keeps nobody else from it, and is tried next time."""
        try:
            await self.welcome(client, member)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as fault:
            extra = {"user": member.id, "kind": type(fault).__name__}
            log.warning("not muted again", extra=extra)

    def _moment(self) -> str:
        return self._now().isoformat()

    async def furnish(self, channel: GuildChannel) -> None:
        """A new channel is as closed to the muted as the others are."""
        async with self._turns[channel.guild.id]:
            made = await self._former.read(community_of(channel.guild), _MADE)
            role = channel.guild.get_role(int(made)) if made else None
            if role:
                await keep_silent(role, channel, reason="haven · a new channel")

    async def _carry_out(
        self, errand: Errand, member: discord.Member, sentence: _Sentence
    ) -> Outcome:
        if not errand.may_touch(member, discord.Permissions.none()):
            return Outcome.FORBIDDEN
        role = await self._role(errand, member)
        if role is None:
            return await self._time_out(errand, member, sentence)
        if role not in member.roles:
            # A role that somebody else gave them is not Haven's to take.
            await self._note(errand, str(member.id), replace(sentence, role=str(role.id)))
            await member.add_roles(role, reason=errand.reason)
        else:
            await self._note(errand, str(member.id), sentence)
        if str(errand.guild.id) not in self._roles:
            await _close(errand, role)
        return Outcome.APPLIED

    async def _time_out(
        self, errand: Errand, member: discord.Member, sentence: _Sentence
    ) -> Outcome:
        if not errand.may(_TIME_OUT):
            return Outcome.FORBIDDEN
        await self._note(errand, str(member.id), replace(sentence, timed_out=True))
        until = self._now() + people.LONGEST_TIMEOUT
        await people.silence(errand, member, until, now=self._now())
        return Outcome.APPLIED

    async def _take_back(self, errand: Errand, user: str, sentence: _Sentence) -> Outcome:
        member = await errand.member(user)
        role = errand.guild.get_role(int(sentence.role)) if sentence.role else None
        right = (_ROLES if role else discord.Permissions.none()) | (
            _TIME_OUT if sentence.timed_out else discord.Permissions.none()
        )
        if not errand.may_touch(member, right) or (role and not role.is_assignable()):
            return Outcome.FORBIDDEN
        if role:
            await member.remove_roles(role, reason=errand.reason)
        if sentence.timed_out:
            await member.timeout(None, reason=errand.reason)
        return Outcome.APPLIED

    def _runs_out(self, member: discord.Member, sentence: _Sentence | None) -> bool:
        """A role does not; and whom somebody let speak again is left to speak."""
        has_role = sentence is not None and sentence.role
        return not has_role and people.is_silent(member, self._now())

    async def _role(self, errand: Errand, member: discord.Member) -> discord.Role | None:
        """None where a role cannot be given, or would leave them a place to speak in."""
        if not errand.may(_ROLES):
            return None
        if chosen := self._roles.get(str(errand.guild.id)):
            role = errand.guild.get_role(int(chosen))
            return role if role and role.is_assignable() else None
        role = await self._made(errand)
        if any(would_speak(member, channel, role) for channel in errand.guild.channels):
            return None
        role = role or await self._make(errand)
        return role if role and role.is_assignable() else None

    async def _made(self, errand: Errand) -> discord.Role | None:
        made = await self._former.read(errand.community, _MADE)
        if made is None:
            return None
        try:
            # Right after it was made, the gateway may not have told about it.
            return errand.guild.get_role(int(made)) or await errand.guild.fetch_role(int(made))
        except discord.NotFound:
            return None

    async def _make(self, errand: Errand) -> discord.Role | None:
        try:
            role = await errand.guild.create_role(
                name=_NAME, permissions=discord.Permissions.none(), reason=errand.reason
            )
        except discord.HTTPException as answer:
            if isinstance(answer, discord.DiscordServerError):
                raise
            log.warning("no mute role", extra={"guild": errand.guild.id, "code": answer.code})
            return None
        await self._former.keep(errand.community, _MADE, str(role.id))
        return role

    async def _sentence(self, community: Community, user: str) -> _Sentence | None:
        note = await self._former.read(community, _named(user))
        return _Sentence(**json.loads(note)) if note else None

    async def _note(self, errand: Errand, user: str, sentence: _Sentence) -> None:
        await self._former.keep(errand.community, _named(user), json.dumps(asdict(sentence)))


def _named(user: str) -> str:
    return f"{_MUTE}{user}"


def _is_discord(community: Community) -> bool:
    return community.platform is Platform.DISCORD


async def _present(guild: discord.Guild, users: Sequence[int]) -> Sequence[discord.Member]:
    """Those of them who are there; nobody where Discord does not say, until it is asked again."""
    found: list[discord.Member] = []
    for at in range(0, len(users), _ASKED_AT_ONCE):
        some = list(users[at : at + _ASKED_AT_ONCE])
        try:
            found += await guild.query_members(user_ids=some, limit=len(some), cache=False)
        except OSError:
            log.warning("nobody says who came back", extra={"guild": guild.id})
    return found


async def _close(errand: Errand, role: discord.Role) -> None:
    """Where the words stood first: a large server takes a while."""
    here = int(errand.order.place.channel or 0)
    for channel in sorted(errand.guild.channels, key=lambda channel: channel.id != here):
        await keep_silent(role, channel, reason=errand.reason)


def _again(member: discord.Member, case: int) -> Order:
    return Order(
        id=uuid4(),
        place=Place(community_of(member.guild), ""),
        action=Mute(user=str(member.id)),
        case=case,
        reason=f"#{case} · haven · was muted, and came back",
        renewal=True,
    )
