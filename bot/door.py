"""What acts on people and takes it back, put together: the door, and what stands at its side."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.screening import Screening
from data.state import State
from engine.amendments import Amendments
from engine.apologies import Apologies, Policies
from engine.appeals import Appeals
from engine.bench import Bench
from engine.casebook import CaseBook, Hear
from engine.chat_bans import ChatBans
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Platform
from engine.lessons import Lessons
from engine.links import Linked
from engine.lockdowns import LockDowns
from engine.memory.teacher import Teacher
from engine.moderator import Moderator
from engine.ports import Enforcer
from engine.registrar import Registrar
from engine.renewal import Renewal
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
    renewal: Renewal
    bench: Bench
    chat_bans: ChatBans
    appeals: Appeals
    lessons: Lessons
    sanctions: Sanctions
    lockdowns: LockDowns


@dataclass(frozen=True, slots=True, kw_only=True)
class _Core:
    """What nearly everything here needs."""

    state: State
    screening: Screening
    docket: Docket
    casebook: CaseBook
    dispatcher: Dispatcher
    policies: Policies
    clock: Clock


def door_of(
    state: State,
    screening: Screening,
    *,
    enforcers: Mapping[Platform, Enforcer],
    policies: Policies,
    linked: Linked,
    clock: Clock,
    hear: Hear,
) -> Door:
    core = _core(state, screening, enforcers, policies, Docket(linked), clock, hear)
    docket, casebook, dispatcher = core.docket, core.casebook, core.dispatcher
    undoing = Undoing(docket=docket, casebook=casebook, dispatcher=dispatcher, clock=clock)
    review, amendments = _rulings(core, undoing)
    bench = Bench(casebook=casebook, review=review, amendments=amendments)
    return Door(
        docket=docket,
        casebook=casebook,
        dispatcher=dispatcher,
        moderator=Moderator(docket=docket, casebook=casebook, dispatcher=dispatcher, clock=clock),
        review=review,
        renewal=_renewal(core),
        bench=bench,
        chat_bans=ChatBans(casebook=casebook, amendments=amendments, clock=clock),
        appeals=_appeals(core, review, bench),
        lessons=_lessons(core),
        sanctions=Sanctions(docket=docket, casebook=casebook, dispatcher=dispatcher, clock=clock),
        lockdowns=_lockdowns(core, undoing),
    )


def _core(
    state: State,
    screening: Screening,
    enforcers: Mapping[Platform, Enforcer],
    policies: Policies,
    docket: Docket,
    clock: Clock,
    hear: Hear,
) -> _Core:
    casebook = CaseBook(
        ledger=state.ledger, archive=state.archive, docket=docket, clock=clock, hear=hear
    )
    dispatcher = Dispatcher(
        enforcers=enforcers, ledger=state.ledger, casebook=casebook, clock=clock
    )
    return _Core(
        state=state,
        screening=screening,
        docket=docket,
        casebook=casebook,
        dispatcher=dispatcher,
        policies=policies,
        clock=clock,
    )


def _rulings(core: _Core, undoing: Undoing) -> tuple[Review, Amendments]:
    casebook, dispatcher, clock = core.casebook, core.dispatcher, core.clock
    registrar = Registrar(casebook=casebook, teacher=_teacher(core), clock=clock)
    apologies = Apologies(policies=core.policies, docket=core.docket, clock=clock)
    review = Review(
        archive=core.state.archive,
        casebook=casebook,
        dispatcher=dispatcher,
        undoing=undoing,
        registrar=registrar,
        apologies=apologies,
        clock=clock,
    )
    amendments = Amendments(
        casebook=casebook,
        dispatcher=dispatcher,
        undoing=undoing,
        registrar=registrar,
        apologies=apologies,
        clock=clock,
    )
    return review, amendments


def _lockdowns(core: _Core, undoing: Undoing) -> LockDowns:
    return LockDowns(
        docket=core.docket,
        casebook=core.casebook,
        dispatcher=core.dispatcher,
        undoing=undoing,
        clock=core.clock,
    )


def _renewal(core: _Core) -> Renewal:
    return Renewal(
        archive=core.state.archive,
        casebook=core.casebook,
        dispatcher=core.dispatcher,
        clock=core.clock,
    )


def _appeals(core: _Core, review: Review, bench: Bench) -> Appeals:
    return Appeals(
        archive=core.state.archive,
        casebook=core.casebook,
        dispatcher=core.dispatcher,
        review=review,
        bench=bench,
        policies=core.policies,
        clock=core.clock,
    )


def _teacher(core: _Core) -> Teacher:
    return Teacher(
        archive=core.state.archive,
        embedder=core.screening.embedder,
        memory=core.screening.memory,
        clock=core.clock,
        normalise=core.screening.normalise,
    )


def _lessons(core: _Core) -> Lessons:
    return Lessons(
        memory=core.screening.memory,
        embedder=core.screening.embedder,
        casebook=core.casebook,
        clock=core.clock,
        normalise=core.screening.normalise,
    )
