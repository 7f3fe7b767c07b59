"""What is offered on a message and on a person: report, ask why, say what it was, the history."""

import discord
from discord import app_commands

from cogs.asking import (
    Interaction,
    admit,
    community_of,
    everybody_in,
    place_of,
    say,
    show,
    standings_in,
)
from cogs.case_buttons import Services
from cogs.case_commands import MODERATORS, show_history
from cogs.explain_command import message_explained
from cogs.messages import require_hiding
from cogs.tree import HavenTree
from engine.actions import Hide
from engine.authority import DeniedError
from engine.cases import Case
from engine.desk import Desk
from engine.events import Power
from engine.reports import Reports
from engine.sanctions import Instruction, Sanctions
from engine.verdict import Category

_CALLED = "A moderator called it harassment."
_NO_CASE = "Haven has no case about that message."


def add_to(tree: HavenTree, services: Services, *, sanctions: Sanctions, reports: Reports) -> None:
    """Discord takes five menus of a kind: four on messages, one on people, are in use."""
    asked = _Asked(services, sanctions=sanctions, reports=reports)
    tree.add_command(app_commands.ContextMenu(name="Report", callback=asked.report))
    for name, callback in (
        ("Why?", asked.why),
        ("This is fine", asked.fine),
        ("This is harassment", asked.harassment),
        ("History", asked.history),
    ):
        menu = app_commands.ContextMenu(name=name, callback=callback)
        menu.default_permissions = MODERATORS
        tree.add_command(menu)


class _Asked:
    def __init__(self, services: Services, *, sanctions: Sanctions, reports: Reports) -> None:
        self._desk = services.desk
        self._bench = services.bench
        self._sanctions = sanctions
        self._reports = reports

    async def report(self, interaction: Interaction, message: discord.Message) -> None:
        by = await admit(interaction)
        place = place_of(interaction, message.channel)
        author = str(message.author.id)
        await self._reports.file(place, str(message.id), author=author, by=by.id)
        await say(interaction, "Moderators will look at it; nobody is told that it was you.")

    async def why(self, interaction: Interaction, message: discord.Message) -> None:
        await admit(interaction, Power.REVIEW)
        where = community_of(interaction)
        await show(interaction, await message_explained(self._desk, where, str(message.id)))

    async def fine(self, interaction: Interaction, message: discord.Message) -> None:
        by = await admit(interaction, Power.REVIEW)
        case = await _case_about(interaction, self._desk, message)
        if case is None:
            raise DeniedError(f"{_NO_CASE} There is nothing to take back.")
        over = await everybody_in(interaction, case)
        await self._bench.reverse(case.community, case.number, by=by, over=over)
        await say(interaction, f"Case {case.number} is taken back.")

    async def harassment(self, interaction: Interaction, message: discord.Message) -> None:
        """Confirm the case there is; otherwise hide the message by a moderator's own word."""
        by = await admit(interaction, Power.REVIEW)
        case = await _case_about(interaction, self._desk, message)
        case = case or await self._hidden(interaction, message)
        over = await everybody_in(interaction, case)
        await self._bench.confirm(case.community, case.number, by=by, over=over)
        await say(interaction, f"Case {case.number} is confirmed as harassment.")

    async def history(self, interaction: Interaction, person: discord.User) -> None:
        await admit(interaction, Power.REVIEW)
        await show_history(interaction, self._desk, person)

    async def _hidden(self, interaction: Interaction, message: discord.Message) -> Case:
        by = await admit(interaction, Power.HIDE)
        require_hiding(interaction, message)
        author = str(message.author.id)
        instruction = Instruction(
            place=place_of(interaction, message.channel),
            deeds=(Hide(user=author, message=str(message.id)),),
            reason=_CALLED,
            category=Category.HARASSMENT,
        )
        over = await standings_in(interaction, author)
        return await self._sanctions.order(instruction, by=by, over=over)


async def _case_about(
    interaction: Interaction, desk: Desk, message: discord.Message
) -> Case | None:
    author = str(message.author.id)
    return await desk.about(community_of(interaction), str(message.id), by=author)
