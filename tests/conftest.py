"""What makes all tests fast, and what a test may say of itself: which promise of SECURITY.md it
proves, and by which figure.
"""

import gc
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import data.database
from data.database import FILE
from data.schema import upgrade

Upgrade = Callable[[Path], None]
Figure = Callable[[str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--promise", action="append", default=[], help="only what proves this one")
    parser.addoption("--long", action="store_true", help="proofs at their full length")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties += [("promise", name) for name in promises(item)]
    if wanted := frozenset(config.getoption("--promise")):
        chosen = [item for item in items if wanted & promises(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


def promises(item: pytest.Item) -> frozenset[str]:
    return frozenset(name for mark in item.iter_markers("promise") for name in mark.args)


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Writes down what was counted or measured: one short phrase for SECURITY.md's table."""

    def write(words: str) -> None:
        record_property("figure", words)

    return write


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for the proof's full length, as `make trust` has."""
    return bool(request.config.getoption("--long"))


def pytest_collection_finish() -> None:
    """What was imported stays to the end; looking through it again and again takes a tenth."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the newest schema, in the one file that a closed database is."""
    file = tmp_path_factory.mktemp("empty") / FILE
    upgrade(file)
    return file


@pytest.fixture(scope="session")
def copying(empty_database: Path) -> Upgrade:
    """What the migrations make of a new file; an older database still goes through them."""

    def copied(file: Path) -> None:
        if _is_new(file):
            shutil.copyfile(empty_database, file)
        else:
            upgrade(file)

    return copied


def _is_new(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


@pytest.fixture(autouse=True)
def migrated_once(copying: Upgrade, monkeypatch: pytest.MonkeyPatch) -> None:
    """The migrations take 35 ms, most of what a test of the house would otherwise take.

    Where they are what is tested, in tests/data, every database goes through them; so does
    every database of the command in a process of its own.
    """
    monkeypatch.setattr(data.database, "upgrade", copying)
