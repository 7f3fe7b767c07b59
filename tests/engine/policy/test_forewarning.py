"""What an early warning asks for: a look, in every mode, and nothing else."""

from dataclasses import replace

import pytest

from engine.cases import FOREWARNING
from engine.docket import strikes_by
from engine.events import Message
from engine.policy.community import CommunityPolicy
from engine.policy.forewarning import forewarned
from engine.policy.ladder import Rung
from engine.sessions.context import Context, Turn, alone
from engine.verdict import Category, Mode, Signal
from tests.builders import HALL, NOON, author, case, message

SIGNAL = Signal("forecast", Category.HARASSMENT, 0.7, "Their last messages argue badly.")


def around(said: Message, signal: Signal | None = SIGNAL) -> Context:
    turn = Turn("m1", "mika", "Mika", "vex", "no", 0.1, NOON)
    return replace(alone(said), turns=(turn,), target="mika", forewarning=signal)


@pytest.mark.parametrize("mode", Mode)
def test_moderators_are_told_and_nothing_is_done(mode: Mode) -> None:
    said = message("you never listen")
    decision = forewarned(said, around(said), CommunityPolicy(mode=mode))

    assert decision is not None
    assert [action.type for action in decision.actions] == ["alert_moderators"]
    assert (decision.category, decision.harm_score) == (Category.NONE, 0.0)
    assert not decision.needs_human
    assert decision.reason.startswith("The talk between Vex and Mika may turn into")
    assert {told for _, told in decision.elsewhere} <= {"moderators told", "only shown"}


def test_the_words_of_nobody_are_quoted() -> None:
    said = message("you never listen")
    decision = forewarned(said, around(said), CommunityPolicy())

    assert decision is not None
    assert "never listen" not in str(decision)


def test_without_a_forecast_nothing_is_decided() -> None:
    said = message()

    assert forewarned(said, around(said, None), CommunityPolicy()) is None


@pytest.mark.parametrize(
    ("said", "policy"),
    [
        (message(author=author("vex", is_moderator=True)), CommunityPolicy()),
        (message(author=author("vex", is_bot=True)), CommunityPolicy()),
        (message(), CommunityPolicy(exempt_channels=frozenset({HALL.channel}))),
        (
            message(author=author("vex", roles=frozenset({"staff"}))),
            CommunityPolicy(exempt_roles=frozenset({"staff"})),
        ),
    ],
)
def test_who_is_left_alone_is_left_alone(said: Message, policy: CommunityPolicy) -> None:
    assert forewarned(said, around(said), policy) is None


def test_it_is_nobodys_strike() -> None:
    assert FOREWARNING.upper() not in Rung.__members__
    assert strikes_by(case(rung=FOREWARNING)) == ()
