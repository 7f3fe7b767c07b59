"""Who reasons about messages: the rules, advised by language models where there are some."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.reasoning_settings import Endpoint, Reasoning
from bot.settings import Settings
from engine.clock import Clock
from engine.reasoning.chain import Chain
from engine.reasoning.health import Pace
from engine.reasoning.model import LanguageModel
from engine.reasoning.packet import Reasoner
from engine.reasoning.rules import RulesReasoner
from engine.reasoning.turnstile import Turnstile


@asynccontextmanager
async def open_reasoner(settings: Settings, *, live: bool, clock: Clock) -> AsyncIterator[Reasoner]:
    """A replay must give the same twice, so no model is asked in one."""
    rules, chosen = RulesReasoner(), settings.reasoning
    if not (live and (chosen.ollama_url or chosen.endpoints)):
        yield rules
        return
    async with AsyncExitStack() as stack:
        chain = Chain(
            await _models(chosen, stack),
            rules=rules,
            clock=clock,
            pace=Pace(deadline=chosen.deadline_seconds),
            turnstile=Turnstile(side_by_side=chosen.side_by_side),
        )
        await stack.enter_async_context(chain.tended())
        yield chain


async def _models(chosen: Reasoning, stack: AsyncExitStack) -> Sequence[LanguageModel]:
    """In the order in which they are asked."""
    before = [each for each in chosen.endpoints if each.before_ollama]
    behind = [each for each in chosen.endpoints if not each.before_ollama]
    models = [model for each in before for model in await served_at(each, chosen, stack)]
    if chosen.ollama_url:
        models += await _pulled(chosen, stack)
    return [*models, *[model for each in behind for model in await served_at(each, chosen, stack)]]


async def _pulled(chosen: Reasoning, stack: AsyncExitStack) -> Sequence[LanguageModel]:
    # Here only: the client takes a while to import, and most do without a model.
    from engine.reasoning.ollama import OllamaModel, client_for

    client = await stack.enter_async_context(client_for(chosen.ollama_url))
    return [OllamaModel(client, name) for name in chosen.models]


async def served_at(
    endpoint: Endpoint, chosen: Reasoning, stack: AsyncExitStack
) -> Sequence[LanguageModel]:
    from engine.reasoning.endpoint import EndpointModel, client_for

    key = chosen.key_of(endpoint).get_secret_value()
    client = await stack.enter_async_context(client_for(endpoint.url, key=key))
    return [EndpointModel(client, name, at=endpoint.name) for name in endpoint.models]
