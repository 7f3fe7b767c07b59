"""Texts to vectors and logits: the int8 model on onnxruntime, one session, a few threads."""

import asyncio
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
from tokenizers import Tokenizer

from engine.ports import Readings, Vectors
from engine.screening.emoji import named
from engine.screening.manifest import MANIFEST, MODEL, TOKENIZER, Manifest, ModelError, verify
from engine.screening.runtime import InferenceSession, open_session

LARGEST_BATCH = 32
# Larger batches are no faster, and the memory of the largest one is never given back.
_MOST_TOKENS = 256
# Discord's longest message. A megabyte would hold a tokeniser thread for a second, in vain: only
# the first 64 tokens count.
_LONGEST_TEXT = 4_000

_LOWEST = 19  # of the priorities that a thread can have

_OUTPUTS = ["embedding", "logits"]

Tokens = list[int]


class Encoder:
    """What is read in a text depends on that text alone, to the last bit, whatever it is read with.

    Two things make it so, and replays repeat because of it: the scales of the model's activations
    are fixed, and only texts of equal length share a batch, so that nothing is padded. (A
    batch of two costs 12 % more per text than one of 32; padding to multiples of eight costs more.)
    """

    def __init__(
        self,
        manifest: Manifest,
        session: InferenceSession,
        tokenizer: Tokenizer,
        *,
        workers: int,
        background: bool = False,
    ) -> None:
        self.manifest = manifest
        self._session = session
        self._tokenizer = tokenizer
        self._threads = ThreadPoolExecutor(
            workers,
            thread_name_prefix="encoder",
            initializer=_yield_to_others if background else None,
        )

    @classmethod
    def load(cls, folder: Path, *, workers: int = 2, background: bool = False) -> Self:
        """Read the model of `folder`; it blocks for about 0.1 s. In the `background` it reads texts
        only while nobody else wants the processor.

        Raises:
            ModelError: a file is missing or damaged, or is no model.
        """
        manifest = verify(folder)
        session = open_session(folder / MODEL)
        _check_outputs(folder / MODEL, session, manifest)
        tokenizer = _load_tokenizer(folder / TOKENIZER, longest=manifest.max_tokens)
        return cls(manifest, session, tokenizer, workers=workers, background=background)

    @property
    def model_id(self) -> str:
        return self.manifest.model_id

    @property
    def heads(self) -> tuple[str, ...]:
        return self.manifest.heads

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors

    async def read(self, texts: Sequence[str]) -> Readings:
        """More than 32 texts are sorted by length, cut into batches and spread over the threads."""
        loop = asyncio.get_running_loop()
        if len(texts) <= LARGEST_BATCH:
            return await loop.run_in_executor(self._threads, self.read_blocking, texts)
        readings = self._room_for(texts)
        tokens = await loop.run_in_executor(self._threads, self._tokenize, texts)
        async with asyncio.TaskGroup() as group:
            for batch in _batches(tokens):
                group.create_task(self._read_batch(tokens, batch, readings))
        return readings

    def read_blocking(self, texts: Sequence[str]) -> Readings:
        """The same, in the caller's own thread."""
        readings = self._room_for(texts)
        tokens = self._tokenize(texts)
        for batch in _batches(tokens):
            self._run(tokens, batch, readings)
        return readings

    def close(self) -> None:
        """Finish what is under way and end the threads."""
        self._threads.shutdown()

    async def _read_batch(
        self, tokens: Sequence[Tokens], batch: Sequence[int], readings: Readings
    ) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._run, tokens, batch, readings)

    def _room_for(self, texts: Sequence[str]) -> Readings:
        return Readings(
            np.empty((len(texts), self.manifest.dimensions), np.float32),
            np.empty((len(texts), len(self.heads)), np.float32),
        )

    def _tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        # A lone surrogate cannot be handed to the tokeniser; it becomes a question mark.
        readable = [
            named(text[:_LONGEST_TEXT].encode("utf-8", "replace").decode()) for text in texts
        ]
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(readable)]

    def _run(self, tokens: Sequence[Tokens], batch: Sequence[int], readings: Readings) -> None:
        rows = np.array([tokens[position] for position in batch], np.int64)
        feed = {"input_ids": rows, "attention_mask": np.ones_like(rows)}
        if not self.heads:
            [readings.vectors[batch]] = self._session.run(_OUTPUTS[:1], feed)
            return
        readings.vectors[batch], readings.logits[batch] = self._session.run(_OUTPUTS, feed)


def _batches(tokens: Sequence[Tokens]) -> Iterator[list[int]]:
    """Positions of texts of equal length in the order asked, at most 32 and 256 tokens together."""
    alike = defaultdict(list)
    for position, row in enumerate(tokens):
        alike[len(row)].append(position)
    for length, positions in sorted(alike.items()):
        size = min(LARGEST_BATCH, _MOST_TOKENS // length)
        for start in range(0, len(positions), size):
            yield positions[start : start + size]


def _yield_to_others() -> None:
    """Linux has priorities for single threads; elsewhere this would slow the whole process down."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST)


def _check_outputs(path: Path, session: InferenceSession, manifest: Manifest) -> None:
    widths = {output.name: output.shape[-1] for output in session.get_outputs()}
    promised = (manifest.dimensions, len(manifest.heads))
    if (widths.get("embedding"), widths.get("logits", 0)) != promised:
        raise ModelError(f"{path}: its outputs {widths} are not those that {MANIFEST} promises")


def _load_tokenizer(path: Path, *, longest: int) -> Tokenizer:
    # Our threads are enough; the tokeniser's own would take the event loop's core.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelError(f"{path}: tokenizers cannot load it ({error})") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer
