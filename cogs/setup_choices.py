"""What can be chosen in `/setup`: each choice is a select that knows its key of the policy."""

from collections.abc import Iterable
from typing import Any, Protocol

import discord
from discord import ui

from engine.notices.shelf import LANGUAGES
from engine.policy.community import CommunityPolicy
from engine.policy.document import PRESET, preset_of
from engine.policy.presets import PRESETS
from engine.verdict import Mode

# Discord's limit for one select.
MOST = 25
MODES = {
    Mode.OBSERVE: "Nothing is done, everything is shown",
    Mode.ASSIST: "Moderators are asked first",
    Mode.ENFORCE: "Haven acts by itself",
}
_NAMES = {"en": "English", "es": "Español", "fr": "Français", "de": "Deutsch", "pt": "Português"}


class Choice(Protocol):
    """`value` is what the key is to be, or None to leave it alone; what a select could not show
    stays as it is.
    """

    key: str
    title: str

    @property
    def select(self) -> ui.Item[Any]: ...

    def value(self, present: CommunityPolicy) -> object: ...


def language_name(code: str) -> str:
    return _NAMES.get(code, code)


class _Option(ui.Select[Any]):
    """One of a few names."""

    key: str
    title: str

    def __init__(self, options: list[discord.SelectOption], chosen: str) -> None:
        super().__init__(custom_id=f"haven:setup:{self.key}", options=options)
        self._chosen = chosen

    @property
    def select(self) -> ui.Item[Any]:
        return self

    def value(self, present: CommunityPolicy) -> object:  # noqa: ARG002  all of it was shown
        return self._chosen

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        self._chosen = self.values[0]
        await interaction.response.defer()


class ModeChoice(_Option):
    key = "mode"
    title = "**How much by itself**"

    def __init__(self, policy: CommunityPolicy) -> None:
        options = [
            discord.SelectOption(label=mode.value, description=said, default=mode is policy.mode)
            for mode, said in MODES.items()
        ]
        super().__init__(options, policy.mode.value)


class PresetChoice(_Option):
    """Nothing is taken anew but by choosing another one than holds."""

    key = PRESET
    title = "**Preset** to begin with; own rules stay, and what changes is shown when you save"
    _NONE = "none"

    def __init__(self, policy: CommunityPolicy) -> None:
        self._held = preset_of(policy) or self._NONE
        options = [
            discord.SelectOption(label=each.name, description=each.about, value=each.name)
            for each in PRESETS.values()
        ]
        if self._held == self._NONE:
            kept = "What holds now stays"
            options.insert(
                0, discord.SelectOption(label="no preset", description=kept, value=self._NONE)
            )
        for option in options:
            option.default = option.value == self._held
        super().__init__(options, self._held)

    def value(self, present: CommunityPolicy) -> object:  # noqa: ARG002
        return None if self._chosen == self._held else self._chosen


class LanguageChoice(_Option):
    key = "language"
    title = "**Language** that members are written to in, and offered help in"

    def __init__(self, policy: CommunityPolicy) -> None:
        options = [
            discord.SelectOption(
                label=language_name(code), value=code, default=code == policy.language
            )
            for code in LANGUAGES
        ]
        super().__init__(options, policy.language)


class ModLogChoice(ui.ChannelSelect[Any]):
    key = "mod_log"
    title = "**Channel for moderators**, where cases are shown; it is tried out when you save"

    def __init__(self, policy: CommunityPolicy, guild: discord.Guild) -> None:
        known = guild.get_channel_or_thread(int(policy.mod_log or 0))
        super().__init__(
            custom_id=f"haven:setup:{self.key}",
            placeholder="Choose one that only moderators can read",
            channel_types=[discord.ChannelType.text, discord.ChannelType.private_thread],
            default_values=[known] if known else [],
        )
        self._chosen = policy.mod_log

    @property
    def select(self) -> ui.Item[Any]:
        return self

    def value(self, present: CommunityPolicy) -> object:  # noqa: ARG002
        return self._chosen

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        self._chosen = str(self.values[0].id)
        await interaction.response.defer()


class RolesChoice(ui.RoleSelect[Any]):
    key = "exempt_roles"
    title = "**Left alone**, whatever is written"

    def __init__(self, policy: CommunityPolicy, guild: discord.Guild) -> None:
        known = {str(role.id): role for role in guild.roles}
        self._shown = self._chosen = _first(policy.exempt_roles & known.keys())
        super().__init__(
            custom_id=f"haven:setup:{self.key}",
            placeholder="Roles whose members are left alone",
            min_values=0,
            max_values=MOST,
            default_values=[known[name] for name in sorted(self._shown)],
        )

    @property
    def select(self) -> ui.Item[Any]:
        return self

    def value(self, present: CommunityPolicy) -> object:
        return self._chosen | (present.exempt_roles - self._shown)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        self._chosen = frozenset(str(role.id) for role in self.values)
        await interaction.response.defer()


class ChannelsChoice(ui.ChannelSelect[Any]):
    key = "exempt_channels"
    title = "-# and in these channels"

    def __init__(self, policy: CommunityPolicy, guild: discord.Guild) -> None:
        known = {str(channel.id): channel for channel in guild.channels}
        self._shown = self._chosen = _first(policy.exempt_channels & known.keys())
        super().__init__(
            custom_id=f"haven:setup:{self.key}",
            placeholder="Channels that are left alone",
            min_values=0,
            max_values=MOST,
            default_values=[known[name] for name in sorted(self._shown)],
        )

    @property
    def select(self) -> ui.Item[Any]:
        return self

    def value(self, present: CommunityPolicy) -> object:
        return self._chosen | (present.exempt_channels - self._shown)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        self._chosen = frozenset(str(channel.id) for channel in self.values)
        await interaction.response.defer()


def _first(names: Iterable[str]) -> frozenset[str]:
    return frozenset(sorted(names)[:MOST])
