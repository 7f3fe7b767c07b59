import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.packet import Packet, build_packet
from engine.reasoning.rules import GROUNDS, RulesReasoner
from engine.verdict import (
    Assessment,
    Category,
    Polarity,
    Precedent,
    RiskPrediction,
    Signal,
    Weight,
)
from tests.builders import message, prediction
from tests.engine.reasoning.packets import around

INSULT = Signal("lexicon", Category.INSULT, 0.7, "A strong insult.")
DOGPILE = Signal("dogpile", Category.DOGPILING, 0.8, "5 people wrote 9 messages at one.")
READING = Signal("classifier", Category.INSULT, 0.9, "The model reads the words as an insult.")
RAID = Signal("raid", Category.RAID, 1.0, "5 accounts wrote much the same.")
CRISIS = Signal("crisis", Category.SELF_HARM, 0.8, "Says of themselves that they want to die.")
REMEMBERED = Precedent(
    "insult-01", 0.8, Category.INSULT, 0.6, Polarity.HARMFUL, "Calls a person worthless."
)


def packet(*signals: Signal, predicted: RiskPrediction | None = None) -> Packet:
    return build_packet(message("you fool"), predicted or prediction(), around(*signals))


async def reasoned(*signals: Signal, predicted: RiskPrediction | None = None) -> Assessment:
    return await RulesReasoner().reason(packet(*signals, predicted=predicted))


async def test_without_evidence_there_is_no_harm() -> None:
    assessed = await reasoned()
    assert (assessed.harm_score, assessed.category) == (0.0, Category.NONE)


async def test_the_strongest_ground_names_the_category() -> None:
    assessed = await reasoned(DOGPILE, predicted=prediction(INSULT))
    assert assessed.category is Category.INSULT


async def test_independent_grounds_add_up() -> None:
    words = await reasoned(predicted=prediction(INSULT))
    both = await reasoned(DOGPILE, predicted=prediction(INSULT))
    assert both.harm_score > words.harm_score


@pytest.mark.parametrize(
    ("relief", "ground"),
    [
        (Signal("quotation", Category.NONE, 1.0, "The words are quoted."), INSULT),
        (Signal("reciprocity", Category.NONE, 1.0, "Two friends who tease."), INSULT),
        (Signal("hype", Category.NONE, 1.0, "Cheering after a raid."), RAID),
    ],
)
async def test_what_speaks_for_harmlessness_lowers_the_harm(relief: Signal, ground: Signal) -> None:
    alone = await reasoned(ground)
    relieved = await reasoned(ground, relief)
    assert relieved.harm_score < 0.5 < alone.harm_score


async def test_a_quotation_explains_words_but_not_a_dogpile() -> None:
    quotation = Signal("quotation", Category.NONE, 1.0, "The words are quoted.")
    assert (await reasoned(DOGPILE, quotation)).harm_score == (await reasoned(DOGPILE)).harm_score


async def test_likeness_to_remembered_harm_alone_is_never_enough_to_act() -> None:
    alike = prediction(weights=(Weight("semantic", 1.0, 0.45),), precedents=(REMEMBERED,))
    assert 0 < (await reasoned(predicted=alike)).harm_score < 0.5


async def test_a_person_in_danger_comes_before_their_rough_words() -> None:
    rough = Signal("lexicon", Category.INSULT, 0.4, "A mild insult.")
    assessed = await reasoned(CRISIS, predicted=prediction(rough))
    assert assessed.category is Category.SELF_HARM


async def test_a_person_in_danger_is_heard_however_harsh_their_words_are() -> None:
    slur = Signal("lexicon", Category.HATE, 0.95, "A slur.")
    assessed = await reasoned(CRISIS, predicted=prediction(slur))
    assert assessed.category is Category.SELF_HARM


async def test_an_attack_is_no_crisis_whatever_it_says_of_dying() -> None:
    urging = Signal("lexicon", Category.HARASSMENT, 0.95, "Tells somebody to kill themselves.")
    assessed = await reasoned(CRISIS, predicted=prediction(urging))
    assert assessed.category is Category.HARASSMENT


