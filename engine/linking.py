"""How somebody shows that two accounts are theirs: given a code by the one, they say it by the
other.
"""

import asyncio
from datetime import timedelta

from engine.authority import DeniedError
from engine.changes import Link
from engine.clock import Clock
from engine.events import Community
from engine.link_codes import LinkCodes
from engine.links import Links
from engine.pace import Pace

_SPAN = timedelta(minutes=10)
_OFFERS, _TRIES = 3, 5
# Beyond that, a crowd's wrong codes would have Haven fill the chat.
_REFUSALS_A_MINUTE = 20

_NOT_HERE = "Accounts are not linked in this server."
_NO_HOME = "No Discord server belongs to this channel, so there is nothing to link."
_UNKNOWN = "That code is not good here, or not any more. Ask for a new one in Discord with /link"
_NO_LINK = "Your account is linked with no other one here."


class OverdoneError(DeniedError):
    """Somebody asks more often than they need be answered."""


class Linking:
    """Whoever calls knows by the platform itself who asks: no id is taken from anybody's words."""

    def __init__(self, links: Links, *, codes: LinkCodes, clock: Clock) -> None:
        self.links = links
        self._codes = codes
        self._clock = clock
        self._offers = Pace(_OFFERS, _SPAN)
        self._tries = Pace(_TRIES, _SPAN)
        self._refusals = Pace(_REFUSALS_A_MINUTE, timedelta(minutes=1))
        # From looking whether accounts are free until they are linked, nobody else may link them.
        self._turn = asyncio.Lock()

    def offer(self, home: Community, member: str) -> str:
        """A code for a member of a Discord server, to be said in one of its channels.

        Raises:
            DeniedError: the server does not link accounts, this one is linked, or asks too often.
        """
        self._check(home)
        if self.links.of(home, member):
            raise DeniedError("Your account is linked already; /unlink ends that.")
        now = self._clock.now()
        if not self._offers.allows((home, member), now):
            raise DeniedError("You have asked for several codes; try again in ten minutes.")
        return self._codes.give(home, member, at=now)

    async def redeem(self, channel: Community, viewer: str, code: str) -> None:
        """Link whoever says a code in a channel with the member it was given to.

        Raises:
            OverdoneError: they, or all there, have tried too often lately.
            DeniedError: it is no code of the channel's server, or one of the two is linked.
        """
        now = self._clock.now()
        if not self._tries.allows((channel, viewer), now):
            raise OverdoneError(_UNKNOWN)
        offer = self._codes.take(code, at=now)
        home = self.links.homes.of(channel)
        if home is None or offer is None or offer.home != home:
            often = not self._refusals.allows(channel, now)
            raise (OverdoneError if often else DeniedError)(_UNKNOWN if home else _NO_HOME)
        self._check(home)
        async with self._turn:
            if self.links.of(home, offer.member) or self.links.of(channel, viewer):
                raise DeniedError("One of the two is linked already: !haven unlink ends that.")
            link = Link(home=home, member=offer.member, viewer=viewer, linked_at=now)
            await self.links.tie(link, channel=channel)

    async def part(self, community: Community, person: str) -> None:
        """End the link of whoever asks, in a server or in one of its channels.

        Raises:
            DeniedError: they have none, or ask too often.
        """
        if not await self.links.part(community, person):
            often = not self._refusals.allows(community, self._clock.now())
            raise (OverdoneError if often else DeniedError)(_NO_LINK)

    def link_of(self, community: Community, person: str) -> Link | None:
        """Whether or not it counts at present."""
        return self.links.of(community, person)

    async def forget(self, community: Community, person: str) -> None:
        """Whoever wants to be forgotten in a community has no link there, nor a code for one."""
        self._codes.forget(community, person)
        for pace in (self._offers, self._tries):
            pace.forget((community, person))
        async with self._turn:
            await self.links.part(community, person)

    def _check(self, home: Community) -> None:
        if not self.links.homes.channels_of(home) or not self.links.are_allowed(home):
            raise DeniedError(_NOT_HERE)
