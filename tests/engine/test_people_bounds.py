"""Nobody fills the memory by bringing ever new people, nor does a restart with many records."""

from datetime import datetime, timedelta
from typing import Literal

import pytest

import engine.memory.kept
import engine.sessions.brigade
import engine.sessions.pairs
from engine.changes import PersonRecord
from engine.memory.actors import Actors
from engine.memory.targets import Targets
from engine.sessions.brigade import Brigades
from engine.sessions.pairs import Pairs
from tests.builders import INN, NOON
from tests.engine.sessions.chat import Chat, scores

PEOPLE = ("ada", "bea", "cai", "dov", "eli")
DAY = 86_400.0


def record(
    kind: Literal["actor", "pair", "target", "stranger"],
    person: str,
    other: str = "",
    at: datetime = NOON,
) -> PersonRecord:
    return PersonRecord(
        community=INN, kind=kind, person=person, other=other, values={}, updated_at=at
    )


def besieged(chat: Chat, person: str, *, after: float = 60.0) -> bool:
    """Whether contact with this person is still held against somebody whom they sent away."""
    for _ in range(4):
        context = chat.say("vex", "hello there", to=person, after=after)
    return "pairs" in scores(context)


def test_the_pair_without_contact_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.sessions.pairs, "MOST_PAIRS", 3)
    chat = Chat()
    for person in ("ada", "bea", "cai"):
        chat.say(person, "please stop", to="vex")

    assert besieged(chat, "cai", after=DAY)
    assert not besieged(chat, "ada", after=DAY)


def test_no_more_pairs_come_back_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.sessions.pairs, "MOST_PAIRS", 3)
    pairs = Pairs()

    for person in PEOPLE:
        pairs.restore(record("pair", person, "vex"))

    assert len(pairs) == 3


def test_no_more_people_come_back_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.memory.kept, "_MOST", 3)
    actors, targets = Actors(), Targets()

    for person in PEOPLE:
        actors.restore(record("actor", person))
        targets.restore(record("target", person))

    assert (len(actors), len(targets)) == (3, 3)


def test_strangers_are_bounded_in_all_places_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.sessions.brigade, "MOST_STRANGERS", 10)
    brigades = Brigades()

    for target in PEOPLE:
        for number in range(4):
            brigades.restore(record("stranger", f"u{number}", target))

    assert len(brigades) == 8


def test_strangers_leave_after_thirty_days() -> None:
    brigades = Brigades()
    for target in PEOPLE:
        brigades.restore(record("stranger", "vex", target))

    brigades.restore(record("stranger", "vex", "ada", NOON + timedelta(days=31)))

    assert len(brigades) == 1


def test_forgotten_strangers_are_no_longer_counted() -> None:
    brigades = Brigades()
    for person in PEOPLE:
        brigades.restore(record("stranger", person, "vex"))
    brigades.restore(record("stranger", "vex", "ada"))

    brigades.forget(INN, "bea")
    brigades.forget(INN, "ada")

    assert len(brigades) == 3
