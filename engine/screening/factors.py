"""What the risk of a text is made of, drawn together from those who looked at it."""

from collections.abc import Sequence
from math import prod

from engine.screening.cache import Reading, Recollection
from engine.screening.pardon import SOURCE
from engine.screening.risk import Factors
from engine.verdict import Category, Polarity, Signal

# What a moderator here found fine is hardly like remembered harm, whatever else it is like.
_PARDONED = 0.05


def factors_of(
    signals: Sequence[Signal],
    reading: Reading,
    recollection: Recollection | None,
    *,
    behaviour: float,
    negativity: float,
) -> Factors:
    semantic = recollection.similarity if recollection else 0.0
    is_pardoned = any(signal.source == SOURCE for signal in signals)
    condemned = Polarity.HARMFUL if recollection and recollection.is_condemned else None
    return Factors(
        semantic=min(semantic, _PARDONED) if is_pardoned else semantic,
        behaviour=behaviour,
        negative_sentiment=negativity,
        lexicon=harshness_of(signals),
        linear=reading.linear,
        heads=reading.heads,
        ruling=Polarity.FINE if is_pardoned else condemned,
        spam=max((signal.score for signal in signals if signal.source == "spam"), default=0.0),
    )


def harshness_of(signals: Sequence[Signal]) -> float:
    """The harshest of what the lexicon found, less what speaks for harmlessness."""
    harsh = max((signal.score for signal in signals if signal.source == "lexicon"), default=0.0)
    if not harsh:
        return 0.0
    excuses = [signal.score for signal in signals if signal.category is Category.NONE]
    return harsh * prod(1.0 - excuse for excuse in excuses)
