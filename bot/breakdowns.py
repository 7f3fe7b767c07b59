"""Parts of an evaluation's report: between groups, by disguise, by category."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bot.measures import Figure, Outcomes, Truths, gap
from engine.verdict import Category

Named = Iterator[tuple[str, Truths]]
Groups = Mapping[str, Mapping[str, Figure]]
# How many texts of a category were taken for which.
Confusion = Counter[tuple[Category, Category]]

_RATES = ("fpr", "fnr")


def groups_of(outcomes: Outcomes, named: Named) -> Groups:
    """How each group is treated."""
    return {
        name: {"n": len(part := outcomes.of(chosen)), "fpr": part.fpr, "fnr": part.fnr}
        for name, chosen in named
    }


def gaps_of(groups: Groups) -> Mapping[str, Figure]:
    """How far the best and the worst treated groups lie apart, by kind of error."""
    return {rate: gap([group[rate] for group in groups.values()]) for rate in _RATES}


def obfuscation_of(
    disguised: Outcomes, clear: Outcomes, paired: Truths, named: Named
) -> Mapping[str, Any]:
    """Accuracy lost against the same texts in clear, way by way; `paired` are known in clear."""
    pairs = {name: chosen & paired for name, chosen in named}
    ways = {
        name: _loss(disguised.of(both), clear.of(both))
        for name, both in pairs.items()
        if both.any()
    }
    lost = [way["lost"] for way in ways.values()]
    return {
        "mean_lost": sum(lost) / len(lost) if lost else None,
        "worst_lost": max(lost, default=None),
        "ways": ways,
    }


def _loss(disguised: Outcomes, clear: Outcomes) -> Mapping[str, Any]:
    before, after = clear.accuracy or 0.0, disguised.accuracy or 0.0
    return {
        "n": len(disguised),
        "harmful": int(disguised.harmful.sum()),
        "clear": before,
        "disguised": after,
        "lost": before - after,
    }


def category_accuracy(confusion: Confusion) -> Figure:
    """The share of harmful texts that were taken for what they are."""
    right = sum(count for (said, taken), count in confusion.items() if said is taken)
    return right / confusion.total() if confusion else None


def categories_of(confusion: Confusion) -> Mapping[str, Any]:
    """Each category's accuracy, and what its texts were taken for, the most frequent first."""
    categories = sorted({said for said, _ in confusion})
    return {said.value: _category(said, confusion) for said in categories}


def _category(category: Category, confusion: Confusion) -> Mapping[str, Any]:
    taken = Counter({taken: n for (said, taken), n in confusion.items() if said is category})
    return {
        "n": taken.total(),
        "accuracy": taken[category] / taken.total(),
        "taken_for": {name.value: count for name, count in taken.most_common()},
    }
