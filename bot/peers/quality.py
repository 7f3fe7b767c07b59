"""What a peer's scores are worth on the project's own sets; shares in 0..1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.measures import Figure, Outcomes, Scores, Truths, auc
from bot.peers.sets import Case, Sets

Scored = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """`obfuscation_lost` is the accuracy in clear less the accuracy in disguise, way by way."""

    functional: Figure
    functional_harmful: Figure
    functional_harmless: Figure
    ordinary_fpr: Figure
    identity_fpr: Figure
    obfuscation_lost_mean: Figure
    obfuscation_lost_worst: Figure
    game_chat_auc: Figure


def quality(sets: Sets, scored: Scored, *, flag_at: float) -> Quality:
    functional = _outcomes(sets["functional"], scored, flag_at)
    lost = _lost(sets["obfuscation"], scored, flag_at)
    game_chat = sets["game_chat"]
    return Quality(
        functional=functional.accuracy,
        functional_harmful=functional.recall,
        functional_harmless=functional.specificity,
        ordinary_fpr=_outcomes(sets["ordinary"], scored, flag_at).fpr,
        identity_fpr=_outcomes(sets["identity"], scored, flag_at).fpr,
        obfuscation_lost_mean=sum(lost) / len(lost) if lost else None,
        obfuscation_lost_worst=max(lost, default=None),
        game_chat_auc=auc(_scores(game_chat, scored), _truths(game_chat)),
    )


def _outcomes(cases: Sequence[Case], scored: Scored, flag_at: float) -> Outcomes:
    return Outcomes(_scores(cases, scored) >= flag_at, _truths(cases))


def _lost(cases: Sequence[Case], scored: Scored, flag_at: float) -> Sequence[float]:
    """One figure for each way of obfuscating."""
    ways: dict[str, list[Case]] = {}
    for case in cases:
        if case.clear:
            ways.setdefault(case.way, []).append(case)
    return [_lost_by(pairs, scored, flag_at) for pairs in ways.values()]


def _lost_by(pairs: Sequence[Case], scored: Scored, flag_at: float) -> float:
    harmful = _truths(pairs)
    clear = np.array([scored[case.clear] for case in pairs]) >= flag_at
    disguised = _scores(pairs, scored) >= flag_at
    return float((clear == harmful).mean() - (disguised == harmful).mean())


def _scores(cases: Sequence[Case], scored: Scored) -> Scores:
    return np.array([scored[case.text] for case in cases])


def _truths(cases: Sequence[Case]) -> Truths:
    return np.array([case.harmful for case in cases], dtype=np.bool_)
