"""One order in one server: whom and what it reaches, what the bot may do there, what it says."""

import logging
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import discord
from discord import ui
from discord.abc import GuildChannel, Messageable

from connectors.discord.letters import Compose, Letter, in_plain_words
from engine.actions import Order, Outcome
from engine.events import Community, Platform

log = logging.getLogger(__name__)

# Discord cuts nothing: a longer reason is refused.
_LONGEST_REASON = 512
NOBODY = discord.AllowedMentions.none()

Channel = GuildChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Errand:
    client: discord.Client
    guild: discord.Guild
    order: Order
    compose: Compose = in_plain_words

    @property
    def community(self) -> Community:
        return self.order.place.community

    @property
    def reason(self) -> str:
        """For the server's audit log."""
        return self.order.reason[:_LONGEST_REASON]

    async def member(self, user: str) -> discord.Member:
        """NotFound for those who left."""
        return self.guild.get_member(int(user)) or await self.guild.fetch_member(int(user))

    async def channel(self) -> Channel:
        """Where the order belongs: the thread if there is one."""
        place = self.order.place
        number = int(place.thread or place.channel)
        return self.guild.get_channel_or_thread(number) or await self.guild.fetch_channel(number)

    def known_channel(self) -> GuildChannel | None:
        """The channel itself, also of a thread; None where it is gone or hidden from the
        bot, or where the order is about no channel.
        """
        return self.guild.get_channel(int(self.order.place.channel or 0))

    def may(self, right: discord.Permissions, *, at: Channel | None = None) -> bool:
        mine = self.guild.me.guild_permissions if at is None else at.permissions_for(self.guild.me)
        return mine.is_superset(right)

    def may_write(self, channel: Channel) -> bool:
        return self.may(_rights_to_write(channel), at=channel)

    def may_touch(self, member: discord.Member, right: discord.Permissions) -> bool:
        """Discord lets administrators and the owner be, who has their rights, and higher roles."""
        is_below = self.guild.me.top_role > member.top_role
        return is_below and not member.guild_permissions.administrator and self.may(right)

    async def on_member(
        self,
        user: str,
        right: discord.Permissions,
        call: Callable[[discord.Member], Awaitable[object]],
    ) -> Outcome:
        member = await self.member(user)
        if not self.may_touch(member, right):
            return Outcome.FORBIDDEN
        await call(member)
        return Outcome.APPLIED

    async def letter(self, until: datetime | None = None) -> Letter:
        """What to tell whom this is done to; plainer words where the better ones fail."""
        try:
            return await self.compose(self.order, self.guild, until)
        except Exception:
            log.exception("no letter composed", extra={"case": self.order.case})
            return await in_plain_words(self.order, self.guild, until)

    async def tell(self, user: str, text: str, view: ui.View | None = None) -> Outcome:
        """Write to a person alone; the bot has no letterbox of its own."""
        member = await self.member(user)
        if member == self.guild.me:
            return Outcome.FORBIDDEN
        return await self.write(member, text, view)

    async def tell_wherever(self, user: str, text: str) -> Outcome:
        """Also to somebody who is not here any more, if they still take letters from the bot."""
        try:
            return await self.tell(user, text)
        except discord.NotFound:
            return await self.write(await self.client.fetch_user(int(user)), text)

    async def post(self, channel: Channel, text: str) -> Outcome:
        if not isinstance(channel, Messageable):
            return Outcome.FAILED
        if not self.may_write(channel):
            return Outcome.FORBIDDEN
        return await self.write(channel, text)

    async def write(self, receiver: Messageable, text: str, view: ui.View | None = None) -> Outcome:
        await receiver.send(
            text,
            view=view or discord.utils.MISSING,
            nonce=_nonce(self.order.id),
            allowed_mentions=NOBODY,
            suppress_embeds=True,
        )
        return Outcome.APPLIED


def community_of(guild: discord.Guild) -> Community:
    return Community(Platform.DISCORD, str(guild.id))


def _nonce(order: UUID) -> str:
    """Discord drops a repeat with the same nonce for some minutes; 25 characters are allowed."""
    return urlsafe_b64encode(order.bytes).decode().rstrip("=")


def _rights_to_write(channel: Channel) -> discord.Permissions:
    if isinstance(channel, discord.Thread):
        return discord.Permissions(view_channel=True, send_messages_in_threads=True)
    return discord.Permissions(view_channel=True, send_messages=True)
