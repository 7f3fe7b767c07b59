"""Stopping in the middle and starting again changes nothing that comes after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.changes import PersonRecord
from engine.events import Author, MemberJoined, Message, Place, PlatformRaid
from engine.memory.actors import Actors, Behaviour
from engine.memory.targets import Targets
from engine.sessions.context import Context
from engine.sessions.tracker import Surroundings
from engine.text import normalise
from engine.verdict import RiskPrediction, Route, Session, Verdict
from tests.builders import INN, NOON, prediction
from tests.engine.sessions.chat import PHRASES

PLACES = [Place(INN, "hall"), Place(INN, "hall", "thread"), Place(INN, "yard")]
PEOPLE = ["ada", "ben", "cal", "dee", "eve", "fay", "gus"]
TEXTS = [
    "you are a fool",
    "you fool lol",
    "love you darling",
    "please stop",
    "lets go hype",
    "free coins at https://coins.invalid/now for all",
    "free coins at https://coins.invalid/today for all",
    "she is at it again",
    "i want to die",
    "good morning everyone",
    "Ben did it",
]
SHORT_MEMORY = timedelta(hours=2)


@dataclass(frozen=True)
class Line:
    gap: float
    place: Place
    by: str
    to: str | None
    text: str
    risk: float


Event = tuple[Message, RiskPrediction] | MemberJoined | PlatformRaid

gaps = st.one_of(
    st.floats(0, 40), st.floats(0, 40), st.floats(60, 1700), st.floats(1700, 9000), st.just(90000.0)
)
lines = st.builds(
    Line,
    gap=gaps,
    place=st.sampled_from(PLACES),
    by=st.sampled_from(PEOPLE),
    to=st.one_of(st.none(), st.sampled_from(PEOPLE)),
    text=st.sampled_from([*TEXTS, "JOIN", "RAID"]),
    risk=st.sampled_from([0.0, 0.03, 0.1, 0.3, 0.7]),
)


def events(chat: list[Line]) -> list[Event]:
    at, found = NOON, list[Event]()
    for number, line in enumerate(chat):
        at += timedelta(seconds=round(line.gap, 3))
        person = Author(id=line.by, name=line.by.title())
        if line.text == "JOIN":
            found.append(MemberJoined(f"j{number}", INN, person, at))
            continue
        if line.text == "RAID":
            raid = PlatformRaid(
                id=f"r{number}", place=line.place, origin_name="x", size=9, raided_at=at
            )
            found.append(raid)
            continue
        message = Message(
            id=f"m{number}",
            place=line.place,
            author=person,
            text=line.text,
            sent_at=at,
            targets=(line.to,) if line.to else (),
        )
        found.append((message, prediction(risk=line.risk)))
    return found


class House:
    """The trackers, and what they leave on disk."""

    def __init__(self) -> None:
        self.actors = Actors()
        self.surroundings = Surroundings(PHRASES, actors=self.actors, targets=Targets())
        self.records: dict[tuple[str, str, str], PersonRecord] = {}
        self.verdicts: dict[str, Verdict] = {}

    def meet(self, event: Event) -> tuple[Behaviour, int, Context] | None:
        if not isinstance(event, tuple):
            self.surroundings.note(event)
            return None
        message, judged = event
        words = normalise(message.text).words
        behaviour = self.actors.behaviour(message)
        repeats = self.actors.repeats(message, words)
        context = self.surroundings.observe(message, judged, words=words)
        self._write(message, judged, context)
        return behaviour, repeats, context

    def restarted(self, seen: list[Event], moment: datetime) -> "House":
        """A new house that knows only the records and the last two hours."""
        house = House()
        house.surroundings.restore(reversed(list(self.records.values())))
        for event in seen:
            if when(event) < moment - SHORT_MEMORY:
                continue
            if isinstance(event, tuple):
                words = normalise(event[0].text).words
                verdict = self.verdicts[event[0].id]
                house.surroundings.recall(event[0], verdict, words=words)
            else:
                house.surroundings.note(event)
        return house

    def still_open(self, last: Event) -> tuple[Session, ...]:
        self.surroundings.close_idle(when(last))
        return self.surroundings.open_sessions()

    def _write(self, message: Message, judged: RiskPrediction, context: Context) -> None:
        for record in context.records:
            self.records[record.kind, record.person, record.other] = record
        self.verdicts[message.id] = Verdict(
            message=message.id,
            place=message.place,
            author=message.author.id,
            target=context.target,
            at=message.sent_at,
            prediction=judged,
            route=Route.ALLOW,
            session=context.session.id,
            escalation=context.session.escalation_score,
        )


def when(event: Event) -> datetime:
    if isinstance(event, tuple):
        return event[0].sent_at
    return event.joined_at if isinstance(event, MemberJoined) else event.raided_at


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, min_size=2, max_size=90), st.floats(0, 1))
def test_a_restart_in_the_middle_changes_nothing_after_it(chat: list[Line], share: float) -> None:
    every = events(chat)
    cut = max(1, int(share * len(every)))
    steady = House()
    for event in every[:cut]:
        steady.meet(event)
    restarted = steady.restarted(every[:cut], when(every[cut - 1]))
    before = [steady.meet(event) for event in every[cut:]]
    after = [restarted.meet(event) for event in every[cut:]]
    assert after == before
    assert restarted.still_open(every[-1]) == steady.still_open(every[-1])
