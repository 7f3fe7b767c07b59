"""What somebody is told of what is done to them: as the house words it, else in plain English."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import discord
from discord import ui

from connectors.discord import wording
from engine.actions import Ban, Kick, Mute, Order, Timeout, VoidWarning, Warn

# Words, and what can be clicked below them.
Letter = tuple[str, ui.View | None]
# Given an order, the server it is about, and when it ends, if it ends by itself.
Compose = Callable[[Order, discord.Guild, datetime | None], Awaitable[Letter]]


async def in_plain_words(order: Order, guild: discord.Guild, until: datetime | None) -> Letter:
    """For a connector without a house behind it."""
    return _plainly(order, guild.name, until), None


def _plainly(order: Order, server: str, until: datetime | None) -> str:
    match order.action:
        case Timeout() if until:
            return wording.timed_out(server, order.case, until)
        case Timeout() | Mute():
            return wording.muted(server, order.case)
        case Kick():
            return wording.kicked(server, order.case)
        case Ban():
            return wording.banned(server, order.case)
        case Warn(text=text):
            return wording.plain(text)
        case VoidWarning():
            return wording.VOID
        case _:
            raise ValueError(f"nobody is told of {order.action.type}")
