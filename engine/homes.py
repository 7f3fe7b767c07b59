"""Which server's moderators look after which community: their own, and Twitch channels."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.authority import DeniedError
from engine.events import Community, Platform, Standing


@dataclass(frozen=True, slots=True)
class Homes:
    """`channels` tells the server of each Twitch channel that has one."""

    channels: Mapping[Community, Community] = field(default_factory=dict)

    def of(self, community: Community) -> Community | None:
        """Where its cases are shown; None where no server is told of them."""
        if community.platform is Platform.DISCORD:
            return community
        return self.channels.get(community)

    def channels_of(self, server: Community) -> tuple[Community, ...]:
        """What a server looks after besides itself."""
        return tuple(channel for channel, home in self.channels.items() if home == server)

    def within(self, server: Community, channel: str | None) -> Community:
        """The server itself, or the Twitch channel with this number.

        Raises:
            DeniedError: the channel has its home elsewhere, or nowhere.
        """
        if channel is None:
            return server
        named = Community(Platform.TWITCH, channel)
        if named not in self.channels_of(server):
            raise DeniedError("That channel is not looked after from here.")
        return named


def known_in(community: Community, by: Standing) -> Standing:
    """How a member of a server is called in the records of a community. Numbers of two platforms
    are not of the same people, so theirs says where it is from.
    """
    if community.platform is Platform.DISCORD:
        return by
    return replace(by, id=f"{Platform.DISCORD}:{by.id}")
