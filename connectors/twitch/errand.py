"""One order on its way: calls of Helix about one person or one message, in the bot's name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from twitchio import Client, PartialUser

from engine.actions import Order, Outcome
from engine.events import Community

LONGEST_TIMEOUT = timedelta(days=14)
_LONGEST_REASON = 500
_LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Errand:
    """One order, the client to run it with, the bot in whose name, and the time."""

    client: Client
    bot: str
    order: Order
    now: datetime

    @property
    def community(self) -> Community:
        return self.order.place.community

    @property
    def channel(self) -> PartialUser:
        return self.client.create_partialuser(self.community.id)

    @property
    def reason(self) -> str:
        return self.order.reason[:_LONGEST_REASON]

    async def warn(self, user: str, text: str) -> Outcome:
        reason = text[:_LONGEST_REASON]
        await self.channel.warn_user(moderator=self.bot, user_id=user, reason=reason)
        return Outcome.APPLIED

    async def delete(self, message: str) -> Outcome:
        """Twitch deletes nothing that is older than six hours."""
        if not message.strip():  # Without an id, Twitch clears the whole chat.
            return Outcome.FAILED
        await self.channel.delete_chat_messages(moderator=self.bot, message_id=message)
        return Outcome.APPLIED

    async def time_out(self, user: str, duration: timedelta) -> Outcome:
        seconds = max(1, ceil(min(self._left_of(duration), LONGEST_TIMEOUT).total_seconds()))
        await self.channel.timeout_user(
            moderator=self.bot, user=user, duration=seconds, reason=self.reason
        )
        return Outcome.APPLIED

    async def ban(self, user: str) -> Outcome:
        await self.channel.ban_user(moderator=self.bot, user=user, reason=self.reason)
        return Outcome.APPLIED

    async def unban(self, user: str) -> Outcome:
        """Ends a time-out, too; Twitch has one call for both."""
        await self.channel.unban_user(moderator=self.bot, user_id=user)
        return Outcome.APPLIED

    async def release(self, message: str) -> Outcome:
        await self.client.create_partialuser(self.bot).approve_automod_messages(message)
        return Outcome.APPLIED

    async def withhold(self, message: str) -> Outcome:
        await self.client.create_partialuser(self.bot).deny_automod_messages(message)
        return Outcome.APPLIED

    async def tell(self, user: str, text: str) -> Outcome:
        """In the open chat: bots cannot whisper to strangers."""
        person = await self.client.fetch_user(id=user, token_for=self.bot)
        if person is None:
            return Outcome.GONE
        line = f"@{person.name} {text}"[:_LONGEST_LINE]
        await self.channel.send_message(line, sender=self.bot, token_for=self.bot)
        return Outcome.APPLIED

    async def answer(self, user: str, text: str, *, granted: bool) -> Outcome:
        """All that somebody asks at present, which Twitch lets them do once. There is nothing to
        answer where a moderator was quicker, or where they are let in already.
        """
        pending = self.channel.fetch_unban_requests(moderator=self.bot, status="pending", user=user)
        asked = [request.id async for request in pending]
        for request in asked:
            await self.channel.resolve_unban_request(
                moderator=self.bot,
                status="approved" if granted else "denied",
                unban_request_id=request,
                resolution_text=text[:_LONGEST_REASON],
            )
        return Outcome.APPLIED if asked else Outcome.GONE

    def _left_of(self, duration: timedelta) -> timedelta:
        """Twitch counts from the call; a second try must not end later than the first."""
        begun_at = self.order.begun_at or self.now
        return duration - max(timedelta(0), self.now - begun_at)
