from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from engine.events import Community
from engine.ports import Vectors
from engine.screening.cache import VerdictCache
from engine.screening.risk import Blueprint
from engine.screening.screen import Screener, Tone, detectors, flags_of, route
from engine.text import LONGEST, Normalised, normalise, unnormalised
from engine.verdict import Category, Polarity, Precedent, Route, Signal
from tests.engine.screening.samples import HERE, PACKS, THERE, message


@dataclass
class FakeEmbedder:
    """A text's vector holds its length; the batches it was asked for are kept."""

    model_id = "fake"
    batches: list[list[str]] = field(default_factory=list)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        return np.array([[len(text), 0.0] for text in texts], dtype=np.float32)


@dataclass
class FakeRecall:
    similarity: float
    precedents: tuple[Precedent, ...] = ()


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
class Rig:
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    memory: FakeMemory | None = field(default_factory=FakeMemory)
    sentiment: Tone | None = field(default_factory=Gloomy)
    cache: VerdictCache = field(default_factory=VerdictCache)
    off: frozenset[str] = frozenset()
    read: Callable[[str], Normalised] = normalise

    def screener(self) -> Screener:
        return Screener(
            detectors(PACKS, switched_off=self.off),
            embedder=self.embedder,
            memory=self.memory,
            sentiment=self.sentiment,
            risk_model=Blueprint(),
            cache=self.cache,
            normalise=self.read,
        )


async def test_the_risk_is_the_weighed_sum_of_its_factors() -> None:
    prediction = await Rig().screener().screen(message("hello there"), behaviour=0.5)

    assert prediction.risk_score == pytest.approx(0.45 * 0.4 + 0.35 * 0.5 + 0.20 * 1.0)


async def test_an_empty_text_has_only_its_author_s_behaviour() -> None:
    rig = Rig()

    prediction = await rig.screener().screen(message(" \u200b "), behaviour=0.8)

    assert prediction.risk_score == pytest.approx(0.35 * 0.8)
    assert not rig.embedder.batches


async def test_a_block_is_embedded_at_once_and_never_again() -> None:
    rig = Rig()
    screener = rig.screener()
    block = [message("one"), message("two"), message("ONE")]

    await screener.prepare(block)
    for each in block:
        await screener.screen(each, behaviour=0.0)

    assert rig.embedder.batches == [["one", "two"]]


async def test_a_repeated_text_is_counted_as_a_hit() -> None:
    rig = Rig()

    await rig.screener().prepare([message("one"), message("o\u200bne"), message("two")])

    assert (rig.cache.hits, rig.cache.misses) == (1, 2)


async def test_a_fresh_block_forgets_the_blocks_before() -> None:
    rig = Rig()
    screener = rig.screener()

    await screener.prepare([message("one")], fresh=True)
    await screener.prepare([message("one")], fresh=True)

    assert rig.embedder.batches == [["one"], ["one"]]


async def test_an_unprepared_message_is_embedded_by_itself() -> None:
    rig = Rig()

    await rig.screener().screen(message("one"), behaviour=0.0)

    assert rig.embedder.batches == [["one"]]


async def test_a_ruling_changes_the_next_prediction_of_the_same_words() -> None:
    rig = Rig()
    screener = rig.screener()
    before = await screener.screen(message("one"), behaviour=0.0)
    assert rig.memory is not None

    rig.memory.similarity, rig.memory.generations = 0.0, {HERE: 1}
    after = await screener.screen(message("one"), behaviour=0.0)

    assert after.risk_score < before.risk_score
    assert len(rig.embedder.batches) == 1


async def test_two_communities_share_the_vector_and_not_the_memory() -> None:
    rig = Rig()
    screener = rig.screener()

    here = await screener.screen(message("one"), behaviour=0.0)
    there = await screener.screen(message("one", community=THERE), behaviour=0.0)

    assert here.weights[0].value > there.weights[0].value
    assert len(rig.embedder.batches) == 1


async def test_without_memory_nothing_is_embedded_and_likeness_is_nought() -> None:
    rig = Rig(memory=None)
    screener = rig.screener()

    await screener.prepare([message("one")])
    prediction = await screener.screen(message("one"), behaviour=0.0)

    assert (prediction.weights[0].value, rig.embedder.batches) == (0.0, [])


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
