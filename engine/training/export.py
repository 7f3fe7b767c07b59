"""The trained network as an int8 ONNX file, and how close the file comes to the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from engine.training.base import MAX_TOKENS
from engine.training.batches import padded
from engine.training.graph import Array, Heads, Range, Shape, build
from engine.training.network import Network

Rows = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a network says: `vectors` (n, 384) of unit length and `logits` (n, heads)."""

    vectors: Array
    logits: Array


def to_onnx(network: Network, tokens: Rows) -> bytes:
    """The network in 8 bits; the activations' scales are fixed by watching it read `tokens`."""
    network.eval()
    return build(_weights(network), _watch(network, tokens), _shape(network), _heads(network))


@torch.inference_mode()
def run(network: Network, tokens: Rows, *, batch: int = 64) -> Outputs:
    """The network's own answers in 32-bit floats."""
    network.eval()
    by_length = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
    vectors = np.empty((len(tokens), network.width), np.float32)
    logits = np.empty((len(tokens), network.heads), np.float32)
    for start in range(0, len(tokens), batch):
        rows = by_length[start : start + batch]
        mean, said = network(*padded([tokens[row] for row in rows]))
        vectors[rows], logits[rows] = nn.functional.normalize(mean).numpy(), said.numpy()
    return Outputs(vectors, logits)


def _weights(network: Network) -> dict[str, Array]:
    return {name: tensor.numpy() for name, tensor in network.body.state_dict().items()}


def _heads(network: Network) -> Heads:
    wide, narrow = network.wide, network.narrow
    parts = (wide.weight.T, wide.bias, narrow.weight.T, narrow.bias)
    return Heads(*(part.detach().numpy() for part in parts))


def _shape(network: Network) -> Shape:
    config = network.body.config
    return Shape(
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        max_tokens=MAX_TOKENS,
    )


@torch.inference_mode()
def _watch(network: Network, tokens: Rows) -> dict[str, Range]:
    """The range of every channel that enters a linear layer of the encoder's stack."""
    ranges: dict[str, Range] = {}
    stack = {
        name: module
        for name, module in network.body.named_modules()
        if name.startswith("encoder.") and isinstance(module, nn.Linear)
    }
    hooks = [
        module.register_forward_pre_hook(partial(_widen, ranges, name))
        for name, module in stack.items()
    ]
    # One by one: the padding of a batch would be watched as well.
    for row in tokens:
        network(*padded([row]))
    for hook in hooks:
        hook.remove()
    return ranges


def _widen(ranges: dict[str, Range], name: str, _module: nn.Module, inputs: tuple[Tensor]) -> None:
    rows = inputs[0].numpy().reshape(-1, inputs[0].shape[-1])
    low, high = rows.min(axis=0), rows.max(axis=0)
    if name in ranges:
        low, high = np.minimum(low, ranges[name].low), np.maximum(high, ranges[name].high)
    ranges[name] = Range(low, high)
