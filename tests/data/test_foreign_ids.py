"""Two communities with the same numbers, people, messages and settings: neither is shown a row of
the other's, whoever asks for what.
"""

import inspect
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import archive as archive_module
from data import harms as harms_module
from data import packets as packets_module
from data import registry as registry_module
from data.state import State, open_state
from engine.cases import AppealState, Status
from engine.changes import Changes, Setting
from engine.events import Author, Community, Platform
from engine.packets import Briefing, Line
from engine.queries import CaseQuery, Span
from tests.conftest import Figure
from tests.data.values import (
    START,
    a_case,
    a_dead_letter,
    a_message,
    a_packet,
    a_pattern,
    a_record,
    a_session,
    a_verdict,
    an_appeal,
    an_entry,
    an_intent,
    at,
    every,
    journaled,
    place_in,
)

pytestmark = pytest.mark.promise("S4")

# Alike in all that can be: the same id on the other platform, one that begins like the other.
OURS = Community(Platform.DISCORD, "100")
THEIRS = (Community(Platform.TWITCH, "100"), Community(Platform.DISCORD, "1000"))
SECRET = "never-ours"
EMPTY = {"[]", "None", "{}"}
NUMBERS, PEOPLE, MESSAGES = (1, 2), ("ann", "bob"), ("m1", "m2")
# Haven's own work over all communities: what it starts from, sweeps and repairs. No person and no
# command asks these, and what they find is told apart by the community that stands in each row.
OF_THE_HOUSE = {
    "Archive": {
        *("last_case_numbers", "due_cases", "long_silences", "intents", "handled", "positions"),
        *("latest", "unhandled", "patterns", "links", "cursor", "verify", "flaws", "backup"),
        "prevented",  # `haven replay` counts one chat of its own
    },
    "Harms": {"communities"},
    "KeptPackets": {"since", "tried", "warnings"},
}


def lived_in(community: Community, mark: str) -> Changes:
    """A row in every table, with `mark` wherever there are words."""
    here = {"community": community}
    place = place_in(community)
    author = Author(id="ann", name=f"Ann {mark}")
    said = tuple(
        replace(journaled(number), event=a_message(number, place=place, text=mark, author=author))
        for number in NUMBERS
    )
    return Changes(
        events=said,
        verdicts=tuple(a_verdict(number, place=place) for number in NUMBERS),
        cases=tuple(a_case(number, place=place, reason=mark) for number in NUMBERS),
        intents=tuple(
            an_intent(number, name=f"{community}{number}", place=place, reason=mark)
            for number in NUMBERS
        ),
        appeals=tuple(an_appeal(case=number, text=mark, **here) for number in NUMBERS),
        people=(a_record(values={"note": mark}, **here),),
        sessions=(a_session(f"s1{community.platform}{community.id}", community=community),),
        patterns=(a_pattern(f"p1{community}", text=mark, **here),),
        settings=(Setting(community=community, key="policy", value=mark),),
        audit=(
            an_entry(detail={"mark": mark}, **here),
            an_entry("call.applied", case=1, detail={"action": "timeout", "mark": mark}, **here),
        ),
        dead_letters=(replace(a_dead_letter(), reason=mark, **here),),
        packets=tuple(
            a_packet(
                number,
                briefing=Briefing((Line("message", mark, who="author"),), is_marked=False),
                **here,
            )
            for number in NUMBERS
        ),
    )


def asked() -> list[tuple[str, str]]:
    """Every public question of every reader, found in the modules, so that none is forgotten."""
    modules: Sequence[ModuleType] = (
        *(archive_module, harms_module, packets_module, registry_module),
    )
    return [
        (reader.__name__, name)
        for module in modules
        for reader in vars(module).values()
        if inspect.isclass(reader) and reader.__module__ == module.__name__
        for name, question in vars(reader).items()
        if inspect.isfunction(question) and not name.startswith("_")
    ]


