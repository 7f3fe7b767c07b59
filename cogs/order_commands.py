"""Moderators' own orders as commands: warn, time-out, mute, kick, ban, unban, hide."""

from typing import Protocol

import discord
from discord import app_commands

from cogs.asking import Interaction, admit, place_of, say, standings_in
from cogs.cards import words_for
from cogs.lengths import length_of
from cogs.messages import message_at, require_hiding
from cogs.standing import RIGHTS
from cogs.tree import HavenTree
from engine.actions import Ban, Hide, Kick, Mute, Timeout, Unban, Warn
from engine.authority import Deed, power_for
from engine.cases import Case
from engine.events import Place, Power
from engine.sanctions import UNSAID, Instruction, Sanctions

Reason = app_commands.Range[str, 1, 1_000]
_PERSON, _WHY = "Who, by name or id", "Why, for the case and the audit log"
_TOLD = "Why: the person is told, and it stands in the case and the audit log"
Command = app_commands.Command[app_commands.Group, ..., None]


class Personal(Protocol):
    """Makes a deed of the person alone."""

    def __call__(self, *, user: str) -> Deed: ...


_PLAIN: tuple[tuple[Power, str, str, str, Personal], ...] = (
    (Power.MUTE, "mute", "Keep somebody from writing until a moderator lifts it", _TOLD, Mute),
    (Power.KICK, "kick", "Remove somebody, who may come back by an invite", _TOLD, Kick),
    (Power.BAN, "ban", "Ban somebody, who need not be here (any more)", _TOLD, Ban),
    (Power.BAN, "unban", "Lift a ban; whoever it was may come back by an invite", _WHY, Unban),
)


def add_to(tree: HavenTree, sanctions: Sanctions) -> None:
    """Whoever may do something by hand may have Haven do it, so that it becomes a case."""
    commands: list[tuple[Power, Command]] = [
        (Power.WARN, _warn(sanctions)),
        (Power.TIMEOUT, _timeout(sanctions)),
        (Power.HIDE, _hide(sanctions)),
    ]
    for power, name, description, why, deed_to in _PLAIN:
        commands.append((power, _plain(sanctions, name, (description, why), deed_to)))
    for power, command in commands:
        command.default_permissions = RIGHTS[power]
        tree.add_command(command)


def _warn(sanctions: Sanctions) -> Command:
    @app_commands.command(description="Warn somebody: they are told why")
    @app_commands.describe(person=_PERSON, reason="What they are told, and why")
    async def warn(interaction: Interaction, person: discord.User, reason: Reason) -> None:
        deed = Warn(user=str(person.id), text=reason)
        await _order(interaction, sanctions, deed, reason=reason)

    return warn


def _timeout(sanctions: Sanctions) -> Command:
    @app_commands.command(description="Keep somebody from writing for a while")
    @app_commands.describe(person=_PERSON, length="As in: 10m, 1h 30m, 7d, 2 weeks", reason=_TOLD)
    async def timeout(
        interaction: Interaction, person: discord.User, length: str, reason: Reason = UNSAID
    ) -> None:
        deed = Timeout(user=str(person.id), duration=length_of(length))
        await _order(interaction, sanctions, deed, reason=reason)

    return timeout


def _plain(
    sanctions: Sanctions, name: str, described: tuple[str, str], deed_to: Personal
) -> Command:
    """A command that needs to know no more than whom and why; `described` is what it does, and
    what a reason is for.
    """
    description, why = described

    @app_commands.command(name=name, description=description)
    @app_commands.describe(person=_PERSON, reason=why)
    async def plain(
        interaction: Interaction, person: discord.User, reason: Reason = UNSAID
    ) -> None:
        await _order(interaction, sanctions, deed_to(user=str(person.id)), reason=reason)

    return plain


def _hide(sanctions: Sanctions) -> Command:
    @app_commands.command(description="Take a message down; its words are kept with the case")
    @app_commands.describe(message="Its link, or its id in this channel", reason=_WHY)
    async def hide(interaction: Interaction, message: str, reason: Reason = UNSAID) -> None:
        await admit(interaction, Power.HIDE)
        found = await message_at(interaction, message)
        require_hiding(interaction, found)
        deed = Hide(user=str(found.author.id), message=str(found.id))
        place = place_of(interaction, found.channel)
        await _order(interaction, sanctions, deed, reason=reason, place=place)

    return hide


async def _order(
    interaction: Interaction,
    sanctions: Sanctions,
    deed: Deed,
    *,
    reason: str,
    place: Place | None = None,
) -> None:
    by = await admit(interaction, power_for(deed))
    over = await standings_in(interaction, deed.user)
    instruction = Instruction(place=place or place_of(interaction), deeds=(deed,), reason=reason)
    await say(interaction, told(await sanctions.order(instruction, by=by, over=over)))


def told(case: Case) -> str:
    """What was ordered; how it ended stands on the case's card."""
    return f"Case {case.number} · <@{case.author}> · {words_for(case.actions[0])}, under way."
