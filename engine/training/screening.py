"""`haven train screening`: from labelled sources to a candidate model, stage by stage.

Every stage leaves its outcome in the work folder and is skipped where that is there already, so a
training that was stopped goes on where it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from engine.ports import Vectors
from engine.text import Normalise
from engine.training import base
from engine.training.corpus import Corpus, OwnText, key_of, read_corpus
from engine.training.export import run
from engine.training.figures import auc_by_source
from engine.training.fitting import Fitting, Lessons, Step
from engine.training.lessons import prepare, tokenized
from engine.training.network import Network
from engine.training.recipe import Recipe

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
    own: Sequence[OwnText],
    *,
    work: Path,
    seed: int,
    read: Normalise,
    without: frozenset[str],
    stage: Callable[[str], None],
) -> Corpus:
    """The work folder's corpus, read from the sources if it is not there yet; one of other sources,
    texts or options is left alone.
    """
    key = key_of(manifest, own, seed=seed, without=without, read=read)
    path = work / f"corpus-{key}.npz"
    if path.exists():
        stage(f"taking up {path}")
        return Corpus.load(path)
    work.mkdir(parents=True, exist_ok=True)
    corpus = replace(
        read_corpus(manifest, own, seed=seed, read=read, without=without, progress=stage), key=key
    )
    corpus.save(path)
    return corpus


def train(corpus: Corpus, recipe: Recipe, *, work: Path, reports: Reports) -> Trained:
    """Fit the network, or go on from the work folder's checkpoint."""
    torch.set_num_threads(_THREADS)
    torch.manual_seed(recipe.seed)
    source = base.source_folder()
    network = Network(base.load(source), len(corpus.names))
    reports.stage("tokenising, and embedding with the untuned model")
    lessons = prepare(corpus, network, source / "tokenizer.json", recipe, work)
    reports.stage("fine-tuning")
    Fitting(network, lessons, recipe, work).run(reports.step)
    return Trained(network, lessons)


def untuned_vectors(*groups: Sequence[str]) -> list[Vectors]:
    """What the model that training starts from makes of texts; rows of unit length."""
    source = base.source_folder()
    network = Network(base.load(source), sources=1)
    rows = [
        tokenized(group, source / "tokenizer.json", longest=base.MAX_TOKENS) for group in groups
    ]
    return [run(network, tokens).vectors for tokens in rows]


def development_auc(trained: Trained) -> Mapping[str, float]:
    """How well the network tells harm apart in texts that it has not seen, by source."""
    corpus, tokens = trained.lessons.corpus, trained.lessons.tokens.clear
    rows = np.flatnonzero(corpus.development & (corpus.targets[:, 0] >= 0))
    said = run(trained.network, [tokens[row] for row in rows]).logits[:, 0]
    harmful = corpus.targets[rows, 0] >= 0.5
    return auc_by_source(said, harmful, corpus.sources[rows], corpus.names)
