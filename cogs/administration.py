"""What administrators do on Discord: their commands, on whichever client's tree there is."""

from dataclasses import dataclass

import discord
from discord import app_commands

from cogs.channels import Channels
from cogs.policy_commands import PolicyCommands
from cogs.server_commands import LockDownCommands, mode_command, status_command
from cogs.setup import setup_command
from engine.charter import Charter
from engine.lockdowns import LockDowns
from engine.overview import Overviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """What the commands need of the house."""

    charter: Charter
    overviews: Overviews
    lockdowns: LockDowns
    channels: Channels


def add_to(tree: app_commands.CommandTree[discord.Client], services: Administration) -> None:
    """Add all commands; a new client has a new tree, and needs them anew."""
    tree.add_command(PolicyCommands(services.charter))
    tree.add_command(mode_command(services.charter))
    tree.add_command(status_command(services.overviews, services.lockdowns, services.channels))
    tree.add_command(LockDownCommands(services.charter, services.lockdowns))
    tree.add_command(setup_command(services.charter))
