"""How much thought a message gets."""

from collections.abc import Sequence

from engine.language import ENGLISH, Coverage, coverage
from engine.verdict import Route, Signal

_NAMED = frozenset({"lexicon", "classifier"})
_STRONG = 0.3  # half a mild insult said to a person


def route(
    risk: float,
    flags: Sequence[str],
    *,
    light_at: float = 0.2,
    escalate_at: float = 0.6,
    language: str = ENGLISH,
) -> Route:
    """How much thought a message gets; a flag asks for some, however low the risk.

    More of it would not make Haven understand a language that it does not know.
    """
    if risk >= escalate_at and coverage(language) is not Coverage.NONE:
        return Route.ESCALATE
    return Route.LIGHT if flags or risk >= light_at else Route.ALLOW


def flags_of(signals: Sequence[Signal]) -> tuple[str, ...]:
    """The strong evidence by name; each asks for a closer look, however low the risk."""
    return tuple(flag for signal in signals if (flag := _flag(signal)))


def _flag(signal: Signal) -> str | None:
    if signal.source == "evasion":
        return "evasion"
    if signal.score < _STRONG:
        return None
    if signal.source in _NAMED:
        return f"{signal.source}:{signal.category}"
    return "spam" if signal.source == "spam" else None
