"""`/mode`, `/status` and `/lockdown on|off`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from cogs.admins import ADMINS, Asking, admin_of, answering
from cogs.asking import Interaction, show
from cogs.channels import Channels
from cogs.harmless import harmless
from cogs.proofs import require_proofs
from cogs.report_wording import rule_name
from engine.charter import Charter
from engine.events import Place
from engine.lockdowns import LockDowns
from engine.overview import Overview, Overviews
from engine.sanctions import UNSAID
from engine.verdict import Mode

_MODES = {
    Mode.OBSERVE: "Nothing is done, everything is shown.",
    Mode.ASSIST: "Moderators are asked before anything is done.",
    Mode.ENFORCE: "Haven acts by itself, and moderators can take it back.",
}
_CHOICES = [app_commands.Choice(name=mode.value, value=mode.value) for mode in Mode]

# A day is the longest that Discord pauses invites for.
Minutes = app_commands.Range[int, 1, 1_440]
Reason = app_commands.Range[str, 1, 400]


def mode_command(charter: Charter) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="mode", description="How much Haven does by itself here")
    @app_commands.choices(mode=_CHOICES)
    async def mode_of(interaction: Interaction, mode: str) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            chosen, present = Mode(mode), charter.of(asking.community)
            coming = replace(present, mode=chosen)
            await require_proofs(interaction, asking.guild, present, coming)
            await charter.choose_mode(asking.community, chosen, by=asking.by)
            await show(interaction, f"Mode is **{chosen}** from now on. {_MODES[chosen]}")

    return _for_admins(mode_of)


def status_command(
    overviews: Overviews, lockdowns: LockDowns, channels: Channels
) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="status", description="How Haven fares in this server")
    async def status(interaction: Interaction) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            overview = await overviews.of(asking.community)
            locked = lockdowns.in_force(asking.community)
            known = await channels.of(asking.community)
            others = {name: await overviews.of(channel) for name, channel in known.items()}
            await show(interaction, "\n".join(_in_words(overview, locked, others)))

    return _for_admins(status)


class LockDownCommands(app_commands.Group):
    def __init__(self, charter: Charter, lockdowns: LockDowns) -> None:
        super().__init__(
            name="lockdown",
            description="Raise this server's barriers, and lower them",
            default_permissions=ADMINS,
            guild_only=True,
        )
        self._charter = charter
        self._lockdowns = lockdowns

    @app_commands.command(name="on", description="Pause invites and DMs, raise verification")
    @app_commands.describe(minutes="For how long; as the policy says where left out")
    async def begin(
        self, interaction: Interaction, minutes: Minutes | None = None, reason: Reason = UNSAID
    ) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            usual = self._charter.of(asking.community).lock_down_for
            lasts = timedelta(minutes=minutes) if minutes else usual
            place = _place(interaction, asking)
            case = await self._lockdowns.begin(place, lasts, by=asking.by, reason=reason)
            await show(interaction, f"The lock-down is on its way, as case {case.number}.")

    @app_commands.command(name="off", description="Restore what was before the lock-down")
    async def end(self, interaction: Interaction) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            ended = await self._lockdowns.end(asking.community, by=asking.by)
            cases = ", ".join(map(str, ended))
            await show(interaction, f"The former settings are on their way back (case {cases}).")


def _for_admins(
    command: app_commands.Command[Any, ..., None],
) -> app_commands.Command[Any, ..., None]:
    command.default_permissions = ADMINS
    command.guild_only = True
    return command


def _place(interaction: Interaction, asking: Asking) -> Place:
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return Place(asking.community, str(channel.parent_id), str(channel.id))
    return Place(asking.community, str(interaction.channel_id))


def _in_words(
    overview: Overview, locked: tuple[int, ...], channels: Mapping[str, Overview]
) -> Iterator[str]:
    rate = overview.overturn_rate
    overturned = "none ruled upon yet" if rate is None else f"{rate:.0%} of rulings took them back"
    off = harmless(", ".join(overview.switched_off), longest=400) or "nothing"
    yield f"**Mode:** {overview.mode}. {_MODES[overview.mode]}"
    yield f"**Policy:** {harmless(overview.policy, longest=80)}"
    yield f"**Cases in thirty days:** {overview.cases}; {overturned}"
    yield f"**Waiting for a moderator:** {overview.waiting}"
    yield f"**Switched off:** {off}"
    yield f"**Asks first, being wrong too often:** {_corrected(overview)}"
    for each in overview.contenders:
        yield f"**Compared in the shadow, everywhere:** {harmless(each, longest=400)}"
    yield f"**Lock-down:** {f'case {locked[0]}' if locked else 'none'}"
    for name, there in channels.items():
        called = harmless(name, longest=50)
        yield f"**Also looked after from here:** {called} on Twitch, {_briefly(there)}"


def _briefly(overview: Overview) -> str:
    return f"{overview.mode} mode, {overview.waiting} waiting for a moderator"


def _corrected(overview: Overview) -> str:
    told = (
        f"{rule_name(rule)} ({share.part} of {share.whole} taken back)"
        for rule, share in overview.corrected.items()
    )
    return harmless("; ".join(told), longest=400) or "nothing"
