"""Messages taken away, and given back: deleted, put behind a spoiler, quoted again."""

from collections import OrderedDict
from dataclasses import dataclass

import discord
from discord.abc import Messageable

from connectors.discord import wording
from connectors.discord.errand import Channel, Errand
from connectors.discord.translate import words_of
from engine.actions import Outcome, subject
from engine.events import Community

_DELETE = discord.Permissions(view_channel=True, manage_messages=True)
_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Words as they were; `author` is the id of whoever is answerable for them."""

    community: Community
    author: str
    name: str
    words: str

    def is_about(self, community: Community, person: str) -> bool:
        """Whether they said it, or are spoken to in it."""
        spoken_to = f"<@{person}>" in self.words or f"<@!{person}>" in self.words
        return self.community == community and (self.author == person or spoken_to)


class Removals:
    """Keeps the words of the latest messages it deleted: Discord tells them nobody any more."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    async def hide(self, errand: Errand, message: str) -> Outcome:
        channel = await errand.channel()
        if not errand.may(_DELETE, at=channel):
            return Outcome.FORBIDDEN
        await self._keep(errand, channel, message)
        return await _delete(errand, channel, message)

    async def blur(self, errand: Errand, message: str) -> Outcome:
        # An earlier attempt may have come as far as deleting.
        is_repeat = message in self._kept
        outcome = await self.hide(errand, message)
        kept = self._kept.get(message)
        is_away = outcome is Outcome.APPLIED or (outcome is Outcome.GONE and is_repeat)
        if kept is None or not is_away:
            return outcome
        spoiler = wording.spoilered(kept.name, kept.words)
        return await errand.post(await errand.channel(), spoiler)

    async def restore(self, errand: Errand, message: str) -> Outcome:
        """After a restart or an erasure the words are not known, which is said instead."""
        kept = self._kept.get(message)
        text = wording.restored(kept.name, kept.words) if kept else wording.LOST
        return await errand.post(await errand.channel(), text)

    def forget(self, community: Community, person: str) -> None:
        about = [each for each, kept in self._kept.items() if kept.is_about(community, person)]
        for message in about:
            del self._kept[message]

    async def _keep(self, errand: Errand, channel: Channel, message: str) -> None:
        if message in self._kept:
            return
        written = discord.utils.get(errand.client.cached_messages, id=int(message))
        if written is None and isinstance(channel, Messageable):
            written = await channel.fetch_message(int(message))
        if written:
            self._kept[message] = Kept(
                community=errand.community,
                author=subject(errand.order.action) or str(written.author.id),
                name=written.author.display_name,
                words=words_of(written),
            )
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


async def _delete(errand: Errand, channel: Channel, message: str) -> Outcome:
    try:
        # Only this call takes a reason for the audit log along.
        await errand.client.http.delete_message(channel.id, int(message), reason=errand.reason)
    except discord.NotFound:
        return Outcome.GONE
    return Outcome.APPLIED
