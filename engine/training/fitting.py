"""The training loop: resumable to the step, with a checkpoint every few minutes."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from math import cos, pi
from pathlib import Path
from time import monotonic

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.training.batches import Tokens, order, padded, shown
from engine.training.corpus import OWN, Corpus
from engine.training.network import Network, loss_of
from engine.training.recipe import Recipe

Rows = NDArray[np.int64]

CHECKPOINT = "fitted.pt"
_SAVE_EVERY = 180.0  # seconds
_CLIP = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """How far a training is: `loss` is a running mean."""

    number: int
    of: int
    loss: float


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that a step reads: `vectors` (n, 384) are the untuned model's, `own_bars` (sources,)."""

    corpus: Corpus
    tokens: Tokens
    vectors: NDArray[np.float16]
    own_bars: Tensor

    def rows(self, texts: int, *, seed: int) -> Rows:
        """The texts of one epoch: all of our own, and as many others as there is room for."""
        rows = np.flatnonzero(~self.corpus.development)
        ours = self.corpus.sources[rows] == self.corpus.names.index(OWN)
        own, others = rows[ours], rows[~ours]
        if texts:
            room = max(0, texts - len(own))
            others = np.random.default_rng(seed).permutation(others)[:room]
        return np.concatenate([own, others])


def alone() -> None:
    """Set up a thread that computes by itself."""
    torch.set_num_threads(1)
    # bfloat16's smallest gradients are denormal numbers, which processors handle slowly.
    torch.set_flush_denormal(True)


class Fitting:
    """`folder` keeps the checkpoint, from which the same call goes on."""

    def __init__(self, network: Network, lessons: Lessons, recipe: Recipe, folder: Path) -> None:
        self._network = network
        self._lessons = lessons
        self._recipe = recipe
        self._path = folder / CHECKPOINT
        self._optimiser = _optimiser(network, recipe)
        self._learning = [p for p in network.parameters() if p.requires_grad]
        self._batches = self._all_batches()
        self._workers = ThreadPoolExecutor(recipe.workers, "fitting", alone)
        self._loss = 0.0

    def run(self, progress: Callable[[Step], None]) -> None:
        done = self._resume()
        saved = monotonic()
        self._network.train()
        for number in range(done, len(self._batches)):
            self._step(number)
            progress(Step(number + 1, len(self._batches), self._loss))
            if monotonic() - saved >= _SAVE_EVERY:
                self._save(number + 1)
                saved = monotonic()
        self._save(len(self._batches))
        self._workers.shutdown()
        self._network.eval()

    def _all_batches(self) -> list[Rows]:
        seed, size, lessons = self._recipe.seed, self._recipe.batch, self._lessons
        return [
            batch
            for number in range(seed, seed + self._recipe.epochs)
            for batch in order(
                lessons.rows(self._recipe.texts, seed=number),
                lessons.tokens,
                size=size,
                seed=number,
            )
        ]

    def _step(self, number: int) -> None:
        for group in self._optimiser.param_groups:
            group["lr"] = group["peak"] * self._pace(number)
        batch = self._batches[number]
        parts = [batch[first :: self._recipe.workers] for first in range(self._recipe.workers)]
        halves = [part for part in parts if len(part)]
        gone = list(self._workers.map(self._gradients, halves, repeat(number)))
        whole = gone[0][1]
        for _, gradients in gone[1:]:
            torch._foreach_add_(whole, gradients)
        for parameter, gradient in zip(self._learning, whole, strict=True):
            parameter.grad = gradient
        torch.nn.utils.clip_grad_norm_(self._learning, _CLIP)
        self._optimiser.step()
        value = sum(loss for loss, _ in gone) / len(gone)
        self._loss = value if number == 0 else 0.99 * self._loss + 0.01 * value

    def _gradients(self, rows: Rows, number: int) -> tuple[float, Sequence[Tensor]]:
        """A part of a batch on a core of its own: the threads meet once a step. Let torch split
        each single operation instead, and a process beside it halves or quarters the speed.
        """
        loss = self._loss_of(rows, number)
        return float(loss.detach()), torch.autograd.grad(
            loss / self._recipe.workers, self._learning
        )

    def _loss_of(self, batch: Rows, number: int) -> Tensor:
        lessons = self._lessons
        random = np.random.default_rng((self._recipe.seed, number, int(batch[0])))
        seen = shown(batch, lessons.tokens, obfuscated=self._recipe.obfuscated, random=random)
        ids, mask = padded(list(seen))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = self._network(ids, mask)
        return loss_of(
            self._network,
            outputs,
            torch.from_numpy(lessons.corpus.targets[batch]),
            torch.from_numpy(lessons.corpus.weights[batch]),
            torch.from_numpy(lessons.corpus.sources[batch]),
            lessons.own_bars,
            torch.from_numpy(lessons.vectors[batch].astype(np.float32)),
            self._recipe,
        )

    def _pace(self, number: int) -> float:
        """Up in a straight line, then down along a cosine to a twentieth."""
        total = len(self._batches)
        warm = max(1, round(total * self._recipe.warm_up))
        if number < warm:
            return (number + 1) / warm
        return 0.05 + 0.95 * (1 + cos(pi * (number - warm) / max(1, total - warm))) / 2

    def _save(self, done: int) -> None:
        """Written beside and renamed, so that a kill never leaves half a checkpoint."""
        state = {
            "done": done,
            "recipe": self._recipe.as_dict(),
            "corpus": self._lessons.corpus.key,
            "loss": self._loss,
            "network": self._network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        draft = self._path.with_suffix(".draft")
        torch.save(state, draft)
        draft.replace(self._path)

    def _resume(self) -> int:
        """How many steps are done already; another recipe's or corpus's checkpoint is left."""
        if not self._path.exists():
            return 0
        state = torch.load(self._path, weights_only=True)
        made_by = state["recipe"], state["corpus"]
        if made_by != (self._recipe.as_dict(), self._lessons.corpus.key):
            return 0
        self._network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._loss = state["loss"]
        return int(state["done"])


def _optimiser(network: Network, recipe: Recipe) -> torch.optim.Optimizer:
    groups = [
        {"params": list(parameters), "lr": rate, "peak": rate, "weight_decay": decay}
        for parameters, rate, decay in _groups(network, recipe)
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def _groups(
    network: Network, recipe: Recipe
) -> Iterator[tuple[Iterator[torch.nn.Parameter], float, float]]:
    """Matrices decay; biases, norms and bars do not. The new heads learn faster than the body."""
    body = [p for p in network.body.parameters() if p.requires_grad]
    heads = [*network.wide.parameters(), *network.narrow.parameters()]
    for parameters, rate in ((body, recipe.body_rate), (heads, recipe.head_rate)):
        yield (p for p in parameters if p.ndim > 1), rate, recipe.weight_decay
        yield (p for p in parameters if p.ndim <= 1), rate, 0.0
    yield iter([network.bars]), recipe.head_rate * 3, 0.0
