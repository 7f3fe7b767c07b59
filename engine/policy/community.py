"""What one community wants: a value that policies read and administrators set."""

from dataclasses import dataclass, field, fields
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

from engine.policy.pattern import TextPattern
from engine.policy.rule import Rule
from engine.verdict import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityPolicy:
    """Scores lie in 0..1. Defaults suit a small server; `mode` starts where nothing is done.

    `light_at` and `escalate_at` route messages to thought; from `act_at` on, harm is acted on.
    `mod_log` is the id of the channel where moderators read; members are written to in `language`.
    `link_accounts` lets a server's members share one record with an account in its Twitch channels.
    """

    mode: Mode = Mode.OBSERVE
    ladder: Literal["graduated", "severity"] = "graduated"
    light_at: float = 0.2
    escalate_at: float = 0.6
    act_at: float = 0.5
    hide_at: float = 0.7
    strike_half_life: timedelta = timedelta(days=14)
    warning_grace: timedelta = timedelta(seconds=60)
    bans_need_moderator: bool = True
    bans_per_minute: int = 5
    destructive_per_ten_minutes: int = 20
    lock_down_for: timedelta = timedelta(minutes=30)
    exempt_roles: frozenset[str] = field(default_factory=frozenset)
    exempt_channels: frozenset[str] = field(default_factory=frozenset)
    mod_log: str = ""
    language: str = "en"
    apologise: bool = True
    overturn_budget: float = 0.3
    link_accounts: bool = False
    patterns: tuple[TextPattern, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        if problems := tuple(self._problems()):
            raise ValueError("; ".join(problems))

    def _problems(self) -> list[str]:
        found = [
            f"{name} must lie between 0 and 1, not {getattr(self, name)}"
            for name in ("light_at", "escalate_at", "act_at", "hide_at", "overturn_budget")
            if not 0 <= getattr(self, name) <= 1
        ]
        if self.light_at > self.escalate_at:
            found.append("light_at must not be above escalate_at")
        if min(self.bans_per_minute, self.destructive_per_ten_minutes) < 0:
            found.append("caps must not be negative")
        if self.strike_half_life <= timedelta(0):
            found.append("strike_half_life must be longer than nothing")
        return found

    @property
    def version(self) -> str:
        """Names these very settings, so that a case tells under which ones it was decided."""
        return _version(self)


@lru_cache(maxsize=256)
def _version(policy: CommunityPolicy) -> str:
    """Each decision names it, and fifty rules take 90 us to read."""
    settled = ";".join(f"{entry.name}={_canonical(policy, entry.name)}" for entry in fields(policy))
    return f"{policy.ladder}@{blake2b(settled.encode(), digest_size=4).hexdigest()}"


def _canonical(policy: CommunityPolicy, name: str) -> str:
    value = getattr(policy, name)
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)
