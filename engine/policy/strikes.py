"""What a person has been given before, as it counts for what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.events import Message
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import Rung
from engine.policy.matter import Footing
from engine.policy.policy import immunity


@dataclass(frozen=True, slots=True)
class Strike:
    given_at: datetime
    rung: Rung


def standing_on(strikes: Iterable[Strike], message: Message, policy: CommunityPolicy) -> Footing:
    """How the author of a message stands by these strikes at its moment."""
    ages = [(message.sent_at - strike.given_at, strike.rung) for strike in strikes]
    settled = [age for age, _ in ages if age >= policy.warning_grace]
    return Footing(
        strikes=sum(0.5 ** (age / policy.strike_half_life) for age in settled),
        fresh=max((rung for age, rung in ages if age < policy.warning_grace), default=None),
        immune=immunity(message, policy),
    )
