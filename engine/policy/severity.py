"""The plain ladder: what was said decides, not who said it before."""

from engine.policy.ladder import Rung

TIERS = (
    (0.9, Rung.BAN),
    (0.7, Rung.TIMEOUT_24_HOURS),
    (0.5, Rung.TIMEOUT_10_MINUTES),
)


def severity(harm: float, strikes: float) -> Rung:  # noqa: ARG001 - all ladders share a shape
    return next((rung for above, rung in TIERS if harm > above), Rung.WARN)
