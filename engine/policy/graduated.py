"""The default ladder: one rung for each strike that has not decayed; severity skips rungs."""

from engine.policy.ladder import Rung

# (harm from which, rungs skipped): a threat is not answered with a first warning.
SKIPS = ((0.9, 3), (0.75, 2), (0.6, 1))

# A strike counts as a whole one until it has decayed to a half: two weeks by default.
_HALF = 0.5


def graduated(harm: float, strikes: float) -> Rung:
    skipped = next((rungs for at, rungs in SKIPS if harm >= at), 0)
    return Rung(min(Rung.BAN, int(strikes + _HALF) + skipped))
