"""`/setup`: proves what Haven can do here, then lets an administrator choose what it should do."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands, ui

from cogs.admins import ADMINS, Asking, Form, admin_of, answering
from cogs.asking import Interaction, show
from cogs.policy_wording import changes_in_words
from cogs.preset_notice import tell_moderators
from cogs.proofs import Proof, proofs_of, require_proofs, told
from cogs.setup_choices import (
    MODES,
    MOST,
    ChannelsChoice,
    Choice,
    LanguageChoice,
    ModeChoice,
    ModLogChoice,
    PresetChoice,
    RolesChoice,
    language_name,
)
from engine.charter import Charter
from engine.policy.community import CommunityPolicy
from engine.policy.document import PRESET

# All texts of a message may have 4,000 characters; what stands around the proofs has its share.
_LONGEST = 3_000


def setup_command(charter: Charter) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="setup", description="Prove what Haven can do here, and choose")
    async def setup(interaction: Interaction) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            mod_log, nonce = charter.of(asking.community).mod_log, str(interaction.id)
            proofs = await proofs_of(interaction.client, asking.guild, mod_log=mod_log, nonce=nonce)
            await show(interaction, SetupForm(charter, asking, proofs))

    setup.default_permissions = ADMINS
    setup.guild_only = True
    return setup


class SetupForm(Form):
    """What was chosen is kept until Save; only whoever asked sees it."""

    def __init__(self, charter: Charter, asking: Asking, proofs: Sequence[Proof]) -> None:
        super().__init__()
        self._charter = charter
        policy, guild = charter.of(asking.community), asking.guild
        self._choices: tuple[Choice, ...] = (
            ModeChoice(policy),
            PresetChoice(policy),
            ModLogChoice(policy, guild),
            LanguageChoice(policy),
            RolesChoice(policy, guild),
            ChannelsChoice(policy, guild),
        )
        parts: list[ui.Item[SetupForm]] = [ui.TextDisplay(_proved(proofs)), ui.Separator()]
        parts.append(ui.TextDisplay("### What should it do?"))
        for choice in self._choices:
            parts += [ui.TextDisplay(choice.title), ui.ActionRow(choice.select)]
        parts.append(ui.ActionRow(_Save(self)))
        self.add_item(ui.Container(*parts, accent_colour=discord.Colour.blurple()))

    async def save(self, interaction: Interaction) -> None:
        async with answering(interaction, anew=False):
            asking = admin_of(interaction)
            present = self._charter.of(asking.community)
            chosen = self._chosen(present)
            draft = self._charter.draft_keys(asking.community, chosen)
            remarks = await require_proofs(interaction, asking.guild, present, draft.policy)
            policy = await self._charter.adopt(draft, by=asking.by)
            if PRESET in chosen:
                nonce = str(interaction.id)
                notice = await tell_moderators(asking, present, policy, nonce=nonce)
                remarks = (*remarks, notice)
            await show(interaction, _saved(policy, remarks, present))
            self.stop()

    def _chosen(self, present: CommunityPolicy) -> Mapping[str, object]:
        chosen = ((choice.key, choice.value(present)) for choice in self._choices)
        return {key: value for key, value in chosen if value is not None}


class _Save(ui.Button[SetupForm]):
    def __init__(self, form: SetupForm) -> None:
        super().__init__(label="Save", style=discord.ButtonStyle.success)
        self._form = form

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await self._form.save(interaction)


def _proved(proofs: Sequence[Proof]) -> str:
    return "\n".join(("### What Haven can do here", *map(told, proofs)))[:_LONGEST]


def _saved(policy: CommunityPolicy, remarks: Sequence[Proof], former: CommunityPolicy) -> str:
    roles = ", ".join(f"<@&{role}>" for role in sorted(policy.exempt_roles)[:MOST]) or "none"
    channels = ", ".join(f"<#{each}>" for each in sorted(policy.exempt_channels)[:MOST]) or "none"
    lines = (
        f"Mode is **{policy.mode}** from now on. {MODES[policy.mode]}.",
        f"Cases are shown in: {f'<#{policy.mod_log}>' if policy.mod_log else 'no channel'}",
        f"Members are written to in: {language_name(policy.language)}",
        f"Roles left alone: {roles}",
        f"Channels left alone: {channels}",
        *map(told, remarks),
        changes_in_words(policy, former),
    )
    return "\n".join(filter(None, lines))
