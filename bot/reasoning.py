"""Who reasons about messages: the rules, advised by language models where there are some."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from engine.clock import Clock
from engine.reasoning.calibration import Calibration
from engine.reasoning.chain import Chain
from engine.reasoning.health import Pace
from engine.reasoning.packet import Reasoner
from engine.reasoning.rules import RulesReasoner
from engine.reasoning.turnstile import Turnstile


@asynccontextmanager
async def open_reasoner(
    settings: Settings, *, live: bool, clock: Clock, calibration: Calibration | None = None
) -> AsyncIterator[Reasoner]:
    """A replay must give the same twice, so no model is asked in one."""
    rules, chosen = RulesReasoner(), settings.reasoning
    if not (chosen.ollama_url and live):
        yield rules
        return
    # Here only: the client takes a while to import, and most do without a model.
    from engine.reasoning.ollama import OllamaModel, client_for

    async with client_for(chosen.ollama_url) as client:
        chain = Chain(
            [OllamaModel(client, name) for name in chosen.models],
            rules=rules,
            clock=clock,
            pace=Pace(deadline=chosen.deadline_seconds),
            turnstile=Turnstile(side_by_side=chosen.side_by_side),
            calibration=calibration,
        )
        async with chain.tended():
            yield chain
