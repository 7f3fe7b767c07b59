"""Dogpiles whose defenders quote, rebuke and swear; parties, roasts and questions that are none."""

from pathlib import Path

import pytest
import pytest_asyncio

from bot.screening import open_screening
from bot.settings import Settings
from tests.raids.pile_figures import Told
from tests.raids.pile_words import KNOWN
from tests.raids.piles import played
from tests.raids.rings import MAKERS, piles

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def heard(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    folder: Path = tmp_path_factory.mktemp("piles")
    async with open_screening(Settings()) as screening:
        some = piles(3, part="dev", texts=KNOWN.half(test=False))
        return [one async for one, _ in played(some, folder, screening)]


async def test_every_dogpile_is_seen_and_no_party_is(heard: list[Told]) -> None:
    assert [one.seen for one in heard] == [bool(one.pile.cast.attackers) for one in heard]


async def test_no_defender_is_acted_on(heard: list[Told]) -> None:
    assert sum(len(one.pile.cast.defenders) for one in heard) > len(heard) / len(MAKERS)
    assert sum(one.defenders_hurt for one in heard) == 0


async def test_nobody_else_who_means_no_harm_is_acted_on(heard: list[Told]) -> None:
    assert sum(one.others_hurt for one in heard) == 0


async def test_nobody_under_attack_is_acted_on_for_swearing_back(heard: list[Told]) -> None:
    assert any(one.pile.kind == "quarrel" for one in heard)
    assert not any(one.host_hurt for one in heard)
