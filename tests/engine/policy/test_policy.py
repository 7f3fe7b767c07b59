from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.actions import (
    AlertModerators,
    Ban,
    Hide,
    LockDown,
    OfferHelp,
    Timeout,
    inverse,
    silences,
)
from engine.events import Origin
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide, immunity
from engine.sessions.context import Campaign
from engine.verdict import Category, Mode
from tests.builders import assessment, author, message, minutes, policy

WAVE = Campaign("c1", ("vex", "rex"))
scores = st.floats(0, 1)
punishable = st.sampled_from([c for c in Category if c is not Category.SELF_HARM])


def matter(
    harm: float, category: Category = Category.INSULT, *, campaign: Campaign | None = None
) -> Matter:
    return Matter(
        message=message(),
        assessment=assessment(harm, category),
        target="mika",
        help_text="You matter.",
        campaign=campaign,
    )


def severity_of(decision: object) -> int:
    """How hard a decision is on a person: -1 for none, hiding below every rung."""
    if decision is None:
        return -2
    rung = decision.rung.upper()  # type: ignore[attr-defined]
    return Rung[rung] if rung in Rung.__members__ else -1


def test_harm_below_the_threshold_is_left_alone() -> None:
    assert decide(matter(0.49), Footing(), policy()) is None


def test_a_first_offence_is_a_warning() -> None:
    decided = decide(matter(0.55), Footing(), policy())
    assert decided
    assert decided.rung == "warn"


def test_each_strike_climbs_one_rung() -> None:
    rungs = [decide(matter(0.55), Footing(strikes=n), policy()) for n in range(5)]
    assert [decided.rung for decided in rungs if decided] == [
        "warn",
        "timeout_10_minutes",
        "timeout_1_hour",
        "timeout_24_hours",
        "mute",
    ]


def test_a_grave_threat_skips_the_warning() -> None:
    decided = decide(matter(0.95, Category.THREAT), Footing(), policy())
    assert decided
    assert isinstance(decided.actions[0], Timeout)


def test_a_ban_waits_for_a_moderator_and_silences_meanwhile() -> None:
    decided = decide(matter(0.95), Footing(strikes=5), policy())
    assert decided
    assert decided.proposal == Ban(user="vex")
    assert decided.needs_human
    assert silences(decided.actions[0])
    assert not isinstance(decided.actions[0], Ban)


def test_a_community_can_let_bans_go_out_by_themselves() -> None:
    decided = decide(matter(0.95), Footing(strikes=5), policy(bans_need_moderator=False))
    assert decided
    assert decided.actions[0] == Ban(user="vex")


def test_a_person_in_danger_is_offered_help_and_never_punished() -> None:
    decided = decide(matter(0.9, Category.SELF_HARM), Footing(strikes=9), policy())
    assert decided
    assert isinstance(decided.actions[0], OfferHelp)
    assert not any(map(silences, decided.actions))


def test_a_raid_locks_the_community_down_once_for_all_accounts() -> None:
    decided = decide(matter(0.9, Category.RAID, campaign=WAVE), Footing(), policy())
    assert decided
    assert isinstance(decided.actions[0], LockDown)
    assert (decided.campaign, decided.accounts) == ("c1", ("vex", "rex"))


def test_within_a_minute_of_a_measure_further_words_are_only_hidden() -> None:
    decided = decide(matter(0.7), Footing(fresh=Rung.TIMEOUT_10_MINUTES), policy())
    assert decided
    assert [type(action) for action in decided.actions] == [Hide]


def said_as(origin: Origin, harm: float, category: Category = Category.INSULT) -> Matter:
    return replace(matter(harm, category, campaign=WAVE), message=message(origin=origin))


def test_a_title_cannot_be_hidden_so_moderators_are_told_once() -> None:
    decided = decide(said_as(Origin.THREAD_TITLE, 0.75), Footing(), policy())
    fresh = decide(said_as(Origin.THREAD_TITLE, 0.75), Footing(fresh=Rung.MUTE), policy())
    assert decided
    assert fresh
    assert [type(action) for action in decided.actions] == [Timeout, AlertModerators]
    assert [type(action) for action in fresh.actions] == [AlertModerators]


def test_what_the_platform_held_back_is_answered_for_and_not_hidden() -> None:
    decided = decide(said_as(Origin.AUTOMOD_HOLD, 0.75), Footing(), policy())
    assert decided
    assert [type(action) for action in decided.actions] == [Timeout]
    assert decide(said_as(Origin.AUTOMOD_HOLD, 0.75), Footing(fresh=Rung.MUTE), policy()) is None


def test_a_raid_of_held_messages_locks_the_community_down() -> None:
    decided = decide(said_as(Origin.AUTOMOD_HOLD, 0.9, Category.RAID), Footing(), policy())
    assert decided
    assert [type(action) for action in decided.actions] == [LockDown, AlertModerators]


def test_of_a_name_moderators_are_told_and_nothing_else_happens() -> None:
    single = replace(said_as(Origin.NAME, 0.95, Category.HATE), campaign=Campaign("c1", ("vex",)))
    decided = decide(single, Footing(strikes=9), policy())
    assert decided
    assert (decided.campaign, decided.accounts) == ("c1", ("vex",))
    assert decided.actions == (AlertModerators(text="The name of Vex (vex): It insults a person."),)


