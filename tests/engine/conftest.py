"""The screening stack, opened once for all tests that need the real one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.screening import Screening, open_screening
from bot.settings import Settings


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def screening() -> AsyncIterator[Screening]:
    async with open_screening(Settings()) as opened:
        yield opened
