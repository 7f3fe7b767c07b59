"""The one door over a real database, with an enforcer that answers as a test tells it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from data.archive import Archive
from data.registry import Registry
from data.state import State, open_state
from data.writer import Writer
from engine.actions import Order, Outcome, Timeout
from engine.amendments import Amendments
from engine.apologies import Apologies, Policies
from engine.appeals import Appeals
from engine.authority import Deed
from engine.bench import Bench
from engine.casebook import CaseBook, Hear, nobody_hears
from engine.cases import Case, Ruling
from engine.changes import Changes, LearnedPattern
from engine.chat_bans import ChatBans
from engine.clock import EventClock
from engine.desk import Desk
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Community, Message, Platform, Standing
from engine.lockdowns import LockDowns
from engine.memory.targets import Targets
from engine.moderator import Moderator
from engine.policy.community import CommunityPolicy
from engine.ports import Enforcer
from engine.reasoning.packet import Packet
from engine.registrar import Registrar
from engine.reports import Reports
from engine.review import Review
from engine.sanctions import Instruction, Sanctions
from engine.undoing import Undoing
from engine.verdict import Decision
from tests.builders import HALL, INN, NOON, minutes, policy, verdict
from tests.running import running

Answer = Outcome | Exception

TIMEOUT = Timeout(user="vex", duration=minutes(10))


def quiet(_: Community) -> CommunityPolicy:
    """Nobody is apologised to: most tests are about what is taken back, not what is said of it."""
    return policy(apologise=False)


@dataclass
class ScriptedEnforcer:
    """Gives the scripted answers in order, then APPLIED."""

    script: list[Answer] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    async def apply(self, order: Order) -> Outcome:
        self.orders.append(order)
        answer = self.script.pop(0) if self.script else Outcome.APPLIED
        if isinstance(answer, Exception):
            raise answer
        return answer


class NoTeacher:
    """Rulings without lessons: these tests are about what is done, not what is learned."""

    async def lesson(self, case: Case, ruling: Ruling, *, by: str) -> LearnedPattern | None:
        return None

    def withdrawal(self, case: Case) -> LearnedPattern | None:
        return None

    def teach(self, lesson: LearnedPattern) -> None:
        raise AssertionError("there is nothing to teach")


@dataclass(frozen=True, kw_only=True)
class Door:
    clock: EventClock
    docket: Docket
    casebook: CaseBook
    dispatcher: Dispatcher
    moderator: Moderator
    review: Review
    amendments: Amendments
    bench: Bench
    chat_bans: ChatBans
    appeals: Appeals
    sanctions: Sanctions
    lockdowns: LockDowns
    ledger: Writer
    archive: Archive
    registry: Registry

    async def order(
        self, *deeds: Deed, by: Standing, over: Sequence[Standing], **said: object
    ) -> Case:
        """Have a moderator order something and wait until its calls are answered."""
        instruction = Instruction(place=HALL, deeds=deeds, **said)  # type: ignore[arg-type]
        opened = await self.sanctions.order(instruction, by=by, over=over)
        await self.dispatcher.drain()
        return await self.case(opened.number)

    async def act(
        self, judged: Message, decided: Decision, *, packet: Packet | None = None, **rules: object
    ) -> Case:
        """Carry a decision out and wait until its calls are answered."""
        self.clock.advance(judged.sent_at)
        opened = await self.moderator.carry_out(
            judged, verdict(judged, decided), policy(**rules), Changes(), packet=packet
        )
        assert opened is not None
        await self.dispatcher.drain()
        return await self.case(opened.number, community=opened.community)

    async def case(self, number: int, *, community: Community = INN) -> Case:
        found = await self.archive.case(community, number)
        assert found is not None
        return found


@asynccontextmanager
async def open_door(
    folder: Path,
    enforcer: Enforcer,
    *,
    teacher: object = None,
    hear: Hear = nobody_hears,
    policies: Policies = quiet,
) -> AsyncIterator[Door]:
    async with open_state(folder) as state:
        door = _door(state, enforcer, teacher or NoTeacher(), hear, policies)
        async with running(door.dispatcher.run()):
            yield door


def _door(
    state: State, enforcer: Enforcer, teacher: object, hear: Hear, policies: Policies
) -> Door:
    clock, docket = EventClock(NOON), Docket()
    casebook = CaseBook(
        ledger=state.ledger, archive=state.archive, docket=docket, clock=clock, hear=hear
    )
    dispatcher = _dispatcher(state, casebook, clock, enforcer)
    acting = {"casebook": casebook, "dispatcher": dispatcher, "clock": clock}
    undoing = Undoing(docket=docket, **acting)
    ruling = {
        **acting,
        "undoing": undoing,
        "registrar": Registrar(casebook=casebook, teacher=teacher, clock=clock),  # type: ignore[arg-type]
        "apologies": Apologies(policies=policies, docket=docket, clock=clock),
    }
    review, amendments = Review(archive=state.archive, **ruling), Amendments(**ruling)
    bench = Bench(casebook=casebook, review=review, amendments=amendments)
    return Door(
        **acting,
        docket=docket,
        moderator=Moderator(docket=docket, **acting),
        review=review,
        amendments=amendments,
        bench=bench,
        chat_bans=ChatBans(casebook=casebook, amendments=amendments, clock=clock),
        appeals=Appeals(
            archive=state.archive, review=review, bench=bench, policies=policies, **acting
        ),
        sanctions=Sanctions(docket=docket, **acting),
        lockdowns=LockDowns(docket=docket, undoing=undoing, **acting),
        ledger=state.ledger,
        archive=state.archive,
        registry=state.registry,
    )


def desk_at(door: Door) -> Desk:
    return Desk(archive=door.archive, targets=Targets(), clock=door.clock)


def reports_at(door: Door, desk: Desk) -> Reports:
    return Reports(
        desk=desk,
        docket=door.docket,
        casebook=door.casebook,
        dispatcher=door.dispatcher,
        clock=door.clock,
    )


def _dispatcher(
    state: State, casebook: CaseBook, clock: EventClock, enforcer: Enforcer
) -> Dispatcher:
    async def skip(seconds: float) -> None:
        clock.advance(clock.now() + minutes(seconds / 60))

    return Dispatcher(
        enforcers=dict.fromkeys(Platform, enforcer),
        ledger=state.ledger,
        casebook=casebook,
        clock=clock,
        sleep=skip,
    )


def called(enforcer: ScriptedEnforcer) -> list[str]:
    return [order.action.type for order in enforcer.orders]


async def audited(door: Door) -> list[tuple[str, str, int | None]]:
    lines = [line.entry async for line in door.archive.audit()]
    return [(line.kind, line.actor, line.case) for line in lines]
