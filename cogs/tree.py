"""A client's commands: for servers only, refused in plain words, compared by their digest."""

import hashlib
import json
import logging

import discord
from discord import app_commands

from cogs.asking import UNWRITTEN, Interaction, say
from engine.authority import DeniedError
from engine.ports import StorageError

log = logging.getLogger(__name__)

_OUTDATED = "That command has changed meanwhile. Try again in a minute."
_BROKEN = "Something went wrong here, and it was written down for whoever runs the bot."


class HavenTree(app_commands.CommandTree[discord.Client]):
    """A client has one tree only. Whatever a command refuses is answered by it."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        await answer_fault(interaction, error)


async def answer_fault(interaction: Interaction, error: Exception) -> None:
    await say(interaction, words_of(error))


def words_of(error: Exception) -> str:
    """What to say of an error that a command, menu, form or click ended with."""
    match error.original if isinstance(error, app_commands.CommandInvokeError) else error:
        case DeniedError() as denial:
            return str(denial)
        case StorageError() as fault:
            log.error(str(fault))
            return UNWRITTEN
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return _OUTDATED
        case fault:
            log.error("command failed", exc_info=fault)
            return _BROKEN


def digest(tree: HavenTree) -> str:
    """Names all commands as Discord is told of them: only where it differs from that of the last
    run need Discord be told, which it allows rarely.
    """
    told = [command.to_dict(tree) for command in tree.get_commands()]
    told.sort(key=lambda command: (command["type"], command["name"]))
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
