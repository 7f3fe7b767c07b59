"""The network that hears people in danger, and how it is fitted: a few thousand texts, minutes."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import cos, pi
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as f

from engine.training.batches import Tokens, order, padded
from engine.training.distress_texts import KINDS, Told
from engine.training.fitting import alone
from engine.training.network import HIDDEN, WIDTH, _plain

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Rows = Sequence[Sequence[int]]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistressRecipe:
    """`ordinary` is how many ordinary texts each epoch sees, other ones each time."""

    seed: int = 0
    epochs: int = 5
    ordinary: int = 1500
    batch: int = 64
    body_rate: float = 7e-5
    head_rate: float = 1e-3
    warm_up: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    # Telling the kinds apart keeps the network from learning some phrases by heart.
    kinds: float = 0.3
    # Of two people one may always see it otherwise; ordinary talk is certain.
    smoothing: float = 0.05


class DistressNetwork(nn.Module):
    """The first logit says that somebody is in danger, the others of which kind a text is."""

    width = WIDTH

    def __init__(self, reference: "SentenceTransformer", *, dropout: float) -> None:
        super().__init__()
        self.body = _plain(reference[0].auto_model)
        self.body.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        self.wide = nn.Linear(2 * WIDTH, HIDDEN)
        self.narrow = nn.Linear(HIDDEN, 1 + len(KINDS))
        self.drop = nn.Dropout(dropout)

    @property
    def heads(self) -> int:
        return self.narrow.out_features

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (batch, 384), not of unit length, and logits (batch, heads)."""
        hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        seen = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * seen).sum(dim=1) / seen.sum(dim=1)
        pooled = self.drop(torch.cat([mean, hidden[:, 0]], dim=-1))
        return mean, self.narrow(f.gelu(self.wide(pooled), approximate="tanh"))

    @torch.no_grad()
    def calibrate(self, slope: float, offset: float) -> None:
        """Make the first logit calibrated log-odds, and the only one."""
        narrow = nn.Linear(HIDDEN, 1)
        narrow.weight.copy_(self.narrow.weight[:1] * slope)
        narrow.bias.copy_(self.narrow.bias[:1] * slope + offset)
        self.narrow = narrow


class DistressFitting:
    """`tokens` and `told` are parallel; ordinary texts are those without a kind."""

    def __init__(
        self, network: DistressNetwork, told: Sequence[Told], tokens: Rows, recipe: DistressRecipe
    ) -> None:
        self._network, self._tokens, self._recipe = network, tokens, recipe
        self._cries = torch.tensor([_target(each, recipe.smoothing) for each in told])
        self._kinds = torch.tensor([KINDS.index(each.kind) if each.kind else -1 for each in told])
        self._batches = list(self._all_batches())
        self._learning = [p for p in network.parameters() if p.requires_grad]
        self._optimiser = self._make_optimiser()

    def run(self, progress: Callable[[int, int, float], None]) -> None:
        alone()
        torch.manual_seed(self._recipe.seed)
        self._network.train()
        # One worker draws the dropout: two would draw in another order each time.
        with ThreadPoolExecutor(1, "fitting", alone) as worker:
            for number, batch in enumerate(self._batches):
                loss = worker.submit(self._step, number, batch).result()
                progress(number + 1, len(self._batches), loss)
        self._network.eval()

    def _all_batches(self) -> Iterator[NDArray[np.int64]]:
        recipe, kinds = self._recipe, self._kinds.numpy()
        taught, plain = np.flatnonzero(kinds >= 0), np.flatnonzero(kinds < 0)
        random = np.random.default_rng(recipe.seed)
        drawn = np.concatenate([random.permutation(plain) for _ in range(recipe.epochs)])
        tokens = Tokens(self._tokens, [None] * len(self._tokens))
        for epoch in range(recipe.epochs):
            share = drawn[epoch * recipe.ordinary : (epoch + 1) * recipe.ordinary]
            rows = np.concatenate([taught, share])
            yield from order(rows, tokens, size=recipe.batch, seed=recipe.seed + epoch)

    def _step(self, number: int, batch: NDArray[np.int64]) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = group["peak"] * self._pace(number)
        loss = self._loss(batch)
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._learning, 1.0)
        self._optimiser.step()
        return loss.item()

    def _loss(self, batch: NDArray[np.int64]) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            _, logits = self._network(*padded([self._tokens[row] for row in batch]))
        logits, kinds = logits.float(), self._kinds[batch]
        loss = f.binary_cross_entropy_with_logits(logits[:, 0], self._cries[batch])
        known = kinds >= 0
        if not known.any():
            return loss
        told = f.cross_entropy(logits[known, 1:], kinds[known])
        return loss + self._recipe.kinds * known.float().mean() * told

    def _pace(self, number: int) -> float:
        """Up in a straight line, then down along a cosine."""
        total = len(self._batches)
        warm = max(1, int(total * self._recipe.warm_up))
        if number < warm:
            return (number + 1) / warm
        return 0.03 + 0.97 * (1 + cos(pi * (number - warm) / max(1, total - warm))) / 2

    def _make_optimiser(self) -> torch.optim.Optimizer:
        recipe, network = self._recipe, self._network
        body = [p for p in network.body.parameters() if p.requires_grad]
        heads = [*network.wide.parameters(), *network.narrow.parameters()]
        groups = [
            {"params": part, "lr": rate, "peak": rate, "weight_decay": recipe.weight_decay * decays}
            for parameters, rate in ((body, recipe.body_rate), (heads, recipe.head_rate))
            for decays in (0, 1)
            if (part := [p for p in parameters if (p.ndim > 1) == bool(decays)])
        ]
        return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def _target(told: Told, smoothing: float) -> float:
    if not told.kind:
        return 0.0
    return 1.0 - smoothing if told.cries else smoothing
