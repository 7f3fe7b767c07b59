"""A few gatherings of every kind; `make bench-raids` plays two hundred."""

from pathlib import Path

import pytest
import pytest_asyncio

from bot.screening import open_screening
from bot.settings import Settings
from engine.events import Message
from tests.builders import NOON
from tests.raids import words
from tests.raids.figures import Figures, figures, share, table
from tests.raids.gatherings import HARMLESS, HOSTILE, KINDS, gathering, gatherings
from tests.raids.playing import Heard, played

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def heard(tmp_path_factory: pytest.TempPathFactory) -> list[Heard]:
    folder: Path = tmp_path_factory.mktemp("raids")
    some = gatherings(2, began=NOON, test=False)
    async with open_screening(Settings()) as screening:
        return [each async for each in played(some, folder, screening)]


@pytest.mark.parametrize("kind", HOSTILE)
async def test_the_hostile_are_seen_for_what_they_are(kind: str, heard: list[Heard]) -> None:
    assert share([each for each in heard if each.gathering.kind == kind]) == 1.0


@pytest.mark.parametrize("kind", HARMLESS)
async def test_no_party_is_taken_for_a_raid(kind: str, heard: list[Heard]) -> None:
    assert share([each for each in heard if each.gathering.kind == kind]) == 0.0


async def test_they_are_seen_within_ten_messages_and_nobody_else_is_hurt(
    heard: list[Heard],
) -> None:
    assert figures(heard).good
    assert sum(each.hurt for each in heard) == 0


async def test_a_raid_is_one_case(heard: list[Heard]) -> None:
    raids = [each for each in heard if each.gathering.kind == "hate_raid"]
    assert [each.crowd_cases for each in raids] == [1] * len(raids)


async def test_the_table_has_a_row_for_every_kind(heard: list[Heard]) -> None:
    assert table(heard, title="some").row_count == len(KINDS)


async def test_a_seed_gives_the_same_gathering_again() -> None:
    first, again = (gathering("hate_raid", 3, began=NOON, test=False) for _ in range(2))
    assert first == again


async def test_the_halves_share_no_text_of_the_hostile() -> None:
    for pool in (words.HATE, words.ADVERTS, words.BRIGADE, words.JOKES, words.NEWCOMERS):
        development, test = (set(words.half(pool, test=half)) for half in (False, True))
        assert development | test == set(pool)
        assert not development & test


async def test_the_hostile_messages_are_told_from_everyday_talk() -> None:
    raid = gathering("spam_raid", 1, began=NOON, test=False)
    said = [event for event in raid.events if isinstance(event, Message)]
    attack = [each for each in said if each.id in set(raid.attack)]
    assert 0 < len(attack) < len(said)
    assert {each.author.id for each in attack} <= raid.attackers


async def test_figures_that_miss_one_aim_are_not_good() -> None:
    assert Figures(0.95, 0.02, 9.0).good
    for bad in (Figures(0.94, 0.0, 1.0), Figures(1.0, 0.03, 1.0), Figures(1.0, 0.0, 10.0)):
        assert not bad.good
