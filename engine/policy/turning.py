"""What would have decided a sanction otherwise, under the very policy that decided it: pure."""

from dataclasses import dataclass
from math import floor

from engine.policy.community import CommunityPolicy
from engine.policy.ladder import Rung
from engine.policy.policy import LADDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Below `acts_from` nothing would have been done. `first` is the rung of this harm for whoever
    has no strikes; `harsher_from` is the harm of the next one for them, None where there is none.
    """

    harm: float
    acts_from: float
    first: Rung
    harsher_from: float | None


def turning(harm: float, policy: CommunityPolicy) -> Turning:
    ladder = LADDERS[policy.ladder]
    first = ladder(harm, 0.0)
    # Ladders' steps stand at whole hundredths, or just above them.
    above = (step / 100 for step in range(floor(harm * 100) + 1, 101))
    harsher = (each for each in above if ladder(each, 0.0) > first)
    return Turning(
        harm=harm, acts_from=policy.act_at, first=first, harsher_from=next(harsher, None)
    )
