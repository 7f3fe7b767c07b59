"""What a forecast is worth, on conversations that its weights have not seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import mean, median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.preprocessing import StandardScaler

from engine.sessions.forecast import Rule
from engine.training.arguments import CHAT, DISCUSSIONS, SOURCES, Argument
from engine.training.forecast_graph import Calibration
from engine.training.foreseeing import (
    FOLDS,
    Floats,
    attacks,
    course,
    fit,
    folds,
    nested_auc,
    unseen,
)

REPEATS = 3
_HORIZONS = (1, 2, 3, 4, 5)
_RECALL = 0.6
# The rule: two of the last three messages; how many calm discussions, and calm pieces of chat, may
# be warned about. Moderators have a queue to keep.
_TIMES, _OF, _RISE = 2, 3, 0.01
_BUDGET, _CHAT_BUDGET = 0.10, 0.01
_GRID = 0.005
_HELD_OUT = 4

# The vectors or figures of each of some texts.
Read = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Unseen:
    """`odds` holds, for each argument, the log-odds after each of its turns, none of them seen."""

    arguments: Sequence[Argument]
    odds: Sequence[Floats]

    def of(self, source: str) -> "Unseen":
        chosen = [place for place, each in enumerate(self.arguments) if each.source == source]
        return Unseen([self.arguments[n] for n in chosen], [self.odds[n] for n in chosen])

    def last(self) -> Floats:
        return np.array([each[-1] for each in self.odds])

    def auc(self) -> float:
        return float(roc_auc_score(attacks(self.arguments), self.last()))


def rehearsals(arguments: Sequence[Argument], courses: Sequence[Floats]) -> Sequence[Unseen]:
    """Cross-validation by conversation, several times over."""
    return [Unseen(arguments, unseen(arguments, courses, seed=seed)) for seed in range(REPEATS)]


def calibrate(rehearsed: Sequence[Unseen]) -> Calibration:
    """On discussions, where every other one ended in an attack."""
    parts = [each.of(DISCUSSIONS) for each in rehearsed]
    odds = np.concatenate([part.last() for part in parts])
    truths = np.concatenate([attacks(part.arguments) for part in parts])
    model = LogisticRegression(C=1e6, max_iter=1_000).fit(odds[:, None], truths)
    return Calibration(float(model.coef_[0, 0]), float(model.intercept_[0]))


def choose_rule(rehearsed: Sequence[Unseen], calibration: Calibration) -> Rule:
    """The lowest bar that keeps both budgets."""
    for at in np.arange(0.5, 1.0, _GRID):
        rule = Rule(round(float(at), 3), _RISE, _TIMES, _OF)
        calm, chat = (
            _false(rehearsed, source, rule, calibration) for source in (DISCUSSIONS, CHAT)
        )
        if calm <= _BUDGET and chat <= _CHAT_BUDGET:
            return rule
    return Rule(1.0, _RISE, _TIMES, _OF)


def figures(
    arguments: Sequence[Argument],
    courses: Sequence[Floats],
    rehearsed: Sequence[Unseen],
    calibration: Calibration,
    rule: Rule,
) -> dict[str, Any]:
    discussed = [each.of(DISCUSSIONS) for each in rehearsed]
    main = np.array([each.source == DISCUSSIONS for each in arguments])
    sources = {each.source for each in arguments} - {CHAT}
    return {
        "auc": round(mean(each.auc() for each in discussed), 4),
        "auc_nested": round(nested_auc(arguments, courses, main, seed=0), 4),
        "auc_held_out": _held_out(arguments, courses),
        "false_alarms_at_recall_0.6": round(mean(map(_false_alarms, discussed)), 4),
        "by_horizon": _horizons(discussed),
        "by_source": {
            source.name: round(mean(each.of(source.name).auc() for each in rehearsed), 4)
            for source in SOURCES
            if source.name in sources
        },
        "calibration_error": round(mean(_misjudged(each, calibration) for each in discussed), 4),
        "rule": _ruled(rehearsed, discussed, rule, calibration),
    }


def floors(arguments: Sequence[Argument], readings: Mapping[str, Read]) -> Mapping[str, float]:
    """AUC of logistic regression on mean and last of what each reader makes of every turn."""
    discussions = [each for each in arguments if each.source == DISCUSSIONS]
    turns = [turn for each in discussions for turn in each.turns]
    return {name: _floor(discussions, read(turns)) for name, read in readings.items()}


def _floor(arguments: Sequence[Argument], rows: NDArray[np.float32]) -> float:
    ends = np.cumsum([len(each.turns) for each in arguments])
    parts_of = np.split(rows, ends[:-1])
    summed = np.array([np.concatenate([each.mean(axis=0), each[-1]]) for each in parts_of])
    truths, odds = attacks(arguments), np.zeros(len(arguments))
    parts = folds(arguments, seed=0)
    for part in range(FOLDS):
        held = parts == part
        scale = StandardScaler().fit(summed[~held])
        model = LogisticRegression(C=0.003, max_iter=5_000)
        model.fit(scale.transform(summed[~held]), truths[~held])
        odds[held] = model.decision_function(scale.transform(summed[held]))
    return round(float(roc_auc_score(truths, odds)), 4)


def _held_out(arguments: Sequence[Argument], courses: Sequence[Floats]) -> Mapping[str, Any]:
    """A fourth of the discussions, by the hash of their names, kept from everything."""
    ends = np.array([each[-1] for each in courses])
    kept = np.array([each.source != DISCUSSIONS or not _is_held(each) for each in arguments])
    weights = fit([a for a, keep in zip(arguments, kept, strict=True) if keep], ends[kept])
    truths, odds = attacks(arguments)[~kept], weights.log_odds(ends[~kept])
    random = np.random.default_rng(0)
    draws = [random.integers(0, len(odds), len(odds)) for _ in range(1_000)]
    draws = [draw for draw in draws if 0 < truths[draw].sum() < len(draw)]
    low, high = np.quantile([roc_auc_score(truths[d], odds[d]) for d in draws], [0.025, 0.975])
    return {
        "discussions": len(odds),
        "auc": round(float(roc_auc_score(truths, odds)), 4),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }


def _is_held(argument: Argument) -> bool:
    return sha256(argument.thread.encode()).digest()[0] % _HELD_OUT == 0


def _false_alarms(part: Unseen) -> float:
    """The share of calm discussions that sound as bad as six in ten of the others."""
    false, true, _ = roc_curve(attacks(part.arguments), part.last())
    return float(false[np.argmax(true >= _RECALL)])


def _horizons(discussed: Sequence[Unseen]) -> Mapping[str, Any]:
    """By how many messages lie between what is known and the attack, with the attack itself."""
    found = {}
    longest = max(len(odds) for odds in discussed[0].odds)
    for ahead in (each for each in _HORIZONS if each <= longest):
        scores = []
        for part in discussed:
            long = [n for n, odds in enumerate(part.odds) if len(odds) >= ahead]
            odds = np.array([part.odds[n][-ahead] for n in long])
            scores.append(float(roc_auc_score(attacks([part.arguments[n] for n in long]), odds)))
        found[str(ahead)] = {"auc": round(mean(scores), 4), "discussions": len(long)}
    return found


def _misjudged(part: Unseen, calibration: Calibration) -> float:
    """Expected calibration error over ten parts of equal size."""
    chances, truths = _chances(part.last(), calibration), attacks(part.arguments)
    tenths = np.array_split(np.argsort(chances), 10)
    return float(
        sum(abs(chances[rows].mean() - truths[rows].mean()) * len(rows) for rows in tenths)
        / len(chances)
    )


def _ruled(
    rehearsed: Sequence[Unseen],
    discussed: Sequence[Unseen],
    rule: Rule,
    calibration: Calibration,
) -> Mapping[str, Any]:
    leads = [lead for part in discussed for lead in _leads(part, rule, calibration)]
    return {
        "recall": round(mean(_warned(each, rule, calibration) for each in discussed), 4),
        "false_alarms": round(_false(rehearsed, DISCUSSIONS, rule, calibration), 4),
        "chat_pieces_warned": round(_false(rehearsed, CHAT, rule, calibration), 4),
        "median_lead": float(median(leads)) if leads else 0.0,
        "two_ahead_or_more": round(mean(lead >= 2 for lead in leads), 3) if leads else 0.0,
    }


def _leads(part: Unseen, rule: Rule, calibration: Calibration) -> list[int]:
    """How many messages before each attack it was warned of; only where it was."""
    leads = []
    for argument, odds in zip(part.arguments, part.odds, strict=True):
        place = _first(odds, rule, calibration)
        if argument.attacked and place is not None:
            leads.append(len(odds) - place)
    return leads


def _false(rehearsed: Sequence[Unseen], source: str, rule: Rule, calibration: Calibration) -> float:
    parts = [each.of(source) for each in rehearsed]
    return mean(_warned(part, rule, calibration, attacked=False) for part in parts)


def _warned(part: Unseen, rule: Rule, calibration: Calibration, *, attacked: bool = True) -> float:
    """Of the arguments that were attacked, or of those that were not, the share warned of."""
    said = [
        _first(odds, rule, calibration) is not None
        for argument, odds in zip(part.arguments, part.odds, strict=True)
        if argument.attacked is attacked
    ]
    return sum(said) / len(said) if said else 0.0


def _first(odds: Floats, rule: Rule, calibration: Calibration) -> int | None:
    chances = _chances(odds, calibration).tolist()
    bad = [rule.is_bad(chance, messages) for messages, chance in enumerate(chances, start=1)]
    return next((place for place in range(len(bad)) if rule.holds(bad[: place + 1])), None)


def _chances(odds: Floats, calibration: Calibration) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-(calibration.slope * odds + calibration.offset))))


def courses_of(arguments: Sequence[Argument]) -> list[Floats]:
    return [course(each.turns) for each in arguments]