async def test_the_rationale_cites_only_evidence_of_the_packet() -> None:
    evidence = packet(DOGPILE, predicted=prediction(INSULT)).evidence
    assessed = await reasoned(DOGPILE, predicted=prediction(INSULT))
    assert set(assessed.evidence) <= set(evidence)
    assert {"signal:lexicon", "signal:dogpile"} <= {cited.id for cited in assessed.evidence}


@given(
    st.lists(st.tuples(st.sampled_from(sorted(GROUNDS)), st.floats(0, 1)), max_size=6),
    st.integers(0, 5),
    st.floats(0, 1),
)
async def test_more_of_any_ground_never_lowers_the_harm(
    grounds: list[tuple[str, float]], which: int, more: float
) -> None:
    signals = [Signal(source, Category.INSULT, score, "") for source, score in grounds]
    stronger = [
        Signal(s.source, s.category, max(s.score, more) if place == which else s.score, "")
        for place, s in enumerate(signals)
    ]
    low = (await reasoned(*signals)).harm_score
    assert (await reasoned(*stronger)).harm_score >= low - 1e-12


async def test_a_citation_of_something_unknown_is_left_out() -> None:
    assert packet().cite("signal:invented", "session") == packet().cite("session")


RULED = Signal("ruling", Category.NONE, 1.0, "A moderator reversed case 1 here.")


async def test_words_that_a_moderator_ruled_fine_are_fine() -> None:
    assert (await reasoned(predicted=prediction(INSULT, RULED))).harm_score < 0.1


async def test_a_ruling_on_words_explains_no_dogpile() -> None:
    assert (await reasoned(DOGPILE, predicted=prediction(RULED))).harm_score > 0.5


async def test_a_crowd_of_adverts_is_a_raid() -> None:
    advert = Signal("spam", Category.SCAM, 1.0, "A link among lures.")
    assert (await reasoned(RAID, predicted=prediction(advert))).category is Category.RAID
    faint = Signal("raid", Category.RAID, 0.2, "Two accounts wrote alike.")
    assert (await reasoned(faint, predicted=prediction(advert))).category is Category.SCAM


async def test_a_precedent_about_something_else_is_not_cited() -> None:
    far = Precedent("insult-02", 0.2, Category.INSULT, 0.6, Polarity.HARMFUL, "Calls names.")
    near = prediction(INSULT, precedents=(REMEMBERED, far))
    cited = {evidence.id for evidence in (await reasoned(predicted=near)).evidence}
    assert "precedent:insult-01" in cited
    assert "precedent:insult-02" not in cited


async def test_the_models_reading_of_harsh_words_is_not_counted_twice() -> None:
    words, reading = await reasoned(INSULT), await reasoned(READING)
    both = await reasoned(INSULT, READING)
    assert both.harm_score == pytest.approx(max(words.harm_score, reading.harm_score))


async def test_what_goes_on_around_adds_to_the_models_reading() -> None:
    assert (await reasoned(READING, DOGPILE)).harm_score > (await reasoned(READING)).harm_score


async def test_the_models_reading_alone_never_hides_words() -> None:
    certain = Signal("classifier", Category.HATE, 1.0, "The model reads the words as hate.")
    assert 0.5 <= (await reasoned(certain)).harm_score < 0.7


async def test_the_model_is_half_believed_where_harsh_words_are_meant_for_a_thing() -> None:
    at_a_thing = Signal("lexicon", Category.INSULT, 0.07, "A strong insult, said of a thing.")
    assert (await reasoned(READING, at_a_thing)).harm_score < 0.3


async def test_a_quotation_excuses_what_the_model_reads() -> None:
    quoted = Signal("quotation", Category.NONE, 1.0, "Somebody else's words are reported.")
    assert (await reasoned(READING, quoted)).harm_score < 0.1


async def test_a_crowd_of_strangers_abuse_is_a_raid_too() -> None:
    abuse = Signal("lexicon", Category.THREAT, 1.0, "A threat.")

    assert (await reasoned(RAID, abuse)).category is Category.RAID


async def test_abuse_by_a_crowd_of_known_people_is_each_ones_own() -> None:
    abuse = Signal("lexicon", Category.THREAT, 1.0, "A threat.")
    known = Signal("raid", Category.SPAM, 0.6, "5 accounts wrote much the same.")

    assert (await reasoned(known, abuse)).category is Category.THREAT
