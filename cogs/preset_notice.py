"""Moderators are told, where they read their cases, that a preset was taken and what changed."""

import discord

from cogs.admins import Asking
from cogs.asking import NOBODY
from cogs.policy_wording import changes_in_words
from cogs.proofs import Proof
from engine.policy.community import CommunityPolicy
from engine.policy.document import preset_of


async def tell_moderators(
    asking: Asking, present: CommunityPolicy, coming: CommunityPolicy, *, nonce: str
) -> Proof:
    """The policy holds by now: a notice that cannot be written changes nothing."""
    what = "Moderators were told what changed"
    channel = asking.guild.get_channel_or_thread(int(coming.mod_log or 0))
    if not isinstance(channel, discord.abc.Messageable):
        return Proof(what, "choose a channel for moderators by `/setup`", vital=False)
    try:
        words = preset_in_words(asking.by, present, coming)
        await channel.send(words, nonce=nonce, allowed_mentions=NOBODY)
    except discord.HTTPException:
        fix = f"let Haven see <#{coming.mod_log}> and send messages there"
        return Proof(what, fix, vital=False)
    return Proof(what)


def preset_in_words(by: str, present: CommunityPolicy, coming: CommunityPolicy) -> str:
    changes = changes_in_words(coming, present)
    return f"<@{by}> chose the preset **{preset_of(coming)}**.\n{changes}"
