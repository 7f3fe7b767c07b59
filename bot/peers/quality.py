"""What a peer's scores are worth on the project's own sets; shares in 0..1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.breakdowns import obfuscation_of
from bot.labelled import Labelled
from bot.measures import Figure, Outcomes, Scores, Tags, Truths, auc
from bot.peers.sets import Sets

Scored = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What obfuscation cost is the accuracy in clear less the accuracy in disguise, way by way."""

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
    obfuscation = _obfuscation(sets["obfuscation"], scored, flag_at)
    game_chat = sets["game_chat"]
    return Quality(
        functional=functional.accuracy,
        functional_harmful=functional.recall,
        functional_harmless=functional.specificity,
        ordinary_fpr=_outcomes(sets["ordinary"], scored, flag_at).fpr,
        identity_fpr=_outcomes(sets["identity"], scored, flag_at).fpr,
        obfuscation_lost_mean=obfuscation["mean_lost"],
        obfuscation_lost_worst=obfuscation["worst_lost"],
        game_chat_auc=auc(_scores(game_chat, scored), _truths(game_chat)),
    )


def _obfuscation(texts: Sequence[Labelled], scored: Scored, flag_at: float) -> Mapping[str, Any]:
    """Of the texts that are known in clear."""
    pairs = [text for text in texts if text.is_obfuscated]
    ways = Tags()
    for text in pairs:
        ways.add(text.tags["way"])
    clear = np.array([scored[text.clear] for text in pairs], dtype=np.float64)
    return obfuscation_of(
        _outcomes(pairs, scored, flag_at),
        Outcomes(clear >= flag_at, _truths(pairs)),
        np.ones(len(pairs), dtype=np.bool_),
        ways.named(),
    )


def _outcomes(texts: Sequence[Labelled], scored: Scored, flag_at: float) -> Outcomes:
    return Outcomes(_scores(texts, scored) >= flag_at, _truths(texts))


def _scores(texts: Sequence[Labelled], scored: Scored) -> Scores:
    return np.array([scored[text.text] for text in texts], dtype=np.float64)


def _truths(texts: Sequence[Labelled]) -> Truths:
    return np.array([text.harmful for text in texts], dtype=np.bool_)
