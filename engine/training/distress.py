"""haven train crisis: the distress pack in, the model that hears people in danger out."""

import logging
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from engine.ports import Readings
from engine.screening.distress import Sieve
from engine.screening.encoder import Encoder
from engine.screening.manifest import TOKENIZER, Manifest, write
from engine.training import base
from engine.training.distress_card import card
from engine.training.distress_figures import Heard, figures, sieve_figures
from engine.training.distress_files import write_files
from engine.training.distress_network import DistressFitting, DistressNetwork, DistressRecipe
from engine.training.distress_texts import Told
from engine.training.export import run
from engine.training.fitting import alone
from engine.training.lessons import tokenized

CARD = "README.md"
_SIDE_BY_SIDE, _LOGGED = 2, 20
# Of the cries of a hand that it did not learn from, the sieve lets so many through.
_LET_THROUGH = 0.985
_SIEVE_STRENGTH = 0.3

Floats = np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All that a training is made from. Each of `hands` is held out once; `reader` is the screening
    model, whose vectors the sieve goes by; `unseen` is ordinary talk that only measures.
    """

    told: Sequence[Told]
    ordinary: Sequence[Told]
    unseen: Sequence[Told]
    hands: Sequence[str]
    reader: Encoder
    recipe: DistressRecipe
    sources: Mapping[str, Any]
    exported_on: date


def train_distress(course: Course, folder: Path, *, stage: Callable[[str], None]) -> Manifest:
    """Write model, sieve, manifest and card into `folder`; the same texts give the same bytes.

    The weights that ship have learned from all hands; every figure comes from weights that had not
    seen any text of the hand that is measured.
    """
    alone()
    folder.mkdir(parents=True, exist_ok=True)
    stage("fitting, with each hand held out and with all of them")
    key = _key(course)
    drafts = {hand: folder / f"fitted-{hand or 'all'}-{key}.pt" for hand in ("", *course.hands)}
    _fit_all(course, drafts)
    stage("measuring on the hands that were held out")
    heard = [_held_out(course, hand, drafts[hand]) for hand in course.hands]
    slope, offset = _calibration(heard)
    stage("making the sieve")
    sieve, sifted = _sieve(course)
    stage("writing the model in 8 bits")
    network = _loaded(drafts[""])
    network.calibrate(slope, offset)
    texts = [each.text for each in course.told]
    manifest = write_files(folder, network, sieve, texts, exported_on=course.exported_on)
    measured = figures([each.calibrated(slope, offset) for each in heard]) | {"sieve": sifted}
    manifest = replace(manifest, training=_record(course, measured))
    write(manifest, folder)
    (folder / CARD).write_text(card(manifest), encoding="utf-8")
    for draft in drafts.values():
        draft.unlink()
    return manifest


def _record(course: Course, measured: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "recipe": asdict(course.recipe),
        "sources": dict(course.sources),
        "texts": len(course.told),
        "ordinary": len(course.ordinary),
        "measured": measured,
    }


def _key(course: Course) -> str:
    """What was fitted of other texts or by another recipe is not taken up."""
    return sha256(repr((course.recipe, course.told, course.ordinary)).encode()).hexdigest()[:12]


def _fit_all(course: Course, drafts: Mapping[str, Path]) -> None:
    """Side by side, one thread each: nothing then depends on who is faster."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_SIDE_BY_SIDE, mp_context=spawn) as workers:
        tasks = [
            workers.submit(_fit, _taught(course, without=hand), course.recipe, path)
            for hand, path in drafts.items()
            if not path.exists()
        ]
        for task in tasks:
            task.result()


def _taught(course: Course, *, without: str) -> list[Told]:
    return [*(each for each in course.told if each.hand != without), *course.ordinary]


def _fit(told: Sequence[Told], recipe: DistressRecipe, path: Path) -> None:
    torch.manual_seed(recipe.seed)
    source = base.source_folder()
    network = DistressNetwork(base.load(source), dropout=recipe.dropout)
    tokens = tokenized([each.text for each in told], source / TOKENIZER, longest=base.MAX_TOKENS)
    DistressFitting(network, told, tokens, recipe).run(_logged)
    draft = path.with_suffix(".draft")
    torch.save(network.state_dict(), draft)
    draft.replace(path)


def _logged(number: int, of: int, loss: float) -> None:
    if not number % _LOGGED:
        logging.getLogger(__name__).warning("step %d of %d: loss %.3f", number, of, loss)


def _loaded(path: Path) -> DistressNetwork:
    network = DistressNetwork(base.load(base.source_folder()), dropout=0.0)
    network.load_state_dict(torch.load(path, weights_only=True))
    return network.eval()


def _held_out(course: Course, hand: str, path: Path) -> Heard:
    told = [each for each in course.told if each.hand == hand]
    network = _loaded(path)
    return Heard(hand, told, _log_odds(network, told), _log_odds(network, course.unseen))


def _log_odds(network: DistressNetwork, told: Sequence[Told]) -> Floats:
    source = base.source_folder() / TOKENIZER
    tokens = tokenized([each.text for each in told], source, longest=base.MAX_TOKENS)
    return run(network, tokens).logits[:, 0]


def _calibration(heard: Sequence[Heard]) -> tuple[float, float]:
    """Slope and offset that make the log-odds of the held-out hands chances."""
    odds = np.concatenate([each.odds for each in heard])
    cries = np.concatenate([each.cries for each in heard])
    model = LogisticRegression(C=10.0).fit(odds[:, None], cries)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _sieve(course: Course) -> tuple[Sieve, Mapping[str, float]]:
    """A line through what the screening model sees, low enough for a hand unknown to it."""
    told, seen = course.told, _seen(course.reader, course.told)
    plain, unseen = _seen(course.reader, course.ordinary), _seen(course.reader, course.unseen)
    cries = np.array([each.cries for each in told])
    hands = np.array([each.hand for each in told])
    odds = np.full(len(told), np.nan)
    for hand in course.hands:
        weights, bias = _line(seen[hands != hand], cries[hands != hand], plain)
        odds[hands == hand] = seen[hands == hand] @ weights + bias
    held = odds[cries & ~np.isnan(odds)]
    lowest = float(np.quantile(held, 1 - _LET_THROUGH))
    weights, bias = _line(seen, cries, plain)
    sieve = Sieve(course.reader.model_id, weights, lowest - bias)
    return sieve, sieve_figures(sieve, held >= lowest, unseen)


def _line(seen: Floats, cries: Floats, plain: Floats) -> tuple[Floats, float]:
    model = LogisticRegression(C=_SIEVE_STRENGTH, max_iter=2_000, class_weight="balanced")
    rows = np.vstack([seen, plain])
    model.fit(rows, np.concatenate([cries, np.zeros(len(plain), bool)]))
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _seen(reader: Encoder, told: Sequence[Told]) -> Floats:
    readings: Readings = reader.read_blocking([each.text for each in told])
    return Sieve.seen(readings)
