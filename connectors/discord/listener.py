"""What one client hears, handed to the sink in the engine's words."""

import logging
from collections.abc import Callable
from copy import copy
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord.abc import GuildChannel

from connectors.base import Sink
from connectors.discord.automod import Holds, held_message
from connectors.discord.enforce import DiscordEnforcer
from connectors.discord.errand import NOBODY
from connectors.discord.guards import Sleep, forget_messages, shield, take_turns
from connectors.discord.intents import intents
from connectors.discord.limits import leave_long_waits
from connectors.discord.names import heed_unknown_members, name_of, renamed_in
from connectors.discord.persons import Persons
from connectors.discord.titles import Titles, title_of
from connectors.discord.translate import deletion_of, invoker_of, join_of, message_of, update_of
from connectors.discord.turns import Turns
from engine.events import Author, Event, Message, MessageEdited, Origin

log = logging.getLogger(__name__)

# Discord lets one shard identify itself in five seconds.
_BETWEEN_IDENTIFIES = 5.0


class Listener(discord.Client):
    """Hands events to the sink; one that fails is lost alone."""

    def __init__(
        self,
        *,
        sink: Sink,
        now: Callable[[], datetime],
        trace: aiohttp.TraceConfig,
        sleep: Sleep,
        enforcer: DiscordEnforcer,
        message_content: bool,
        shards: int | None = None,
    ) -> None:
        super().__init__(
            intents=intents(message_content=message_content),
            shard_count=shards,
            allowed_mentions=NOBODY,
            # Whoever is acted upon is fetched; a list of all members would cost start and memory.
            chunk_guilds_at_startup=False,
            http_trace=trace,
        )
        self._sink = sink
        self._now = now
        self._sleep = sleep
        self._enforcer = enforcer
        self._reads = message_content
        self._persons = Persons(self, now)
        self._titles = Titles()
        self._holds = Holds()
        self._turns = Turns()
        self._guard()

    def _guard(self) -> None:
        leave_long_waits(self)
        heed_unknown_members(self)
        shield(self)
        take_turns(self, self._turns)

    async def close(self) -> None:
        # A closed client hands nothing on any more.
        self._turns.flush()
        await super().close()

    def forget(self, guild: int, user: int) -> None:
        self._persons.forget(guild, user)
        forget_messages(self, guild, user)

    async def before_identify_hook(
        self,
        shard_id: int | None,  # noqa: ARG002  the library names the arguments
        *,
        initial: bool = False,
    ) -> None:
        if not initial:
            await self._sleep(_BETWEEN_IDENTIFIES)

    async def on_ready(self) -> None:
        """Also after a gap that Discord would not fill: then it tells of all servers anew."""
        if not self.is_closed():
            await self._enforcer.look_back(self)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Keep a message as it was said: the library changes its own in place at an edit, which
        may come before anybody has heard the message.

        Once it is closed nothing is heard: two seconds later the library would say it is ready.
        """
        if event == "message":
            args = (copy(args[0]),)
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._find_itself(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._find_itself(guild)

    async def on_message(self, message: discord.Message) -> None:
        # What Haven quotes or blurs must not be judged a second time.
        if message.author != self.user:
            speaker = await self._speaker(message)
            await self._hand_on(message_of(message, at=self._now(), speaker=speaker))

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        after, before = edit.message, edit.cached_message
        if after.author != self.user:
            speaker = await self._speaker(after)
            await self._hand_on(update_of(after, before, at=self._now(), speaker=speaker))

    async def on_raw_message_delete(self, deletion: discord.RawMessageDeleteEvent) -> None:
        await self._deleted(deletion.guild_id, deletion.channel_id, deletion.message_id)

    async def on_raw_bulk_message_delete(self, deletion: discord.RawBulkMessageDeleteEvent) -> None:
        for message in sorted(deletion.message_ids):
            await self._deleted(deletion.guild_id, deletion.channel_id, message)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        self._titles.note(thread)
        await self._entitled(thread, Origin.THREAD_TITLE)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        self._titles.note(after)
        if before.name != after.name:
            await self._entitled(after, Origin.THREAD_RENAME)

    async def on_thread_join(self, thread: discord.Thread) -> None:
        """Also where a thread is taken out of the archive, perhaps under another title."""
        origin = self._titles.sighted(thread, self._now())
        if origin:
            await self._entitled(thread, origin)

    async def on_member_join(self, member: discord.Member) -> None:
        join = join_of(member, self._now())
        await self._hand_on(join)
        await self._hand_on(name_of(member, join.joined_at))
        await self._enforcer.welcome(member)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        if before.nick != after.nick:
            await self._hand_on(name_of(after, self._now()))

    async def on_user_update(self, before: discord.User, after: discord.User) -> None:
        for member in renamed_in(self, before, after):
            await self._hand_on(name_of(member, self._now()))

    async def on_member_sighted(self, member: discord.Member) -> None:
        await self._hand_on(name_of(member, self._now()))

    async def on_guild_channel_create(self, channel: GuildChannel) -> None:
        await self._enforcer.furnish(channel)

    async def on_automod_action(self, execution: discord.AutoModAction) -> None:
        at, channel = self._now(), execution.channel_id
        attempt = self._holds.attempt(execution, at)
        if channel and attempt:
            author = await self._persons.author(execution.guild, execution.user_id)
            message = held_message(execution, channel, author=author, attempt=attempt, at=at)
            await self._hand_on(message)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        # The library calls this from where it caught the fault.
        log.exception("event lost", extra={"kind": event_method})  # noqa: LOG004

    async def _find_itself(self, guild: discord.Guild) -> None:
        """Discord tells a bot of itself among a server's members; what it may do hangs on that."""
        if self.user and guild.get_member(self.user.id) is None:
            await guild.query_members(user_ids=[self.user.id], cache=True)

    async def _speaker(self, message: discord.Message) -> Author | None:
        invoker = invoker_of(message)
        if invoker is None or message.guild is None:
            return None
        return await self._persons.author(message.guild, invoker.id)

    async def _deleted(self, guild_id: int | None, channel: int, message: int) -> None:
        guild = self.get_guild(guild_id) if guild_id else None
        if guild:
            await self._hand_on(deletion_of(guild, channel, message, self._now()))

    async def _entitled(self, thread: discord.Thread, origin: Origin) -> None:
        title, at = thread.name, self._now()
        author = await self._persons.author(thread.guild, thread.owner_id)
        await self._hand_on(title_of(thread, title, author=author, origin=origin, at=at))

    async def _hand_on(self, event: Event | None) -> None:
        if event and (self._reads or not _is_blank(event)):
            with self._turns.under_way():
                await self._sink(event)


class ShardedListener(Listener, discord.AutoShardedClient):
    """Hears the same over several connections; Discord says over how many, unless told."""


def _is_blank(event: Event) -> bool:
    """Without message content most messages come without a word: nothing is to be judged."""
    message = event.message if isinstance(event, MessageEdited) else event
    return isinstance(message, Message) and not (message.text or message.attachments)
