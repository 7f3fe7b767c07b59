from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.guard import LONGEST
from engine.language import Language
from engine.screening.routing import flags_of, route
from engine.screening.screen import detectors
from engine.text import Normalised, normalise, unnormalised
from engine.verdict import Category, Route, Signal
from tests.engine.screening.rig import MILD, Rig
from tests.engine.screening.samples import PACKS, message


async def test_the_risk_is_the_weighed_sum_of_its_factors() -> None:
    prediction = await Rig().screener().screen(message("hello there"), behaviour=0.5)

    assert prediction.risk_score == pytest.approx(0.45 * 0.4 + 0.35 * 0.5 + 0.20 * 1.0)


async def test_an_empty_text_has_only_its_author_s_behaviour() -> None:
    rig = Rig()

    prediction = await rig.screener().screen(message(" \u200b "), behaviour=0.8)

    assert prediction.risk_score == pytest.approx(0.35 * 0.8)
    assert not rig.reader.batches


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
