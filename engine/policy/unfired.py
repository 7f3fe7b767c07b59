"""Rules of a community's own that did not fire, and how far each was from firing: pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.policy.conjuncts import Comparison, comparison, conjuncts
from engine.policy.facts import Facts
from engine.policy.rule import Effect, Rule
from engine.policy.rules import asking

# What somebody wrote is not repeated to tell that it was another text.
_WORDS = frozenset({"message.text", "message.words"})
# As far as a number can be from a bound by the distance that `Unfired.far` orders by.
_FARTHEST = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfired:
    """`part` is the first part of the rule that was not true, `was` the value that it asked about,
    or None where that is not told. `short` says how far a number was from its bound, in its own
    unit; `far` orders rules by what was lacking, parts by parts.
    """

    rule: str
    then: Effect
    part: str
    was: float | str | None
    short: float | None
    far: float


def unfired(rules: Sequence[Rule], facts: Facts) -> tuple[Unfired, ...]:
    """The nearest to firing first; those that fired are not among them."""
    asked = asking(facts)
    found = (_lacking(rule, asked) for rule in rules)
    return tuple(sorted(filter(None, found), key=lambda each: each.far))


def _lacking(rule: Rule, asked: Callable[[str], object]) -> Unfired | None:
    if asked(rule.when) is True:
        return None
    false = [part for part in conjuncts(rule.when) if asked(part) is not True]
    # Where each part holds by itself, what fails is how they are put together.
    first, *others = false or [rule.when]
    compared = comparison(first)
    value = asked(compared.left) if compared else None
    return Unfired(
        rule=rule.name,
        then=rule.then,
        part=first,
        was=_told(compared, value),
        short=_short(first, asked),
        far=sum(_far(part, asked) for part in (first, *others)),
    )


def _told(compared: Comparison | None, value: object) -> float | str | None:
    if compared is None or compared.left in _WORDS:
        return None
    return value if isinstance(value, float | int | str) else None


def _short(part: str, asked: Callable[[str], object]) -> float | None:
    compared = comparison(part)
    value = asked(compared.left) if compared else None
    if compared is None or isinstance(value, bool) or not isinstance(value, float | int):
        return None
    return compared.short(value)


def _far(part: str, asked: Callable[[str], object]) -> float:
    """0..1: scores by their distance, counts by their share of the bound, all else is far."""
    compared, short = comparison(part), _short(part, asked)
    if compared is None or compared.bound is None or short is None:
        return _FARTHEST
    return min(_FARTHEST, short / max(1.0, abs(compared.bound)))
