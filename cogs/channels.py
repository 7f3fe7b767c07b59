"""The Twitch channels that a server looks after, by the names that their moderators know."""

from collections.abc import Mapping
from typing import Any

from discord import app_commands

from cogs.asking import Interaction, community_of
from engine.authority import DeniedError
from engine.desk import Desk
from engine.events import Community
from engine.homes import Homes
from engine.queries import CaseQuery

# What Discord shows at most while somebody types.
_MOST_CHOICES = 25
LOOKED_AFTER = "Where a case is of a Twitch channel that is looked after from here: which one"

ChannelName = app_commands.Range[str, 1, 50]


class Channels:
    def __init__(self, homes: Homes, desk: Desk) -> None:
        self._homes = homes
        self._desk = desk

    async def of(self, server: Community) -> Mapping[str, Community]:
        """By name; by number where there has been no case yet, or another one has that name: it is
        the one of the latest case, and may have been given up and taken since.
        """
        named: dict[str, Community] = {}
        for channel in self._homes.channels_of(server):
            name = await self._name_of(channel)
            named[channel.id if name in named else name] = channel
        return named

    async def named(self, interaction: Interaction, name: str | None) -> Community:
        """This server, or the channel of that name or number.

        Raises:
            DeniedError: it looks after no such channel.
        """
        server = community_of(interaction)
        if name is None:
            return server
        known = await self.of(server)
        wanted = name.strip().lstrip("#@").casefold()
        for called, channel in known.items():
            if wanted in {called.casefold(), channel.id}:
                return channel
        if not known:
            raise DeniedError("No Twitch channel is looked after from here.")
        raise DeniedError(f"From here Haven looks after these channels: {', '.join(known)}")

    async def fitting(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """What Discord offers to whoever types; another server's channels never."""
        known = await self.of(community_of(interaction))
        names = [name for name in known if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=name, value=name) for name in names[:_MOST_CHOICES]]

    async def _name_of(self, channel: Community) -> str:
        page = await self._desk.search(CaseQuery(community=channel, limit=1))
        return next((case.place.channel for case in page.cases if case.place.channel), channel.id)


def suggest(command: app_commands.Command[Any, ..., None], channels: Channels) -> None:
    """Offer what there is for a command's `channel`, if it asks for one."""
    if command.get_parameter("channel"):
        command.autocomplete("channel")(channels.fitting)
