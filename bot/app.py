"""The composition root: the only place where the parts are put together."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.advisers import Advisers, open_advisers
from bot.challenger import comparing
from bot.chat import chat_commands
from bot.choices import Choices, choices_in
from bot.door import Door, door_of
from bot.garbage import short_pauses
from bot.inquiries import inquiry_into
from bot.match import Match
from bot.memories import Memories
from bot.rival import Contest, heard_by, rival_of
from bot.screening import Screening, open_screening
from bot.settings import Settings
from bot.stages import stages_of
from cogs.chat import ChatCommands
from data.archive import Archive
from data.state import State, open_state
from data.writer import Writer
from engine.authority import Lacking, nothing_lacks
from engine.casebook import Hear, nobody_hears
from engine.changes import Journaled, LearnedPattern
from engine.clock import Clock
from engine.desk import Desk
from engine.dispatcher import Dispatcher
from engine.events import Event, Platform
from engine.figures import Figures
from engine.intake import Intake
from engine.lanes import Handle, Lanes
from engine.linking import Linking
from engine.pipeline import Pipeline, Stages, Watch
from engine.policy.book import PolicyBook
from engine.policy.protection import Protections
from engine.ports import Enforcer
from engine.privacy import Forget, Privacy, nobody_remembers
from engine.reasoning.calibration import Calibration
from engine.renewal import Renewal
from engine.restart import Restart
from engine.review import Review
from engine.sessions.tracker import Surroundings
from engine.text import Normalise
from engine.verdict import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What differs between a live bot, a replay and a bench. `mode` overrides every community's."""

    folder: Path
    clock: Clock
    enforcers: Mapping[Platform, Enforcer]
    watch: Watch
    hear: Hear = nobody_hears
    forget: Forget = nobody_remembers
    lacking: Lacking = nothing_lacks
    mode: Mode | None = None
    lockstep: bool = False
    patience: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A Haven put together and open; with `dispatcher` and `lanes` running, it works."""

    ledger: Writer
    archive: Archive
    warnings: Sequence[str]
    pipeline: Pipeline
    intake: Intake
    lanes: Lanes
    dispatcher: Dispatcher
    restart: Restart
    review: Review
    renewal: Renewal
    door: Door
    desk: Desk
    privacy: Privacy
    linking: Linking
    policies: PolicyBook
    protections: Protections
    commands: ChatCommands
    surroundings: Surroundings
    figures: Figures
    normalise: Normalise
    match: Match | None
    contest: Contest | None
    calibration: Calibration


@asynccontextmanager
async def open_house(
    settings: Settings, outside: Outside, *, screening: Screening | None = None
) -> AsyncIterator[House]:
    """Everything but connectors: the state folder is this process's own while it lasts.

    A `screening` that is open already is used as it is, and learns from this house's rulings.

    Raises:
        StateError: the state folder cannot be used.
        ModelError, PackError: see `open_screening`.
    """
    async with AsyncExitStack() as stack:
        state = await stack.enter_async_context(
            open_state(
                outside.folder,
                patience=outside.patience,
                key=settings.state.key.get_secret_value(),
            )
        )
        if screening is None:
            opening = _screening(settings, outside, learned=await state.archive.patterns())
            screening = await stack.enter_async_context(opening)
        advising = _advisers(settings, outside, state, screening)
        advisers = await stack.enter_async_context(advising)
        house = await _assembled(settings, outside, state, screening, advisers)
        comparison = comparing(
            advisers.challenge,
            lambda: house.lanes.waiting > 0,
            learned=await state.archive.patterns(),
            folder=outside.folder,
        )
        await stack.enter_async_context(comparison)
        with short_pauses():
            yield house


def _screening(
    settings: Settings, outside: Outside, *, learned: Sequence[LearnedPattern]
) -> AbstractAsyncContextManager[Screening]:
    live = not outside.lockstep
    return open_screening(settings, learned=learned, live=live, clock=outside.clock)


def _advisers(
    settings: Settings, outside: Outside, state: State, screening: Screening
) -> AbstractAsyncContextManager[Advisers]:
    folder, live = outside.folder, not outside.lockstep
    return open_advisers(settings, state, screening, folder=folder, clock=outside.clock, live=live)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Core:
    """What nearly everything here needs."""

    outside: Outside
    state: State
    screening: Screening
    choices: Choices
    door: Door
    stages: Stages
    advisers: Advisers


async def _assembled(
    settings: Settings,
    outside: Outside,
    state: State,
    screening: Screening,
    advisers: Advisers,
) -> House:
    choices = await choices_in(state, settings, mode=outside.mode, clock=outside.clock)
    rival = rival_of(advisers.contest, choices.policies)
    door = door_of(
        state,
        screening,
        enforcers=outside.enforcers,
        policies=choices.policies.of,
        linked=choices.links.shared_with,
        clock=outside.clock,
        hear=heard_by(outside.hear, rival),
    )
    core = _Core(
        outside=outside,
        state=state,
        screening=screening,
        choices=choices,
        door=door,
        stages=stages_of(settings, state, screening, choices, door, advisers, rival),
        advisers=advisers,
    )
    return _house(core, limit=settings.queue.limit)


def _house(core: _Core, *, limit: int) -> House:
    figures, state, door = Figures(), core.state, core.door
    challenge = core.advisers.challenge
    pipeline = _pipeline(core, figures)
    lanes = Lanes(_in_lane(pipeline), limit=limit)
    return House(
        ledger=state.ledger,
        archive=state.archive,
        warnings=state.warnings,
        pipeline=pipeline,
        intake=Intake(ledger=state.ledger, lanes=lanes, figures=figures),
        lanes=lanes,
        dispatcher=door.dispatcher,
        restart=_restart(core),
        review=door.review,
        renewal=door.renewal,
        door=door,
        desk=_desk(core),
        privacy=_privacy(core),
        linking=core.choices.linking,
        policies=core.choices.policies,
        protections=core.choices.protections,
        commands=_commands(core),
        surroundings=core.stages.surroundings,
        figures=figures,
        normalise=core.screening.normalise,
        match=challenge.match if challenge else None,
        contest=core.advisers.contest,
        calibration=core.advisers.calibration,
    )


def _pipeline(core: _Core, figures: Figures) -> Pipeline:
    return Pipeline(
        core.stages,
        ledger=core.state.ledger,
        dispatcher=core.door.dispatcher,
        clock=core.outside.clock,
        figures=figures,
        watch=core.outside.watch,
        lockstep=core.outside.lockstep,
    )


def _restart(core: _Core) -> Restart:
    return Restart(
        archive=core.state.archive,
        docket=core.door.docket,
        dispatcher=core.door.dispatcher,
        surroundings=core.stages.surroundings,
        screener=core.stages.screener,
    )


def _desk(core: _Core) -> Desk:
    return Desk(
        archive=core.state.archive,
        targets=core.stages.targets,
        clock=core.outside.clock,
        policy_of=core.choices.policies.of,
        linked=core.choices.links.shared_with,
        packets=core.state.archive.packets,
        inquiry=inquiry_into(core.state.archive, core.choices, core.screening.normalise),
    )


def _commands(core: _Core) -> ChatCommands:
    outside = core.outside
    return chat_commands(
        core.state,
        core.choices,
        core.door,
        desk=_desk(core),
        normalise=core.screening.normalise,
        clock=outside.clock,
        lacking=outside.lacking,
    )


def _privacy(core: _Core) -> Privacy:
    return Privacy(
        registry=core.state.registry,
        ledger=core.state.ledger,
        casebook=core.door.casebook,
        memory=core.screening.memory,
        surroundings=core.stages.surroundings,
        protections=core.choices.protections,
        linking=core.choices.linking,
        forget_elsewhere=_memories(core).forget,
        clock=core.outside.clock,
    )


def _memories(core: _Core) -> Memories:
    memories = Memories()
    memories.join(lambda _, __: core.stages.screener.forget())
    memories.join(lambda _, __: core.stages.reasoner.forget())
    memories.join(core.outside.forget)
    if core.stages.rival:
        memories.join(core.stages.rival.forget)
    if core.advisers.challenge:
        memories.join(core.advisers.challenge.memories.forget)
    return memories


def _in_lane(pipeline: Pipeline) -> Handle:
    async def handle(events: Sequence[Event]) -> None:
        await pipeline.handle([Journaled(event) for event in events])

    return handle
