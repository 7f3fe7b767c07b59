"""Waits for what the tending of language models brings about."""

import asyncio

from engine.reasoning.chain import Chain
from engine.reasoning.guarded import Guarded
from engine.reasoning.packet import Reasoner


async def until_ready(reasoner: Reasoner, *names: str, seconds: float = 10) -> None:
    assert isinstance(reasoner, Chain | Guarded)
    async with asyncio.timeout(seconds):
        while reasoner.ready != names:  # noqa: ASYNC110 - a self-test rings no bell
            await asyncio.sleep(0.005)
