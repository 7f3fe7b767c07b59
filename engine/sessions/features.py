"""What is counted in a session: its rhythm, each voice in it, and who treats whom how."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

# Of the risk series: how fast the near and the far memory of it forget, per message.
_NEAR = 0.3
_FAR = 0.06
HARMFUL = 0.5
# Below this a message is everyday talk, whomever it is aimed at.
BARB = 0.2
# A session runs in a burst where it is this much faster than its usual pace.
BURST = 0.7
# After five minutes without new fuel, half of the heat is gone.
HALF_LIFE = 300.0
_FADING = -log(2) / HALF_LIFE


@dataclass(slots=True)
class Rhythm:
    """Intervals and risk of a session's messages as running figures."""

    messages: int = 0
    replies: int = 0
    harmful: int = 0
    risk_sum: float = 0.0
    risk_max: float = 0.0
    near: float = 0.0
    far: float = 0.0
    elapsed: float = 0.0
    pace: float = 0.0
    bursts: int = 0
    one_sidedness: float = 0.0

    def beat(self, interval: float, risk: float, *, reply: bool) -> None:
        """Count one message that came `interval` seconds after the last one."""
        if self.messages:
            self._time(interval)
        first = self.messages == 0
        self.near = risk if first else self.near + _NEAR * (risk - self.near)
        self.far = risk if first else self.far + _FAR * (risk - self.far)
        self.messages += 1
        self.replies += reply
        self.harmful += risk >= HARMFUL
        self.risk_sum += risk
        self.risk_max = max(self.risk_max, risk)

    @property
    def slope(self) -> float:
        """How far the latest risks lie above the session's usual ones, -1..1."""
        return self.near - self.far

    @property
    def mean_interval(self) -> float:
        return self.elapsed / (self.messages - 1) if self.messages > 1 else 0.0

    @property
    def burst(self) -> float:
        """0 at the session's usual pace, towards 1 where it runs many times faster."""
        usual = self.mean_interval
        return max(0.0, 1.0 - self.pace / usual) if usual > 0 else 0.0

    def features(self) -> Mapping[str, float]:
        return {
            "mean_interval": self.mean_interval,
            "burst": self.burst,
            "bursts": float(self.bursts),
            "risk_mean": self.risk_sum / self.messages if self.messages else 0.0,
            "risk_max": self.risk_max,
            "risk_slope": self.slope,
            "harmful_share": self.harmful / self.messages if self.messages else 0.0,
            "reply_density": self.replies / self.messages if self.messages else 0.0,
            "one_sidedness": self.one_sidedness,
        }

    def _time(self, interval: float) -> None:
        quick = self.burst > BURST
        self.elapsed += interval
        self.pace = interval if self.messages == 1 else self.pace + _NEAR * (interval - self.pace)
        self.bursts += self.burst > BURST and not quick


@dataclass(slots=True)
class Voice:
    """One person in a session: heat given and taken, which fades, and moods shown.

    `name` is what others may call them, in the form of normalised words; "" for no usable name.
    """

    person: str
    name: str = ""
    messages: int = 0
    laughs: int = 0
    farewells: int = 0
    given: float = 0.0
    received: float = 0.0
    at: float = 0.0

    def cool(self, at: float) -> None:
        """Let the heat fade up to `at`."""
        if at > self.at:
            kept = exp(_FADING * (at - self.at))
            # Nothing stays the one zero that all voices share.
            self.given = self.given and self.given * kept
            self.received = self.received and self.received * kept
            self.at = at

    @property
    def pressure(self) -> float:
        """What bears on this person beyond what they give themselves."""
        return max(0.0, self.received - self.given)

    @property
    def one_sidedness(self) -> float:
        total = self.given + self.received
        return self.pressure / total if total > 0 else 0.0


@dataclass(slots=True)
class Bond:
    """How one person of a session has treated another. `stopped`: the other asked them to stop."""

    author: str
    target: str
    messages: int = 0
    barbs: int = 0
    malice: float = 0.0
    laughs: int = 0
    warmth: int = 0
    stopped: bool = False
