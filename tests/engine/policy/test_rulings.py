"""What a community's own rules change in a decision, and what they cannot."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.actions import AlertModerators, Ban, Hide, Timeout
from engine.events import Origin
from engine.policy.budget import cautiously
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.policy.protection import Protection
from engine.policy.rule import Effect, Rule
from engine.sessions.context import Campaign
from engine.shares import Share
from engine.verdict import Category, Decision, Mode
from tests.builders import assessment, author, message, policy

ALWAYS = "harm >= 0.0"
GRAVEST = (Category.THREAT, Category.HATE, Category.DOXXING)
scores = st.floats(0, 1)
categories = st.sampled_from(Category)
footings = st.builds(Footing, strikes=st.floats(0, 6), fresh=st.none() | st.sampled_from(Rung))


def rules(*effects: Effect, when: str = ALWAYS) -> tuple[Rule, ...]:
    return tuple(Rule(name=f"own {effect}", when=when, then=effect) for effect in effects)


def matter(harm: float, category: Category = Category.INSULT, **changes: object) -> Matter:
    parts = {
        "message": message(),
        "assessment": assessment(harm, category),
        "target": "mika",
        "help_text": "You matter.",
    }
    return Matter(**{**parts, **changes})  # type: ignore[arg-type]


def decided(
    asked: Matter, *effects: Effect, footing: Footing | None = None, **changes: object
) -> Decision | None:
    return decide(asked, footing or Footing(), policy(rules=rules(*effects), **changes))


def rank(found: Decision | None) -> int:
    """How hard on the author: nothing, telling, hiding, then the rungs."""
    if found is None:
        return -3
    if found.rung.upper() in Rung.__members__:
        return Rung[found.rung.upper()]
    return -1 if any(isinstance(action, Hide) for action in found.actions) else -2


def test_a_rule_asks_for_a_measure_at_least_as_harsh() -> None:
    found = decided(matter(0.55), Effect.TIMEOUT_1_HOUR)
    assert found
    assert (found.rung, type(found.actions[0])) == ("timeout_1_hour", Timeout)
    assert found.evidence[-1].id == "rule:own timeout_1_hour"
    assert 'The rule "own timeout_1_hour" of this community fired' in found.reason


def test_a_measure_may_follow_below_the_harm_that_is_acted_upon() -> None:
    assert decided(matter(0.3)) is None
    found = decided(matter(0.3), Effect.WARN)
    assert found
    assert found.rung == "warn"


def test_a_milder_measure_than_the_usual_changes_no_measure() -> None:
    found, usual = decided(matter(0.95), Effect.WARN), decided(matter(0.95))
    assert found
    assert usual
    assert (found.actions, found.rung) == (usual.actions, usual.rung)


def test_a_ban_by_a_rule_waits_for_a_moderator_like_any_other() -> None:
    found = decided(matter(0.6), Effect.BAN)
    assert found
    assert (found.needs_human, found.proposal) == (True, Ban(user="vex"))
    assert not any(isinstance(action, Ban) for action in found.actions)


def test_hiding_punishes_nobody_by_itself() -> None:
    found = decided(matter(0.1, Category.NONE), Effect.HIDE)
    assert found
    assert found.rung == "rule"
    assert [type(action) for action in found.actions] == [Hide]


def test_a_name_that_no_message_holds_cannot_be_hidden() -> None:
    title = matter(0.1, message=message(origin=Origin.THREAD_TITLE))
    assert decided(title, Effect.HIDE) is None


def test_moderators_are_told_once() -> None:
    (told,) = decided(matter(0.1), Effect.ALERT, Effect.ASK).actions  # type: ignore[union-attr]
    assert isinstance(told, AlertModerators)
    found = decided(matter(0.95), Effect.ALERT)
    assert found
    assert sum(isinstance(action, AlertModerators) for action in found.actions) == 1


def test_whoever_is_to_be_asked_confirms_before_anything_happens_to_a_person() -> None:
    found = decided(matter(0.65), Effect.ASK)
    assert found
    assert (found.asks_first, type(found.proposal)) == (True, Timeout)
    assert found.reason.endswith('A rule here, "own ask", wants a moderator to confirm it.')


def test_moderators_are_told_where_there_is_nothing_to_confirm() -> None:
    found = decided(matter(0.4), Effect.ASK)
    assert found
    assert [type(action) for action in found.actions] == [AlertModerators]
    assert not found.needs_human


def test_what_is_exempt_passes_whatever_other_rules_say() -> None:
    assert decided(matter(0.9), Effect.EXEMPT, Effect.BAN, Effect.HIDE) is None


def test_an_exemption_keeps_what_the_target_chose_for_themselves() -> None:
    found = decided(matter(0.9, protection=Protection(hide=True)), Effect.EXEMPT)
    assert found
    assert (found.rung, found.evidence[-1].id) == ("hide", "rule:own exempt")


@pytest.mark.parametrize("category", GRAVEST)
def test_grave_harm_of_the_worst_kinds_is_never_exempt(category: Category) -> None:
    usual = decided(matter(0.7, category))
    assert usual
    assert decided(matter(0.7, category), Effect.EXEMPT) == replace(
        usual, policy=policy(rules=rules(Effect.EXEMPT)).version
    )
    assert decided(matter(0.69, category), Effect.EXEMPT) is None


@pytest.mark.parametrize("effect", Effect)
def test_no_rule_changes_anything_for_a_person_in_danger(effect: Effect) -> None:
    cry, usual = matter(0.9, Category.SELF_HARM), policy()
    found, plain = decided(cry, effect), decide(cry, Footing(), usual)
    assert found
    assert replace(found, policy=usual.version) == plain


@pytest.mark.parametrize("category", [Category.RAID, Category.DOGPILING])
def test_a_crowd_is_met_as_one_whatever_the_rules_say(category: Category) -> None:
    crowd = matter(0.9, category, campaign=Campaign("c1", ("vex", "rex")))
    found, plain = decided(crowd, Effect.EXEMPT), decide(crowd, Footing(), policy())
    assert found
    assert plain
    assert found.actions == plain.actions


def test_a_rule_that_does_not_fire_leaves_no_trace() -> None:
    asleep = policy(rules=rules(Effect.BAN, when="hour < 6"))
    found, plain = decide(matter(0.6), Footing(), asleep), decide(matter(0.6), Footing(), policy())
    assert found
    assert replace(found, policy=policy().version) == plain


def test_a_rule_that_is_taken_back_too_often_still_asks_first() -> None:
    strict = policy(rules=rules(Effect.TIMEOUT_1_HOUR))
    found = cautiously(matter(0.6), Footing(), strict, taken_back=Share(9, 10))
    assert found
    assert found.needs_human


@given(scores, categories, footings, st.sampled_from(Effect))
def test_only_an_exemption_softens_and_only_the_others_harden(
    harm: float, category: Category, footing: Footing, effect: Effect
) -> None:
    asked = matter(harm, category)
    found = rank(decided(asked, effect, footing=footing))
    usual = rank(decided(asked, footing=footing))
    if effect is Effect.EXEMPT:
        assert found <= usual
    elif effect is not Effect.ASK:
        assert found >= usual


@given(scores, categories, st.lists(st.sampled_from(Effect), max_size=4), st.sampled_from(Mode))
def test_nobody_immune_is_touched_by_a_rule(
    harm: float, category: Category, effects: list[Effect], mode: Mode
) -> None:
    said = message(author=author(is_moderator=True))
    asked, footing = matter(harm, category, message=said), Footing(immune="moderators are not")
    found = decided(asked, *effects, footing=footing, mode=mode)
    plain = decided(asked, footing=footing, mode=mode)
    assert (found and found.actions) == (plain and plain.actions)


@given(scores, categories, footings, st.lists(st.sampled_from(Effect), unique=True))
def test_the_same_input_decides_the_same_and_every_rule_that_counted_is_named(
    harm: float, category: Category, footing: Footing, effects: list[Effect]
) -> None:
    asked = matter(harm, category)
    found = decided(asked, *effects, footing=footing)
    assert found == decided(asked, *effects, footing=footing)
    named = {each.id for each in found.evidence} if found else set()
    assert named <= {"signal:lexicon", "record"} | {f"rule:own {effect}" for effect in effects}
