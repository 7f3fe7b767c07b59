"""What a self-hoster can set: frozen sections, each with safe defaults."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.reasoning_settings import Reasoning
from bot.section import Section
from bot.twitch_settings import Twitch
from bot.values import (
    ByServer,
    CommunityKey,
    FolderName,
    MaybeFolderName,
    MaybePlatformId,
    Names,
    OwnPatterns,
    OwnRules,
    RulesText,
    Score,
    Shards,
    SocketAddress,
    WebAddress,
    split,
)
from engine.events import Community, Platform
from engine.policy.community import CommunityPolicy
from engine.policy.rules import asked_in_vain
from engine.screening.cascade import Shedding
from engine.verdict import Mode

PREFIX = "HAVEN_"

DetectorName = Literal[
    "normaliser",
    "spelling",
    "lexicon",
    "memory",
    "fine_precedents",
    "sentiment",
    "heuristics",
    "quotation",
    "endearment",
    "targeting",
    "spam",
    "language",
    "classifier",
    "escalation",
    "pairs",
    "dogpile",
    "brigade",
    "raid",
    "hype",
    "crisis",
    "reciprocity",
    "forecast",
    "guard",
]


DetectorNames = Annotated[frozenset[DetectorName], NoDecode, BeforeValidator(split)]

# Keys of a policy that name their unit; CommunityPolicy calls all others as they are called here.
_IN_UNITS = {"strike_half_life_days", "warning_grace_seconds", "lock_down_minutes"}


class State(Section):
    folder: Annotated[Path, AfterValidator(Path.expanduser)] = Path("state")
    key: SecretStr = SecretStr("")


class Console(Section):
    enabled: bool = False


class Discord(Section):
    enabled: bool = False
    token: SecretStr = SecretStr("")
    rest_base: WebAddress = ""
    gateway_url: SocketAddress = ""
    mod_log: ByServer = Field(default_factory=dict)
    message_content: bool = True
    shards: Shards = 0
    mute_roles: ByServer = Field(default_factory=dict)

    def lacks(self) -> Iterator[str]:
        if not self.token.get_secret_value():
            yield ".env: HAVEN_DISCORD__TOKEN: your bot's token from the Discord developer portal"


class Screening(Section):
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    model: FolderName = "screening"
    challenger: MaybeFolderName = ""
    cascade: Shedding = Shedding.SHED
    risk_model: Literal["fused", "blueprint"] = "fused"
    switched_off: DetectorNames = frozenset()

    @property
    def folder(self) -> Path:
        """Where the model lies, in the installed package."""
        return Path(str(files("data.models"))) / self.model

    @property
    def challenger_folder(self) -> Path:
        return self.folder.with_name(self.challenger)


class Shadow(Section):
    policy: str = ""


class Queue(Section):
    limit: Annotated[int, Field(ge=1)] = 10_000


class Policy(Section):
    """CommunityPolicy in a configuration file's words, with units in the keys."""

    mode: Mode = Mode.OBSERVE
    ladder: Literal["graduated", "severity"] = "graduated"
    light_at: Score = 0.2
    escalate_at: Score = 0.6
    act_at: Score = 0.5
    hide_at: Score = 0.7
    strike_half_life_days: Annotated[float, Field(gt=0, le=3650, allow_inf_nan=False)] = 14
    warning_grace_seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 60
    bans_need_moderator: bool = True
    bans_per_minute: Annotated[int, Field(ge=0)] = 5
    destructive_per_ten_minutes: Annotated[int, Field(ge=0)] = 20
    lock_down_minutes: Annotated[float, Field(gt=0, le=10_080, allow_inf_nan=False)] = 30
    exempt_roles: Names = frozenset()
    exempt_channels: Names = frozenset()
    mod_log: MaybePlatformId = ""
    language: Literal["en", "es", "fr", "de", "pt"] = "en"
    apologise: bool = True
    overturn_budget: Score = 0.3
    link_accounts: bool = False
    rules_text: RulesText = ""
    patterns: OwnPatterns = ()
    rules: OwnRules = ()

    def community_policy(self) -> CommunityPolicy:
        alike = self.model_dump(exclude={*_IN_UNITS, "patterns", "rules"})
        return CommunityPolicy(
            **alike,
            patterns=self.patterns,
            rules=self.rules,
            strike_half_life=timedelta(days=self.strike_half_life_days),
            warning_grace=timedelta(seconds=self.warning_grace_seconds),
            lock_down_for=timedelta(minutes=self.lock_down_minutes),
        )

    def overridden_by(self, other: "Policy") -> "Policy":
        """These settings, but for those that were written down in `other`."""
        return self.model_copy(
            update={name: getattr(other, name) for name in other.model_fields_set}
        )


