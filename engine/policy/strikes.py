"""What a person has been given before, as it counts for what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.events import Message, Platform
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import Rung
from engine.policy.matter import Footing
from engine.policy.policy import immunity

# How long whoever was heard to be in danger is not offered help again, and not punished unasked.
CARE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Strike:
    """`on` is the platform that it was given on."""

    given_at: datetime
    rung: Rung
    on: Platform


def standing_on(strikes: Iterable[Strike], message: Message, policy: CommunityPolicy) -> Footing:
    """How the author of a message stands by these strikes at its moment."""
    aged = [(message.sent_at - strike.given_at, strike) for strike in strikes]
    settled = [(age, strike.on) for age, strike in aged if age >= policy.warning_grace]
    fresh = (strike.rung for age, strike in aged if age < policy.warning_grace)
    return Footing(
        strikes=sum(0.5 ** (age / policy.strike_half_life) for age, _ in settled),
        fresh=max(fresh, default=None),
        immune=immunity(message, policy),
        record=tuple(platform for _, platform in settled),
    )