def test_a_crowd_is_met_as_a_raid_whatever_its_names_are() -> None:
    decided = decide(said_as(Origin.NAME, 0.95, Category.HATE), Footing(), policy())
    assert decided
    assert [type(action) for action in decided.actions] == [LockDown, AlertModerators]
    assert (decided.category, decided.accounts) == (Category.RAID, ("vex", "rex"))


def test_an_advert_in_a_doubtful_title_waits_for_a_moderator() -> None:
    renamed = replace(said_as(Origin.THREAD_RENAME, 0.75, Category.SPAM), doubt="Who?")
    decided = decide(renamed, Footing(), policy())
    assert decided
    assert decided.asks_first


def test_a_decision_says_what_the_other_modes_would_have_done() -> None:
    decided = decide(matter(0.55), Footing(), policy(mode=Mode.OBSERVE))
    assert decided
    assert dict(decided.elsewhere)[Mode.ENFORCE] == "warn"


def test_severity_ladder_goes_by_the_words_alone() -> None:
    plain = policy(ladder="severity")
    rungs = [decide(matter(harm), Footing(strikes=4), plain) for harm in (0.55, 0.75, 0.95)]
    assert [decided.rung for decided in rungs if decided] == [
        "timeout_10_minutes",
        "timeout_24_hours",
        "ban",
    ]


def test_moderators_bots_exempt_roles_and_channels_are_immune() -> None:
    exempting = policy(exempt_roles=frozenset({"helper"}), exempt_channels=frozenset({"pit"}))
    spared = [
        message(author=author(is_moderator=True)),
        message(author=author(is_bot=True)),
        message(author=author(roles=frozenset({"helper"}))),
        replace(message(), place=replace(message().place, channel="pit")),
    ]
    assert all(immunity(each, exempting) for each in spared)
    assert immunity(message(), exempting) == ""


def test_a_threat_within_a_campaign_is_still_a_threat() -> None:
    decided = decide(matter(0.95, Category.THREAT, campaign=WAVE), Footing(), policy())
    assert decided
    assert isinstance(decided.actions[0], Timeout)
    assert decided.campaign is None


def test_a_person_in_danger_amid_a_campaign_is_offered_help() -> None:
    decided = decide(matter(0.8, Category.SELF_HARM, campaign=WAVE), Footing(), policy())
    assert decided
    assert isinstance(decided.actions[0], OfferHelp)
    assert decided.campaign is None


def test_a_tolerant_community_still_offers_help() -> None:
    decided = decide(matter(0.6, Category.SELF_HARM), Footing(), policy(act_at=0.95))
    assert decided


def test_moderators_are_told_when_a_ban_is_asked_of_them() -> None:
    decided = decide(matter(0.95), Footing(strikes=5), policy())
    assert decided
    assert any(isinstance(action, AlertModerators) for action in decided.actions)


@given(harm=scores, category=punishable, strikes=st.floats(0, 20))
def test_nobody_immune_is_ever_touched(harm: float, category: Category, strikes: float) -> None:
    footing = Footing(strikes=strikes, immune="moderators are not moderated by a bot")
    assert decide(matter(harm, category, campaign=WAVE), footing, policy()) is None


@given(
    low=scores,
    more=scores,
    strikes=st.floats(0, 20),
    fresh=st.sampled_from([None, *Rung]),
    ladder=st.sampled_from(["graduated", "severity"]),
)
def test_more_evidence_is_never_answered_more_mildly(
    low: float, more: float, strikes: float, fresh: Rung | None, ladder: str
) -> None:
    footing = Footing(strikes=strikes, fresh=fresh)
    mild = decide(matter(low), footing, policy(ladder=ladder))
    harsh = decide(matter(min(1.0, low + more)), footing, policy(ladder=ladder))
    assert severity_of(harsh) >= severity_of(mild)


@given(harm=scores, category=st.sampled_from(list(Category)), strikes=st.floats(0, 20))
def test_whatever_keeps_a_person_from_writing_can_be_taken_back(
    harm: float, category: Category, strikes: float
) -> None:
    decided = decide(matter(harm, category, campaign=WAVE), Footing(strikes=strikes), policy())
    silencing = [action for action in (decided.actions if decided else ()) if silences(action)]
    assert all(inverse(action) is not None for action in silencing)


def test_a_policys_version_changes_with_any_setting() -> None:
    versions = {policy().version, policy(act_at=0.6).version, policy(ladder="severity").version}
    assert len(versions) == 3


def test_a_policy_names_every_problem_it_has() -> None:
    try:
        policy(act_at=1.5, light_at=0.7, strike_half_life=minutes(0))
    except ValueError as error:
        problems = str(error).split("; ")
    assert len(problems) == 3


def cry() -> Matter:
    return matter(0.9, Category.SELF_HARM)


def test_whoever_was_offered_help_today_is_not_offered_it_again_but_moderators_are_told() -> None:
    again = decide(cry(), Footing(cried=message().sent_at - minutes(120)), policy())
    assert again
    assert [action.type for action in again.actions] == ["alert_moderators"]


def test_moderators_are_not_told_of_each_line_of_one_cry() -> None:
    assert decide(cry(), Footing(cried=message().sent_at - minutes(5)), policy()) is None


def test_whoever_cried_today_is_punished_for_nothing_before_a_moderator_confirms() -> None:
    decided = decide(matter(0.95), Footing(cried=message().sent_at - minutes(5)), policy())
    assert decided
    assert decided.needs_human
    assert "heard to be in danger" in decided.reason
