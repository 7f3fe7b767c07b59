"""Calls of many lanes, gathered while the workers are busy."""

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from engine.ports import Readings, Vectors
from engine.screening.batcher import Batcher
from tests.running import PATIENCE


class Gate:
    """A reader that answers when it is opened; a text's vector and logit hold its number."""

    model_id = "gate"
    heads = ("number",)

    def __init__(self, *, is_open: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.opened = asyncio.Event()
        if is_open:
            self.opened.set()

    async def read(self, texts: Sequence[str]) -> Readings:
        self.batches.append(list(texts))
        await self.opened.wait()
        if "poison" in texts:
            raise ValueError("poison")
        numbers = np.array([[float(text)] for text in texts], np.float32).reshape(len(texts), 1)
        return Readings(numbers, -numbers)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors


async def start(batcher: Batcher, *requests: Sequence[str]) -> list[asyncio.Task[Vectors]]:
    """Callers that have all asked by the time this returns."""
    callers = [asyncio.create_task(batcher.embed(texts)) for texts in requests]
    await settle()
    return callers


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_lone_text_goes_to_the_encoder_at_once() -> None:
    gate = Gate()

    [caller] = await start(Batcher(gate), ["1"])

    assert gate.batches == [["1"]]
    gate.opened.set()
    await caller


async def test_texts_that_wait_for_a_worker_go_together() -> None:
    gate = Gate()
    batcher = Batcher(gate, workers=1)
    callers = await start(batcher, ["0"])
    callers += await start(batcher, ["1"], ["2"], ["3"])

    gate.opened.set()
    await asyncio.gather(*callers)

    assert gate.batches == [["0"], ["1", "2", "3"]]


async def test_texts_are_shared_out_among_idle_workers() -> None:
    gate = Gate()

    callers = await start(Batcher(gate), ["1"], ["2"], ["3"], ["4"])

    assert gate.batches == [["1", "2"], ["3", "4"]]
    gate.opened.set()
    await asyncio.gather(*callers)


async def test_a_batch_holds_at_most_32_texts() -> None:
    gate = Gate(is_open=True)

    await asyncio.gather(*await start(Batcher(gate), *[[str(number)] for number in range(200)]))

    assert max(len(batch) for batch in gate.batches) == 32


async def test_a_request_larger_than_a_batch_is_not_cut() -> None:
    gate = Gate(is_open=True)
    texts = [str(number) for number in range(100)]

    await Batcher(gate).embed(texts)

    assert gate.batches == [texts]


async def test_every_caller_gets_its_own_rows() -> None:
    gate = Gate(is_open=True)
    requests = [["1", "2"], ["3"], ["4", "5", "6"]]

    vectors = await asyncio.gather(*await start(Batcher(gate, workers=1), *requests))

    assert [rows.ravel().tolist() for rows in vectors] == [[1, 2], [3], [4, 5, 6]]


async def test_a_row_that_is_kept_does_not_keep_its_batch() -> None:
    gate = Gate(is_open=True)

    first, _ = await asyncio.gather(*await start(Batcher(gate, workers=1), ["1"], ["2"]))

    assert first.base is None


async def test_a_failing_batch_fails_only_its_own_callers() -> None:
    gate = Gate()
    batcher = Batcher(gate, workers=1)
    callers = await start(batcher, ["poison"])
    callers += await start(batcher, ["1"])

    gate.opened.set()
    failed, answered = await asyncio.gather(*callers, return_exceptions=True)

    assert isinstance(failed, ValueError)
    assert isinstance(answered, np.ndarray)


async def test_a_caller_who_leaves_takes_nobody_along() -> None:
    gate = Gate()
    leaving, staying = await start(Batcher(gate, workers=1), ["1"], ["2"])
    leaving.cancel()

    gate.opened.set()

    assert (await staying).tolist() == [[2]]


async def test_callers_wait_for_room_when_too_much_is_pending() -> None:
    gate = Gate()
    batcher = Batcher(gate, workers=1, room=2)
    callers = await start(batcher, ["0"])
    callers += await start(batcher, *[[str(number)] for number in range(1, 8)])

    gate.opened.set()
    vectors = await asyncio.gather(*callers)

    assert max(len(batch) for batch in gate.batches) == 2
    assert [rows.item() for rows in vectors] == [0, 1, 2, 3, 4, 5, 6, 7]


async def test_a_request_larger_than_the_room_is_answered() -> None:
    vectors = await Batcher(Gate(is_open=True), room=2).embed(["1", "2", "3"])

    assert len(vectors) == 3


async def test_a_worker_that_runs_out_of_work_is_replaced_in_time() -> None:
    batcher = Batcher(Gate(is_open=True), workers=1)

    async with asyncio.timeout(PATIENCE):
        vectors = [await batcher.embed([str(number)]) for number in range(50)]

    assert [rows.item() for rows in vectors] == list(range(50))


async def test_closing_answers_what_is_pending() -> None:
    gate = Gate()
    batcher = Batcher(gate, workers=1)
    callers = await start(batcher, ["1"])
    callers += await start(batcher, ["2"])

    gate.opened.set()
    await batcher.close()

    assert [caller.done() for caller in callers] == [True, True]


async def test_a_closed_batcher_refuses_texts() -> None:
    batcher = Batcher(Gate())
    await batcher.close()

    with pytest.raises(RuntimeError, match="closed"):
        await batcher.embed(["1"])


async def test_a_worker_that_is_cancelled_leaves_nobody_waiting() -> None:
    batcher = Batcher(Gate(), workers=1)
    [caller] = await start(batcher, ["1"])

    for worker in batcher._workers:
        worker.cancel()
    await settle()

    assert caller.cancelled()


async def test_no_texts_need_no_worker() -> None:
    gate = Gate(is_open=True)

    assert len(await Batcher(gate).embed([])) == 0


def test_the_model_is_the_encoders() -> None:
    batcher = Batcher(Gate())

    assert (batcher.model_id, batcher.heads) == ("gate", ("number",))


async def test_logits_come_with_their_vectors() -> None:
    readings = await Batcher(Gate(is_open=True)).read(["1", "2"])

    assert readings.logits.tolist() == [[-1], [-2]]


async def test_texts_that_no_worker_has_taken_are_pending() -> None:
    gate = Gate()
    batcher = Batcher(gate, workers=1)
    callers = await start(batcher, ["0"])
    callers += await start(batcher, ["1"], ["2", "3"])

    pending = batcher.pending

    gate.opened.set()
    await asyncio.gather(*callers)
    assert (pending, batcher.pending) == (3, 0)
