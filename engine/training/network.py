"""The network that is trained: MiniLM's body, one pooled vector, and the heads that read it."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as f

from engine.training.labels import HEADS
from engine.training.recipe import Recipe

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WIDTH = 384
HIDDEN = 256
_CATEGORIES = slice(1, len(HEADS) - 2)
_PERSON, _SEVERITY = len(HEADS) - 2, len(HEADS) - 1


class Network(nn.Module):
    """Body and heads. `bars` are each source's own slope and offset on "harmful": where its
    annotators drew the line. They are only for training and are not exported.
    """

    def __init__(self, reference: "SentenceTransformer", sources: int) -> None:
        super().__init__()
        self.body = _plain(reference[0].auto_model)
        # Frozen: a fine-tuning sees few of the 30,000 words, and the rest would be left behind.
        self.body.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        self.wide = nn.Linear(2 * WIDTH, HIDDEN)
        self.narrow = nn.Linear(HIDDEN, len(HEADS))
        self.bars = nn.Parameter(torch.zeros(sources, 2))

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def heads(self) -> int:
        return self.narrow.out_features

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (batch, 384), not of unit length, and logits (batch, heads)."""
        hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        seen = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * seen).sum(dim=1) / seen.sum(dim=1)
        pooled = torch.cat([mean, hidden[:, 0]], dim=-1)
        return mean, self.narrow(f.gelu(self.wide(pooled), approximate="tanh"))


def _plain(body: nn.Module) -> nn.Module:
    """Without dropout, and with attention spelled out: on two cores a step takes a quarter less.

    A fine-tuning of one or two epochs has no time to overfit what dropout would guard against.
    """
    body.set_attn_implementation("eager")
    body.pooler = None  # the heads do their own pooling
    for module in body.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return body


def loss_of(
    network: Network,
    outputs: tuple[Tensor, Tensor],
    targets: Tensor,
    weights: Tensor,
    sources: Tensor,
    own_bars: Tensor,
    vectors: Tensor,
    recipe: Recipe,
) -> Tensor:
    """One number: the heads' cross-entropies and the vectors' drift from `vectors`."""
    mean, logits = (output.float() for output in outputs)
    harmful = logits[:, 0]
    bars = network.bars[sources] * own_bars[sources].unsqueeze(-1)
    barred = torch.exp(bars[:, 0]) * harmful + bars[:, 1]
    loss = recipe.own_bar * _entropy(barred, targets[:, 0], weights)
    loss = loss + (1 - recipe.own_bar) * _entropy(harmful, targets[:, 0], weights)
    loss = loss + recipe.bar_decay * network.bars.square().sum(dim=1).mean()
    rows = weights.unsqueeze(-1).expand(-1, targets.shape[1])
    parts = (
        (_CATEGORIES, recipe.categories),
        (slice(_PERSON, _PERSON + 1), recipe.person),
        (slice(_SEVERITY, _SEVERITY + 1), recipe.severity),
    )
    for part, share in parts:
        loss = loss + share * _entropy(logits[:, part], targets[:, part], rows[:, part])
    drift = 1.0 - f.cosine_similarity(mean, vectors, dim=-1)
    return loss + recipe.retention * drift.mean()


def _entropy(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Weighted binary cross-entropy over what is known; targets may lie between 0 and 1."""
    known = (targets >= 0).float() * weights
    each = f.binary_cross_entropy_with_logits(logits, targets.clamp(min=0), reduction="none")
    return (each * known).sum() / known.sum().clamp(min=1.0)
