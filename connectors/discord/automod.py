"""AutoMod: what it held back, heard once however many things it did about it."""

import re
from collections import Counter, OrderedDict
from datetime import datetime, timedelta

import discord

from connectors.base import addressed
from connectors.discord.translate import place_of
from engine.events import Author, Message, Origin

_SPAN = timedelta(minutes=1)
_MOST = 1_000
_MENTION = re.compile(r"<@!?([0-9]{1,20})>")
_BLOCKED = discord.AutoModRuleActionType.block_message

Deed = tuple[int, discord.AutoModRuleActionType]


class Holds:
    """Tells attempts apart: Discord tells of each action of each rule, and of no message.

    Whose words they were, and which, is kept as a hash alone.
    """

    def __init__(self) -> None:
        self._lately: OrderedDict[int, tuple[datetime, Counter[Deed]]] = OrderedDict()

    def attempt(self, execution: discord.AutoModAction, at: datetime) -> int | None:
        """The number of a new attempt at the same words; None where it is known or not held.

        A rule does the same thing twice only where the words came twice.
        """
        if execution.channel_id is None or not execution.content or _was_posted(execution):
            return None
        said = (execution.guild_id, execution.user_id, execution.channel_id, execution.content)
        deeds = self._deeds(hash(said), at)
        former = max(deeds.values(), default=0)
        deed = (execution.rule_id, execution.action.type)
        deeds[deed] += 1
        return deeds[deed] if deeds[deed] > former else None

    def _deeds(self, words: int, at: datetime) -> Counter[Deed]:
        latest, deeds = self._lately.get(words, (at, Counter()))
        if at - latest > _SPAN:
            deeds = Counter()
        self._lately[words] = (at, deeds)
        self._lately.move_to_end(words)
        if len(self._lately) > _MOST:
            self._lately.popitem(last=False)
        return deeds


def held_message(
    execution: discord.AutoModAction, channel: int, *, author: Author, attempt: int, at: datetime
) -> Message:
    return Message(
        id=f"automod~{author.id}~{at.timestamp():.6f}~{attempt}",
        place=place_of(execution.guild, channel),
        author=author,
        text=execution.content,
        sent_at=at,
        targets=addressed(author.id, mentions=_MENTION.findall(execution.content)),
        origin=Origin.AUTOMOD_HOLD,
    )


def _was_posted(execution: discord.AutoModAction) -> bool:
    """Where nothing was blocked, the message itself is heard. A blocked edit has its id too."""
    return execution.message_id is not None and execution.action.type is not _BLOCKED
