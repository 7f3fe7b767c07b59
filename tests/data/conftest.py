"""An open state folder for each test, its empty database made only once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data.database import FILE
from data.state import State, open_state
from tests.data.disks import Disks


async def _open_once(folder: Path) -> None:
    async with open_state(folder):
        pass


@pytest.fixture
def migrated_once() -> None:
    """Not here, where the migrations themselves are at work."""


@pytest.fixture(scope="session")
def empty_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    asyncio.run(_open_once(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path, empty_state: Path) -> Path:
    shutil.copy(empty_state / FILE, tmp_path / FILE)
    return tmp_path


@pytest.fixture
async def state(folder: Path) -> AsyncIterator[State]:
    async with open_state(folder) as state:
        yield state


@pytest.fixture
def disks(folder: Path) -> Disks:
    return Disks(folder)
