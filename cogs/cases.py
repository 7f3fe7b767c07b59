"""Cases on Discord: cards are posted, and their buttons heard, on whichever client there is."""

import discord

from cogs.asking import NOBODY
from cogs.case_buttons import Services, button_for, pictures
from cogs.case_card import card_of
from engine.events import Community, Platform


async def add_to(client: discord.Client, services: Services) -> None:
    """Hear the buttons of all cards, of earlier runs too; a new client needs it anew."""
    client.add_dynamic_items(button_for(services))


async def post_card(
    channel: discord.abc.Messageable, guild: discord.Guild, number: int, services: Services
) -> discord.Message | None:
    """Show a case of this server in a channel of it; None where there is no such case."""
    community = Community(Platform.DISCORD, str(guild.id))
    view = await services.desk.view(community, number)
    if view is None:
        return None
    files = await pictures(view, services.painter)
    return await channel.send(view=card_of(view), files=files, allowed_mentions=NOBODY)
