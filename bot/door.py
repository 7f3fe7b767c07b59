"""What acts on people and takes it back, put together: the door, and what stands at its side."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.screening import Screening
from data.state import State
from engine.amendments import Amendments
from engine.appeals import Appeals
from engine.bench import Bench
from engine.casebook import CaseBook
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Platform
from engine.lessons import Lessons
from engine.memory.teacher import Teacher
from engine.moderator import Moderator
from engine.ports import Enforcer
from engine.registrar import Registrar
from engine.review import Review
from engine.sanctions import Sanctions
from engine.undoing import Undoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """`bench` and `sanctions` look at a moderator's standing; `review` takes a caller's word."""

    docket: Docket
    casebook: CaseBook
    dispatcher: Dispatcher
    moderator: Moderator
    review: Review
    bench: Bench
    appeals: Appeals
    lessons: Lessons
    sanctions: Sanctions


def door_of(
    state: State, screening: Screening, *, enforcers: Mapping[Platform, Enforcer], clock: Clock
) -> Door:
    docket = Docket()
    casebook = CaseBook(ledger=state.ledger, archive=state.archive, docket=docket, clock=clock)
    dispatcher = Dispatcher(
        enforcers=enforcers, ledger=state.ledger, casebook=casebook, clock=clock
    )
    undoing = Undoing(docket=docket, casebook=casebook, dispatcher=dispatcher, clock=clock)
    teacher = _teacher(state, screening, clock)
    registrar = Registrar(casebook=casebook, teacher=teacher, clock=clock)
    review = Review(
        archive=state.archive,
        casebook=casebook,
        dispatcher=dispatcher,
        undoing=undoing,
        registrar=registrar,
        clock=clock,
    )
    amendments = Amendments(
        casebook=casebook,
        dispatcher=dispatcher,
        undoing=undoing,
        registrar=registrar,
        clock=clock,
    )
    bench = Bench(casebook=casebook, review=review, amendments=amendments)
    appeals = Appeals(
        archive=state.archive,
        casebook=casebook,
        dispatcher=dispatcher,
        review=review,
        bench=bench,
        clock=clock,
    )
    return Door(
        docket=docket,
        casebook=casebook,
        dispatcher=dispatcher,
        moderator=Moderator(docket=docket, casebook=casebook, dispatcher=dispatcher, clock=clock),
        review=review,
        bench=bench,
        appeals=appeals,
        lessons=Lessons(
            memory=screening.memory,
            embedder=screening.embedder,
            casebook=casebook,
            clock=clock,
            normalise=screening.normalise,
        ),
        sanctions=Sanctions(docket=docket, casebook=casebook, dispatcher=dispatcher, clock=clock),
    )


def _teacher(state: State, screening: Screening, clock: Clock) -> Teacher:
    return Teacher(
        archive=state.archive,
        embedder=screening.embedder,
        memory=screening.memory,
        clock=clock,
        normalise=screening.normalise,
    )
