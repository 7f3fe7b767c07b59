"""Discord's commands over the house, and whether Discord must be told of them anew."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

import aiohttp
import discord

from bot.app import House
from cogs import administration
from cogs.administration import Administration
from cogs.case_buttons import Services
from cogs.channels import Channels
from cogs.commands import Offices, tree_for
from cogs.report import Reporting
from cogs.tree import HavenTree, digest
from engine.changes import Changes, Setting
from engine.charter import Charter
from engine.clock import Clock
from engine.events import Community, Platform
from engine.homes import Homes
from engine.overview import Overviews
from engine.ports import StorageError
from engine.reports import Reports
from engine.weeks import Weeks

log = logging.getLogger(__name__)

# Beside what communities chose for themselves; an application's number is no server's.
_TOLD = "commands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What commands tell of the configuration, or need of it."""

    clock: Clock
    switched_off: Iterable[str] = ()
    homes: Homes = field(default_factory=Homes)


class DiscordCommands:
    """One for all clients: reports are counted, and policies changed one at a time, across them."""

    def __init__(self, house: House, services: Services, chosen: Chosen) -> None:
        self._house = house
        self._offices = _offices(house, services, chosen)
        self._administration = _administration(house, chosen)

    def tree_for(self, client: discord.Client) -> HavenTree:
        tree = tree_for(client, self._offices)
        administration.add_to(tree, self._administration)
        return tree

    def forget(self, community: Community, person: str) -> None:
        """Commands keep no more of a person than how often they reported lately."""
        self._offices.reports.forget(community, person)

    async def tell(self, tree: HavenTree) -> None:
        """Tell Discord of the commands if it was told of others; it has accepted the bot already.

        Where that fails Haven moderates on, and the next client tries again.
        """
        try:
            present = digest(tree)
            about = Community(Platform.DISCORD, str(tree.client.application_id))
            if await self._house.archive.setting(about, _TOLD) == present:
                return
            await tree.sync()
            setting = Setting(community=about, key=_TOLD, value=present)
            await self._house.ledger.commit(Changes(settings=(setting,)))
        except (discord.DiscordException, aiohttp.ClientError, OSError, StorageError) as fault:
            log.warning("Discord was not told of the commands", extra={"why": str(fault)})


def _offices(house: House, services: Services, chosen: Chosen) -> Offices:
    door = house.door
    return Offices(
        cases=services,
        sanctions=door.sanctions,
        reports=Reports(
            desk=house.desk,
            docket=door.docket,
            casebook=door.casebook,
            dispatcher=door.dispatcher,
            clock=chosen.clock,
        ),
        reporting=Reporting(
            weeks=Weeks(
                archive=house.archive,
                harms=house.archive.harms,
                clock=chosen.clock,
                packets=house.archive.packets,
            ),
            painter=services.painter,
            policies=house.policies.of,
        ),
        appeals=door.appeals,
        lessons=door.lessons,
        privacy=house.privacy,
        protections=house.protections,
        linking=house.linking,
        policies=house.policies.of,
        clock=chosen.clock,
    )


def _administration(house: House, chosen: Chosen) -> Administration:
    policies, archive, clock = house.policies, house.archive, chosen.clock
    return Administration(
        charter=Charter(
            policies=policies,
            archive=archive,
            clock=clock,
            protected=house.protections.of,
            links=house.linking.links,
            normalise=house.normalise,
        ),
        overviews=Overviews(
            policies=policies,
            archive=archive,
            clock=clock,
            switched_off=chosen.switched_off,
        ),
        lockdowns=house.door.lockdowns,
        channels=Channels(chosen.homes, house.desk),
    )
