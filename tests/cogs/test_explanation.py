"""How a case came about and what would have changed it, in words."""

from dataclasses import replace
from typing import Any

from cogs.case_card import explanation_of
from engine.cases import Status
from engine.dossier import CaseView
from engine.verdict import Category, Decision, Evidence, Mode, Signal, Verdict, Weight
from tests.builders import assessment, decision, message, policy, prediction, verdict
from tests.cogs.views import discord_case, text_of, view


def explained(shown: CaseView) -> str:
    return text_of(explanation_of(shown))


def test_a_shared_record_that_counted_is_told() -> None:
    told = Evidence("record", "Two strikes, one of them on Twitch.")
    shared = view(discord_case(evidence=(told,)), verdict=judged())
    assert "**Their record:** Two strikes, one of them on Twitch." in explained(shared)
    assert "Their record" not in explained(view(verdict=judged()))


def judged(decided: Decision | None = None, **changes: Any) -> Verdict:  # noqa: ANN401
    return verdict(message(), decided or decision(), **changes)


def test_signals_are_weighed_in_words_the_strongest_first() -> None:
    signals = [
        Signal("lexicon", Category.INSULT, score, f"Evidence of {score}.")
        for score in (0.1, 0.4, 0.65, 0.9)
    ]
    fine = Signal("endearment", Category.NONE, 0.5, "Friends.")
    text = explained(view(verdict=judged(prediction=prediction(*signals, fine))))
    assert [line for line in text.splitlines() if " for harm" in line] == [
        r"- 90% for harm, very strongly: Evidence of 0.9.",
        r"- 65% for harm, strongly: Evidence of 0.65.",
        r"- 50% for harmlessness, clearly: Friends.",
        r"- 40% for harm, clearly: Evidence of 0.4.",
        r"- 10% for harm, slightly: Evidence of 0.1.",
    ]


def test_the_parts_of_a_risk_are_named_by_what_they_did() -> None:
    weights = (
        Weight("bias", 1.0, -4.0),
        Weight("lexicon", 0.5, 2.0),
        Weight("semantic", 1.0, 3.0),
        Weight("ruling", -1.0, 4.7),
        Weight("negative_sentiment", 0.0, 1.0),
    )
    text = explained(view(verdict=judged(prediction=prediction(risk=0.7, weights=weights))))
    assert (
        "Its risk of 70% was pushed up by likeness to remembered cases, harsh words, and down by"
        " what moderators said of the same words." in text
    )


def test_the_talk_is_told_by_its_heat() -> None:
    text = explained(view())
    told = "**The talk** was 40% heated at this message, and 50% when it began: 5 messages by"
    assert told in text
    assert "**The talk** was 40% heated at this message." in explained(view(course=()))
    assert "The talk" not in explained(view(verdict=judged(session="")))


def test_under_the_same_policy_it_is_said_what_would_have_changed_it() -> None:
    text = explained(view(verdict=judged(), policy=policy()))
    assert text[text.index("**What would") : text.index("-# Judged by")].splitlines() == [
        "**What would have changed it**",
        "- Harm below 50%: it was 70%, and with less than that nothing would have been done.",
        "- Not their record: with a clean one it would have been the same.",
        "- Harm from 75% on: that is answered more harshly.",
        "- A ruling that such words are fine here: Reverse, and they hardly count any more.",
    ]


def test_a_record_that_made_it_harsher_is_named() -> None:
    struck = judged(decision(rung="timeout_24_hours", mode=Mode.OBSERVE))
    text = explained(view(verdict=struck, policy=policy()))
    assert (
        "- No strikes: with a clean record they would have been timed out for 10 minutes." in text
    )
    assert "nothing would have been shown." in text


def test_under_another_policy_nothing_is_made_up() -> None:
    text = explained(view(verdict=judged()))
    assert "The policy has changed since" in text
    assert "Harm below" not in text


def test_what_was_taken_back_needs_no_ruling_any_more() -> None:
    shown = view(verdict=judged(), policy=policy())
    over = replace(shown, case=discord_case(status=Status.UNDONE))
    assert "A ruling that such words" not in explained(over)
    assert "A ruling that such words" not in explained(replace(shown, words=None))


def test_help_for_a_person_in_danger_has_no_ladder_to_explain() -> None:
    helped = judged(decision(rung="help", category=Category.SELF_HARM))
    assert "What would have changed it" not in explained(view(verdict=helped, policy=policy()))


def test_of_a_person_in_danger_nothing_is_weighed_against_them() -> None:
    shown = view(discord_case(category=Category.SELF_HARM, rung="help"), policy=policy())
    text = explained(shown)
    assert "What you can do" in text
    assert "for harm" not in text
    assert "harmful" not in text


def test_where_no_language_model_answered_that_is_said() -> None:
    silent = "No language model answered in time, so the rules alone decided."
    alone = replace(assessment(0.7), degraded=True)
    assert silent in explained(view(verdict=judged(assessment=alone)))
    assert silent not in explained(view(verdict=judged(assessment=assessment(0.7))))
