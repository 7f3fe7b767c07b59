"""A case in plain words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cogs.cards import card, done, words_for
from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    Ban,
    Blur,
    Collapse,
    Hide,
    Kick,
    LockDown,
    Mute,
    OfferHelp,
    Throttle,
    Timeout,
    Warn,
)
from engine.cases import FOREWARNING, Case, Status
from engine.verdict import Category, Evidence, Mode
from tests.builders import NOON, case, minutes

WORDS: dict[Action, str] = {
    Warn(user="vex", text="stop"): "warned",
    Hide(user="vex", message="m1"): "message hidden",
    Blur(user="vex", message="m1"): "message blurred",
    Collapse(delay=timedelta(seconds=30)): "slow mode, 30 seconds",
    Throttle(user="vex", delay=timedelta(seconds=5)): "slowed down to one message in 5 seconds",
    Timeout(user="vex", duration=minutes(10)): "timed out for 10 minutes",
    Timeout(user="vex", duration=minutes(60)): "timed out for 1 hour",
    Timeout(user="vex", duration=timedelta(days=1)): "timed out for 1 day",
    Timeout(user="vex", duration=timedelta(seconds=90)): "timed out for 1 minute 30 seconds",
    Mute(user="vex"): "muted until a moderator lifts it",
    Kick(user="vex"): "removed",
    Ban(user="vex"): "banned",
    LockDown(duration=minutes(30)): "locked down for 30 minutes",
    AlertModerators(text="look"): "moderators told",
    AlertTarget(user="mika", text="look"): "person told",
    OfferHelp(user="mika", text="help"): "help offered",
}
EVIDENCE = (Evidence("signal:lexicon", "A strong insult."), Evidence("session", "One-sided."))


def waiting(**changes: object) -> Case:
    asked = case(needs_human=True, mode=Mode.ASSIST, **changes)
    return replace(asked, proposal=asked.actions[0])


@pytest.mark.parametrize(("action", "words"), WORDS.items(), ids=lambda value: str(value)[:24])
def test_every_action_has_words(action: Action, words: str) -> None:
    assert words_for(action) == words


@pytest.mark.parametrize("status", Status)
def test_no_card_is_without_why_and_evidence(status: Status) -> None:
    words = card(case(status=status, evidence=EVIDENCE))
    assert "Why: It insults a person." in words
    assert "- A strong insult. [signal:lexicon]\n  - One-sided. [session]" in words


def test_a_card_says_who_did_what_to_whom_and_under_which_policy() -> None:
    first, *_, last = card(case(7)).splitlines()
    assert first == "Case 7 · insult · vex → mika"
    assert last.strip() == "Harm 70%, risk 60%, policy version test"


def test_a_campaigns_card_counts_its_accounts() -> None:
    assert "2 accounts" in card(case(target=None, accounts=("r1", "r2"))).splitlines()[0]


def test_what_was_done_is_told_with_its_end() -> None:
    applied = case(status=Status.APPLIED, expires_at=NOON + minutes(10))
    assert done(applied) == "timed out for 10 minutes until 2026-03-02 12:10 UTC"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.FAILED, "failed"),
        (Status.REFUSED, "the platform refused"),
        (Status.UNDONE, "taken back"),
        (Status.EXPIRED, "over"),
    ],
)
def test_what_came_to_nothing_is_not_told_as_done(status: Status, told: str) -> None:
    assert done(case(status=status)) == f"timed out for 10 minutes ({told})"


def test_a_waiting_case_says_what_is_asked_and_how_to_answer() -> None:
    words = card(waiting(number=7))
    assert "Done: nothing yet, assist mode waits for a moderator" in words
    assert "Asked of you: timed out for 10 minutes (!haven confirm 7)" in words


def test_a_case_that_lapsed_says_that_nothing_was_done() -> None:
    lapsed = replace(waiting(), status=Status.EXPIRED)
    assert done(lapsed) == "nothing, no moderator answered in time"


def test_a_case_that_asks_nothing_names_no_command() -> None:
    assert "Asked of you" not in card(case())


def test_what_is_only_observed_is_told_as_what_would_have_been() -> None:
    observed = replace(waiting(), mode=Mode.OBSERVE)
    words = "nothing, Haven only observes; it would have been: timed out for 10 minutes"
    assert done(observed) == words
    assert done(replace(observed, status=Status.EXPIRED)) == words


def test_an_observed_case_asks_for_a_ruling_only() -> None:
    asked = card(replace(waiting(number=7), mode=Mode.OBSERVE))
    assert "Asked of you: was this right? (!haven confirm 7 or !haven undo 7)" in asked


def test_a_card_about_a_person_in_danger_names_help_and_no_harm() -> None:
    words = card(
        case(8, category=Category.SELF_HARM, actions=(OfferHelp(user="vex", text="Lines."),))
    )
    assert "a person in danger" in words
    assert "help offered" in words
    assert "!haven undo 8 if it is no crisis" in words
    assert "Harm" not in words
    assert "risk" not in words


def test_an_early_warning_reads_as_one() -> None:
    told = case(rung=FOREWARNING, actions=(AlertModerators(text="look"),), needs_human=True)

    assert "Case 1 · early warning" in card(told)
    assert "no ruling on it does anything to anybody" in card(told)
