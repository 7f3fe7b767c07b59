"""A made-up chat that runs through the trackers, one short line at a time."""

from datetime import datetime, timedelta

from engine.events import Author, Community, MemberJoined, Message, Place, Platform, PlatformRaid
from engine.memory.actors import Actors
from engine.memory.targets import Targets
from engine.sessions.context import Context
from engine.sessions.tracker import Surroundings
from engine.text import normalise
from engine.verdict import Category, Signal
from tests.builders import HALL, INN, NOON, prediction

PHRASES = {
    "second_person": frozenset({"you", "your", "you are"}),
    "third_person": frozenset({"he", "she"}),
    "first_person": frozenset({"i", "im", "my"}),
    "things": frozenset({"build", "server"}),
    "laughter": frozenset({"lol", "haha"}),
    "affection": frozenset({"love you", "darling"}),
    "reporting": frozenset({"he said"}),
    "stop_requests": frozenset({"please stop", "leave me alone"}),
    "claims": frozenset({"are you ignoring me"}),
    "farewell_life": frozenset({"i want to die", "want to die"}),
    "crisis_jokes": frozenset({"this boss makes me want to die"}),
    "support": frozenset({"you did nothing wrong", "im here for you"}),
    "hype": frozenset({"pog", "hype", "lets go"}),
}


class Chat:
    """`now` moves with what is said; `say` returns the context of the new message."""

    def __init__(self, *, switched_off: frozenset[str] = frozenset()) -> None:
        self.now: datetime = NOON
        self.actors, self.targets = Actors(), Targets()
        self.surroundings = Surroundings(
            PHRASES, actors=self.actors, targets=self.targets, switched_off=switched_off
        )
        self._said = 0

    def say(
        self,
        by: str,
        text: str,
        *,
        to: str | None = None,
        risk: float = 0.02,
        after: float = 10.0,
        place: Place = HALL,
        category: Category = Category.NONE,
        signals: tuple[Signal, ...] = (),
        reply_to: str | None = None,
        distress: float | None = None,
        **author: object,
    ) -> Context:
        self.now += timedelta(seconds=after)
        self._said += 1
        message = Message(
            id=f"m{self._said}",
            place=place,
            author=Author(id=by, name=by.title(), **author),  # type: ignore[arg-type]
            text=text,
            sent_at=self.now,
            targets=(to,) if to else (),
            reply_to=reply_to,
        )
        judged = prediction(*signals, risk=risk, category=category, distress=distress)
        return self.surroundings.observe(message, judged, words=normalise(text).words)

    def join(self, person: str, *, created_at: datetime, after: float = 1.0) -> None:
        self.now += timedelta(seconds=after)
        author = Author(id=person, name=person, account_created_at=created_at)
        self.surroundings.note(MemberJoined(f"join-{person}", INN, author, self.now))

    def announce_raid(self, place: Place, size: int) -> None:
        self.surroundings.note(
            PlatformRaid(id="raid", place=place, origin_name="lamps", size=size, raided_at=self.now)
        )


def scores(context: Context) -> dict[str, float]:
    return {signal.source: signal.score for signal in context.signals}


def stream() -> Place:
    return Place(Community(Platform.TWITCH, "stream"), "stream")
