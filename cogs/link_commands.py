"""Members link an account of theirs on Twitch: a code here, to be said in chat there."""

from discord import app_commands

from cogs.asking import Interaction, admit, community_of, say
from cogs.tree import HavenTree
from engine.link_codes import legible
from engine.linking import Linking

Command = app_commands.Command[app_commands.Group, ..., None]


def add_to(tree: HavenTree, linking: Linking) -> None:
    """`/link` and `/unlink`: each about whoever enters it alone."""
    tree.add_command(_link(linking))
    tree.add_command(_unlink(linking))


def _link(linking: Linking) -> Command:
    @app_commands.command(description="Link your Twitch account: both then have one record here")
    async def link(interaction: Interaction) -> None:
        by = await admit(interaction)
        code = linking.offer(community_of(interaction), by.id)
        await say(interaction, _offer(code))

    return link


def _unlink(linking: Linking) -> Command:
    @app_commands.command(description="End the link: each account stands for itself again")
    async def unlink(interaction: Interaction) -> None:
        by = await admit(interaction)
        await linking.part(community_of(interaction), by.id)
        await say(interaction, "Your accounts are linked no more; each stands for itself again.")

    return unlink


def _offer(code: str) -> str:
    return (
        "Write this within ten minutes in the Twitch chat of this server, with your own account:\n"
        f"```!haven link {legible(code)}```"
        "Then what either account did counts for both: warnings, time-outs, how you wrote lately. "
        "Nothing else is shared, and `/unlink` ends it.\n"
        "Give the code to nobody: whoever writes it there is taken for you."
    )
