"""From a corpus to what the training loop reads: tokens, the untuned model's vectors, the bars."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn

from engine.screening.emoji import named
from engine.training.batches import Tokens, padded
from engine.training.corpus import Corpus
from engine.training.fitting import Lessons
from engine.training.network import WIDTH, Network
from engine.training.recipe import Recipe
from engine.training.sources import SOURCES

_BATCH = 256


def prepare(
    corpus: Corpus, network: Network, tokenizer: Path, recipe: Recipe, folder: Path
) -> Lessons:
    """`network` is untuned still; its vectors are kept in `folder` for the next call."""
    clear = tokenized(corpus.texts, tokenizer, longest=recipe.tokens)
    varied = tokenized(corpus.variants, tokenizer, longest=recipe.tokens)
    obfuscated = [row if text else None for row, text in zip(varied, corpus.variants, strict=True)]
    own_bars = {source.name: source.own_bar for source in SOURCES}
    return Lessons(
        corpus,
        Tokens(clear, obfuscated),
        _untuned(network, clear, recipe, folder / _kept(corpus, recipe)),
        torch.tensor([float(own_bars.get(name, False)) for name in corpus.names]),
    )


def _kept(corpus: Corpus, recipe: Recipe) -> str:
    return f"untuned-{corpus.key}-{recipe.tokens}-{recipe.retained_tokens}.npy"


def tokenized(texts: Sequence[str], tokenizer: Path, *, longest: int) -> list[list[int]]:
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_padding()
    reader.enable_truncation(longest)
    return [encoding.ids for encoding in reader.encode_batch_fast([named(text) for text in texts])]


def _untuned(
    network: Network, tokens: Sequence[Sequence[int]], recipe: Recipe, path: Path
) -> NDArray[np.float16]:
    """The vectors of the texts that are short enough to be held; nought for all others."""
    if path.exists():
        return np.load(path)
    vectors = np.zeros((len(tokens), WIDTH), np.float16)
    short = [row for row, ids in enumerate(tokens) if len(ids) <= recipe.retained_tokens]
    short.sort(key=lambda row: len(tokens[row]))
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(short), _BATCH):
            rows = short[start : start + _BATCH]
            mean, _ = network(*padded([tokens[row] for row in rows]))
            vectors[rows] = nn.functional.normalize(mean.float()).half().numpy()
    draft = path.with_suffix(".draft.npy")
    np.save(draft, vectors)
    draft.replace(path)
    return vectors
