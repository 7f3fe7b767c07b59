"""A court for each test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cogs.court import Court, open_court


@pytest.fixture
async def court(tmp_path: Path) -> AsyncIterator[Court]:
    async with open_court(tmp_path) as opened:
        yield opened
        # Whatever a test did: nothing that was sent may ping anybody.
        bodies = list(opened.bodies())
        assert bodies
        assert [body.get("allowed_mentions") for body in bodies] == [{"parse": []}] * len(bodies)
