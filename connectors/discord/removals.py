"""Messages taken away, and given back: deleted, put behind a spoiler, quoted again."""

from collections import OrderedDict

import discord
from discord.abc import Messageable

from connectors.discord import wording
from connectors.discord.errand import Channel, Errand
from connectors.discord.translate import words_of
from engine.actions import Outcome

_DELETE = discord.Permissions(view_channel=True, manage_messages=True)
_KEPT = 1_000


class Removals:
    """Keeps the words of the latest messages it deleted: Discord tells them nobody any more."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, str]] = OrderedDict()

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
        if outcome is Outcome.APPLIED or (outcome is Outcome.GONE and is_repeat):
            spoiler = wording.spoilered(*self._kept[message])
            return await errand.post(await errand.channel(), spoiler)
        return outcome

    async def restore(self, errand: Errand, message: str) -> Outcome:
        """After a restart the words are not known, which is said instead."""
        kept = self._kept.get(message)
        text = wording.restored(*kept) if kept else wording.LOST
        return await errand.post(await errand.channel(), text)

    async def _keep(self, errand: Errand, channel: Channel, message: str) -> None:
        if message in self._kept:
            return
        written = discord.utils.get(errand.client.cached_messages, id=int(message))
        if written is None and isinstance(channel, Messageable):
            written = await channel.fetch_message(int(message))
        if written:
            self._kept[message] = (written.author.display_name, words_of(written))
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


async def _delete(errand: Errand, channel: Channel, message: str) -> Outcome:
    try:
        # Only this call takes a reason for the audit log along.
        await errand.client.http.delete_message(channel.id, int(message), reason=errand.reason)
    except discord.NotFound:
        return Outcome.GONE
    return Outcome.APPLIED
