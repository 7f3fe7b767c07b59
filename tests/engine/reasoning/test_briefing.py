import re

import pytest

from engine.policy.kinds import LONGEST_TEXT
from engine.policy.protection import Protection, Sensitivity
from engine.reasoning.briefing import BUDGET, brief
from engine.reasoning.packet import build_packet
from engine.reasoning.prompt import NUM_CTX, NUM_PREDICT, prompt_for
from engine.verdict import Category, Polarity, Precedent, Signal
from tests.builders import message, prediction
from tests.engine.reasoning.packets import FENCE, INSULT, around, packet, turn

FRIENDS = Signal("reciprocity", Category.NONE, 0.7, "They tease each other: 12 of 14 messages.")


def precedent(at: int, polarity: Polarity, *, ended: str = "upheld") -> Precedent:
    told = f"Calls a person {at} names, 87.5% alike."
    return Precedent(f"p{at}", 0.8, Category.INSULT, 0.6, polarity, told, ended)


def said(*parts: str, **changes: object) -> list[str]:
    lines = brief(packet("hello", **changes)).lines
    return [line.text for line in lines if line.part in parts]


def test_a_briefing_holds_no_number_that_a_model_could_copy() -> None:
    signal = Signal("pairs", Category.HARASSMENT, 0.873, "5 people wrote 93 messages, 0.71 heated.")
    known = [precedent(1, Polarity.HARMFUL), precedent(2, Polarity.FINE)]
    lines = brief(packet("hello", signal, INSULT, precedents=known)).lines
    assert not [line.text for line in lines if re.search(r"\d", line.text + line.id)]
    assert any("five people wrote many messages" in line.text for line in lines)


def test_precedents_of_both_kinds_are_told_and_no_more_than_four() -> None:
    known = [precedent(at, Polarity.HARMFUL) for at in range(6)]
    known += [precedent(at, Polarity.FINE) for at in range(6, 9)]
    told = said("precedent", precedents=known)
    assert len(told) == 4
    assert sum("found fine" in text for text in told) == 2


def test_what_moderators_ruled_goes_before_what_was_shipped() -> None:
    known = [precedent(at, Polarity.HARMFUL, ended="shipped pattern") for at in range(5)]
    briefing = brief(packet("hello", precedents=[*known, precedent(9, Polarity.HARMFUL)]))
    assert "precedent:p9" in briefing.citable.values()


def test_the_earlier_turns_come_in_order_and_the_message_last() -> None:
    lines = brief(packet("and now", turns=[turn("one", ago=60), turn("two", ago=30)])).lines
    told = [line.text for line in lines if line.part in {"earlier", "message"}]
    assert told == ["one", "two", "and now"]


def test_people_go_without_their_names_and_ids() -> None:
    briefing = brief(packet("<@mika> and <@!12345> listen", turns=[turn("so?", name="Mika Real")]))
    whole = " ".join(f"{line.who} {line.text}" for line in briefing.lines)
    assert "@target and @somebody listen" in whole
    assert not re.search("mika|vex|12345", whole, re.IGNORECASE)


def test_a_targets_choice_and_a_friendship_are_told_in_words() -> None:
    chosen = Protection(sensitivity=Sensitivity.STRICT)
    known = build_packet(message("hey"), prediction(), around(FRIENDS), protection=chosen)
    told = [line.text for line in brief(known).lines]
    assert "The person it is aimed at chose to be protected earlier than usual." in told
    assert "It is aimed at the target. The two tease each other." in told


@pytest.mark.parametrize("letter", ["x", "字", "🙂", "é"])
def test_however_long_the_talk_a_briefing_keeps_to_its_budget(letter: str) -> None:
    turns = [turn(letter * 4_000, ago=at) for at in range(40, 0, -1)]
    known = [precedent(at, Polarity.HARMFUL) for at in range(9)]
    rules = letter * LONGEST_TEXT
    briefing = brief(packet(letter * 4_000, turns=turns, precedents=known, rules_text=rules))
    assert sum(line.tokens for line in briefing.lines) <= BUDGET
    assert [line for line in briefing.lines if line.part == "message"]
    prompt = prompt_for(briefing, fence=FENCE)
    assert len((prompt.system + prompt.user).encode()) / 3 + NUM_PREDICT < NUM_CTX


def test_every_id_stands_for_evidence_of_the_packet() -> None:
    known = packet("hello", turns=[turn("hi")], precedents=[precedent(1, Polarity.FINE)])
    cited = known.cite(*brief(known).citable.values())
    assert len(cited) == len(brief(known).citable) >= 4
