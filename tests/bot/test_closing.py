"""The last screen of a replay: what was done, what only would have been, all at a glance."""

from dataclasses import fields, replace
from io import StringIO
from typing import get_args

import pytest
from rich.console import Console

from bot.closing import closing
from bot.screens import LiveView
from bot.summary import _DEEDS, MOST_KINDS, Shield, Summary
from engine.actions import Action, Hide, Timeout, Unban
from engine.cases import Case, Status
from engine.events import Community, Place, Platform
from engine.verdict import Category, Mode
from tests.builders import case, message, minutes

ACTIONS = Timeout(user="vex", duration=minutes(10)), Hide(user="vex", message="m1")
APPLIED = case(status=Status.APPLIED, actions=ACTIONS)
ASKED = replace(APPLIED, status=Status.PENDING, mode=Mode.ASSIST, proposal=ACTIONS[0])
LONG = "It says the same thing over and over again. " * 20


def summed(*cases: Case) -> Summary:
    summary = Summary()
    for each in cases:
        summary.add(each)
    return summary


def screen(summary: Summary, *, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width)
    console.print(closing(summary, 3, 1.0))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (APPLIED, "1 case; what was done: 1 message hidden, 1 time-out."),
        (ASKED, "nothing; waiting for a moderator: 1 message hidden, 1 time-out."),
        (
            replace(ASKED, mode=Mode.OBSERVE),
            "nothing; would have been done: 1 message hidden, 1 time-out.",
        ),
    ],
)
def test_only_what_was_done_is_told_as_done(one: Case, told: str) -> None:
    assert told in " ".join(screen(summed(one)).split())


def test_a_case_says_in_which_community_it_was() -> None:
    here = Place(Community(Platform.TWITCH, "mossy"), "chat")

    assert "twitch:mossy" in screen(summed(replace(APPLIED, place=here)))


def test_cases_alike_are_told_once() -> None:
    told = screen(summed(*(replace(APPLIED, number=n, accounts=(f"a{n}",)) for n in range(1, 7))))

    assert "insult × 6" in told
    assert "6 accounts → mika" in told
    assert told.count("It insults a person.") == 1


def test_the_last_screen_fits_on_a_terminal_of_thirty_lines() -> None:
    places = [Place(Community(Platform.DISCORD, f"server{n}"), "c") for n in range(MOST_KINDS)]
    many = (
        replace(APPLIED, place=place, category=category, reason=LONG)
        for place in places
        for category in Category
    )
    summary = summed(*many)
    summary.shields |= {f"somebody-with-a-long-name-{n}": Shield(n, n) for n in range(50)}

    lines = screen(summary).splitlines()

    assert len(lines) <= 28
    assert max(map(len, lines)) <= 100
    assert "more cases of other kinds" in "\n".join(lines)


def test_names_are_no_markup_and_break_no_line() -> None:
    assert "[/b]" in screen(summed(replace(APPLIED, author="[/b]", target="a\nb")))


def test_the_live_panel_shows_what_was_written_and_no_ids_of_evidence() -> None:
    view, console = LiveView(), Console(file=StringIO(), width=100, height=30)

    view.watch(message("you are a fool"), None, APPLIED)
    console.print(view)

    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert "vex → mika: you are a fool" in shown
    assert "timed out for 10 minutes, message hidden" in shown
    assert "evidence:" not in shown


def test_every_action_is_counted_under_a_plain_name() -> None:
    actions = (*get_args(Action), Unban)
    names = {field.default for each in actions for field in fields(each) if field.name == "type"}
    assert names == _DEEDS.keys()
