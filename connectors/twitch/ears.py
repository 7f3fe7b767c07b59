"""What Twitch tells goes to the sink, each thing once; what Haven did itself only confirms it."""

import logging

import twitchio

from connectors.base import Sink
from connectors.twitch import deeds, translate
from connectors.twitch.commands import ordered, reply
from connectors.twitch.deliveries import Deliveries
from connectors.twitch.echoes import Echoes
from connectors.twitch.standings import Standings
from connectors.twitch.ties import Ties
from engine.events import Event, Message, PlatformDeed

log = logging.getLogger(__name__)


class Ears:
    """Handlers of one connection; `channels` are those that Haven moderates itself."""

    def __init__(
        self,
        *,
        bot: str,
        channels: frozenset[str],
        sink: Sink,
        deliveries: Deliveries,
        echoes: Echoes,
        standings: Standings,
        ties: Ties,
    ) -> None:
        self._bot = bot
        self._channels = channels
        self._sink = sink
        self._deliveries = deliveries
        self._echoes = echoes
        self._standings = standings
        self._shared_chat = ties.shared_chat
        self._commands = ties.commands
        self.now = ties.now

    async def message(self, chat: twitchio.ChatMessage) -> None:
        if not self._is_heard(chat):
            return
        message = translate.message_of(chat, now=self.now())
        if translate.guest_from(chat) is None:
            self._note_standing(message)
            if (words := ordered(message)) is not None:
                await self._obey(chat, message, words)
                return
        await self._sink(message)

    async def _obey(self, chat: twitchio.ChatMessage, message: Message, words: str) -> None:
        """What does not come from a moderator is judged like all that people write, too."""
        if not message.author.is_moderator:
            await self._sink(message)
        if answer := await self._commands(message.place, message.author, words):
            await reply(chat, answer, bot=self._bot)

    async def notice(self, notice: twitchio.ChatNotification) -> None:
        """Most say nothing but what Twitch says."""
        says_something = translate.words_of(notice.fragments) and not notice.anonymous
        if not says_something or notice.chatter.id == self._bot:
            return
        if translate.is_guests(notice) and self._shared_chat == "own":
            return
        if self._deliveries.is_new(f"chat {notice.id}"):
            await self._sink(translate.notice_of(notice, now=self.now()))

    async def hold(self, hold: twitchio.AutomodMessageHold) -> None:
        """Without badges: whoever moderates is known from what they wrote before."""
        if not self._deliveries.is_new(f"hold {hold.message_id}"):
            return
        moderates = self._standings.is_immune(hold.broadcaster.id, hold.user.id)
        await self._sink(translate.held_message_of(hold, moderates=moderates, now=self.now()))

    async def suspicion(self, told: twitchio.SuspiciousUserMessage) -> None:
        """Comes with each message, and says the same each time."""
        flagged = deeds.suspicion_of(told, now=self.now())
        name = f"suspicion {flagged.place} {flagged.user} {flagged.suspicion}"
        if self._deliveries.is_new(name):
            await self._sink(flagged)

    async def deed(self, done: PlatformDeed | None) -> None:
        if done is None:
            return
        if done.by == self._bot:
            self._echoes.confirm(done)
            return
        await self._sink(done)

    async def other(self, event: Event) -> None:
        await self._sink(event)

    def _note_standing(self, message: Message) -> None:
        channel, author = message.place.community.id, message.author
        self._standings.note(channel, author.id, moderates=author.is_moderator)

    def _is_heard(self, chat: twitchio.ChatMessage) -> bool:
        """A guest's words count once here, and not at all where their own channel is ours too."""
        if chat.chatter.id == self._bot:  # What Haven says must not be judged.
            return False
        source = translate.guest_from(chat)
        if source is None:
            return self._deliveries.is_new(f"chat {chat.id}")
        if self._shared_chat == "own" or source in self._channels:
            return False
        return self._deliveries.is_new(f"chat {chat.broadcaster.id} {chat.source_id or chat.id}")