class Retention(Section):
    discord_days: Annotated[int, Field(ge=1, le=3650)] = 30
    twitch_hours: Annotated[int, Field(ge=1, le=87_600)] = 24


class Log(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "text"] = "json"


class Settings(BaseSettings):
    """Reads nothing by itself: `bot.config.load` hands it what the file and variables say."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
    )

    state: State = State()
    console: Console = Console()
    discord: Discord = Discord()
    twitch: Twitch = Twitch()
    screening: Screening = Screening()
    shadow: Shadow = Shadow()
    queue: Queue = Queue()
    policy: Policy = Policy()
    communities: dict[CommunityKey, Policy] = Field(default_factory=dict)
    retention: Retention = Retention()
    reasoning: Reasoning = Reasoning()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  pydantic-settings names the arguments
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)

    @model_validator(mode="after")
    def _policies_make_sense(self) -> Self:
        tables = {"policy": self.policy} | {
            f'communities."{name}"': self.policy.overridden_by(overrides)
            for name, overrides in self.communities.items()
        }
        if problems := [problem for name, table in tables.items() for problem in _odd(name, table)]:
            raise ValueError("\n".join(problems))
        return self

    def policy_for(self, community: Community) -> CommunityPolicy:
        overrides = self.communities.get(str(community), Policy())
        policy = self.policy.overridden_by(overrides).community_policy()
        if policy.mod_log or community.platform is not Platform.DISCORD:
            return policy
        return replace(policy, mod_log=self.discord.mod_log.get(community.id, ""))

    def home_of(self, community: Community) -> Community | None:
        """The Discord server whose moderators also look after this Twitch channel."""
        server = self.twitch.servers.get(community.id, "")
        if community.platform is not Platform.TWITCH or not server:
            return None
        return Community(Platform.DISCORD, server)

    def platforms(self) -> tuple[Platform, ...]:
        """The platforms that are switched on and lack nothing."""
        ready = {
            Platform.DISCORD: self.discord.enabled and not any(self.discord.lacks()),
            Platform.TWITCH: self.twitch.enabled and not any(self.twitch.lacks()),
            Platform.CONSOLE: self.console.enabled,
        }
        return tuple(platform for platform, is_ready in ready.items() if is_ready)

    def missing(self) -> tuple[str, ...]:
        """What to fill in before a run, line by line; empty when nothing is amiss."""
        if self.discord.enabled or self.twitch.enabled or self.console.enabled:
            return tuple(self.lacks())
        return (
            "One of these three is enough:",
            "1. This terminal, to try Haven without any account",
            "   bot.toml: console.enabled: set it to true",
            "2. Discord",
            "   bot.toml: discord.enabled: set it to true",
            *(f"   {line}" for line in self.discord.lacks()),
            "3. Twitch",
            "   bot.toml: twitch.enabled: set it to true",
            *(f"   {line}" for line in self.twitch.lacks()),
        )

    def lacks(self) -> Iterator[str]:
        """What the platforms that are switched on still need, and keys of model servers."""
        for section in (self.discord, self.twitch):
            if section.enabled:
                yield from section.lacks()
        yield from self.reasoning.lacks()

    def secrets(self) -> tuple[SecretStr, ...]:
        """All that must never be written anywhere."""
        return tuple(
            secret
            for secret in (
                self.state.key,
                self.discord.token,
                *self.twitch.secrets(),
                *self.reasoning.secrets(),
            )
            if secret.get_secret_value()
        )


def _odd(name: str, table: Policy) -> list[str]:
    try:
        table.community_policy()
    except ValueError as error:
        return [f"{name}: {problem}" for problem in str(error).split("; ")]
    return [f"{name}: {problem}" for problem in asked_in_vain(table.rules, table.patterns)]