QUESTIONS = [pair for pair in asked() if pair[1] not in OF_THE_HOUSE.get(pair[0], ())]
IDS = st.sampled_from(("1", "2", "m1", "ann", "bob", "p1", "s1", "policy", "100", "1000", "", "%"))
ARGUMENTS: Mapping[object, st.SearchStrategy[Any]] = {
    "number": st.integers(-1, 3),
    "case": st.integers(-1, 3) | st.none(),
    "cases": st.lists(st.integers(-1, 3), max_size=3),
    "message": st.sampled_from(MESSAGES) | IDS,
    "person": st.sampled_from(PEOPLE) | IDS,
    "key": IDS,
    "but": st.none() | st.just("mode"),
    "at": st.just(at(500)),
    "since": st.sampled_from((START, at(1))),
    "risk": st.just(0.0),
    "harm": st.just(0.0),
    "limit": st.just(50),
    "page": st.integers(1, 4),
    "statuses": st.lists(st.sampled_from(Status), max_size=2).map(tuple),
    "state": st.sampled_from(AppealState) | st.none(),
    "span": st.just(Span(START, at(9_000))),
    "verdict": st.sampled_from(NUMBERS).map(lambda number: a_verdict(number, place=place_in(OURS))),
    "query": st.builds(
        CaseQuery,
        community=st.just(OURS),
        person=st.none() | st.sampled_from(PEOPLE),
        status=st.none() | st.sampled_from(Status),
        before=st.none() | st.integers(0, 3),
        words=st.just(()) | st.just((SECRET,)),
    ),
}


@asynccontextmanager
async def shared(folder: Path) -> AsyncIterator[State]:
    async with open_state(folder) as state:
        await state.ledger.commit(lived_in(OURS, "our words"))
        for community in THEIRS:
            await state.ledger.commit(lived_in(community, SECRET))
        yield state


def reader_named(state: State, name: str) -> object:
    readers = (state.archive, state.archive.harms, state.archive.packets, state.registry)
    return next(reader for reader in readers if type(reader).__name__ == name)


def parameters(question: Callable[..., object]) -> list[inspect.Parameter]:
    return list(inspect.signature(question).parameters.values())


async def answered(question: Callable[..., Any], given_to: Mapping[str, object]) -> str:
    """All that came back, in full."""
    positional = [
        given_to[each.name] for each in parameters(question) if each.kind is not each.KEYWORD_ONLY
    ]
    named = {
        each.name: given_to[each.name]
        for each in parameters(question)
        if each.kind is each.KEYWORD_ONLY
    }
    found = question(*positional, **named)
    return repr(await every(found) if hasattr(found, "__aiter__") else await found)


def foreign(shown: str) -> list[str]:
    """Signs of the other communities in an answer."""
    theirs = [repr(community) for community in THEIRS] + [str(community) for community in THEIRS]
    return [sign for sign in (SECRET, *theirs) if sign in shown]


def test_every_question_is_either_asked_here_or_of_the_house_alone() -> None:
    known = {(reader, name) for reader, names in OF_THE_HOUSE.items() for name in names}
    assert known <= set(asked())
    unasked = [
        (reader, name, each.name)
        for reader, name in QUESTIONS
        for each in parameters(question_of(reader, name))
        if each.name not in {*ARGUMENTS, "self", "community"}
    ]
    assert unasked == []


def question_of(reader: str, name: str) -> Callable[..., object]:
    modules = (archive_module, harms_module, packets_module, registry_module)
    return next(getattr(vars(each)[reader], name) for each in modules if reader in vars(each))


@pytest.mark.parametrize(("reader", "name"), QUESTIONS)
def test_a_question_about_one_community_takes_it(reader: str, name: str) -> None:
    takes = {each.name for each in parameters(question_of(reader, name))}
    assert takes & {"community", "query", "verdict"}


async def test_no_question_is_answered_with_a_row_of_another_community(
    folder: Path, figure: Figure
) -> None:
    answers: dict[tuple[str, str], list[str]] = {}
    async with shared(folder) as state:
        for reader, name in QUESTIONS:
            question = getattr(reader_named(state, reader), name)
            drawn = combinations(question)
            answers[reader, name] = [await answered(question, each) for each in drawn]
    leaks = [(asked, shown) for asked, each in answers.items() for shown in each if foreign(shown)]
    told = sum(map(len, answers.values()))
    figure(f"{told:,} questions with foreign ids, {len(leaks)} foreign rows")
    assert leaks == []
    assert [asked for asked, each in answers.items() if set(each) <= EMPTY] == []


def combinations(question: Callable[..., object]) -> list[dict[str, Any]]:
    """Examples drawn anew for each question, the same in every run."""
    drawn: list[dict[str, Any]] = []
    names = [each.name for each in parameters(question)]
    shape = {name: ARGUMENTS[name] for name in names if name != "community"}

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.fixed_dictionaries(shape))
    def draw(chosen: dict[str, Any]) -> None:
        drawn.append(chosen | ({"community": OURS} if "community" in names else {}))

    draw()
    return drawn
