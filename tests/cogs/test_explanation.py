"""How a case came about and what would have changed it, in words."""

from dataclasses import replace
from typing import Any

from cogs.case_card import explanation_of, unopened_of
from engine.cases import Status
from engine.dossier import CaseView
from engine.inquiry import Answer
from engine.policy.rule import Effect
from engine.policy.unfired import Unfired
from engine.policy.why_not import Border, Threshold, WhyNot
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


def lacking(number: int = 0, **changes: Any) -> Unfired:  # noqa: ANN401
    parts = {"part": "harm >= 0.85", "was": 0.62, "short": 0.23, "far": 0.23}
    return Unfired(**{"rule": f"rule {number}", "then": Effect.HIDE, **parts, **changes})


def why_not(**changes: Any) -> WhyNot:  # noqa: ANN401
    return WhyNot(**{"policy": "graduated@test", "mode": Mode.ENFORCE, "in_force": True, **changes})


def undone(told: WhyNot, **changes: Any) -> str:  # noqa: ANN401
    return explained(view(verdict=judged(), why_not=told, **changes))


def test_what_was_not_done_is_told_before_who_judged_it() -> None:
    told = why_not(
        thresholds=(Threshold(Border.HIDDEN, 0.7, 0.62), Threshold(Border.HARSHER, 0.75, 0.62)),
        rules=(lacking(), lacking(1, part="category == 'threat'", was="insult", short=None)),
        unmatched=3,
    )
    text = undone(told)
    lines = text[text.index("**What was not") : text.index("-# Judged by")].splitlines()
    assert [line.replace("\\", "") for line in lines] == [
        "**What was not done**",
        "-# By the policy that was in force then.",
        "- It is hidden for everybody from a harm of 70% on: it was 62%, 8 points short.",
        '- Rule "rule 0" did not fire: harm >= 0.85, but it was 0.62, 0.23 away.',
        "- Rule \"rule 1\" did not fire: category == 'threat', but it was insult.",
        "- 3 patterns of this community did not match.",
    ]


def test_only_the_nearest_rules_are_named_on_a_card() -> None:
    text = undone(why_not(rules=tuple(map(lacking, range(9)))))
    assert text.count("did not fire:") == 5
    assert "- 4 rules more did not fire, and lacked more." in text


def test_it_is_said_which_policy_tells_it() -> None:
    short = (Threshold(Border.HIDDEN, 0.7, 0.62),)
    assert "The policy has changed since;" in undone(why_not(in_force=False, thresholds=short))
    assert "is not kept;" in undone(why_not(in_force=None, thresholds=short))


def test_where_nothing_fell_short_nothing_is_said() -> None:
    assert "What was not done" not in undone(why_not())


def test_nothing_is_weighed_against_a_person_in_danger() -> None:
    crisis = discord_case(category=Category.SELF_HARM, rung="help")
    shown = view(crisis, verdict=judged(), why_not=why_not(rules=(lacking(),)))
    assert "did not fire" not in explained(shown)


def test_with_all_at_its_longest_an_explanation_fits_into_a_message() -> None:
    long = "[*](://)" * 50
    signals = [Signal(f"s{number}", Category.INSULT, 0.9, long) for number in range(9)]
    found = judged(
        decision(elsewhere=((Mode.OBSERVE, long), (Mode.ASSIST, long))),
        prediction=prediction(*signals),
    )
    told = why_not(
        notes=(long,) * 4,
        rules=tuple(lacking(rule=long, part=long, was=long) for _ in range(9)),
        mode=Mode.ASSIST,
    )
    shown = view(discord_case(reason=long), verdict=found, why_not=told, policy=policy())
    sheet = explanation_of(shown)
    assert sheet.content_length() <= 4_000
    assert "**What was not done**" in text_of(sheet)
    answer = Answer(verdict=found, why_not=told)
    assert unopened_of(answer).content_length() <= 4_000


def test_rules_of_others_ping_nobody() -> None:
    text = undone(why_not(rules=(lacking(rule="<@1> @everyone", was="http://x.example"),)))
    assert "<@1>" not in text.replace("\\<@1\\>", "")
    assert "@everyone" not in text
    assert "http://" not in text


def test_one_of_many_messages_of_a_case_is_not_said_to_have_none() -> None:
    found = verdict(message(), decision(campaign="siege:hall:1"))
    text = text_of(unopened_of(Answer(verdict=found, why_not=why_not())))
    assert "It belongs to a case of several people" in text
    assert "no case" not in text


def test_a_message_without_a_case_is_told_what_was_made_of_it() -> None:
    told = why_not(thresholds=(Threshold(Border.ACTED, 0.5, 0.3),), mode=Mode.OBSERVE)
    found = verdict(message(), assessment=assessment(0.3), prediction=prediction(risk=0.25))
    text = text_of(unopened_of(Answer(verdict=found, why_not=told)))
    assert "Its risk was 25%; weighed, its harm was found to be 30% (insult)." in text
    assert "- It is acted on from a harm of 50% on: it was 30%, 20 points short." in text
    assert "nothing is done, it is only shown" in text
    quiet = replace(found, assessment=None)
    told = why_not(in_force=None)
    text = text_of(unopened_of(Answer(verdict=quiet, why_not=told)))
    assert "nobody weighed its words" in text
    assert "Which policy held then is not kept" in text
