"""Laws of every decision, whatever is said by whom under whatever policy."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.actions import AlertModerators, Hide, LockDown, OfferHelp
from engine.events import Origin
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide, immunity
from engine.policy.protection import Protection, Sensitivity
from engine.policy.rule import Effect, Rule
from engine.sessions.context import Campaign
from engine.verdict import Category, Decision, Mode
from tests.builders import assessment, author, message, policy
from tests.conftest import Figure

pytestmark = pytest.mark.promise("R5")


@pytest.fixture(autouse=True)
def _tried(figure: Figure) -> None:
    figure(f"each law tried with {settings().max_examples:,} examples")


scores = st.floats(0, 1)
effects = st.sampled_from(Effect)
HARDENING = [effect for effect in Effect if effect not in {Effect.EXEMPT, Effect.ASK}]
CONDITIONS = ("harm >= 0.0", "harm >= 0.4", "aimed", "author.strikes >= 1", "category == 'insult'")


def rule(effect: Effect, when: str = CONDITIONS[0]) -> Rule:
    return Rule(name=f"{effect} {when}", when=when, then=effect)


def with_rules(offered: st.SearchStrategy[Effect]) -> st.SearchStrategy[tuple[Rule, ...]]:
    rules = st.builds(rule, offered, st.sampled_from(CONDITIONS))
    return st.lists(rules, max_size=3, unique=True).map(tuple)


def policies(offered: st.SearchStrategy[Effect]) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.builds(
        policy,
        mode=st.sampled_from(Mode),
        ladder=st.sampled_from(["graduated", "severity"]),
        act_at=scores,
        hide_at=scores,
        bans_need_moderator=st.booleans(),
        exempt_roles=st.sampled_from([frozenset(), frozenset({"vip"})]),
        rules=with_rules(offered),
    )


authors = st.builds(
    author,
    roles=st.sampled_from([frozenset(), frozenset({"vip"})]),
    is_moderator=st.booleans(),
    is_bot=st.booleans(),
)
messages = st.builds(
    lambda who, origin: message(author=who, origin=origin),
    authors,
    st.sampled_from([Origin.POST, Origin.EDIT, Origin.THREAD_TITLE, Origin.NAME]),
)
matters = st.builds(
    Matter,
    message=messages,
    assessment=st.builds(assessment, scores, st.sampled_from(Category)),
    target=st.sampled_from([None, "mika", "vex"]),
    help_text=st.just("You matter."),
    campaign=st.sampled_from([None, Campaign("c1", ("vex", "rex"))]),
    doubt=st.sampled_from(["", "A moderator must confirm it."]),
    unwelcome=st.booleans(),
    protection=st.builds(
        Protection,
        sensitivity=st.sampled_from(Sensitivity),
        tell_me=st.booleans(),
        hide=st.booleans(),
        hide_from=st.none() | scores,
    ),
)
footings = st.builds(
    Footing, strikes=st.floats(0, 8), fresh=st.none() | st.sampled_from(list(Rung))
)


def rank(found: Decision | None) -> int:
    """How hard it is on the author: nothing, telling, hiding, then the rungs."""
    if found is None:
        return -3
    if found.rung.upper() in Rung.__members__:
        return Rung[found.rung.upper()]
    return -1 if any(isinstance(action, Hide | LockDown) for action in found.actions) else -2


def felt(found: Decision | None) -> int:
    """The same, where hiding that waits for a moderator hides nothing yet."""
    waits = found is not None and found.asks_first
    return min(rank(found), -2) if waits and rank(found) < 0 else rank(found)


def harmed(matter: Matter, harm: float) -> Matter:
    return replace(matter, assessment=replace(matter.assessment, harm_score=harm))


@given(matters, footings, policies(effects))
def test_the_same_input_always_gives_the_same_decision(
    matter: Matter, footing: Footing, held: object
) -> None:
    assert decide(matter, footing, held) == decide(matter, footing, held)  # type: ignore[arg-type]


@given(matters, footings, policies(effects))
def test_every_decision_explains_itself_with_evidence_that_exists(
    matter: Matter, footing: Footing, held: object
) -> None:
    found = decide(matter, footing, held)  # type: ignore[arg-type]
    known = {each.id for each in matter.assessment.evidence} | {"record"}
    known |= {f"rule:{each.name}" for each in held.rules}  # type: ignore[attr-defined]
    if found is not None:
        assert found.reason
        assert {each.id for each in found.evidence} <= known
        assert {each.id for each in matter.assessment.evidence} <= {e.id for e in found.evidence}


@given(matters, footings, policies(effects))
def test_nobody_immune_is_touched_whatever_the_rules_say(
    matter: Matter, footing: Footing, held: object
) -> None:
    why = immunity(matter.message, held)  # type: ignore[arg-type]
    found = decide(matter, replace(footing, immune=why), held)  # type: ignore[arg-type]
    if why and found is not None:
        assert matter.assessment.category is Category.SELF_HARM
        assert all(isinstance(each, OfferHelp | AlertModerators) for each in found.actions)


@given(matters, footings, policies(effects))
def test_one_more_exemption_only_ever_softens(
    matter: Matter, footing: Footing, held: object
) -> None:
    exempting = replace(held, rules=(*held.rules, rule(Effect.EXEMPT)))  # type: ignore[type-var, attr-defined]
    found = decide(matter, footing, exempting)
    assert rank(found) <= rank(decide(matter, footing, held))  # type: ignore[arg-type]


@given(matters, footings, policies(effects), st.sampled_from(HARDENING))
def test_one_more_rule_of_any_other_kind_never_makes_it_milder(
    matter: Matter, footing: Footing, held: object, effect: Effect
) -> None:
    stricter = replace(held, rules=(*held.rules, rule(effect)))  # type: ignore[type-var, attr-defined]
    found = decide(matter, footing, stricter)
    assert rank(found) >= rank(decide(matter, footing, held))  # type: ignore[arg-type]


@given(matters, scores, footings, policies(st.sampled_from(HARDENING)))
def test_more_harm_is_never_met_more_mildly(
    matter: Matter, other: float, footing: Footing, held: object
) -> None:
    low, high = sorted((matter.assessment.harm_score, other))
    milder = decide(harmed(matter, low), footing, held)  # type: ignore[arg-type]
    assert felt(decide(harmed(matter, high), footing, held)) >= felt(milder)  # type: ignore[arg-type]


@given(
    st.floats(0.3, 1),
    st.floats(0.3, 1),
    st.floats(0.4, 0.9),
    st.sampled_from([None, 0.3, 0.5]),
    st.booleans(),
    st.sampled_from(["", "A moderator must confirm it."]),
)
def test_a_crowd_shows_its_target_nothing_that_one_of_it_could_not(
    one: float,
    other: float,
    act_at: float,
    hide_from: float | None,
    unwelcome: bool,  # noqa: FBT001
    doubt: str,
) -> None:
    """A brigade that is only told of must not undo what the target asked to have hidden."""
    piled = Matter(
        message=message(),
        assessment=assessment(one, Category.DOGPILING),
        target="mika",
        help_text="",
        campaign=Campaign("c1", ("vex", "rex")),
        protection=Protection(sensitivity=Sensitivity.STRICT, hide=True, hide_from=hide_from),
        unwelcome=unwelcome,
        doubt=doubt,
    )
    held = policy(act_at=act_at, hide_at=0.95)
    low, high = sorted((one, other))
    milder, harsher = (decide(harmed(piled, harm), Footing(), held) for harm in (low, high))
    assert felt(harsher) >= felt(milder)
