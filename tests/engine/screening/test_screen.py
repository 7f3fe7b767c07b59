from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from engine.events import Community
from engine.guard import LONGEST
from engine.language import Language
from engine.ports import Readings, Vectors
from engine.screening.cache import VerdictCache
from engine.screening.cascade import Band, Cascade, Shedding
from engine.screening.linear import BITS, Linear
from engine.screening.risk import Blueprint, Factors, Risk
from engine.screening.routing import flags_of, route
from engine.screening.screen import Screener, Tone, detectors
from engine.text import Normalised, normalise, unnormalised
from engine.verdict import Category, Polarity, Precedent, Route, Signal
from tests.engine.screening.samples import HERE, PACKS, THERE, message


@dataclass
class FakeReader:
    """A text's vector and logits hold its length; the batches it was asked for are kept."""

    model_id = "fake"
    heads: tuple[str, ...] = ()
    batches: list[list[str]] = field(default_factory=list)

    async def read(self, texts: Sequence[str]) -> Readings:
        self.batches.append(list(texts))
        lengths = np.array([[len(text), 0.0] for text in texts], dtype=np.float32)
        return Readings(lengths, np.repeat(lengths[:, :1], len(self.heads), axis=1))

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors


@dataclass
class FakeRecall:
    similarity: float
    precedents: tuple[Precedent, ...] = ()
    ruling: Polarity | None = None


@dataclass
class FakeMemory:
    similarity: float = 0.4
    generations: dict[Community, int] = field(default_factory=dict)

    def generation(self, community: Community) -> int:
        return self.generations.get(community, 0)

    def recall(self, vector: Vectors, community: Community) -> FakeRecall:
        return self.recall_many(vector.reshape(1, -1), community)[0]

    def recall_many(self, vectors: Vectors, community: Community) -> list[FakeRecall]:
        nearest = Precedent("p", 0.9, Category.THREAT, 0.9, Polarity.HARMFUL, "")
        similarity = self.similarity if community == HERE else 0.0
        return [FakeRecall(similarity, (nearest,)) for _ in vectors]


class Gloomy:
    def negativity(self, screened: str) -> float:
        return 1.0 if screened else 0.0


@dataclass
class Observed:
    """The blueprint, with what it was asked."""

    name = "blueprint"
    asked: list[Factors] = field(default_factory=list)

    def assess(self, factors: Factors) -> Risk:
        self.asked.append(factors)
        return Blueprint().assess(factors)


# Finds every text as harmless as the next.
MILD = Linear(np.zeros(1 << BITS, np.int8), scale=1.0, bias=-2.0)


def cascade(*, waiting: int = 0, shedding: Shedding = Shedding.SHED, low: float = -1.9) -> Cascade:
    """Crowded from ten texts on, and swamped from twenty."""
    band = Band(low, max(low, -1.0))
    return Cascade(band, shedding=shedding, waiting=lambda: waiting, crowded=10, swamped=20)


@dataclass
class Rig:
    reader: FakeReader = field(default_factory=FakeReader)
    memory: FakeMemory | None = field(default_factory=FakeMemory)
    sentiment: Tone | None = field(default_factory=Gloomy)
    cache: VerdictCache = field(default_factory=VerdictCache)
    off: frozenset[str] = frozenset()
    read: Callable[[str], Normalised] = normalise
    risk_model: Observed = field(default_factory=Observed)
    linear: Linear | None = None
    cascade: Cascade | None = None

    def screener(self) -> Screener:
        return Screener(
            detectors(PACKS, switched_off=self.off),
            reader=self.reader,
            memory=self.memory,
            sentiment=self.sentiment,
            risk_model=self.risk_model,
            cache=self.cache,
            linear=self.linear,
            cascade=self.cascade,
            normalise=self.read,
        )


async def test_the_risk_is_the_weighed_sum_of_its_factors() -> None:
    prediction = await Rig().screener().screen(message("hello there"), behaviour=0.5)

    assert prediction.risk_score == pytest.approx(0.45 * 0.4 + 0.35 * 0.5 + 0.20 * 1.0)


async def test_an_empty_text_has_only_its_author_s_behaviour() -> None:
    rig = Rig()

    prediction = await rig.screener().screen(message(" \u200b "), behaviour=0.8)

    assert prediction.risk_score == pytest.approx(0.35 * 0.8)
    assert not rig.reader.batches


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


async def test_the_risk_model_hears_the_linear_model() -> None:
    rig = Rig(linear=MILD)

    await rig.screener().screen(message("one"), behaviour=0.0)

    assert (rig.risk_model.asked[0].linear, rig.risk_model.asked[0].heads) == (-2.0, None)


