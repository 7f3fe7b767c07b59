"""What a test may say of itself: which promise of SECURITY.md it proves, and by which figure."""

from collections.abc import Callable

import pytest

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
