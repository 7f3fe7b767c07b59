"""Texts that are spared the encoder while much waits, and those that never are."""

from dataclasses import replace

import numpy as np
import pytest

from engine.screening.cache import VerdictCache
from tests.engine.screening.rig import MILD, Rig, cascade
from tests.engine.screening.samples import message


async def test_while_little_waits_every_text_is_read() -> None:
    rig = Rig(linear=MILD, cascade=cascade(waiting=5))

    assert await rig.screener().prepare([message("one"), message("two")]) == 0
    assert rig.reader.batches == [["one", "two"]]


async def test_when_much_waits_a_clearly_harmless_text_is_spared() -> None:
    rig = Rig(linear=MILD, cascade=cascade(waiting=9))
    screener = rig.screener()

    spared = await screener.prepare([message("one")])
    prediction = await screener.screen(message("one"), behaviour=0.0)

    assert (spared, rig.reader.batches, prediction.precedents) == (1, [], ())
    assert prediction.model == "blueprint/linear"


async def test_nobody_is_surer_of_a_spared_text_than_the_linear_model() -> None:
    rig = Rig(linear=MILD, cascade=cascade(waiting=9), sentiment=None)
    screener = rig.screener()
    await screener.prepare([message("one")])

    prediction = await screener.screen(message("one"), behaviour=0.0)

    assert prediction.confidence == pytest.approx(1 / (1 + np.exp(-2.0)))


@pytest.mark.parametrize("text", ["you idiot", "you are late", "join my server"])
async def test_a_text_with_any_evidence_is_read_however_much_waits(text: str) -> None:
    rig = Rig(linear=MILD, cascade=cascade(waiting=1_000))

    assert await rig.screener().prepare([message("one"), message(text)]) == 1
    assert rig.reader.batches == [[text]]


async def test_a_text_that_the_linear_model_doubts_is_read_however_much_waits() -> None:
    doubtful = replace(MILD, bias=-0.5)

    assert (
        await Rig(linear=doubtful, cascade=cascade(waiting=1_000))
        .screener()
        .prepare([message("one")])
        == 0
    )


async def test_a_spared_text_is_read_once_there_is_time() -> None:
    cache = VerdictCache()
    await (
        Rig(linear=MILD, cache=cache, cascade=cascade(waiting=9))
        .screener()
        .prepare([message("one")])
    )
    calm = Rig(linear=MILD, cache=cache, cascade=cascade())

    await calm.screener().prepare([message("one")])

    assert calm.reader.batches == [["one"]]
