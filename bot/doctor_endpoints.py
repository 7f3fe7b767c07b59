"""Do the endpoints of language models answer, in the form that is asked for, and in time?"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import perf_counter

from bot.checks import Check, Health, Patient
from bot.reasoning import served_at
from bot.reasoning_settings import Endpoint
from engine.reasoning.model import LanguageModel, ModelError, self_test

# A server may load a model when it is first asked for it.
SECONDS = 30.0


async def examine_endpoints(patient: Patient) -> Sequence[Check]:
    """One check for each of their models, all asked at once."""
    chosen = patient.settings.reasoning
    async with AsyncExitStack() as stack:
        asked = [
            _examined(endpoint, model, chosen.deadline_seconds)
            for endpoint in chosen.endpoints
            for model in await served_at(endpoint, chosen, stack)
        ]
        return await asyncio.gather(*asked)


async def _examined(endpoint: Endpoint, model: LanguageModel, deadline: float) -> Check:
    name, begun = f"endpoint {endpoint.name}", perf_counter()
    try:
        async with asyncio.timeout(SECONDS):
            await model.digest()
            reached = perf_counter()
            await self_test(model, fence="examined")
    except (ModelError, TimeoutError) as error:
        said = str(error) or f"{model.name}: no answer within {SECONDS:.0f} s"
        fix = f"start {endpoint.url}, mend its key or models, or take it out of reasoning.endpoints"
        return Check(name, Health.WARNING, said, fix)
    took = perf_counter() - reached
    said = f"{model.name}: reached in {1000 * (reached - begun):.0f} ms, judged in {took:.1f} s"
    if took < deadline:
        return Check(name, Health.OK, said)
    fix = "a smaller model or a faster server, or raise reasoning.deadline_seconds"
    return Check(name, Health.WARNING, f"{said}; a message waits {deadline:g} s for it", fix)
