"""The screening stack as it is put together for each use."""

import pytest

from bot.screening import _shedding, open_screening
from bot.settings import Screening, Settings
from engine.screening.cascade import Shedding
from engine.screening.suffixes import domain_of


@pytest.mark.parametrize(
    ("chosen", "live", "came"),
    [
        (Shedding.SHED, True, Shedding.SHED),
        (Shedding.SHED, False, Shedding.NEVER),
        (Shedding.ALWAYS, True, Shedding.ALWAYS),
        (Shedding.ALWAYS, False, Shedding.NEVER),
        (Shedding.NEVER, True, Shedding.NEVER),
    ],
)
def test_only_a_live_bot_spares_the_encoder_anything(
    chosen: Shedding, *, live: bool, came: Shedding
) -> None:
    settings = Settings(screening=Screening(cascade=chosen))

    assert _shedding(settings, live=live) is came


async def test_a_live_bots_first_link_finds_the_public_suffixes_loaded() -> None:
    domain_of.cache_clear()
    async with open_screening(Settings(), live=True):
        assert domain_of.cache_info().currsize == 1
