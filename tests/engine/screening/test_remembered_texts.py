"""What screening remembers of texts: each is read once, and every community recalls alone."""

from tests.engine.screening.rig import FakeReader, Rig
from tests.engine.screening.samples import HERE, THERE, message


async def test_a_block_is_embedded_at_once_and_never_again() -> None:
    rig = Rig()
    screener = rig.screener()
    block = [message("one"), message("two"), message("ONE")]

    await screener.prepare(block)
    for each in block:
        await screener.screen(each, behaviour=0.0)

    assert rig.reader.batches == [["one", "two"]]


async def test_a_repeated_text_is_counted_as_a_hit() -> None:
    rig = Rig()

    await rig.screener().prepare([message("one"), message("o\u200bne"), message("two")])

    assert (rig.cache.hits, rig.cache.misses) == (1, 2)


async def test_an_unprepared_message_is_embedded_by_itself() -> None:
    rig = Rig()

    await rig.screener().screen(message("one"), behaviour=0.0)

    assert rig.reader.batches == [["one"]]


async def test_a_ruling_changes_the_next_prediction_of_the_same_words() -> None:
    rig = Rig()
    screener = rig.screener()
    before = await screener.screen(message("one"), behaviour=0.0)
    assert rig.memory is not None

    rig.memory.similarity, rig.memory.generations = 0.0, {HERE: 1}
    after = await screener.screen(message("one"), behaviour=0.0)

    assert after.risk_score < before.risk_score
    assert len(rig.reader.batches) == 1


async def test_two_communities_share_the_vector_and_not_the_memory() -> None:
    rig = Rig()
    screener = rig.screener()

    here = await screener.screen(message("one"), behaviour=0.0)
    there = await screener.screen(message("one", community=THERE), behaviour=0.0)

    assert here.weights[0].value > there.weights[0].value
    assert len(rig.reader.batches) == 1


async def test_without_memory_nothing_is_embedded_and_likeness_is_nought() -> None:
    rig = Rig(memory=None)
    screener = rig.screener()

    await screener.prepare([message("one")])
    prediction = await screener.screen(message("one"), behaviour=0.0)

    assert (prediction.weights[0].value, rig.reader.batches) == (0.0, [])


async def test_without_memory_a_model_with_heads_is_still_asked() -> None:
    rig = Rig(memory=None, reader=FakeReader(heads=("harmful",)))

    await rig.screener().screen(message("one"), behaviour=0.0)

    assert rig.risk_model.asked[0].heads == {"harmful": 3.0}


async def test_what_was_remembered_of_texts_can_be_forgotten() -> None:
    rig = Rig()
    screener = rig.screener()
    await screener.screen(message("what a lovely map"), behaviour=0.0)
    screener.forget()
    await screener.screen(message("what a lovely map"), behaviour=0.0)
    assert rig.reader.batches == [["what a lovely map"]] * 2
