"""What people chose for themselves: read by the policy, kept, ended, erased."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening import Screening
from data.state import open_state
from engine.actions import Action, AlertTarget, Hide, is_destructive
from engine.changes import Setting
from engine.events import Community, Origin, Place, Platform
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.policy.protection import UNPROTECTED, Protection, Protections, Sensitivity
from engine.verdict import Category, Decision, Mode
from tests.builders import INN, NOON, assessment, message, minutes, policy
from tests.engine.house import at_home, cases, judge

ALL = Protection(sensitivity=Sensitivity.STRICT, tell_me=True, hide=True)
ELSEWHERE = Community(Platform.DISCORD, "elsewhere")
PROTECTIONS = st.builds(
    Protection,
    sensitivity=st.sampled_from(Sensitivity),
    tell_me=st.booleans(),
    hide=st.booleans(),
    hide_from=st.none() | st.floats(0.2, 1),
)


def decided(
    harm: float,
    protection: Protection,
    *,
    category: Category = Category.INSULT,
    target: str | None = "mika",
    footing: Footing | None = None,
    origin: Origin = Origin.POST,
    **rules: object,
) -> Decision | None:
    matter = Matter(
        message=message(origin=origin),
        assessment=assessment(harm, category),
        target=target,
        help_text="You matter.",
        protection=protection,
    )
    return decide(matter, footing or Footing(), policy(**rules))


def done(decision: Decision | None) -> list[str]:
    return [action.type for action in decision.actions] if decision else []


# ---------------------------------------------------------------- the policy reads it


@pytest.mark.parametrize(
    ("sensitivity", "from_here"),
    [(Sensitivity.USUAL, 0.5), (Sensitivity.CAREFUL, 0.4), (Sensitivity.STRICT, 0.3)],
)
def test_a_persons_sensitivity_says_from_which_harm_on_they_are_spared(
    sensitivity: Sensitivity, from_here: float
) -> None:
    hiding = Protection(sensitivity=sensitivity, hide=True)
    assert "hide" in done(decided(from_here, hiding))
    assert done(decided(from_here - 0.01, hiding)) == []


@pytest.mark.parametrize(
    ("chosen", "actions"),
    [
        ({}, []),
        ({"hide": True}, ["hide"]),
        ({"tell_me": True}, ["alert_target"]),
        ({"hide": True, "tell_me": True}, ["hide", "alert_target"]),
    ],
)
def test_below_the_communitys_threshold_only_what_was_chosen_is_done(
    chosen: dict[str, bool], actions: list[str]
) -> None:
    spared = decided(0.4, Protection(sensitivity=Sensitivity.STRICT, **chosen))
    assert done(spared) == actions


def test_above_it_the_choice_comes_on_top_of_the_measure() -> None:
    plain, chosen = decided(0.6, UNPROTECTED), decided(0.6, ALL)
    assert done(chosen) == [*done(plain), "hide", "alert_target"]
    assert plain
    assert chosen
    assert chosen.rung == plain.rung


def test_the_person_is_told_in_the_communitys_language() -> None:
    spared = decided(0.4, ALL, language="es")
    assert spared
    (told,) = [action for action in spared.actions if isinstance(action, AlertTarget)]
    assert told.text == "Se ha ocultado un mensaje dirigido a ti; no hace falta que lo leas."


def test_what_is_hidden_anyway_is_hidden_once() -> None:
    assert done(decided(0.8, ALL)).count("hide") == 1


def test_a_case_says_why_it_came_about_and_the_person_reads_no_harm() -> None:
    spared = decided(0.4, ALL)
    assert spared
    assert spared.reason.endswith("chose to be protected from it.")
    (told,) = [action for action in spared.actions if isinstance(action, AlertTarget)]
    assert (told.user, "insult" in told.text) == ("mika", False)


@pytest.mark.parametrize(
    "changes",
    [
        {"target": None},
        {"target": "vex"},
        {"category": Category.NONE},
        {"footing": Footing(immune="moderators are not moderated by a bot")},
    ],
)
def test_nothing_is_done_where_nobody_else_is_hurt_or_nobody_may_be_touched(
    changes: dict[str, object],
) -> None:
    assert decided(0.45, ALL, **changes) is None


def test_within_the_minute_of_a_measure_words_are_still_hidden_from_whoever_chose_so() -> None:
    fresh = Footing(fresh=Rung.BAN)
    assert decided(0.6, UNPROTECTED, footing=fresh) is None
    assert done(decided(0.6, ALL, footing=fresh)) == ["hide", "alert_target"]


@pytest.mark.parametrize("origin", [Origin.THREAD_TITLE, Origin.THREAD_RENAME, Origin.AUTOMOD_HOLD])
def test_what_no_message_holds_is_told_of_and_not_called_hidden(origin: Origin) -> None:
    spared = decided(0.4, ALL, origin=origin)
    assert spared
    (told,) = spared.actions
    assert isinstance(told, AlertTarget)
    assert (spared.rung, "hidden" in told.text) == ("tell", False)


def test_a_name_below_the_communitys_threshold_is_nobodys_business() -> None:
    assert decided(0.45, ALL, origin=Origin.NAME) is None


def test_in_assist_mode_moderators_are_asked_for_it_too() -> None:
    asked = decided(0.4, ALL, mode=Mode.ASSIST)
    assert asked
    assert asked.asks_first


@given(harm=st.floats(0, 1), protection=PROTECTIONS, strikes=st.floats(0, 9))
def test_nobody_is_punished_for_anothers_choice(
    harm: float, protection: Protection, strikes: float
) -> None:
    footing = Footing(strikes=strikes)
    plain = decided(harm, UNPROTECTED, footing=footing)
    chosen = decided(harm, protection, footing=footing)
    assert punishing(chosen) == punishing(plain)


def punishing(decision: Decision | None) -> list[Action]:
    actions = decision.actions if decision else ()
    return [act for act in actions if is_destructive(act) and not isinstance(act, Hide)]


@given(low=st.floats(0, 1), more=st.floats(0, 1), protection=PROTECTIONS)
def test_more_harm_never_spares_a_person_less(
    low: float, more: float, protection: Protection
) -> None:
    mild = {*done(decided(low, protection))} & {"hide", "alert_target"}
    harsh = {*done(decided(min(1.0, low + more), protection))} & {"hide", "alert_target"}
    assert mild <= harsh


# ---------------------------------------------------------------- it is kept


async def test_a_choice_survives_a_restart_and_is_audited_without_its_content(
    tmp_path: Path,
) -> None:
    async with open_state(tmp_path) as state:
        protections = Protections(ledger=state.ledger)
        await protections.choose(INN, "mika", ALL, at=NOON)
        lines = [line.entry async for line in state.archive.audit()]
        again = Protections(ledger=state.ledger)
        for setting in await state.archive.settings():
            again.restore(setting)
    assert (protections.of(INN, "mika"), again.of(INN, "mika")) == (ALL, ALL)
    assert [(line.kind, line.actor, line.detail) for line in lines] == [
        ("protection.chosen", "mika", {})
    ]


async def test_a_choice_holds_in_its_community_and_until_it_is_ended(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        protections = Protections(ledger=state.ledger)
        await protections.choose(INN, "mika", ALL, at=NOON)
        assert protections.of(ELSEWHERE, "mika") == UNPROTECTED
        assert protections.of(INN, "finn") == UNPROTECTED
        await protections.choose(INN, "mika", Protection(), at=NOON)
        assert protections.of(INN, "mika") == UNPROTECTED


@pytest.mark.parametrize(
    "value",
    [
        "",
        "[]",
        "{}",
        "nonsense",
        '{"sensitivity": "deaf", "tell_me": true, "hide": true}',
        '{"sensitivity": "strict", "tell_me": true, "hide": true, "block": {"harm": "much"}}',
        '{"sensitivity": "strict", "tell_me": true, "hide": true, "topics": 3}',
    ],
)
def test_a_choice_that_nobody_can_read_is_none(value: str) -> None:
    protections = Protections(ledger=None)  # type: ignore[arg-type]
    protections.restore(Setting(community=INN, key="protect:mika", value=value))
    assert protections.of(INN, "mika") == UNPROTECTED


def test_a_choice_of_a_haven_that_offered_less_is_still_one() -> None:
    protections = Protections(ledger=None)  # type: ignore[arg-type]
    value = '{"sensitivity": "strict", "tell_me": true, "hide": true}'
    protections.restore(Setting(community=INN, key="protect:mika", value=value))
    assert protections.of(INN, "mika") == ALL


# ---------------------------------------------------------------- in a whole house


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_aimed_at_a_person_is_hidden_from_when_they_choose_until_erased(
    tmp_path: Path, screening: Screening
) -> None:
    where = Place(Community(Platform.DISCORD, "protect"), "hall")
    everything = replace(ALL, tell_me=False)

    async def say(number: int) -> list[str]:
        said = message(
            "you absolute clown",
            by=f"v{number}",
            at=NOON + minutes(11 * number),
            place=where,
            targets=("mika",),
        )
        await judge(house, said)
        opened = [case for case in await cases(house) if case.author == said.author.id]
        return [action.type for case in opened for action in case.actions]

    async with at_home(tmp_path, screening) as house:
        before = await say(1)
        await house.protections.choose(where.community, "mika", everything, at=NOON)
        chosen = await say(2)
        await house.privacy.erase(where.community, "mika")
        after = await say(3)
    assert ("hide" in before, "hide" in chosen, "hide" in after) == (False, True, False)