async def test_harsh_words_are_weighed_down_by_what_excuses_them() -> None:
    rig = Rig()
    screener = rig.screener()

    await screener.screen(message("you idiot"), behaviour=0.0)
    await screener.screen(message('someone said "you idiot" to me'), behaviour=0.0)

    said, quoted = (factors.lexicon for factors in rig.risk_model.asked)
    assert 0 < quoted < said / 2


def test_a_language_that_nothing_covers_is_routed_light_at_most() -> None:
    assert route(0.9, ()) is Route.ESCALATE
    assert route(0.9, (), language="pl") is Route.LIGHT
    assert route(0.1, (), language="pl") is Route.ALLOW


def reading(code: str) -> Callable[[str], Normalised]:
    return lambda text: replace(normalise(text), language=Language(code, 0.9))


async def test_a_prediction_says_its_language() -> None:
    screener = Rig(read=reading("pl")).screener()

    assert (await screener.screen(message("one"), behaviour=0.0)).language == "pl"


async def test_where_the_models_are_out_of_their_depth_they_are_hardly_heard() -> None:
    known, strange = Rig(read=reading("en")), Rig(read=reading("pl"))

    sure = await known.screener().screen(message("one"), behaviour=0.2)
    unsure = await strange.screener().screen(message("one"), behaviour=0.2)

    assert unsure.risk_score < sure.risk_score
    assert unsure.confidence <= 0.3
    assert strange.risk_model.asked[0].behaviour == known.risk_model.asked[0].behaviour


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


async def test_without_sentiment_its_weight_is_nought() -> None:
    prediction = await Rig(sentiment=None).screener().screen(message("one"), behaviour=0.0)

    assert prediction.weights[2].value == 0.0


async def test_without_the_normaliser_a_disguise_holds() -> None:
    screener = Rig(read=unnormalised).screener()

    prediction = await screener.screen(message("k1ll y0urself"), behaviour=0.0)

    assert prediction.signals == ()


@pytest.mark.parametrize(
    "words", ["you idiot ", "someone said trash ", '"idiot" ', "1d1ot ", "\ud800"]
)
async def test_the_longest_message_is_screened_in_under_100_ms(words: str) -> None:
    longest = message((words * LONGEST)[:LONGEST])

    prediction = await Rig().screener().screen(longest, behaviour=0.0)

    assert prediction.screening_time_ms < 100


async def test_a_prediction_carries_its_evidence() -> None:
    prediction = await Rig().screener().screen(message("y0u idi0t"), behaviour=0.0)

    assert {signal.source for signal in prediction.signals} >= {"lexicon", "evasion"}
    assert prediction.category is Category.INSULT
    assert prediction.precedents[0].id == "p"
    assert prediction.model == "blueprint/fake"
    assert prediction.screening_time_ms > 0


EVERY = ("heuristics", "lexicon", "quotation", "endearment", "spam")


@pytest.mark.parametrize("name", EVERY)
def test_a_detector_can_be_switched_off(name: str) -> None:
    left = {detector.name for detector in detectors(PACKS, switched_off=frozenset({name}))}

    assert left == set(EVERY) - {name}


async def test_without_targeting_a_sworn_at_thing_counts_like_a_person() -> None:
    told = message("this build is garbage")

    aimed = await Rig().screener().screen(told, behaviour=0.0)
    unaimed = await Rig(off=frozenset({"targeting"})).screener().screen(told, behaviour=0.0)

    assert aimed.signals[0].score < 0.1 < 0.4 < unaimed.signals[0].score


@pytest.mark.parametrize(
    ("risk", "flags", "way"),
    [
        (0.19, (), Route.ALLOW),
        (0.2, (), Route.LIGHT),
        (0.59, (), Route.LIGHT),
        (0.6, (), Route.ESCALATE),
        (0.0, ("evasion",), Route.LIGHT),
        (0.9, ("spam",), Route.ESCALATE),
    ],
)
def test_risk_and_flags_decide_the_route(risk: float, flags: tuple[str, ...], way: Route) -> None:
    assert route(risk, flags) is way


def test_a_community_may_move_the_thresholds() -> None:
    assert route(0.3, (), light_at=0.4, escalate_at=0.8) is Route.ALLOW


def test_only_strong_evidence_raises_a_flag() -> None:
    signals = [
        Signal("lexicon", Category.THREAT, 0.3, ""),
        Signal("spam", Category.SPAM, 0.29, ""),
        Signal("evasion", Category.INSULT, 0.35, ""),
        Signal("heuristics", Category.HARASSMENT, 1.0, ""),
    ]

    assert flags_of(signals) == ("lexicon:threat", "evasion")


async def test_what_was_remembered_of_texts_can_be_forgotten() -> None:
    rig = Rig()
    screener = rig.screener()
    await screener.screen(message("what a lovely map"), behaviour=0.0)
    screener.forget()
    await screener.screen(message("what a lovely map"), behaviour=0.0)
    assert rig.reader.batches == [["what a lovely map"]] * 2
