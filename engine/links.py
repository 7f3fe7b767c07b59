"""Which accounts are one person's, and where the record of both is one as well."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from engine import audit
from engine.changes import AuditEntry, Changes, Link
from engine.clock import Clock
from engine.events import Community
from engine.homes import Homes
from engine.ports import Ledger

Account = tuple[Community, str]
# Whose record counts like somebody's own, besides that.
Linked = Callable[[Community, str], Sequence[Account]]
# Whether a home lets its members link their accounts.
Allowed = Callable[[Community], bool]

_ENDED = "link.ended"


def nobody_linked(community: Community, person: str) -> Sequence[Account]:  # noqa: ARG001
    """For where each account stands for itself."""
    return ()


class Links:
    """One account here and one there at the most. A link stands until it is ended; it counts only
    while its home's policy says so.
    """

    def __init__(self, homes: Homes, *, allowed: Allowed, ledger: Ledger, clock: Clock) -> None:
        self.homes = homes
        self.are_allowed = allowed
        self._ledger = ledger
        self._clock = clock
        # By either account, each named by the home and its own id.
        self._of_member: dict[Account, Link] = {}
        self._of_viewer: dict[Account, Link] = {}

    def of(self, community: Community, person: str) -> Link | None:
        """The link of somebody's account, whether or not it counts at present."""
        home = self.homes.of(community)
        if home is None:
            return None
        known = self._of_member if home == community else self._of_viewer
        return known.get((home, person))

    def at(self, home: Community) -> Iterator[Link]:
        return (link for link in self._of_member.values() if link.home == home)

    def shared_with(self, community: Community, person: str) -> Sequence[Account]:
        """The accounts whose record counts like this one's own; see `Linked`."""
        if not self._of_member:
            return ()
        link = self.of(community, person)
        if link is None or not self.are_allowed(link.home):
            return ()
        return self.counterparts(link, community)

    def counterparts(self, link: Link, community: Community) -> Sequence[Account]:
        """The person's other account, everywhere that it belongs to `community`'s home: in all
        channels, or in the server.
        """
        if community != link.home:
            return ((link.home, link.member),)
        return tuple((channel, link.viewer) for channel in self.homes.channels_of(link.home))

    def restore(self, links: Iterable[Link]) -> None:
        """Bring back what an earlier run kept."""
        for link in links:
            self._keep(link)

    async def tie(self, link: Link, *, channel: Community) -> None:
        """`channel` is where the viewer showed that both accounts are theirs."""
        at = link.linked_at
        entries = (
            audit.of_person(link.home, link.member, "link.made", at=at),
            audit.of_person(channel, link.viewer, "link.made", at=at),
        )
        await self._ledger.commit(Changes(links=(link,), audit=entries))
        self._keep(link)

    async def part(self, community: Community, person: str) -> bool:
        """End somebody's link, from either side; whether there was one.

        Audit lines cannot be erased later, so none of them names both accounts.
        """
        link = self.of(community, person)
        if link is None:
            return False
        at = self._clock.now()
        places = {link.home: link.member, community: person}
        entries = [audit.of_person(where, who, _ENDED, at=at) for where, who in places.items()]
        await self._end(link, tuple(entries))
        return True

    async def part_strays(self) -> None:
        """What is left of homes that have no channel any more."""
        strays = [
            each for each in self._of_member.values() if not self.homes.channels_of(each.home)
        ]
        for link in strays:
            entry = AuditEntry(
                at=self._clock.now(),
                community=link.home,
                actor="haven",
                kind=_ENDED,
                detail={"person": link.member},
            )
            await self._end(link, (entry,))

    async def _end(self, link: Link, entries: tuple[AuditEntry, ...]) -> None:
        await self._ledger.commit(Changes(links=(replace(link, ended=True),), audit=entries))
        # Somebody quicker may have ended it, and another may stand in its place by now.
        for known, person in ((self._of_member, link.member), (self._of_viewer, link.viewer)):
            if known.get((link.home, person)) == link:
                del known[link.home, person]

    def _keep(self, link: Link) -> None:
        self._of_member[link.home, link.member] = link
        self._of_viewer[link.home, link.viewer] = link
