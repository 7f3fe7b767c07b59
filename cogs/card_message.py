"""A card as a message on Discord: sent along with its picture, where files may be attached."""

import asyncio
from dataclasses import replace
from io import BytesIO

import discord
from discord.abc import GuildChannel

from cogs.asking import NOBODY
from cogs.case_card import PICTURE, card_of, has_picture
from cogs.charts import Painter
from engine.dossier import CaseView


async def edit_card(
    card: discord.PartialMessage | discord.Message, view: CaseView, painter: Painter
) -> None:
    files = await pictures(view, painter)
    await card.edit(view=card_of(view), attachments=files, allowed_mentions=NOBODY)


def illustrated(view: CaseView, channel: object) -> CaseView:
    """Without its picture where the bot may attach no files: the card would be refused."""
    if not isinstance(channel, GuildChannel | discord.Thread):
        return view
    may = channel.permissions_for(channel.guild.me).attach_files
    return view if may else replace(view, course=())


async def pictures(view: CaseView, painter: Painter) -> list[discord.File]:
    """The files that go along with a view's card."""
    if not has_picture(view):
        return []
    picture = await asyncio.to_thread(painter.paint, view.course, author=view.case.author)
    return [discord.File(BytesIO(picture), PICTURE)]
