"""What the encoder's heads make of the words, as evidence that a moderator can read."""

from collections.abc import Mapping
from math import exp, inf

from engine.verdict import Category, Signal

# Below even odds the reading is a doubt, not evidence.
_TELLING = 0.5
_LENIENT = 0.5  # log-odds: even odds for a kind are nearly firm enough
_READS: Mapping[Category, str] = {
    Category.HARASSMENT: "harassment",
    Category.INSULT: "an insult",
    Category.THREAT: "a threat",
    Category.HATE: "hate against a group",
    Category.SEXUAL_HARASSMENT: "sexual harassment",
    Category.DOXXING: "giving away somebody's private life",
}


def read_as(heads: Mapping[str, float] | None, chance: float | None) -> tuple[Signal, ...]:
    """One signal where the words are more likely harmful than not, in the likeliest category.

    `chance` is the calibrated chance of harm. The heads say of which kind it is, and where none of
    them does so firmly, the signal is weaker: harm of no kind is seldom harm.
    """
    if heads is None or chance is None or chance < _TELLING:
        return ()
    category = max(_READS, key=lambda kind: heads.get(kind, -inf))
    score = chance / (1.0 + exp(-heads.get(category, -inf) - _LENIENT))
    evidence = f"The model reads the words as {_READS[category]} ({chance:.0%} sure of harm)."
    return (Signal("classifier", category, score, evidence),)
