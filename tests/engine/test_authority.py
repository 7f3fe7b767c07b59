"""Standing: a moderator does to others only what the platform would let that person do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.actions import Ban, Hide, Kick, Mute, Timeout, Unban, Warn
from engine.authority import Deed, DeniedError, power_for, require
from engine.events import Power, Standing
from tests.builders import minutes, moderator, standing

pytestmark = pytest.mark.promise("S3")

PEOPLE = st.builds(
    Standing,
    id=st.sampled_from(("ann", "bob", "cid")),
    rank=st.integers(0, 4),
    is_owner=st.booleans(),
    may=st.frozensets(st.sampled_from(Power)),
)


def passes(by: Standing, power: Power, over: Standing) -> bool:
    try:
        require(by, [power], [over])
    except DeniedError:
        return False
    return True


@settings(deadline=None, derandomize=True)
@given(PEOPLE, st.sampled_from(Power), PEOPLE)
def test_nothing_passes_that_the_platform_would_refuse_the_invoker(
    by: Standing, power: Power, over: Standing
) -> None:
    outranks = by.is_owner or by.rank > over.rank
    able = by.is_owner or power in by.may

    assert passes(by, power, over) == (able and outranks and by.id != over.id and not over.is_owner)


@pytest.mark.parametrize(
    ("over", "why"),
    [
        (standing("oakley"), "case of their own"),
        (standing("vex", is_owner=True), "the owner"),
        (standing("vex", rank=5), "rank as high"),
        (standing("vex", rank=6), "rank as high"),
    ],
)
def test_a_refusal_says_why(over: Standing, why: str) -> None:
    with pytest.raises(DeniedError, match=why):
        require(moderator("oakley"), [Power.BAN], [over])


def test_a_missing_right_is_named() -> None:
    with pytest.raises(DeniedError, match="the right to ban"):
        require(moderator(may=frozenset({Power.KICK})), [Power.BAN], [standing()])


def test_one_person_out_of_reach_refuses_all() -> None:
    with pytest.raises(DeniedError, match="rank as high"):
        require(moderator(), [Power.BAN], [standing("vex"), standing("lord", rank=9)])


@pytest.mark.parametrize(
    ("deed", "power"),
    [
        (Warn(user="vex", text="stop"), Power.WARN),
        (Hide(user="vex", message="m1"), Power.HIDE),
        (Timeout(user="vex", duration=minutes(1)), Power.TIMEOUT),
        (Mute(user="vex"), Power.MUTE),
        (Kick(user="vex"), Power.KICK),
        (Ban(user="vex"), Power.BAN),
        (Unban(user="vex"), Power.BAN),
    ],
)
def test_each_deed_takes_its_own_right(deed: Deed, power: Power) -> None:
    assert power_for(deed) is power
