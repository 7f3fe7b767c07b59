"""A court with administrators: `ada` may manage the server, all others of the court may not."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from cogs.administration import Administration, add_to
from cogs.channels import Channels
from engine.charter import Charter
from engine.events import Community
from engine.overview import Overviews
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from tests.builders import policy
from tests.cogs.court import Court, open_court, said_in
from tests.engine.door import Door

SLASH = 1


@dataclass(frozen=True, kw_only=True)
class Office:
    court: Court
    ada: MemberActor
    services: Administration

    async def slash(
        self, name: str, /, *, by: MemberActor | None = None, **options: object
    ) -> InteractionResult:
        """Somebody enters a command, Discord's own limits aside; all its calls are answered."""
        person = by or self.ada
        known = self.court.env.backend.find_command(name.split(maxsplit=1)[0], None, type=SLASH)
        assert known is not None
        self.court.guild.set_command_permissions(int(known["id"]), {person: True})
        return await self.settled(await person.slash(self.court.mod_log, name, **options))

    async def told(self, name: str, /, **options: object) -> str:
        """What is answered to a command; only whoever asked sees it."""
        return "\n".join(said_in(await self.slash(name, **options)))  # type: ignore[arg-type]

    async def click(self, answer: InteractionResult, label: str) -> InteractionResult:
        return await self.settled(await self.ada.click(answer.response, label=label))

    async def select(self, answer: InteractionResult, what: str, values: Sequence[Any]) -> None:
        menu = f"haven:setup:{what}"
        await self.settled(await self.ada.select(answer.response, values, custom_id=menu))

    async def bot_may(self, **rights: bool) -> None:
        """Change what the bot's own role allows."""
        role = self.bot_role
        left = discord.Permissions(role.permissions.value)
        left.update(**rights)
        changes = {"permissions": left.value}
        self.court.env.backend.edit_role(self.court.guild.id, role.id, changes)
        await self.court.env.settle()

    @property
    def bot_role(self) -> discord.Role:
        guild = self.court.env.bot.get_guild(self.court.guild.id)
        assert guild is not None
        return guild.me.top_role

    async def settled(self, answer: InteractionResult) -> InteractionResult:
        await self.court.door.dispatcher.drain()
        assert answer.acknowledged
        return answer

    @property
    def charter(self) -> Charter:
        return self.services.charter

    @property
    def people(self) -> dict[str, MemberActor]:
        return {**self.court.people, "ada": self.ada}


def services_of(door: Door, mod_logs: Mapping[str, str], channels: Channels) -> Administration:
    def configured(community: Community) -> CommunityPolicy:
        return policy(mod_log=mod_logs.get(community.id, ""))

    policies = PolicyBook(configured, ledger=door.ledger)
    looks: dict[str, Any] = {"policies": policies, "archive": door.archive, "clock": door.clock}
    return Administration(
        charter=Charter(**looks),
        overviews=Overviews(
            **looks, switched_off=("sentiment",), contenders=lambda: ("policy *x*: 3",)
        ),
        lockdowns=door.lockdowns,
        channels=channels,
    )


def tree_of(client: discord.Client) -> app_commands.CommandTree[discord.Client]:
    """A client has one tree only, and the court may have planted it."""
    return client._connection._command_tree or app_commands.CommandTree(client)


@asynccontextmanager
async def open_office(
    folder: Path, *, mod_log: bool = True, channels: Sequence[Community] = ()
) -> AsyncIterator[Office]:
    async with open_court(folder, channels=channels) as court:
        mod_logs = {str(court.guild.id): str(court.mod_log.id)} if mod_log else {}
        looked_after = Channels(court.services.homes, court.services.desk)
        services = services_of(court.door, mod_logs, looked_after)
        tree = tree_of(court.env.bot)
        add_to(tree, services)
        await tree.sync()
        admins = court.guild.create_role(
            "admin", permissions=discord.Permissions(manage_guild=True)
        )
        ada = court.guild.add_member(court.env.create_user("ada"), roles=[admins])
        await court.env.settle()
        # What is looked at is what is said from here on, not the list of commands.
        court.env.backend.http_requests.clear()
        yield Office(court=court, ada=ada, services=services)


def silent(office: Office) -> bool:
    """Nothing that was sent may ping anybody."""
    bodies = list(office.court.bodies())
    return bool(bodies) and all(each.get("allowed_mentions") == {"parse": []} for each in bodies)
