"""Who reasons about messages: the rules, advised by language models where there are some."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.reasoning_settings import Endpoint, Reasoning
from bot.settings import Settings
from engine.clock import Clock
from engine.reasoning.calibration import Calibration
from engine.reasoning.chain import Chain
from engine.reasoning.guarded import Guarded
from engine.reasoning.guards import GuardKind
from engine.reasoning.health import Pace
from engine.reasoning.model import LanguageModel
from engine.reasoning.packet import Reasoner
from engine.reasoning.rules import RulesReasoner
from engine.reasoning.turnstile import Turnstile


@asynccontextmanager
async def open_reasoner(
    settings: Settings, *, live: bool, clock: Clock, calibration: Calibration | None = None
) -> AsyncIterator[Reasoner]:
    """A replay must give the same twice, so no model is asked in one."""
    reasoner: Reasoner = RulesReasoner()
    if not live:
        yield reasoner
        return
    async with AsyncExitStack() as stack:
        chosen = settings.reasoning
        if models := await models_of(chosen, stack):
            reasoner = await stack.enter_async_context(_advised(models, chosen, clock, calibration))
        if chosen.guard and "guard" not in settings.screening.switched_off:
            guard = await guard_of(chosen, stack)
            reasoner = await stack.enter_async_context(_guarded(reasoner, guard, chosen, clock))
        yield reasoner


@asynccontextmanager
async def _advised(
    models: Sequence[LanguageModel],
    chosen: Reasoning,
    clock: Clock,
    calibration: Calibration | None,
) -> AsyncIterator[Reasoner]:
    chain = Chain(
        models,
        rules=RulesReasoner(),
        clock=clock,
        pace=Pace(deadline=chosen.deadline_seconds),
        turnstile=Turnstile(side_by_side=chosen.side_by_side),
        calibration=calibration,
    )
    async with chain.tended():
        yield chain


@asynccontextmanager
async def _guarded(
    reasoner: Reasoner, guard: LanguageModel, chosen: Reasoning, clock: Clock
) -> AsyncIterator[Reasoner]:
    guarded = Guarded(
        reasoner,
        guard,
        GuardKind(chosen.guard),
        rules=RulesReasoner(),
        clock=clock,
        pace=Pace(deadline=chosen.deadline_seconds),
        turnstile=Turnstile(side_by_side=chosen.side_by_side),
    )
    async with guarded.tended():
        yield guarded


async def models_of(chosen: Reasoning, stack: AsyncExitStack) -> Sequence[LanguageModel]:
    """In the order in which they are asked."""
    before = [each for each in chosen.endpoints if each.before_ollama]
    behind = [each for each in chosen.endpoints if not each.before_ollama]
    models = [model for each in before for model in await served_at(each, chosen, stack)]
    if chosen.ollama_url:
        models += await _pulled(chosen.models, chosen, stack)
    return [*models, *[model for each in behind for model in await served_at(each, chosen, stack)]]


async def guard_of(chosen: Reasoning, stack: AsyncExitStack) -> LanguageModel:
    """The one that is configured."""
    names = [chosen.guard_model]
    for endpoint in chosen.endpoints:
        if endpoint.name == chosen.guard_at:
            place = endpoint.model_copy(update={"models": tuple(names)})
            return (await served_at(place, chosen, stack))[0]
    return (await _pulled(names, chosen, stack))[0]


async def _pulled(
    names: Sequence[str], chosen: Reasoning, stack: AsyncExitStack
) -> Sequence[LanguageModel]:
    # Here only: the client takes a while to import, and most do without a model.
    from engine.reasoning.ollama import OllamaModel, client_for

    client = await stack.enter_async_context(client_for(chosen.ollama_url))
    return [OllamaModel(client, name) for name in names]


async def served_at(
    endpoint: Endpoint, chosen: Reasoning, stack: AsyncExitStack
) -> Sequence[LanguageModel]:
    """Its models, in their order."""
    from engine.reasoning.endpoint import EndpointModel, client_for

    key = chosen.key_of(endpoint).get_secret_value()
    client = await stack.enter_async_context(client_for(endpoint.url, key=key))
    return [EndpointModel(client, name, at=endpoint.name) for name in endpoint.models]
