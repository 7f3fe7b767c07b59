"""What somebody's own wishes make of what is aimed at them: stricter, or milder for them alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.actions import Ban, Hide, Timeout, Withhold
from engine.events import Community, Message, Origin, Place, Platform
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.policy.protection import UNPROTECTED, Block, Protection, Sensitivity
from engine.policy.wishes import hurt_by, is_unwelcome
from engine.text import normalise
from engine.verdict import Category, Decision, Mode
from tests.builders import HALL, INN, assessment, author, message, minutes, policy

STREAM = Place(Community(Platform.TWITCH, "mika"), "mikalive")
TOLERANT = Protection(sensitivity=Sensitivity.TOLERANT)
HARD = frozenset(Category) - {Category.INSULT, Category.SELF_HARM, Category.NONE}


def matter(
    harm: float,
    protection: Protection,
    *,
    category: Category = Category.INSULT,
    target: str | None = "mika",
    unwelcome: bool = False,
    doubt: str = "",
    **said: object,
) -> Matter:
    words = message(**{"place": STREAM, **said})  # type: ignore[arg-type]
    return Matter(
        message=words,
        assessment=assessment(harm, category),
        target=target,
        help_text="",
        protection=protection,
        unwelcome=unwelcome,
        doubt=doubt,
    )


def decided(asked: Matter, footing: Footing | None = None, **rules: object) -> Decision | None:
    return decide(asked, footing or Footing(), policy(**rules))


def rung_of(decision: Decision | None) -> int:
    return Rung[decision.rung.upper()] if decision else -1


# ---------------------------------------------------------------- what they put up with


@pytest.mark.parametrize(("harm", "acts"), [(0.5, False), (0.69, False), (0.7, True), (0.9, True)])
def test_rough_words_to_a_tolerant_broadcaster_pass_and_grave_ones_never(
    harm: float, *, acts: bool
) -> None:
    assert (decided(matter(harm, TOLERANT)) is not None) is acts


@pytest.mark.parametrize("category", sorted(HARD))
def test_tolerance_waves_nothing_through_but_rough_words(category: Category) -> None:
    asked = matter(0.6, TOLERANT, category=category)
    assert decided(asked) == decided(replace(asked, protection=UNPROTECTED))


@pytest.mark.parametrize("targets", [("bo",), ("mika", "bo")])
def test_nobody_tolerates_anything_for_somebody_else(targets: tuple[str, ...]) -> None:
    assert decided(matter(0.6, TOLERANT, targets=targets)) is not None


def test_a_member_tolerates_what_is_said_to_them_outright_and_no_guess() -> None:
    outright = matter(0.6, TOLERANT, place=HALL, targets=("mika",))
    guessed = matter(0.6, TOLERANT, place=HALL)
    assert decided(outright) is None
    assert decided(guessed) is not None


def test_a_community_that_tolerates_more_than_anybody_may_keeps_its_own_border() -> None:
    assert decided(matter(0.79, TOLERANT), act_at=0.8, hide_at=0.8) is None
    assert decided(matter(0.8, TOLERANT), act_at=0.8, hide_at=0.8) is not None


# ---------------------------------------------------------------- what is hidden for them


def test_what_is_aimed_at_them_is_hidden_from_the_harm_they_named_and_nobody_is_punished() -> None:
    hiding = Protection(hide_from=0.25)
    hidden, spared = decided(matter(0.25, hiding)), decided(matter(0.24, hiding))
    assert hidden
    assert [act.type for act in hidden.actions] == ["hide"]
    assert spared is None


def test_harmless_words_are_hidden_for_no_harm_however_low_the_border() -> None:
    assert decided(matter(0.4, Protection(hide_from=0.2), category=Category.NONE)) is None


def test_a_topic_is_hidden_however_harmless_the_words_and_is_nobodys_strike() -> None:
    hidden = decided(matter(0.0, UNPROTECTED, category=Category.NONE, unwelcome=True))
    assert hidden
    assert (hidden.rung, [act.type for act in hidden.actions]) == ("topic", ["hide"])
    assert hidden.reason.endswith("asked not to read of.")


def test_a_topic_is_known_in_a_language_that_haven_does_not_understand() -> None:
    asked = matter(0.8, UNPROTECTED, unwelcome=True, doubt="This was read as Russian.")
    hidden = decided(asked)
    assert hidden
    assert isinstance(hidden.actions[0], Hide)
    assert hidden.proposal
    assert not hidden.asks_first


def test_a_held_message_about_a_topic_is_recommended_to_be_denied_and_asks() -> None:
    asked = matter(
        0.0, UNPROTECTED, category=Category.NONE, unwelcome=True, origin=Origin.AUTOMOD_HOLD
    )
    advised = decided(asked)
    assert advised
    assert isinstance(advised.actions[0], Withhold)
    assert advised.asks_first


# ---------------------------------------------------------------- the measure they chose


def test_from_the_harm_they_named_on_the_broadcasters_measure_comes_at_once() -> None:
    block = Protection(block=Block(0.6, Rung.TIMEOUT_1_HOUR))
    first = decided(matter(0.6, block))
    assert first
    assert first.actions[0] == Timeout(user="vex", duration=minutes(60))
    assert first.reason.endswith("chose at least this measure for it.")
    assert rung_of(decided(matter(0.59, block))) == Rung.WARN


def test_a_block_below_the_channels_border_acts_there() -> None:
    block = Protection(block=Block(0.3, Rung.TIMEOUT_10_MINUTES))
    assert decided(matter(0.3, UNPROTECTED)) is None
    assert rung_of(decided(matter(0.3, block))) == Rung.TIMEOUT_10_MINUTES


def test_a_ban_waits_for_a_moderator_where_bans_do() -> None:
    block = Protection(block=Block(0.6, Rung.BAN))
    asked, alone = (
        decided(matter(0.6, block)),
        decided(matter(0.6, block), bans_need_moderator=False),
    )
    assert asked
    assert alone
    assert (asked.proposal, asked.needs_human) == (Ban(user="vex"), True)
    assert isinstance(asked.actions[0], Timeout)
    assert alone.actions[0] == Ban(user="vex")


@pytest.mark.parametrize(
    "changes",
    [
        {"target": "bo"},
        {"target": None},
        {"place": Place(INN, "hall")},
        {"category": Category.NONE},
        {"author": author("mika")},
    ],
)
def test_a_block_is_for_what_is_aimed_at_the_broadcaster_in_their_own_channel(
    changes: dict[str, object],
) -> None:
    block = Protection(block=Block(0.3, Rung.BAN))
    asked = matter(0.45, block, **changes)  # type: ignore[arg-type]
    assert decided(asked) is None


def test_moderators_are_not_blocked_either() -> None:
    block = Protection(block=Block(0.3, Rung.BAN))
    assert decided(matter(0.9, block), Footing(immune="moderators")) is None


def test_in_observe_mode_a_block_is_only_shown() -> None:
    block = Protection(block=Block(0.3, Rung.TIMEOUT_1_HOUR))
    shown = decided(matter(0.4, block), mode=Mode.OBSERVE)
    assert shown
    assert shown.mode is Mode.OBSERVE


# ---------------------------------------------------------------- never milder for more


WISHES = st.builds(
    Protection,
    sensitivity=st.sampled_from(Sensitivity),
    hide=st.booleans(),
    hide_from=st.none() | st.floats(0.2, 1),
    block=st.none() | st.builds(Block, st.floats(0.2, 1), st.sampled_from(Rung)),
)


@given(harm=st.floats(0, 1), more=st.floats(0, 1), wishes=WISHES, strikes=st.floats(0, 9))
def test_more_harm_is_never_met_more_mildly_whatever_somebody_wishes(
    harm: float, more: float, wishes: Protection, strikes: float
) -> None:
    footing = Footing(strikes=strikes)
    mild = decided(matter(harm, wishes), footing)
    harsh = decided(matter(min(1.0, harm + more), wishes), footing)
    assert _weight(mild) <= _weight(harsh)


@given(harm=st.floats(0, 1), wishes=WISHES, strikes=st.floats(0, 9))
def test_without_tolerance_wishes_only_make_it_stricter(
    harm: float, wishes: Protection, strikes: float
) -> None:
    strict = replace(wishes, sensitivity=Sensitivity.USUAL)
    footing = Footing(strikes=strikes)
    plain, wished = (
        decided(matter(harm, UNPROTECTED), footing),
        decided(matter(harm, strict), footing),
    )
    assert _weight(plain) <= _weight(wished)


def _weight(decision: Decision | None) -> tuple[int, bool]:
    if decision is None:
        return (-1, False)
    rung = Rung.__members__.get(decision.rung.upper())
    hides = any(isinstance(act, Hide) for act in decision.actions)
    return (-1 if rung is None else rung, hides)


# ---------------------------------------------------------------- whom words are about


@pytest.mark.parametrize(
    ("target", "category", "whom"),
    [
        (None, Category.INSULT, "mika"),
        ("bo", Category.INSULT, "bo"),
        (None, Category.SPAM, None),
        (None, Category.RAID, None),
    ],
)
def test_a_channels_chat_speaks_to_its_owner_where_it_speaks_to_nobody_else(
    target: str | None, category: Category, whom: str | None
) -> None:
    assert hurt_by(message(place=STREAM), target, category) == whom
    assert hurt_by(message(), None, category) is None


def _asks_not_to_read(person: str, topic: str) -> object:
    chosen = Protection(topics=(topic,))
    return lambda _, who: chosen if who == person else UNPROTECTED


@pytest.mark.parametrize(
    ("text", "is_about_it"),
    [
        ("so how is your old school", True),
        ("Y0UR OLD SCHOOL!!", True),
        ("old schools are nice", False),
        ("school old", False),
        ("", False),
    ],
)
def test_a_topic_is_found_by_whole_words_in_their_order(text: str, *, is_about_it: bool) -> None:
    assert _unwelcome(message(text, place=STREAM), None, "mika", "old school") is is_about_it


def test_a_broadcasters_topics_hold_in_their_chat_whoever_is_spoken_to() -> None:
    to_bo = message("bo, her old school burnt", place=STREAM, targets=("bo",))
    assert _unwelcome(to_bo, "bo", "mika", "old school")
    own = replace(to_bo, author=author("mika"))
    assert not _unwelcome(own, "bo", "mika", "old school")


def test_a_members_topics_hold_for_what_is_said_to_them_outright() -> None:
    outright = message("your old school", targets=("bo",))
    guessed = message("your old school")
    assert _unwelcome(outright, "bo", "bo", "old school")
    assert not _unwelcome(guessed, "bo", "bo", "old school")
    assert not _unwelcome(replace(outright, origin=Origin.NAME), "bo", "bo", "old school")


def _unwelcome(said: Message, target: str | None, person: str, topic: str) -> bool:
    words = normalise(said.text).words
    return is_unwelcome(said, words, target, _asks_not_to_read(person, topic))  # type: ignore[arg-type]
