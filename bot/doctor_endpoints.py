"""Do endpoints of language models, and a guard, answer as they are asked to, and in time?"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import perf_counter

from bot.checks import Check, Health, Patient
from bot.reasoning import guard_of, served_at
from bot.reasoning_settings import Reasoning
from engine.reasoning.guards import GuardKind, trial_of
from engine.reasoning.health import Trial
from engine.reasoning.model import LanguageModel, ModelError, self_test

# A server may load a model when it is first asked for it.
SECONDS = 30.0


async def examine_endpoints(patient: Patient) -> Sequence[Check]:
    """One check for each of their models and for the guard, all asked at once."""
    chosen = patient.settings.reasoning
    async with AsyncExitStack() as stack:
        asked = [
            _examined(f"endpoint {endpoint.name}", model, self_test, chosen)
            for endpoint in chosen.endpoints
            for model in await served_at(endpoint, chosen, stack)
        ]
        if chosen.guard:
            guard, trial = await guard_of(chosen, stack), trial_of(GuardKind(chosen.guard))
            asked.append(_examined("guard", guard, trial, chosen))
        return await asyncio.gather(*asked)


def _fault(error: ModelError | TimeoutError, model: LanguageModel) -> str:
    if isinstance(error, TimeoutError):
        return f"{model.name}: no answer within {SECONDS:.0f} s"
    # What the client calls it means nothing to whoever set the address.
    return str(error).replace("ConnectError", "nothing answers at that address")


async def _examined(name: str, model: LanguageModel, trial: Trial, chosen: Reasoning) -> Check:
    begun, deadline = perf_counter(), chosen.deadline_seconds
    try:
        async with asyncio.timeout(SECONDS):
            await model.digest()
            reached = perf_counter()
            await trial(model, "examined")
    except (ModelError, TimeoutError) as error:
        said = _fault(error, model)
        fix = "start its server, mend its url, key or model, or take it out of [reasoning]"
        return Check(name, Health.WARNING, said, fix)
    took = perf_counter() - reached
    said = f"{model.name}: reached in {1000 * (reached - begun):.0f} ms, judged in {took:.1f} s"
    if took < deadline:
        return Check(name, Health.OK, said)
    fix = "a smaller model or a faster server, or raise reasoning.deadline_seconds"
    return Check(name, Health.WARNING, f"{said}; a message waits {deadline:g} s for it", fix)
