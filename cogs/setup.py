"""`/setup`: proves what Haven can do here, then lets an administrator choose what it should do."""

from collections.abc import Iterable, Mapping
from typing import Any

import discord
from discord import app_commands, ui

from cogs.admins import (
    ADMINS,
    PATIENCE_SECONDS,
    Asking,
    admin_of,
    answering,
    show,
)
from cogs.asking import Interaction
from cogs.proofs import Proof, enough, proofs_of
from engine.authority import DeniedError
from engine.charter import Charter
from engine.policy.community import CommunityPolicy
from engine.verdict import Mode

# Discord's limits for one select and for one message.
_MOST = 25
_LONGEST = 2_000
_MODES = {
    Mode.OBSERVE: "Nothing is done, everything is shown",
    Mode.ASSIST: "Moderators are asked first",
    Mode.ENFORCE: "Haven acts by itself",
}
_TOO_LITTLE = (
    "Haven cannot act by itself here yet: mend what is marked ❌, enter `/setup` once more, or "
    "choose another mode."
)


def setup_command(
    charter: Charter, mod_logs: Mapping[str, str]
) -> app_commands.Command[Any, ..., None]:
    """`mod_logs` tells each server's channel for moderators, as configured."""

    @app_commands.command(name="setup", description="Prove what Haven can do here, and choose")
    async def setup(interaction: Interaction) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            guild, mod_log = asking.guild, mod_logs.get(str(asking.guild.id))
            nonce = str(interaction.id)
            proofs = await proofs_of(interaction.client, guild, mod_log=mod_log, nonce=nonce)
            form = SetupForm(charter, asking, able=enough(proofs))
            await show(interaction, _in_words(proofs), view=form)

    setup.default_permissions = ADMINS
    setup.guild_only = True
    return setup


class SetupForm(ui.View):
    """What was chosen is kept until Save; only whoever asked sees it."""

    def __init__(self, charter: Charter, asking: Asking, *, able: bool) -> None:
        super().__init__(timeout=PATIENCE_SECONDS)
        self._charter = charter
        self._able = able
        policy = charter.of(asking.community)
        self._mode = _ModeSelect(policy)
        self._roles = _RoleSelect(policy, asking.guild)
        self._channels = _ChannelSelect(policy, asking.guild)
        for item in (self._mode, self._roles, self._channels, _Save(self)):
            self.add_item(item)

    async def save(self, interaction: Interaction) -> None:
        async with answering(interaction, anew=False):
            asking = admin_of(interaction)
            draft = self._charter.draft_keys(asking.community, self._chosen(asking))
            if draft.policy.mode is Mode.ENFORCE and not self._able:
                raise DeniedError(_TOO_LITTLE)
            policy = await self._charter.adopt(draft, by=asking.by)
            await show(interaction, _saved(policy))
            self.stop()

    def _chosen(self, asking: Asking) -> Mapping[str, object]:
        """What a select could not show stays as it is."""
        present = self._charter.of(asking.community)
        return {
            "mode": self._mode.chosen,
            "exempt_roles": self._roles.chosen | (present.exempt_roles - self._roles.shown),
            "exempt_channels": self._channels.chosen
            | (present.exempt_channels - self._channels.shown),
        }


class _ModeSelect(ui.Select[SetupForm]):
    def __init__(self, policy: CommunityPolicy) -> None:
        options = [
            discord.SelectOption(label=mode.value, description=said, default=mode is policy.mode)
            for mode, said in _MODES.items()
        ]
        super().__init__(custom_id="haven:setup:mode", options=options)
        self.chosen = policy.mode.value

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        self.chosen = self.values[0]
        await interaction.response.defer()


class _RoleSelect(ui.RoleSelect[SetupForm]):
    def __init__(self, policy: CommunityPolicy, guild: discord.Guild) -> None:
        known = {str(role.id): role for role in guild.roles}
        self.shown = _first(policy.exempt_roles & known.keys())
        super().__init__(
            custom_id="haven:setup:roles",
            placeholder="Roles whose members are left alone",
            min_values=0,
            max_values=_MOST,
            default_values=[known[name] for name in sorted(self.shown)],
        )
        self.chosen = self.shown

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        self.chosen = frozenset(str(role.id) for role in self.values)
        await interaction.response.defer()


class _ChannelSelect(ui.ChannelSelect[SetupForm]):
    def __init__(self, policy: CommunityPolicy, guild: discord.Guild) -> None:
        known = {str(channel.id): channel for channel in guild.channels}
        self.shown = _first(policy.exempt_channels & known.keys())
        super().__init__(
            custom_id="haven:setup:channels",
            placeholder="Channels that are left alone",
            min_values=0,
            max_values=_MOST,
            default_values=[known[name] for name in sorted(self.shown)],
        )
        self.chosen = self.shown

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        self.chosen = frozenset(str(channel.id) for channel in self.values)
        await interaction.response.defer()


class _Save(ui.Button[SetupForm]):
    def __init__(self, form: SetupForm) -> None:
        super().__init__(label="Save", style=discord.ButtonStyle.success)
        self._form = form

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await self._form.save(interaction)


def _first(names: Iterable[str]) -> frozenset[str]:
    return frozenset(sorted(names)[:_MOST])


def _in_words(proofs: tuple[Proof, ...]) -> str:
    lines = (_line(proof) for proof in proofs)
    told = "\n".join(("**What Haven can do here**", *lines, "**What should it do?**"))
    return told[:_LONGEST]


def _line(proof: Proof) -> str:
    if proof.holds:
        return f"✅ {proof.what}"
    return f"{'❌' if proof.vital else '⚠️'} {proof.what}: {proof.fix}"


def _saved(policy: CommunityPolicy) -> str:
    roles = ", ".join(f"<@&{role}>" for role in sorted(policy.exempt_roles)[:_MOST]) or "none"
    channels = ", ".join(f"<#{each}>" for each in sorted(policy.exempt_channels)[:_MOST]) or "none"
    return (
        f"Mode is **{policy.mode}** from now on. {_MODES[policy.mode]}.\n"
        f"Roles left alone: {roles}\nChannels left alone: {channels}"
    )
