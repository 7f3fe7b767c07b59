"""What was not done about a message, and how far it was from being done."""

from dataclasses import replace

import pytest

from engine.events import Community, Message, Place, Platform
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import Rung
from engine.policy.pattern import TextPattern
from engine.policy.protection import Block, Protection, Sensitivity
from engine.policy.retrial import Known, Retrial, Retried
from engine.policy.rule import Effect, Rule
from engine.policy.strikes import Strike
from engine.policy.why_not import Border, WhyNot, why_not
from engine.verdict import Assessment, Category, Mode
from tests.builders import NOON, assessment, author, message, minutes, policy, prediction, verdict

OWNED = Place(Community(Platform.TWITCH, "mika"), "mika")


def told(
    harm: float | Assessment | None,
    under: CommunityPolicy | None = None,
    said: Message | None = None,
    known: Known | None = None,
    **changes: object,
) -> WhyNot:
    under, said = under or policy(), said or message("get lost")
    found = assessment(harm) if isinstance(harm, float) else harm
    judged = verdict(said, **{"assessment": found, **changes})
    return why_not(Retrial(under, known or Known()).see(said, judged), under)


def borders(found: WhyNot) -> dict[Border, float]:
    return {each.border: each.at for each in found.thresholds}


def chose(**wishes: object) -> Known:
    chosen = Protection(**wishes)  # type: ignore[arg-type]
    return Known(protected=lambda _, person: chosen if person == "mika" else Protection())


def test_below_the_border_of_acting_nothing_was_done() -> None:
    found = told(0.42)
    assert borders(found) == {Border.ACTED: 0.5, Border.HIDDEN: 0.7}
    assert found.thresholds[0].short == pytest.approx(0.08)


def test_what_was_acted_on_is_told_what_is_harsher() -> None:
    assert borders(told(0.62)) == {Border.HARSHER: 0.75, Border.HIDDEN: 0.7}
    assert borders(told(0.72)) == {Border.HARSHER: 0.75}
    assert borders(told(0.95)) == {}


def test_an_advert_is_hidden_by_its_kind_and_not_from_a_border_on() -> None:
    assert borders(told(assessment(0.55, Category.SPAM))) == {Border.HARSHER: 0.6}


def test_what_the_target_chose_is_a_border_of_its_own() -> None:
    careful = chose(sensitivity=Sensitivity.CAREFUL, tell_me=True, hide_from=0.35)
    found = borders(told(0.3, known=careful))
    assert found[Border.CARED] == pytest.approx(0.4)
    assert found[Border.CHOSEN] == 0.35
    assert Border.CHOSEN not in borders(told(0.36, known=careful))
    assert Border.CARED not in borders(told(0.3, known=careful, target=None))


def test_a_block_counts_for_those_whose_community_it_is() -> None:
    wish = chose(block=Block(0.6, Rung.BAN))
    owned = message("get lost", place=OWNED)
    assert OWNED.community.owner == "mika"
    assert borders(told(0.3, said=owned, known=wish))[Border.BLOCKED] == 0.6
    assert Border.BLOCKED not in borders(told(0.3, known=wish))


def test_what_was_never_weighed_is_told_by_its_risk() -> None:
    found = told(None, prediction=prediction(risk=0.12))
    (only,) = found.thresholds
    assert (only.border, only.at, only.was) == (Border.WEIGHED, 0.2, 0.12)


def test_words_that_a_measure_was_to_prevent_were_not_weighed() -> None:
    found = told(0.7, prevented=True)
    assert (found.thresholds, found.rules) == ((), ())
    assert "nothing was weighed" in found.notes[0]


RULES = (
    Rule(name="threats", when="category == 'threat' && harm >= 0.5", then=Effect.MUTE),
    Rule(name="words", when="'turnip' in message.words", then=Effect.HIDE),
    Rule(name="always", when="harm > 0.1", then=Effect.ALERT),
)


def test_rules_that_did_not_fire_are_told() -> None:
    found = told(0.55, policy(rules=RULES))
    assert {each.rule for each in found.rules} == {"threats", "words"}
    assert found.wordless == 0


def test_without_its_words_nobody_can_tell_of_rules_about_words() -> None:
    found = told(0.55, policy(rules=RULES, patterns=(PATTERN,)), message(""))
    assert [each.rule for each in found.rules] == ["threats"]
    assert (found.wordless, found.unmatched) == (1, 0)


PATTERN = TextPattern(name="turnips", regex="turnip", then=Effect.EXEMPT)


def test_patterns_that_were_not_found_are_only_counted() -> None:
    both = policy(patterns=(PATTERN, replace(PATTERN, name="lost", regex="lost")))
    found = told(0.55, both)
    assert found.unmatched == 1
    assert 'Your own "lost" lets it pass.' in found.notes


def test_a_rule_cannot_let_pass_what_is_grave() -> None:
    passing = Rule(name="ours", when="aimed", then=Effect.EXEMPT)
    found = told(assessment(0.8, Category.THREAT), policy(rules=(passing,)))
    assert 'Your own "ours" lets it pass, but it is too grave for that.' in found.notes


def test_whoever_is_exempt_is_asked_by_no_rule() -> None:
    friend = message("get lost", author=author(roles=frozenset({"7"})))
    found = told(0.8, policy(rules=RULES, exempt_roles=frozenset({"7"})), friend)
    assert found.notes == ("Nobody acts on them here: their role is exempt.",)
    assert found.rules == ()


def test_of_a_person_in_danger_nothing_is_held_against_them() -> None:
    found = told(assessment(0.3, Category.SELF_HARM), policy(rules=RULES))
    assert borders(found) == {Border.HELPED: 0.5}
    assert "nothing is held against them" in found.notes[0]
    assert found.rules == ()


def test_a_measure_of_the_same_minute_is_told() -> None:
    before = Strike(NOON - minutes(0.5), Rung.TIMEOUT_10_MINUTES, Platform.DISCORD)
    found = told(0.62, known=Known(earlier={"vex": [before]}))
    assert "they had been given a time-out of 10 minutes" in found.notes[0]


def test_caps_and_the_mode_are_told() -> None:
    under = policy(mode=Mode.OBSERVE)
    seen = Retrial(under).see(message(), verdict(message()))
    assert isinstance(seen, Retried)
    found = why_not(seen, under, held_back="Held back: more than 5 bans in a minute.")
    assert found.notes == ("Held back: more than 5 bans in a minute.",)
    assert (found.mode, found.policy) == (Mode.OBSERVE, under.version)
