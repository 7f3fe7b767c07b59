"""`haven train screening`: from labelled sources to a candidate model, stage by stage.

Every stage leaves its outcome in the work folder and is skipped where that is there already, so a
training that was stopped goes on where it was.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.training import base
from engine.training.corpus import Corpus, OwnText, read_corpus
from engine.training.fitting import Fitting, Lessons, Step
from engine.training.lessons import prepare
from engine.training.network import Network
from engine.training.recipe import Recipe

CORPUS = "corpus.npz"
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Trained:
    """The network after its last step, and what it learned from."""

    network: Network
    lessons: Lessons


@dataclass(frozen=True, slots=True)
class Reports:
    """Where a training says how far it is."""

    stage: Callable[[str], None]
    step: Callable[[Step], None]


def corpus_of(
    manifest: Path,
    own: Iterable[OwnText],
    *,
    work: Path,
    seed: int,
    without: frozenset[str],
    stage: Callable[[str], None],
) -> Corpus:
    """The work folder's corpus, read from the sources if it is not there yet."""
    path = work / CORPUS
    if path.exists():
        stage(f"taking up {path}")
        return Corpus.load(path)
    work.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(manifest, own, seed=seed, without=without, progress=stage)
    corpus.save(path)
    return corpus


def train(corpus: Corpus, recipe: Recipe, *, work: Path, reports: Reports) -> Trained:
    """Fit the network, or go on from the work folder's checkpoint."""
    torch.set_num_threads(_THREADS)
    # bfloat16's smallest gradients are denormal numbers, which these processors handle in software:
    # without this a step takes twice as long.
    torch.set_flush_denormal(True)
    torch.manual_seed(recipe.seed)
    source = base.source_folder()
    network = Network(base.load(source), len(corpus.names), dropout=recipe.dropout)
    reports.stage("tokenising, and embedding with the untuned model")
    lessons = prepare(corpus, network, source / "tokenizer.json", recipe, work)
    reports.stage("fine-tuning")
    Fitting(network, lessons, recipe, work).run(reports.step)
    return Trained(network, lessons)
